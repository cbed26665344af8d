/* SPDX-License-Identifier: Apache-2.0 */
/* show.c: the call in plain words of its language. */
#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"
#include "call/form_judge.h"
#include "call/plain.h"

#include <string.h>

static const char *const kind_names[FIELD_KIND_COUNT] = {
    [FIELD_TEXT] = PHRASE("文字"),
    [FIELD_LONGTEXT] = PHRASE("长文"),
    [FIELD_NUMBER] = PHRASE("数字"),
    [FIELD_MONEY] = PHRASE("金额"),
    [FIELD_DATE] = PHRASE("日期"),
    [FIELD_PERIOD] = PHRASE("起止日期"),
    [FIELD_CHOICE] = PHRASE("单选"),
    [FIELD_CHOICES] = PHRASE("多选"),
    [FIELD_REGION] = PHRASE("地区"),
    [FIELD_REGIONS] = PHRASE("地区（可多个）"),
    [FIELD_ORGANISATION] = PHRASE("单位名称"),
    [FIELD_PHONE] = PHRASE("电话"),
    [FIELD_MOBILE] = PHRASE("手机"),
    [FIELD_EMAIL] = PHRASE("电子邮箱"),
    [FIELD_IDCARD] = PHRASE("身份证件号码"),
    [FIELD_USCC] = PHRASE("统一社会信用代码"),
    [FIELD_ACCOUNT] = PHRASE("银行账号"),
    [FIELD_CNAPS] = PHRASE("开户行联行号"),
    [FIELD_TITLE_LEVEL] = PHRASE("职称级别"),
    [FIELD_DISCIPLINE] = PHRASE("学科"),
    [FIELD_INDUSTRY] = PHRASE("行业"),
    [FIELD_DECLARATION] = PHRASE("声明"),
    [FIELD_ATTACHMENT] = PHRASE("附件"),
    [FIELD_TABLE] = PHRASE("表格"),
};

/* "30字", "250 words"; without a unit it is what the field itself counts. */
static const char *bound_text(struct op *op, const struct field *field, int64_t bound,
                              const char *unit)
{
    if (unit == NULL && (field->kind == FIELD_NUMBER || field->kind == FIELD_MONEY))
        return number_text(op, field, bound);
    if (unit == NULL)
        unit = field->kind == FIELD_TABLE        ? PHRASE("行")
               : field->kind == FIELD_ATTACHMENT ? PHRASE("个")
                                                 : PHRASE("项");
    return mem_printf(op, phrase(field->language, "%lld%s"), (long long)bound,
                      phrase_count(field->language, unit, bound));
}

/* "不少于1人", "不超过30字": a bound and what it counts. */
static void put_bounds(struct op *op, char **text, const struct field *field, const int64_t pair[2],
                       const char *unit)
{
    if (pair[0] != LIMIT_NONE)
        mem_append(op, text, phrase(field->language, "，不少于%s"),
                   bound_text(op, field, pair[0], unit));
    if (pair[1] != LIMIT_NONE)
        mem_append(op, text, phrase(field->language, "，不超过%s"),
                   bound_text(op, field, pair[1], unit));
}

static void put_limit(struct op *op, char **text, const struct field *field,
                      const struct limit *limit)
{
    const enum language language = field->language;
    const char *basis = plain_basis(language, &limit->origin);

    put_bounds(op, text, field, (const int64_t[]){ limit->min, limit->max }, NULL);
    put_bounds(op, text, field, (const int64_t[]){ limit->min_words, limit->max_words },
               PHRASE("字"));
    put_bounds(op, text, field, (const int64_t[]){ limit->min_days, limit->max_days },
               PHRASE("天"));
    put_bounds(op, text, field,
               (const int64_t[]){ limit->min_working_days, limit->max_working_days },
               PHRASE("个工作日"));
    if (limit->not_before != 0)
        mem_append(op, text, phrase(language, "，不早于%s"),
                   day_in(op, language, limit->not_before, false));
    if (limit->not_after != 0)
        mem_append(op, text, phrase(language, "，不晚于%s"),
                   day_in(op, language, limit->not_after, false));
    if (limit->at_least != NULL)
        mem_append(op, text, phrase(language, "，不低于%s"), level_name(language, limit->at_least));
    if (limit->origin.basis == BASIS_DEFAULT)
        mem_append(op, text, "%s", phrase(language, "（系统默认，只提醒）"));
    else if (strcmp(basis, plain_basis(language, &field->origin)) != 0)
        mem_append(op, text, phrase(language, "〔%s〕"), basis);
}

