/* SPDX-License-Identifier: Apache-2.0 */
/* export.c: lists as workbooks, with who took them out and when, and an event of it. */
#include "paper/export.h"

#include "acceptance/acceptance.h"
#include "application/application.h"
#include "base/mem.h"
#include "doc/xlsx_out.h"
#include "event/event.h"
#include "package/package.h"
#include "paper/paper.h"
#include "publish/publish.h"

#include <string.h>

/* ---- applications: one row of columns serves all lists of them ---- */

static const struct sheet_column application_columns[] = {
    { "编号", SHEET_TEXT, .width = 11 },
    { "申报类别", SHEET_TEXT, .width = 18 },
    { "名称", SHEET_TEXT, .width = 34 },
    { "申报单位", SHEET_TEXT, .width = 26 },
    { "推荐单位", SHEET_TEXT, .width = 26 },
    { "受理部门", SHEET_TEXT, .width = 24 },
    { "进展", SHEET_TEXT, .width = 12 },
    { "排序", SHEET_INT, .width = 6 },
    { "开始日期", SHEET_DAY },
    { "结束日期", SHEET_DAY },
    { "预算（元）", SHEET_YUAN },
    { "报送时间", SHEET_TIME },
    { "更新时间", SHEET_TIME },
};

enum { COLUMN_COUNT = sizeof application_columns / sizeof application_columns[0] };

struct exporting {
    struct xlsx *xlsx;
    const struct call *call; /* of the last row: lists are mostly of one */
    int64_t count;
};

static const char *track_title(struct op *op, struct exporting *exporting,
                               const struct application *row)
{
    int64_t n = 0;

    if (exporting->call == NULL || strcmp(exporting->call->code, row->call) != 0) {
        exporting->call = NULL;
        if (publish_current(op, row->call, &exporting->call, &n) != OK)
            op_forgive(op);
    }
    const struct track *track =
        exporting->call == NULL ? NULL : call_track(exporting->call, row->track);
    return track == NULL ? row->track : track->title;
}

static enum err put_application(struct op *op, struct exporting *exporting,
                                const struct application *row)
{
    const struct sheet_cell cells[COLUMN_COUNT] = {
        { .text = row->code },
        { .text = track_title(op, exporting, row) },
        { .text = row->title },
        { .text = row->org_name },
        { .text = row->recommender_name },
        { .text = row->desk_name },
        { .text = lifecycle_state_name(row->state) },
        { .number = row->rank },
        { .number = row->period_from },
        { .number = row->period_to },
        { .number = row->budget_fen > 0 ? row->budget_fen : -1 },
        { .number = row->sent_ms },
        { .number = row->changed_ms },
    };

    exporting->count++;
    return xlsx_row(op, exporting->xlsx, cells);
}

enum err export_begin(struct op *op, const char *title, struct xlsx **ret_xlsx)
{
    const char *mark = mem_printf(op, "%s　%s 导出　内部资料，注意保管", op->actor.name,
                                  paper_time(op, op->now_ms));

    return xlsx_new(op, title, op->actor.name, mark, ret_xlsx);
}

static enum err begin(struct op *op, const char *title, struct exporting *exporting)
{
    enum err e = export_begin(op, title, &exporting->xlsx);
    return e == OK ? xlsx_sheet(op, exporting->xlsx, title, application_columns, COLUMN_COUNT) : e;
}

/* ---- the event ---- */

struct told {
    const char *list;
    const char *subject;
    int64_t count;
};

static enum err tell_work(struct op *op, void *arg)
{
    const struct told *told = arg;

    event_add(
        op, "export.list", "export", told->subject, op->actor.org_id,
        mem_printf(op, "{\"list\":\"%s\",\"rows\":%lld}", told->list, (long long)told->count));
    return OK;
}

enum err export_end(struct op *op, struct xlsx *xlsx, const char *list, int64_t count,
                    struct bytes *ret_file)
{
    struct told told = { list, "", count };

    enum err e = xlsx_end(op, xlsx, ret_file);
    return e == OK ? event_tx(op, tell_work, &told) : e;
}

static enum err finish(struct op *op, struct exporting *exporting, const char *list,
                       const char *subject, struct bytes *ret_file)
{
    struct told told = { list, subject, exporting->count };

    enum err e = xlsx_end(op, exporting->xlsx, ret_file);
    return e == OK ? event_tx(op, tell_work, &told) : e;
}

/* ---- lists ---- */

static enum err too_many(struct op *op)
{
    fail_arg(op, "max", "%d", EXPORT_ROWS_MAX);
    return fail(op, ERR_TOO_LARGE, "export_rows", "more than %d rows", EXPORT_ROWS_MAX);
}

enum err export_applications(struct op *op, const struct application_filter *filter,
                             struct bytes *ret_file)
{
    struct application_filter page = *filter;
    struct exporting exporting = { 0 };

    page.limit = APPLICATION_LIST_MAX;
    page.cursor = NULL;
    enum err e = begin(op, "申报项目", &exporting);
    while (e == OK) {
        struct application_list list = { 0 };
        e = application_list(op, &page, &list);
        for (size_t i = 0; e == OK && i < list.count; i++)
            e = exporting.count == EXPORT_ROWS_MAX ? too_many(op)
                                                   : put_application(op, &exporting, &list.rows[i]);
        page.cursor = list.next;
        if (list.next == NULL)
            break;
    }
    return e == OK ? finish(op, &exporting, "applications", "", ret_file) : e;
}

enum err export_desk(struct op *op, const char *call, const char *state, struct bytes *ret_file)
{
    struct desk_filter filter = { .call = call, .state = state, .limit = APPLICATION_LIST_MAX };
    struct exporting exporting = { 0 };

    enum err e = begin(op, "受理清单", &exporting);
    while (e == OK) {
        struct desk_queue queue = { 0 };
        e = desk_queue(op, &filter, &queue);
        for (size_t i = 0; e == OK && i < queue.count; i++)
            e = exporting.count == EXPORT_ROWS_MAX
                    ? too_many(op)
                    : put_application(op, &exporting, &queue.rows[i].application);
        filter.cursor = queue.next;
        if (queue.next == NULL)
            break;
    }
    return e == OK ? finish(op, &exporting, "desk", "", ret_file) : e;
}

enum err export_package(struct op *op, const char *public_id, struct bytes *ret_file)
{
    struct exporting exporting = { 0 };
    struct package package = { 0 };

    enum err e = package_get(op, public_id, &package);
    if (e == OK)
        e = begin(op, "汇总表", &exporting);
    for (size_t i = 0; e == OK && i < package.item_count; i++) {
        struct application item = { 0 };
        e = application_get(op, package.items[i].id, &item);
        if (e == OK)
            e = put_application(op, &exporting, &item);
    }
    return e == OK ? finish(op, &exporting, "package", public_id, ret_file) : e;
}
