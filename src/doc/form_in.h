/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_in.h: a filled-in file read for a form, in the reading process. What comes back:
 *
 *     {"call", "form", "code", "version", "digest",   what the file says of itself, "" when nothing
 *      "values": {…},                                 of what was understood
 *      "marked": {field id: true},                    of which something was found by its mark
 *      "unclear": [[field id, path, label, text, why], …],     at most READ_UNCLEAR_MAX
 *      "rest": [[near, text], …]}                     at most READ_REST_MAX (doc/form_read.h)
 *
 * Texts of unclear and rest have at most READ_REST_BYTES_MAX bytes; longer ones are cut.
 */
#pragma once
#include "call/call.h"
#include "doc/reader.h"

enum { READ_UNCLEAR_MAX = 2000 };

/*
 * What the process must know: the call's files, the track whose form it is, whether the file is a
 * workbook. A child of op.
 */
json_t *form_in_known(struct op *op, const struct call_file *files, size_t count, const char *track,
                      bool workbook);

/* The call that such files make, with the reference data of the program; for list_in.c as well.
 * Errors: those of call_load and reference_load_embedded. */
struct reference;
CHECKED enum err form_in_call(struct op *op, const json_t *known, struct call **ret_call,
                              struct reference **ret_reference);

/*
 * The function of READER_FORM. Errors: those of docx_in, xlsx_in and form_read; ERR_TOO_LARGE
 * "file_found" the values are over FORM_VALUES_BYTES_MAX, which no application can hold.
 */
CHECKED enum err form_in(struct op *op, const struct reader_question *question,
                         struct reader_reply *ret_reply);
