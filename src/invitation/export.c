/* SPDX-License-Identifier: Apache-2.0 */
/* export.c: 需求—专家—对接 as a workbook. */
#include "paper/export.h"
#include "base/mem.h"
#include "base/time.h"
#include "invitation/internal.h"

static const struct sheet_column columns[] = {
    { "需求编号", SHEET_TEXT, .width = 18 },
    { "需求", SHEET_TEXT, .width = 30 },
    { "需求单位", SHEET_TEXT, .width = 28 },
    { "专家", SHEET_TEXT, .width = 10 },
    { "工作单位", SHEET_TEXT, .width = 28 },
    { "进展", SHEET_TEXT, .width = 12 },
    { "单位同意", SHEET_TEXT, .width = 24 },
    { "发出时间", SHEET_TIME },
    { "答复时间", SHEET_TIME },
    { "满意度（1—5）", SHEET_TEXT, .width = 12 },
    { "结果", SHEET_TEXT, .width = 40 },
};

enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static enum err put(struct op *op, struct xlsx *xlsx, const struct invitation *row)
{
    const struct sheet_cell cells[COLUMN_COUNT] = {
        { .text = or_empty(row->number) },
        { .text = row->title },
        { .text = row->unit },
        { .text = row->name },
        { .text = row->org },
        { .text = invitation_state_name(row->state) },
        { .text = row->consent_by },
        { .number = row->sent_ms },
        { .number = row->answered_ms },
        { .text =
              row->satisfaction == 0 ? "" : mem_printf(op, "%lld", (long long)row->satisfaction) },
        { .text = row->result },
    };

    return xlsx_row(op, xlsx, cells);
}

enum err invitation_export(struct op *op, const char *run, const char *state,
                           struct bytes *ret_file)
{
    struct invitation *rows = NULL;
    struct xlsx *xlsx = NULL;
    size_t count = 0;

    enum err e = invitation_list(op, run, state, &rows, &count);
    if (e == OK)
        e = export_begin(op, "需求专家对接清单", &xlsx);
    if (e == OK)
        e = xlsx_sheet(op, xlsx, "对接清单", columns, COLUMN_COUNT);
    for (size_t i = 0; e == OK && i < count; i++)
        e = put(op, xlsx, &rows[i]);
    return e == OK ? export_end(op, xlsx, "invitations", (int64_t)count, ret_file) : e;
}
