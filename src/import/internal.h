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
