/* SPDX-License-Identifier: Apache-2.0 */
/* name_cli.h: the verb `dianjiang name`. */
#pragma once

/*
 * `name sort [--single-first yes|no] < NAMES`: the lines of standard input in the order of strokes;
 * empty lines are left out. Characters without data are named on standard error. 1: a line is no
 * UTF-8 or too long, or there are too many; 2: called wrongly.
 */
int name_main(int argc, char **argv);
