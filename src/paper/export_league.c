/* SPDX-License-Identifier: Apache-2.0 */
/* export_league.c: a recommending unit's board and its ledger as workbooks. */
#include "paper/export.h"

#include "base/mem.h"
#include "doc/xlsx_out.h"
#include "league/league.h"
#include "publish/publish.h"

#include <string.h>

/* ---- the board ---- */

static const struct sheet_column board_columns[] = {
    { "单位", SHEET_TEXT, .width = 34 },
    { "进度", SHEET_TEXT, .width = 10 },
    { "已报上来", SHEET_INT },
    { "其中已报送", SHEET_INT, .width = 11 },
    { "催报次数", SHEET_INT },
    { "最近催报", SHEET_TIME },
    { "零申报理由", SHEET_TEXT, .width = 40 },
    { "零申报由谁填报", SHEET_TEXT, .width = 26 },
    { "零申报时间", SHEET_TIME },
};

static const struct sheet_column reminder_columns[] = {
    { "时间", SHEET_TIME },
    { "单位", SHEET_TEXT, .width = 34 },
    { "方式", SHEET_TEXT, .width = 12 },
    { "说明", SHEET_TEXT, .width = 50 },
    { "催报人", SHEET_TEXT, .width = 12 },
};

static const struct word {
    const char *code;
    const char *name;
} words[] = {
    { "reported", "已报" },      { "zero", "零申报" },     { "begun", "已起草" },
    { "idle", "未动" },          { "system", "系统提醒" }, { "phone", "电话" },
    { "message", "短信、微信" }, { "letter", "发函" },     { "visit", "上门" },
};

static const char *word_of(const char *code)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].code, code) == 0)
            return words[i].name;
    }
    return code;
}

static enum err put_units(struct op *op, struct xlsx *xlsx, const struct board *board)
{
    enum err e = xlsx_sheet(op, xlsx, "单位进度", board_columns,
                            sizeof board_columns / sizeof board_columns[0]);

    for (size_t i = 0; e == OK && i < board->unit_count; i++) {
        const struct board_unit *unit = &board->units[i];
        const struct sheet_cell cells[] = {
            { .text = unit->name },
            { .text = word_of(unit->status) },
            { .number = unit->up_count },
            { .number = unit->sent_count },
            { .number = unit->reminder_count },
            { .number = unit->reminded_ms },
            { .text = unit->zero_reason },
            { .text = unit->zero_by },
            { .number = unit->zero_ms },
        };
        e = xlsx_row(op, xlsx, cells);
    }
    return e;
}

static enum err put_reminders(struct op *op, struct xlsx *xlsx, const struct board *board)
{
    enum err e = xlsx_sheet(op, xlsx, "催报记录", reminder_columns,
                            sizeof reminder_columns / sizeof reminder_columns[0]);

    for (size_t i = 0; e == OK && i < board->log_count; i++) {
        const struct reminder *reminder = &board->log[i];
        const struct sheet_cell cells[] = {
            { .number = reminder->at_ms },      { .text = reminder->name },
            { .text = word_of(reminder->how) }, { .text = reminder->note },
            { .text = reminder->by },
        };
        e = xlsx_row(op, xlsx, cells);
    }
    return e;
}

enum err export_board(struct op *op, const char *call, struct bytes *ret_file)
{
    struct xlsx *xlsx = NULL;
    struct board board = { 0 };

    enum err e = league_board(op, call, &board);
    if (e == OK)
        e = export_begin(op, "单位进度", &xlsx);
    if (e == OK)
        e = put_units(op, xlsx, &board);
    if (e == OK)
        e = put_reminders(op, xlsx, &board);
    return e == OK ? export_end(op, xlsx, "board", (int64_t)board.unit_count, ret_file) : e;
}

/* ---- the ledger and the year's plan ---- */

static const struct sheet_column ledger_columns[] = {
    { "申报类别", SHEET_TEXT, .width = 16 },
    { "排序", SHEET_INT, .width = 6 },
    { "编号", SHEET_TEXT, .width = 11 },
    { "名称", SHEET_TEXT, .width = 34 },
    { "申报单位", SHEET_TEXT, .width = 26 },
    { "进展", SHEET_TEXT, .width = 12 },
    { "开始日期", SHEET_DAY },
    { "结束日期", SHEET_DAY },
    { "地点", SHEET_TEXT, .width = 18 },
    { "专家人数", SHEET_INT },
    { "预算（元）", SHEET_YUAN },
    { "报送批次", SHEET_TEXT, .width = 18 },
    { "报送时间", SHEET_TIME },
    { "推荐意见或理由", SHEET_TEXT, .width = 40 },
    { "超名额理由", SHEET_TEXT, .width = 30 },
};

static const char *title_of(const struct ledger *ledger, const char *track)
{
    for (size_t i = 0; i < ledger->track_count; i++) {
        if (strcmp(ledger->tracks[i].track, track) == 0)
            return ledger->tracks[i].title;
    }
    return track;
}

static enum err put_ledger(struct op *op, struct xlsx *xlsx, const struct ledger *ledger,
                           bool planned_only)
{
    enum err e = xlsx_sheet(op, xlsx, planned_only ? "年度计划" : "台账", ledger_columns,
                            sizeof ledger_columns / sizeof ledger_columns[0]);

    for (size_t i = 0; e == OK && i < ledger->count; i++) {
        const struct ledger_row *row = &ledger->rows[i];
        const struct application *item = &row->application;
        const struct sheet_cell cells[] = {
            { .text = title_of(ledger, item->track) },
            { .number = item->rank },
            { .text = item->code },
            { .text = item->title },
            { .text = item->org_name },
            { .text = lifecycle_state_name(item->state) },
            { .number = item->period_from },
            { .number = item->period_to },
            { .text = row->place },
            { .number = row->expert_count },
            { .number = item->budget_fen > 0 ? item->budget_fen : -1 },
            { .text = row->package },
            { .number = item->sent_ms },
            { .text = item->opinion },
            { .text = item->over_quota },
        };
        if (row->planned || !planned_only)
            e = xlsx_row(op, xlsx, cells);
    }
    return e;
}

enum err export_ledger(struct op *op, const char *call, struct bytes *ret_file)
{
    struct xlsx *xlsx = NULL;
    struct ledger ledger = { 0 };

    enum err e = league_ledger(op, call, &ledger);
    if (e == OK)
        e = export_begin(op, "台账", &xlsx);
    if (e == OK)
        e = put_ledger(op, xlsx, &ledger, false);
    if (e == OK)
        e = put_ledger(op, xlsx, &ledger, true);
    return e == OK ? export_end(op, xlsx, "ledger", (int64_t)ledger.count, ret_file) : e;
}
