/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xlsx_in.h: what stands in a workbook, without knowing what it is for.
 *
 *     {"sheets": [{"name": "申报", "rows": [{"r": 1, "c": [["A", "项目名称"], …]}, …]}, …]}
 *
 * Every cell is text as a person reads it: numbers without a fraction they do not have, dates as
 * 2025-07-14 (with 13:30:00 where there is a time), truth as 是 and 否, formulas as their last
 * result; empty cells and rows are left out. Hidden sheets are read like others.
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <jansson.h>

enum {
    XLSX_IN_SHEETS_MAX = 40,
    XLSX_IN_ROWS_MAX = 10000,          /* with something in them, of all sheets */
    XLSX_IN_CELLS_MAX = 400000,        /* of all sheets */
    XLSX_IN_COLUMNS_MAX = 16384,       /* as many as a workbook can have: "XFD" */
    XLSX_IN_SHARED_MAX = 400000,       /* texts shared by cells */
    XLSX_IN_TEXT_MAX = 8 * 1024 * 1024 /* bytes of all texts, shared ones once a cell */
};

/*
 * Reads a file; ret_json is a child of op. For the reading process only. Errors: those of opc_open
 * and xml_in_read; ERR_TOO_LARGE "file_rows" over the limits above; ERR_INVALID
 * "file_damaged" a cell beyond the last column.
 */
CHECKED enum err xlsx_in(struct op *op, struct bytes file, json_t **ret_json);
