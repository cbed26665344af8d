/* SPDX-License-Identifier: Apache-2.0 */
/* match_cli.h: the verb `dianjiang match`. */
#pragma once

/*
 * match --experts E.jsonl --demands D.jsonl --top K [--explain]: prints for each demand, in the
 * order of the file, a line {"demand","expert","score"[,"why"]} for each of the K best experts,
 * best first. Every bad line is named on standard error as FILE:LINE, and then nothing is printed.
 * Exit: 0 done, 1 a line is wrong, 2 called wrongly, 3 a file cannot be read or written.
 */
int match_main(int argc, char **argv);