const char *plain_field(struct op *op, const struct field *field)
{
    const enum language language = field->language;
    char *text = NULL;

    mem_append(op, &text, phrase(language, "%s，%s"), phrase(language, kind_names[field->kind]),
               phrase(language, field->required ? PHRASE("必填") : PHRASE("选填")));
    if (field->unit != NULL)
        mem_append(op, &text, phrase(language, "，单位%s"), field->unit);
    for (size_t i = 0; i < field->option_count; i++)
        mem_append(op, &text, "%s%s", phrase(language, i == 0 ? PHRASE("，可选：") : PHRASE("、")),
                   field->options[i].label);
    for (size_t i = 0; i < field->limit_count; i++)
        put_limit(op, &text, field, &field->limits[i]);
    return text;
}

/* What clauses state, and why another value is in effect. */
static void show_stated(struct op *op, char **text, const struct call *call,
                        const struct origin *origin, int indent)
{
    const enum language language = language_of(call->language);

    for (size_t i = 0; i < origin->stated_count; i++) {
        const struct stated *stated = &origin->stated[i];
        mem_append(op, text, phrase(language, "%*s原文 %s：%s%s%s%s%s\n"), indent, "",
                   call_clause(call, stated->clause)->label, stated->value,
                   stated->weekday == NULL ? "" : phrase(language, "，"), or_empty(stated->weekday),
                   stated->resolved_by == NULL ? "" : phrase(language, "；不采用："),
                   or_empty(stated->resolved_by));
    }
}

static void show_field(struct op *op, char **text, const struct call *call,
                       const struct field *field)
{
    const enum language language = language_of(call->language);

    mem_append(op, text, phrase(language, "      · %s：%s 〔%s〕\n"), field->label,
               plain_field(op, field), plain_basis(language, &field->origin));
    if (field->hint != NULL)
        mem_append(op, text, phrase(language, "          提示：%s\n"), field->hint);
    show_stated(op, text, call, &field->origin, 10);
    for (size_t i = 0; i < field->limit_count; i++)
        show_stated(op, text, call, &field->limits[i].origin, 10);
    for (size_t i = 0; i < field->column_count; i++)
        mem_append(op, text, phrase(language, "          - %s：%s\n"), field->columns[i].label,
                   plain_field(op, &field->columns[i]));
}

static void show_form(struct op *op, char **text, const struct call *call, const struct form *form)
{
    const enum language language = language_of(call->language);
    mem_append(op, text, phrase(language, "\n  申报表：%s（第 %d 版）\n"), form->title,
               form->version);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct section *section = &form->sections[i];
        mem_append(op, text, "    %s\n", section->title);
        for (size_t j = 0; j < section->field_count; j++)
            show_field(op, text, call, &section->fields[j]);
    }
    if (form->check_count > 0)
        mem_append(op, text, phrase(language, "    核对\n"));
    for (size_t i = 0; i < form->check_count; i++) {
        const struct check *check = &form->checks[i];
        mem_append(op, text, phrase(language, "      · %s 〔%s〕\n"), plain_check(op, form, check),
                   plain_basis(language, &check->origin));
        show_stated(op, text, call, &check->origin, 10);
    }
}

static void show_track(struct op *op, char **text, const struct call *call,
                       const struct track *track)
{
    const enum language language = language_of(call->language);
    struct plain_list list = plain_track(op, call, track);
    const char *group = "";

    mem_append(op, text, phrase(language, "\n【%s】（代码 %s，受理：%s）\n"), track->title,
               track->code, call_desk(call, track->desk)->name);
    for (size_t i = 0; i < list.count; i++) {
        if (strcmp(group, list.rows[i].group) != 0)
            mem_append(op, text, "  %s\n", phrase(language, list.rows[i].group));
        group = list.rows[i].group;
        mem_append(op, text, phrase(language, "    · %s 〔%s〕\n"), list.rows[i].text,
                   plain_basis(language, list.rows[i].origin));
        show_stated(op, text, call, list.rows[i].origin, 8);
    }
    show_form(op, text, call, track->form);
}

