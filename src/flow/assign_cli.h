/* SPDX-License-Identifier: Apache-2.0 */
/* assign_cli.h: the verb `dianjiang assign`. */
#pragma once

/*
 * dianjiang assign INSTANCE: prints "demand expert weight" lines of the optimum; the last line on
 * standard error is total=… filled=… needed=… solve_seconds=…. argv[0] is "assign". Returns the
 * exit code: 0 solved (seats may stay empty), 1 the problem is judged wrong or cannot be met,
 * 2 called wrongly, 3 the world failed.
 */
int assign_main(int argc, char **argv);
