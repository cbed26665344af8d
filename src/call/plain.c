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
    enum language language;
    struct plain_list list;
};

static void tell(struct telling *telling, const char *group, const struct origin *origin,
                 const char *text)
{
    mem_push(telling->op, telling->list.rows, telling->list.count,
             ((struct plain_rule){ group, text, origin }));
}

const char *plain_basis(enum language language, const struct origin *origin)
{
    if (origin->basis == BASIS_DEFAULT)
        return phrase(language, "系统默认，非通知规定");
    return origin->clause_label != NULL ? origin->clause_label : origin->decision;
}

const char *plain_deadline(struct op *op, enum language language, const struct call *call,
                           const struct deadline *deadline)
{
    int64_t minutes = (deadline->at_ms - day_start_ms(deadline->day, call->zone_minutes)) / 60000;

    return mem_printf(op, phrase(language, "%s%02d:%02d"),
                      day_in(op, language, deadline->day, true), (int)(minutes / 60),
                      (int)(minutes % 60));
}

static const char *joined(const struct telling *telling, const char *const *texts, size_t count)
{
    char *text = NULL;

    for (size_t i = 0; i < count; i++)
        mem_append(telling->op, &text, "%s%s", i == 0 ? "" : phrase(telling->language, "、"),
                   texts[i]);
    return text == NULL ? "" : text;
}

static const char *unit_name(const struct telling *telling, const char *code)
{
    return call_unit(telling->call, code)->short_name;
}

static void tell_filing(struct telling *telling, const struct filing *filing)
{
    char *text = NULL;

    mem_append(telling->op, &text, phrase(telling->language, "%s可以申报："),
               call_unit(telling->call, filing->unit)->name);
    for (size_t i = 0; i < filing->route_count; i++)
        mem_append(telling->op, &text, "%s%s", i == 0 ? "" : " → ",
                   phrase(telling->language, step_name(telling->call, filing->route[i])));
    if (strcmp(filing->unit, filing->recommended_by) == 0)
        mem_append(telling->op, &text, "%s",
                   filing->route_count == 2
                       ? phrase(telling->language, "，直接报送")
                       : phrase(telling->language, "，逐级审核，占用自己的名额"));
    else
        mem_append(telling->op, &text, phrase(telling->language, "，由%s推荐"),
                   unit_name(telling, filing->recommended_by));
    for (size_t i = 0; i < filing->copy_count; i++)
        mem_append(telling->op, &text, phrase(telling->language, "，报送后知会%s"),
                   unit_name(telling, filing->copies[i]));
    mem_append(telling->op, &text, phrase(telling->language, "。"));
    tell(telling, PHRASE("申报资格"), &filing->origin, text);
}

static void tell_quota(struct telling *telling, const struct quota *quota)
{
    const char *unit = unit_name(telling, quota->unit);
    const char *least =
        quota->min > 0
            ? mem_printf(telling->op, phrase(telling->language, "至少推荐 %d 项"), quota->min)
            : "";

    if (quota->max == QUOTA_NO_LIMIT)
        tell(telling, PHRASE("名额"), &quota->origin,
             mem_printf(telling->op, phrase(telling->language, "%s不限数量%s%s。"), unit,
                        quota->min > 0 ? phrase(telling->language, "，") : "", least));
    else if (quota->soft)
        tell(telling, PHRASE("名额"), &quota->origin,
             mem_printf(
                 telling->op,
                 phrase_count(telling->language,
                              "原则上每个%s至多推荐 %d 项%s%s；超出的须说明理由，由主管部门决定。",
                              quota->max),
                 unit, quota->max, quota->min > 0 ? phrase(telling->language, "、") : "", least));
    else
        tell(telling, PHRASE("名额"), &quota->origin,
             mem_printf(telling->op,
                        phrase_count(telling->language, "每个%s至多推荐 %d 项%s%s。", quota->max),
                        unit, quota->max, quota->min > 0 ? phrase(telling->language, "、") : "",
                        least));
}

