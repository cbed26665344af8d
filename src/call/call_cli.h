/* SPDX-License-Identifier: Apache-2.0 */
/* call_cli.h: the verbs `dianjiang call` and `dianjiang form`. */
#pragma once
#include "base/op.h"

#include <jansson.h>

struct call;
struct track;

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

/* For the other verbs of forms (doc/doc_cli.h). A JSON document from a file, or - for standard
 * input. Errors: ERR_UNAVAILABLE unreadable; ERR_TOO_LARGE; ERR_INVALID "form_file_wrong". */
CHECKED enum err form_file_read(struct op *op, const char *path, json_t **ret_document);

/* The call in a folder and one of its tracks; findings of the files go to standard error. Errors:
 * as call_load; ERR_NOT_FOUND no such folder or track. */
CHECKED enum err form_track_open(struct op *op, const char *folder, const char *code,
                                 struct call **ret_call, const struct track **ret_track);
