/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: what the files of this folder lend one another. */
#pragma once
#include "import/import.h"

/* The titles' row of a sheet. */
struct head {
    const char *serial; /* column of 序号, or NULL */
    json_t *serials;    /* of the first sheet: 序号 -> index of the row */
};

/* Fills rows and problems of an opened list from what xlsx_in read. Errors: see import_check. */
CHECKED enum err import_read(struct op *op, struct import_list *list, const json_t *file);

/* The field of the first sheet with this id, or NULL. */
const struct field *import_field(const struct import_list *list, const char *id);

/*
 * What a domain function found wrong with one row (e is its result, op->problems its own, before
 * those of earlier) becomes problems at the columns named like the last part of each path.
 * OK when e is OK or ERR_INVALID; any other error passes.
 */
CHECKED enum err import_refused(struct op *op, struct import_list *list,
                                const struct import_row *row, struct problem_list before,
                                enum err e);

/* Enters row by row; a refusal names its line in op->problems. */
CHECKED enum err import_each(struct op *op, struct import_list *list,
                             enum err (*enter)(struct op *op, struct import_list *list,
                                               struct import_row *row));