static void tell_deadlines(struct telling *telling)
{
    const struct deadline *deadline = track_deadline(telling->call, telling->track);

    tell(telling, PHRASE("截止时间"), &deadline->origin,
         mem_printf(telling->op, phrase(telling->language, "最迟于%s前报到%s%s。"),
                    plain_deadline(telling->op, telling->language, telling->call, deadline),
                    call_desk(telling->call, telling->track->desk)->name,
                    telling->track->delivery.paper_copies == 0 ? ""
                    : deadline->paper == ARRIVAL_POSTMARK
                        ? phrase(telling->language, "；纸质材料以邮戳时间为准")
                        : phrase(telling->language, "；纸质材料以收到时间为准")));
    for (size_t i = 0; i < telling->track->step_deadline_count; i++) {
        const struct step_deadline *row = &telling->track->step_deadlines[i];
        tell(telling, PHRASE("截止时间"), &row->origin,
             mem_printf(telling->op, phrase(telling->language, "报到%s的时间：最迟于%s前。"),
                        phrase(telling->language, step_name(telling->call, row->step)),
                        plain_deadline(telling->op, telling->language, telling->call,
                                       call_deadline(telling->call, row->deadline))));
    }
}

/* The next of a list: what comes between two stands before it. */
static const char *between(const struct telling *telling, const char *text)
{
    return text == NULL ? "" : phrase(telling->language, "、");
}

static void tell_delivery(struct telling *telling)
{
    const struct delivery *delivery = &telling->track->delivery;
    const enum language language = telling->language;
    struct op *op = telling->op;
    char *text = NULL;

    if (delivery->stamped_scan)
        mem_append(op, &text, "%s", phrase(language, "盖章扫描件"));
    if (delivery->paper_copies > 0) {
        mem_append(op, &text, "%s", between(telling, text));
        mem_append(op, &text, phrase_count(language, "纸质材料一式 %d 份", delivery->paper_copies),
                   delivery->paper_copies);
    }
    if (delivery->letter)
        mem_append(op, &text, "%s%s", between(telling, text), phrase(language, "书面推荐公函"));
    if (delivery->electronic)
        mem_append(op, &text, "%s%s", between(telling, text), phrase(language, "电子版"));
    text = mem_printf(op, phrase(language, "报送%s。"),
                      text == NULL ? phrase(language, "方式另行通知") : text);
    if (delivery->letter_content_count > 0)
        mem_append(op, &text, phrase(language, "公函写明：%s。"),
                   joined(telling, delivery->letter_contents, delivery->letter_content_count));
    tell(telling, PHRASE("报送方式"), &delivery->origin, text);
}

static void tell_correction(struct telling *telling)
{
    const struct correction *correction = &telling->track->correction;

    if (!telling->track->has_correction)
        return;
    tell(telling, PHRASE("补正"), &correction->origin,
         correction->paper_days > 0
             ? mem_printf(
                   telling->op,
                   phrase_count(
                       telling->language,
                       "退回补正 %d 次为限；电子材料 %d 个工作日、纸质材料 %d 个工作日内补齐。",
                       correction->rounds),
                   correction->rounds, correction->electronic_days, correction->paper_days)
             : mem_printf(telling->op,
                          phrase_count(telling->language, "退回补正 %d 次为限；%d 个工作日内补齐。",
                                       correction->rounds),
                          correction->rounds, correction->electronic_days));
}

static void tell_contents(struct telling *telling)
{
    const struct track *track = telling->track;

    for (size_t i = 0; i < track->eligibility_count; i++)
        tell(telling, PHRASE("申报条件"), &track->eligibility[i].origin,
             track->eligibility[i].text);
    for (size_t i = 0; i < track->content_count; i++)
        tell(telling, PHRASE("须写明"), &track->contents[i].origin,
             mem_printf(telling->op, phrase(telling->language, "%s。"), track->contents[i].title));
    for (size_t i = 0; i < track->material_count; i++) {
        const struct material *material = &track->materials[i];
        tell(telling, PHRASE("材料"), &material->origin,
             mem_printf(telling->op, phrase(telling->language, "%s（%s）。"), material->title,
                        material->required ? phrase(telling->language, "必交")
                                           : phrase(telling->language, "如有")));
    }
}

