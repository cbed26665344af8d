/* SPDX-License-Identifier: Apache-2.0 */
/* import_files.h: workbooks of lists for tests, and the acts of bringing and entering them. */
#pragma once
#include "support/site.h"

#include "base/mem.h"
#include "doc/xlsx_out.h"

#define APPLICATIONS "/api/v1/imports/applications?call=" CALL "&track=" TRACK

/* Rows of cells, each ended by NULL, the first one the head. */
static inline void add_sheet(struct op *op, struct xlsx *xlsx, const char *sheet,
                             const char *const (*rows)[8], size_t count)
{
    struct sheet_column *columns = mem_array(op, struct sheet_column, 8);
    size_t width = 0;

    while (width < 8 && rows[0][width] != NULL) {
        columns[width].title = rows[0][width];
        width++;
    }
    assert_ok(op, xlsx_sheet(op, xlsx, sheet, columns, width));
    for (size_t i = 1; i < count; i++) {
        struct sheet_cell cells[8] = { { 0 } };
        for (size_t k = 0; k < width; k++)
            cells[k].text = rows[i][k];
        assert_ok(op, xlsx_row(op, xlsx, cells));
    }
}

static inline struct bytes workbook_of(struct op *op, const char *sheet,
                                       const char *const (*rows)[8], size_t count,
                                       const char *const (*works)[8], size_t work_count)
{
    struct xlsx *xlsx = NULL;
    struct bytes bytes = { 0 };

    assert_ok(op, xlsx_new(op, "", "", NULL, &xlsx));
    add_sheet(op, xlsx, sheet, rows, count);
    if (work_count > 0)
        add_sheet(op, xlsx, "项目和成果", works, work_count);
    assert_ok(op, xlsx_end(op, xlsx, &bytes));
    return bytes;
}

/* A workbook of one sheet. */
static inline struct bytes workbook(struct op *op, const char *sheet, const char *const (*rows)[8],
                                    size_t count)
{
    return workbook_of(op, sheet, rows, count, NULL, 0);
}

static inline struct reply check_as(struct op *op, const char *login, const char *target,
                                    struct bytes file)
{
    return post_bytes_as(op, login, target, file.data, file.size);
}

static inline struct reply enter_as(struct op *op, const char *login, const char *kind,
                                    const char *id)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/imports/%s/%s/entry", kind, id),
                   NULL);
}
