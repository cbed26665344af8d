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
        mem_append(op, text, "，一般不低于规定级别");
    if (limit->origin.basis == BASIS_DEFAULT)
        mem_append(op, text, "（系统默认，只提醒）");
}

const char *plain_field(struct op *op, const struct field *field)
{
    char *text = NULL;

    mem_append(op, &text, "%s，%s", kind_names[field->kind], field->required ? "必填" : "选填");
    if (field->unit != NULL)
        mem_append(op, &text, "，单位%s", field->unit);
    for (size_t i = 0; i < field->limit_count; i++)
        put_limit(op, &text, field, &field->limits[i]);
    return text;
}

static void show_form(struct op *op, char **text, const struct form *form)
{
    mem_append(op, text, "\n  申报表：%s（第 %d 版）\n", form->title, form->version);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct section *section = &form->sections[i];
        mem_append(op, text, "    %s\n", section->title);
        for (size_t j = 0; j < section->field_count; j++) {
            const struct field *field = &section->fields[j];
            mem_append(op, text, "      · %s：%s 〔%s〕\n", field->label, plain_field(op, field),
                       plain_basis(&field->origin));
            for (size_t k = 0; k < field->column_count; k++)
                mem_append(op, text, "          - %s：%s\n", field->columns[k].label,
                           plain_field(op, &field->columns[k]));
        }
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
    }
    show_form(op, text, track->form);
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
    for (size_t i = 0; i < call->deadline_count; i++)
        mem_append(op, text, "  · %s：%s 〔%s〕\n", call->deadlines[i].name,
                   plain_deadline(op, call, &call->deadlines[i]),
                   plain_basis(&call->deadlines[i].origin));
}

const char *call_show(struct op *op, const struct call *call)
{
    char *text = NULL;

    show_head(op, &text, call);
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
