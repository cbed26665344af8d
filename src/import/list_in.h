/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_in.h: a list read and judged in the reading process. What comes back is the JSON
 *
 *     {"columns": [letters of each field of the first sheet, or null, then of the others, …],
 *      "unknown": [head, …], "unknown_count", "told", "blocking",
 *      "problems": [[sheet, line, column, label, message, blocks], …],
 *      "shown": [[line, [cell, …]], …]}               of the first rows, personal cells masked
 *
 * and a line a row: [line, {field: value}].
 */
#pragma once
#include "doc/reader.h"
#include "import/import.h"

/* What the process must know of an opened list. files: of the notice, if the kind needs it. */
json_t *list_in_known(struct op *op, const struct import_list *list, const struct call_file *files,
                      size_t count);

/* The function of READER_LIST. Errors: those of xlsx_in, import_read and the kind's check. */
CHECKED enum err list_in(struct op *op, const struct reader_question *question,
                         struct reader_reply *ret_reply);

/* Fills an opened list from what came back; borrows the reply. Errors: ERR_INTERNAL it does not
 * keep to the shape above. */
CHECKED enum err list_in_take(struct op *op, const struct reader_reply *reply,
                              struct import_list *list);
