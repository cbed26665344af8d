/* SPDX-License-Identifier: Apache-2.0 */
/* draw_cli.h: the verb `draw`. */
#pragma once

/*
 * draw open --pool POOL.csv --rules RULES.yaml --out RECORD [--names A,B,...] [--again]
 * draw commit RECORD --as NAME < SECRET
 * draw reveal RECORD --as NAME < SECRET
 * draw supplement RECORD --reason TEXT [--seat CODE]
 * draw verify RECORD
 * Returns 0 done, or the record fits; 1 refused, or it does not fit (the first wrong line is
 * printed); 2 called wrongly; 3 a file cannot be read or written.
 */
int draw_main(int argc, char **argv);
