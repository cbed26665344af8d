/* SPDX-License-Identifier: Apache-2.0 */
/* plain.c: one sentence per rule of a track. */
#include "call/plain.h"

#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"

#include <string.h>

struct telling {
    struct op *op;
    const struct call *call;
    const struct track *track;
    struct plain_list list;
};

static void tell(struct telling *telling, const char *group, const struct origin *origin,
                 const char *text)
{
    mem_push(telling->op, telling->list.rows, telling->list.count,
             ((struct plain_rule){ group, text, origin }));
}

const char *plain_basis(const struct origin *origin)
{
    if (origin->basis == BASIS_DEFAULT)
        return "系统默认，非通知规定";
    return origin->clause_label != NULL ? origin->clause_label : origin->decision;
}

const char *plain_deadline(struct op *op, const struct call *call, const struct deadline *deadline)
{
    int64_t minutes = (deadline->at_ms - day_start_ms(deadline->day, call->zone_minutes)) / 60000;

    return mem_printf(op, "%s%02d:%02d", day_chinese(op, deadline->day, true), (int)(minutes / 60),
                      (int)(minutes % 60));
}

static const char *joined(struct op *op, const char *const *texts, size_t count)
{
    char *text = NULL;

    for (size_t i = 0; i < count; i++)
        mem_append(op, &text, "%s%s", i == 0 ? "" : "、", texts[i]);
    return text == NULL ? "" : text;
}

static const char *unit_name(const struct telling *telling, const char *code)
{
    return call_unit(telling->call, code)->short_name;
}

static void tell_filing(struct telling *telling, const struct filing *filing)
{
    char *text = NULL;

    mem_append(telling->op, &text, "%s可以申报：", call_unit(telling->call, filing->unit)->name);
    for (size_t i = 0; i < filing->route_count; i++)
        mem_append(telling->op, &text, "%s%s", i == 0 ? "" : " → ",
                   step_name(telling->call, filing->route[i]));
    if (strcmp(filing->unit, filing->recommended_by) == 0)
        mem_append(telling->op, &text, "%s",
                   filing->route_count == 2 ? "，直接报送" : "，逐级审核，占用自己的名额");
    else
        mem_append(telling->op, &text, "，由%s推荐", unit_name(telling, filing->recommended_by));
    for (size_t i = 0; i < filing->copy_count; i++)
        mem_append(telling->op, &text, "，报送后知会%s", unit_name(telling, filing->copies[i]));
    mem_append(telling->op, &text, "。");
    tell(telling, "申报资格", &filing->origin, text);
}

static void tell_quota(struct telling *telling, const struct quota *quota)
{
    const char *unit = unit_name(telling, quota->unit);
    const char *least = quota->min > 0 ? mem_printf(telling->op, "至少推荐 %d 项", quota->min) : "";

    if (quota->max == QUOTA_NO_LIMIT)
        tell(telling, "名额", &quota->origin,
             mem_printf(telling->op, "%s不限数量%s%s。", unit, quota->min > 0 ? "，" : "", least));
    else if (quota->soft)
        tell(telling, "名额", &quota->origin,
             mem_printf(telling->op,
                        "原则上每个%s至多推荐 %d 项%s%s；超出的须说明理由，由主管部门决定。", unit,
                        quota->max, quota->min > 0 ? "、" : "", least));
    else
        tell(telling, "名额", &quota->origin,
             mem_printf(telling->op, "每个%s至多推荐 %d 项%s%s。", unit, quota->max,
                        quota->min > 0 ? "、" : "", least));
}

static void tell_deadlines(struct telling *telling)
{
    const struct deadline *deadline = track_deadline(telling->call, telling->track);

    tell(telling, "截止时间", &deadline->origin,
         mem_printf(telling->op, "最迟于%s前报到%s%s。",
                    plain_deadline(telling->op, telling->call, deadline),
                    call_desk(telling->call, telling->track->desk)->name,
                    telling->track->delivery.paper_copies == 0 ? ""
                    : deadline->paper == ARRIVAL_POSTMARK ? "；纸质材料以邮戳时间为准"
                                                          : "；纸质材料以收到时间为准"));
    for (size_t i = 0; i < telling->track->step_deadline_count; i++) {
        const struct step_deadline *row = &telling->track->step_deadlines[i];
        tell(telling, "截止时间", &row->origin,
             mem_printf(telling->op, "报到%s的时间：最迟于%s前。",
                        step_name(telling->call, row->step),
                        plain_deadline(telling->op, telling->call,
                                       call_deadline(telling->call, row->deadline))));
    }
}

static void tell_delivery(struct telling *telling)
{
    const struct delivery *delivery = &telling->track->delivery;
    char *text = NULL;

    if (delivery->stamped_scan)
        mem_append(telling->op, &text, "、盖章扫描件");
    if (delivery->paper_copies > 0)
        mem_append(telling->op, &text, "、纸质材料一式 %d 份", delivery->paper_copies);
    if (delivery->letter)
        mem_append(telling->op, &text, "、书面推荐公函");
    if (delivery->electronic)
        mem_append(telling->op, &text, "、电子版");
    text = mem_printf(telling->op, "报送%s。", text == NULL ? "方式另行通知" : text + strlen("、"));
    if (delivery->letter_content_count > 0)
        mem_append(telling->op, &text, "公函写明：%s。",
                   joined(telling->op, delivery->letter_contents, delivery->letter_content_count));
    tell(telling, "报送方式", &delivery->origin, text);
}

