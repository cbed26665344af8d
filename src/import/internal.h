/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: what the files of this folder lend one another. */
#pragma once
#include "import/import.h"

/* The sheets of a list whose kind, call, track, notice and for_others are set, and room for where
 * its columns stand. Errors: those of the kind's open. */
CHECKED enum err import_open(struct op *op, struct import_list *list);

/* The lines of list_in.h as rows behind those that are there; borrowed. False: they are none. */
bool import_split(struct import_list *list, struct bytes lines);

/*
 * Fills rows (opened) and problems of an opened list from what xlsx_in read. For the reading
 * process. Errors: see import_check.
 */
CHECKED enum err import_read(struct op *op, struct import_list *list, const json_t *file);

/* The field of the first sheet with this id, or NULL. */
const struct field *import_field(const struct import_list *list, const char *id);

/* Whether a set has the key already; it has it from now on. */
bool import_seen(json_t *seen, const char *key);

/*
 * What a domain function found wrong with one row (e is its result, op->problems its own, before
 * those of earlier) becomes problems at the columns named like the last part of each path.
 * OK when e is OK or ERR_INVALID; any other error passes.
 */
CHECKED enum err import_refused(struct op *op, struct import_list *list,
                                const struct import_row *row, struct problem_list before,
                                enum err e);

/* Opens every row as children of op, for kinds that enter them together. */
CHECKED enum err import_open_all(struct op *op, struct import_list *list);

/* Enters row by row, each opened in a part of op; a refusal names its line in op->problems. */
CHECKED enum err import_each(struct op *op, struct import_list *list,
                             enum err (*enter)(struct op *op, struct import_list *list,
                                               const struct import_row *row));
