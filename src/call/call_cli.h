/* SPDX-License-Identifier: Apache-2.0 */
/* call_cli.h: the verbs `dianjiang call` and `dianjiang form`. */
#pragma once

/*
 * dianjiang call lint DIR [--json] | call show DIR. argv[0] is "call". Returns the exit code:
 * 0 good, 1 at least one error, 2 called wrongly, 3 the world failed.
 */
int call_main(int argc, char **argv);

/*
 * dianjiang form check --call DIR --track T FILE.json [--json]: every problem of a filled form, one
 * a line; - is standard input. argv[0] is "form". Returns 0 nothing blocks, 1 something blocks or
 * the file is no form, 2 called wrongly, 3 the world failed.
 */
int form_main(int argc, char **argv);