static void show_head(struct op *op, char **text, const struct call *call)
{
    const enum language language = language_of(call->language);
    mem_append(op, text, phrase(language, "%s\n%s  %s  %s印发\n"), call->title, call->number,
               call->issuer, day_in(op, language, call->issued, false));
    if (call->summary != NULL)
        mem_append(op, text, "\n%s\n", call->summary);
    if (call->late != NULL)
        mem_append(op, text, "%s\n", call->late);
    mem_append(op, text, phrase(language, "\n时间安排\n"));
    for (size_t i = 0; i < call->phase_count; i++) {
        const struct phase *phase = &call->timetable[i];
        const char *from = phase->from == 0 ? "" : day_in(op, language, phase->from, false);
        const char *to =
            phase->to == 0 || phase->to == phase->from
                ? ""
                : mem_printf(op, phrase(language, "至%s"), day_in(op, language, phase->to, false));
        mem_append(op, text, phrase(language, "  · %s：%s%s%s 〔%s〕\n"), phase->name, from, to,
                   phase->when == NULL ? "" : phase->when, plain_basis(language, &phase->origin));
    }
    for (size_t i = 0; i < call->deadline_count; i++) {
        mem_append(op, text, phrase(language, "  · %s：%s 〔%s〕\n"), call->deadlines[i].name,
                   plain_deadline(op, language, call, &call->deadlines[i]),
                   plain_basis(language, &call->deadlines[i].origin));
        show_stated(op, text, call, &call->deadlines[i].origin, 6);
    }
}

/* Who may file and recommend, how many there are, the registers they stand in; the desks. */
static void show_units(struct op *op, char **text, const struct call *call)
{
    const enum language language = language_of(call->language);
    mem_append(op, text, phrase(language, "\n单位类别\n"));
    for (size_t i = 0; i < call->unit_count; i++) {
        const struct unit_class *unit = &call->units[i];
        const struct unit_register *row = call_register(call, unit->register_code);
        mem_append(op, text, phrase(language, "  · %s（%s）%s"), unit->name, unit->short_name,
                   unit->reporting ? phrase(language, "，报送单位") : "");
        if (unit->expected >= 0)
            mem_append(op, text, phrase(language, "，共 %d 个"), unit->expected);
        if (row != NULL)
            mem_append(op, text, phrase(language, "，以%s为准"), row->name);
        mem_append(op, text, phrase(language, " 〔%s〕\n"), plain_basis(language, &unit->origin));
        show_stated(op, text, call, &unit->origin, 6);
    }
    mem_append(op, text, phrase(language, "\n受理台\n"));
    for (size_t i = 0; i < call->desk_count; i++) {
        const struct desk *desk = &call->desks[i];
        mem_append(op, text, "  · %s", desk->name);
        for (size_t j = 0; j < desk->reader_count; j++)
            mem_append(op, text, "%s%s",
                       j == 0 ? phrase(language, "，可查看：") : phrase(language, "、"),
                       desk->readers[j]);
        mem_append(op, text, "\n");
    }
}

const char *call_show(struct op *op, const struct call *call)
{
    const enum language language = language_of(call->language);
    char *text = NULL;

    show_head(op, &text, call);
    show_units(op, &text, call);
    for (size_t i = 0; i < call->track_count; i++)
        show_track(op, &text, call, &call->tracks[i]);
    mem_append(op, &text, phrase(language, "\n联系方式\n"));
    for (size_t i = 0; i < call->contact_count; i++) {
        const struct contact *contact = &call->contacts[i];
        mem_append(op, &text, phrase(language, "  · %s："), contact->name);
        for (size_t j = 0; j < contact->people_count; j++)
            mem_append(op, &text, "%s ", contact->people[j]);
        for (size_t j = 0; j < contact->phone_count; j++)
            mem_append(op, &text, "%s ", contact->phones[j]);
        for (size_t j = 0; j < contact->email_count; j++)
            mem_append(op, &text, "%s ", contact->emails[j]);
        mem_append(op, &text, "%s\n", contact->address == NULL ? "" : contact->address);
    }
    return text;
}
