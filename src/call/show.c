/* SPDX-License-Identifier: Apache-2.0 */
/* show.c: the call in plain Chinese. */
#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"
#include "call/form_judge.h"
#include "call/plain.h"

#include <string.h>

static const char *const kind_names[FIELD_KIND_COUNT] = {
    [FIELD_TEXT] = "文字",
    [FIELD_LONGTEXT] = "长文",
    [FIELD_NUMBER] = "数字",
    [FIELD_MONEY] = "金额",
    [FIELD_DATE] = "日期",
    [FIELD_PERIOD] = "起止日期",
    [FIELD_CHOICE] = "单选",
    [FIELD_CHOICES] = "多选",
    [FIELD_REGION] = "地区",
    [FIELD_REGIONS] = "地区（可多个）",
    [FIELD_ORGANISATION] = "单位名称",
    [FIELD_PHONE] = "电话",
    [FIELD_MOBILE] = "手机",
    [FIELD_EMAIL] = "电子邮箱",
    [FIELD_IDCARD] = "身份证件号码",
    [FIELD_USCC] = "统一社会信用代码",
    [FIELD_ACCOUNT] = "银行账号",
    [FIELD_CNAPS] = "开户行联行号",
    [FIELD_TITLE_LEVEL] = "职称级别",
    [FIELD_DISCIPLINE] = "学科",
    [FIELD_INDUSTRY] = "行业",
    [FIELD_DECLARATION] = "声明",
    [FIELD_ATTACHMENT] = "附件",
    [FIELD_TABLE] = "表格",
};

/* "不少于1人", "不超过30字": a bound and what it counts. */
static void put_bound(struct op *op, char **text, const char *words, const struct field *field,
                      int64_t bound, const char *unit)
{
    bool of_value = unit == NULL;

    if (bound == LIMIT_NONE)
        return;
    if (of_value && (field->kind == FIELD_NUMBER || field->kind == FIELD_MONEY))
        mem_append(op, text, "，%s%s", words, number_text(op, field, bound));
    else
        mem_append(op, text, "，%s%lld%s", words, (long long)bound,
                   !of_value                         ? unit
                   : field->kind == FIELD_TABLE      ? "行"
                   : field->kind == FIELD_ATTACHMENT ? "个"
                                                     : "项");
}

static void put_limit(struct op *op, char **text, const struct field *field,
                      const struct limit *limit)
{
    put_bound(op, text, "不少于", field, limit->min, NULL);
    put_bound(op, text, "不超过", field, limit->max, NULL);
    put_bound(op, text, "不少于", field, limit->min_words, "字");
    put_bound(op, text, "不超过", field, limit->max_words, "字");
    put_bound(op, text, "不少于", field, limit->min_days, "天");
    put_bound(op, text, "不超过", field, limit->max_days, "天");
    put_bound(op, text, "不少于", field, limit->min_working_days, "个工作日");
    put_bound(op, text, "不超过", field, limit->max_working_days, "个工作日");
    if (limit->not_before != 0)
        mem_append(op, text, "，不早于%s", day_chinese(op, limit->not_before, false));
    if (limit->not_after != 0)
        mem_append(op, text, "，不晚于%s", day_chinese(op, limit->not_after, false));
    if (limit->at_least != NULL)
        mem_append(op, text, "，不低于%s", level_name(limit->at_least));
    if (limit->origin.basis == BASIS_DEFAULT)
        mem_append(op, text, "（系统默认，只提醒）");
    else if (strcmp(plain_basis(&limit->origin), plain_basis(&field->origin)) != 0)
        mem_append(op, text, "〔%s〕", plain_basis(&limit->origin));
}

const char *plain_field(struct op *op, const struct field *field)
{
    char *text = NULL;

    mem_append(op, &text, "%s，%s", kind_names[field->kind], field->required ? "必填" : "选填");
    if (field->unit != NULL)
        mem_append(op, &text, "，单位%s", field->unit);
    for (size_t i = 0; i < field->option_count; i++)
        mem_append(op, &text, "%s%s", i == 0 ? "，可选：" : "、", field->options[i].label);
    for (size_t i = 0; i < field->limit_count; i++)
        put_limit(op, &text, field, &field->limits[i]);
    return text;
}

/* What clauses state, and why another value is in effect. */
static void show_stated(struct op *op, char **text, const struct call *call,
                        const struct origin *origin, int indent)
{
    for (size_t i = 0; i < origin->stated_count; i++) {
        const struct stated *stated = &origin->stated[i];
        mem_append(op, text, "%*s原文 %s：%s%s%s%s%s\n", indent, "",
                   call_clause(call, stated->clause)->label, stated->value,
                   stated->weekday == NULL ? "" : "，", or_empty(stated->weekday),
                   stated->resolved_by == NULL ? "" : "；不采用：", or_empty(stated->resolved_by));
    }
}