static const char *range_text(const struct telling *telling, int min, int max)
{
    if (max == QUOTA_NO_LIMIT)
        return min > 0 ? mem_printf(telling->op, phrase(telling->language, "不少于 %d 个"), min)
                       : phrase(telling->language, "数量未定");
    if (min == max || min == 0)
        return mem_printf(telling->op, phrase(telling->language, "%d 个"), max);
    return mem_printf(telling->op, phrase(telling->language, "%d—%d 个"), min, max);
}

static void tell_review(struct telling *telling)
{
    const struct review *review = &telling->track->review;
    char *text = NULL;

    if (!telling->track->has_review)
        return;
    if (review->reviewers > 0)
        mem_append(telling->op, &text,
                   phrase_count(telling->language, "每项至少 %d 名专家评审，", review->reviewers),
                   review->reviewers);
    mem_append(telling->op, &text, phrase(telling->language, "满分 %d 分"), review->full_marks);
    for (size_t i = 0; i < review->criterion_count; i++)
        mem_append(telling->op, &text, phrase(telling->language, "%s%s %d 分"),
                   i == 0 ? phrase(telling->language, "：") : phrase(telling->language, "、"),
                   review->criteria[i].title, review->criteria[i].weight);
    mem_append(telling->op, &text, phrase(telling->language, "。"));
    tell(telling, PHRASE("评审"), &review->origin, text);
}

static void tell_publicity(struct telling *telling)
{
    const struct publicity *publicity = &telling->track->publicity;
    char *text = NULL;

    if (!telling->track->has_publicity)
        return;
    mem_append(telling->op, &text,
               publicity->kind == DAYS_WORKING
                   ? phrase_count(telling->language, "公示 %d 个工作日。", publicity->days)
                   : phrase_count(telling->language, "公示 %d 个自然日。", publicity->days),
               publicity->days);
    if (publicity->column_count > 0)
        mem_append(telling->op, &text, phrase(telling->language, "公示内容：%s。"),
                   joined(telling, publicity->columns, publicity->column_count));
    if (publicity->objections != NULL)
        mem_append(telling->op, &text, phrase(telling->language, "异议：%s。"),
                   publicity->objections);
    tell(telling, PHRASE("公示"), &publicity->origin, text);
}

static void tell_duty(struct telling *telling, const struct duty *duty)
{
    static const struct {
        const char *code, *words;
    } afters[] = { { "activity_end", PHRASE("活动结束") },
                   { "announcement", PHRASE("公布") },
                   { "payment", PHRASE("拨款") } };
    const enum language language = telling->language;
    const char *after = PHRASE("年末");

    for (size_t i = 0; i < sizeof afters / sizeof afters[0]; i++) {
        if (strcmp(duty->after, afters[i].code) == 0)
            after = afters[i].words;
    }
    tell(telling, PHRASE("事后任务"), &duty->origin,
         mem_printf(telling->op,
                    duty->kind == DAYS_WORKING
                        ? phrase_count(language, "%s：%s后 %d 个工作日内；%s。", duty->days)
                        : phrase_count(language, "%s：%s后 %d 日内；%s。", duty->days),
                    duty->title, phrase(language, after), duty->days,
                    duty->material_count == 0
                        ? phrase(language, "材料另行通知")
                        : joined(telling, duty->materials, duty->material_count)));
}

static void tell_after(struct telling *telling)
{
    const struct track *track = telling->track;

    for (size_t i = 0; i < track->target_count; i++)
        tell(telling, PHRASE("遴选"), &track->targets[i].origin,
             mem_printf(telling->op, phrase(telling->language, "%s：%s。"), track->targets[i].title,
                        range_text(telling, track->targets[i].min, track->targets[i].max)));
    tell_publicity(telling);
    for (size_t i = 0; i < track->duty_count; i++)
        tell_duty(telling, &track->duties[i]);
    for (size_t i = 0; i < track->support_count; i++)
        tell(telling, PHRASE("经费"), &track->support[i].origin,
             mem_printf(telling->op, phrase(telling->language, "%s：%s"), track->support[i].payer,
                        track->support[i].text));
}

struct plain_list plain_track(struct op *op, const struct call *call, const struct track *track)
{
    struct telling telling = { op, call, track, language_of(call->language), { 0 } };

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
