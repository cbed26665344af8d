/* SPDX-License-Identifier: Apache-2.0 */
/* assign_cli.h: the verb `dianjiang assign`. */
#pragma once

/*
 * dianjiang assign INSTANCE [--fair] [--explain] [--certificate FILE | --check FILE]
 *
 * Prints "demand expert weight" lines of the optimum; the last line on standard error is
 * total=… filled=… needed=… solve_seconds=…, from the problem in memory to the solution. Nothing is
 * printed that verify.h has not proved. --fair raises the weight of the worst pair as far as no
 * seat is lost, and says before the last line what that costs; --explain says what keeps empty
 * seats empty. --certificate writes the proof (assign_proof.h), --check checks such a file instead
 * of solving. argv[0] is "assign". Returns the exit code: 0 solved (seats may stay empty), 1 the
 * problem is judged wrong or cannot be met, 2 called wrongly, 3 the world failed.
 */
int assign_main(int argc, char **argv);