static void show_field(struct op *op, char **text, const struct call *call,
                       const struct field *field)
{
    mem_append(op, text, "      · %s：%s 〔%s〕\n", field->label, plain_field(op, field),
               plain_basis(&field->origin));
    if (field->hint != NULL)
        mem_append(op, text, "          提示：%s\n", field->hint);
    show_stated(op, text, call, &field->origin, 10);
    for (size_t i = 0; i < field->limit_count; i++)
        show_stated(op, text, call, &field->limits[i].origin, 10);
    for (size_t i = 0; i < field->column_count; i++)
        mem_append(op, text, "          - %s：%s\n", field->columns[i].label,
                   plain_field(op, &field->columns[i]));
}

static void show_form(struct op *op, char **text, const struct call *call, const struct form *form)
{
    mem_append(op, text, "\n  申报表：%s（第 %d 版）\n", form->title, form->version);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct section *section = &form->sections[i];
        mem_append(op, text, "    %s\n", section->title);
        for (size_t j = 0; j < section->field_count; j++)
            show_field(op, text, call, &section->fields[j]);
    }
    if (form->check_count > 0)
        mem_append(op, text, "    核对\n");
    for (size_t i = 0; i < form->check_count; i++) {
        const struct check *check = &form->checks[i];
        mem_append(op, text, "      · %s 〔%s〕\n", plain_check(op, form, check),
                   plain_basis(&check->origin));
        show_stated(op, text, call, &check->origin, 10);
    }
}

static void show_track(struct op *op, char **text, const struct call *call,
                       const struct track *track)
{
    struct plain_list list = plain_track(op, call, track);
    const char *group = "";

    mem_append(op, text, "\n【%s】（代码 %s，受理：%s）\n", track->title, track->code,
               call_desk(call, track->desk)->name);
    for (size_t i = 0; i < list.count; i++) {
        if (strcmp(group, list.rows[i].group) != 0)
            mem_append(op, text, "  %s\n", list.rows[i].group);
        group = list.rows[i].group;
        mem_append(op, text, "    · %s 〔%s〕\n", list.rows[i].text,
                   plain_basis(list.rows[i].origin));
        show_stated(op, text, call, list.rows[i].origin, 8);
    }
    show_form(op, text, call, track->form);
}

static void show_head(struct op *op, char **text, const struct call *call)
{
    mem_append(op, text, "%s\n%s  %s  %s印发\n", call->title, call->number, call->issuer,
               day_chinese(op, call->issued, false));
    if (call->summary != NULL)
        mem_append(op, text, "\n%s\n", call->summary);
    if (call->late != NULL)
        mem_append(op, text, "%s\n", call->late);
    mem_append(op, text, "\n时间安排\n");
    for (size_t i = 0; i < call->phase_count; i++) {
        const struct phase *phase = &call->timetable[i];
        const char *from = phase->from == 0 ? "" : day_chinese(op, phase->from, false);
        const char *to = phase->to == 0 || phase->to == phase->from
                             ? ""
                             : mem_printf(op, "至%s", day_chinese(op, phase->to, false));
        mem_append(op, text, "  · %s：%s%s%s 〔%s〕\n", phase->name, from, to,
                   phase->when == NULL ? "" : phase->when, plain_basis(&phase->origin));
    }
    for (size_t i = 0; i < call->deadline_count; i++) {
        mem_append(op, text, "  · %s：%s 〔%s〕\n", call->deadlines[i].name,
                   plain_deadline(op, call, &call->deadlines[i]),
                   plain_basis(&call->deadlines[i].origin));
        show_stated(op, text, call, &call->deadlines[i].origin, 6);
    }
}

/* Who may file and recommend, how many there are, the registers they stand in; the desks. */
static void show_units(struct op *op, char **text, const struct call *call)
{
    mem_append(op, text, "\n单位类别\n");
    for (size_t i = 0; i < call->unit_count; i++) {
        const struct unit_class *unit = &call->units[i];
        const struct unit_register *row = call_register(call, unit->register_code);
        mem_append(op, text, "  · %s（%s）%s", unit->name, unit->short_name,
                   unit->reporting ? "，报送单位" : "");
        if (unit->expected >= 0)
            mem_append(op, text, "，共 %d 个", unit->expected);
        if (row != NULL)
            mem_append(op, text, "，以%s为准", row->name);
        mem_append(op, text, " 〔%s〕\n", plain_basis(&unit->origin));
        show_stated(op, text, call, &unit->origin, 6);
    }
    mem_append(op, text, "\n受理台\n");
    for (size_t i = 0; i < call->desk_count; i++) {
        const struct desk *desk = &call->desks[i];
        mem_append(op, text, "  · %s", desk->name);
        for (size_t j = 0; j < desk->reader_count; j++)
            mem_append(op, text, "%s%s", j == 0 ? "，可查看：" : "、", desk->readers[j]);
        mem_append(op, text, "\n");
    }
}

const char *call_show(struct op *op, const struct call *call)
{
    char *text = NULL;

    show_head(op, &text, call);
    show_units(op, &text, call);
    for (size_t i = 0; i < call->track_count; i++)
        show_track(op, &text, call, &call->tracks[i]);
    mem_append(op, &text, "\n联系方式\n");
    for (size_t i = 0; i < call->contact_count; i++) {
        const struct contact *contact = &call->contacts[i];
        mem_append(op, &text, "  · %s：", contact->name);
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