static void tell_correction(struct telling *telling)
{
    const struct correction *correction = &telling->track->correction;

    if (!telling->track->has_correction)
        return;
    tell(telling, "补正", &correction->origin,
         correction->paper_days > 0
             ? mem_printf(telling->op,
                          "退回补正 %d 次为限；电子材料 %d 个工作日、纸质材料 %d 个工作日内补齐。",
                          correction->rounds, correction->electronic_days, correction->paper_days)
             : mem_printf(telling->op, "退回补正 %d 次为限；%d 个工作日内补齐。",
                          correction->rounds, correction->electronic_days));
}

static void tell_contents(struct telling *telling)
{
    const struct track *track = telling->track;

    for (size_t i = 0; i < track->eligibility_count; i++)
        tell(telling, "申报条件", &track->eligibility[i].origin, track->eligibility[i].text);
    for (size_t i = 0; i < track->content_count; i++)
        tell(telling, "须写明", &track->contents[i].origin,
             mem_printf(telling->op, "%s。", track->contents[i].title));
    for (size_t i = 0; i < track->material_count; i++) {
        const struct material *material = &track->materials[i];
        tell(telling, "材料", &material->origin,
             mem_printf(telling->op, "%s（%s）。", material->title,
                        material->required ? "必交" : "如有"));
    }
}

static const char *range_text(struct op *op, int min, int max)
{
    if (max == QUOTA_NO_LIMIT)
        return min > 0 ? mem_printf(op, "不少于 %d 个", min) : "数量未定";
    if (min == max || min == 0)
        return mem_printf(op, "%d 个", max);
    return mem_printf(op, "%d—%d 个", min, max);
}

static void tell_review(struct telling *telling)
{
    const struct review *review = &telling->track->review;
    char *text = NULL;

    if (!telling->track->has_review)
        return;
    if (review->reviewers > 0)
        mem_append(telling->op, &text, "每项至少 %d 名专家评审，", review->reviewers);
    mem_append(telling->op, &text, "满分 %d 分", review->full_marks);
    for (size_t i = 0; i < review->criterion_count; i++)
        mem_append(telling->op, &text, "%s%s %d 分", i == 0 ? "：" : "、",
                   review->criteria[i].title, review->criteria[i].weight);
    mem_append(telling->op, &text, "。");
    tell(telling, "评审", &review->origin, text);
}

static void tell_publicity(struct telling *telling)
{
    const struct publicity *publicity = &telling->track->publicity;
    char *text = NULL;

    if (!telling->track->has_publicity)
        return;
    mem_append(telling->op, &text, "公示 %d 个%s。", publicity->days,
               publicity->kind == DAYS_WORKING ? "工作日" : "自然日");
    if (publicity->column_count > 0)
        mem_append(telling->op, &text, "公示内容：%s。",
                   joined(telling->op, publicity->columns, publicity->column_count));
    if (publicity->objections != NULL)
        mem_append(telling->op, &text, "异议：%s。", publicity->objections);
    tell(telling, "公示", &publicity->origin, text);
}

static void tell_after(struct telling *telling)
{
    const struct track *track = telling->track;

    for (size_t i = 0; i < track->target_count; i++)
        tell(telling, "遴选", &track->targets[i].origin,
             mem_printf(telling->op, "%s：%s。", track->targets[i].title,
                        range_text(telling->op, track->targets[i].min, track->targets[i].max)));
    tell_publicity(telling);
    for (size_t i = 0; i < track->duty_count; i++) {
        const struct duty *duty = &track->duties[i];
        tell(telling, "事后任务", &duty->origin,
             mem_printf(telling->op, "%s：%s后 %d %s内；%s。", duty->title,
                        strcmp(duty->after, "activity_end") == 0   ? "活动结束"
                        : strcmp(duty->after, "announcement") == 0 ? "公布"
                        : strcmp(duty->after, "payment") == 0      ? "拨款"
                                                                   : "年末",
                        duty->days, duty->kind == DAYS_WORKING ? "个工作日" : "日",
                        duty->material_count == 0
                            ? "材料另行通知"
                            : joined(telling->op, duty->materials, duty->material_count)));
    }
    for (size_t i = 0; i < track->support_count; i++)
        tell(telling, "经费", &track->support[i].origin,
             mem_printf(telling->op, "%s：%s", track->support[i].payer, track->support[i].text));
}

struct plain_list plain_track(struct op *op, const struct call *call, const struct track *track)
{
    struct telling telling = { op, call, track, { 0 } };

    for (size_t i = 0; i < track->filing_count; i++)
        tell_filing(&telling, &track->filings[i]);
    for (size_t i = 0; i < track->quota_count; i++)
        tell_quota(&telling, &track->quotas[i]);
    tell_deadlines(&telling);
    tell_delivery(&telling);
    tell_contents(&telling);
    tell_correction(&telling);
    tell_review(&telling);
    tell_after(&telling);
    return telling.list;
}
