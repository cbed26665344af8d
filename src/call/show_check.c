/* SPDX-License-Identifier: Apache-2.0 */
/* show_check.c: one sentence per rule over several fields. */
#include "base/mem.h"
#include "call/call_tables.h"
#include "call/plain.h"

#include <string.h>

/* "预算明细的金额", or the field's label. */
static const char *name_of(struct op *op, const struct form *form, const char *name)
{
    const struct field *field = form_field(form, name);

    if (field->table == NULL)
        return field->label;
    return mem_printf(op, phrase(form->language, "%s的%s"), field->table->label, field->label);
}

static const char *names_of(struct op *op, const struct form *form, const struct check *check)
{
    char *names = NULL;

    for (size_t i = 0; i < check->field_count; i++)
        mem_append(op, &names, "%s%s", i == 0 ? "" : phrase(form->language, "、"),
                   name_of(op, form, check->fields[i]));
    return or_empty(names);
}

/* An option by its label, a title level by its name, anything else as it is written. */
static const char *value_name(const struct field *field, const char *value)
{
    for (size_t i = 0; i < field->option_count; i++) {
        if (strcmp(field->options[i].code, value) == 0)
            return field->options[i].label;
    }
    if (field->kind == FIELD_TITLE_LEVEL)
        return level_name(field->language, value);
    if (field->kind == FIELD_DECLARATION)
        return phrase(field->language,
                      strcmp(value, "true") == 0 ? PHRASE("已勾选") : PHRASE("未勾选"));
    return value;
}

static const char *condition(struct op *op, const struct form *form, const struct check *check)
{
    const struct field *when = form_field(form, check->when);
    const char *name = name_of(op, form, check->when);

    if (check->equals != NULL)
        return mem_printf(op, phrase(form->language, "%s为“%s”时"), name,
                          value_name(when, check->equals));
    if (check->includes != NULL)
        return mem_printf(op, phrase(form->language, "%s选了“%s”时"), name,
                          value_name(when, check->includes));
    if (check->below != NULL)
        return mem_printf(op, phrase(form->language, "%s低于%s时"), name,
                          value_name(when, check->below));
    return mem_printf(op, phrase(form->language, "填了%s时"), name);
}

static const char *working_days(struct op *op, const struct form *form, const struct check *check)
{
    char *text = NULL;

    mem_append(op, &text, phrase(form->language, "%s列出的不同工作日"),
               name_of(op, form, check->fields[0]));
    if (check->min != LIMIT_NONE)
        mem_append(op, &text, phrase(form->language, "不少于 %lld 个"), (long long)check->min);
    if (check->max != LIMIT_NONE)
        mem_append(op, &text, phrase(form->language, "%s不超过 %lld 个"),
                   check->min != LIMIT_NONE ? phrase(form->language, "，") : "",
                   (long long)check->max);
    return text;
}

const char *plain_check(struct op *op, const struct form *form, const struct check *check)
{
    const char *names = names_of(op, form, check);
    const char *first = name_of(op, form, check->fields[0]);
    const char *second = check->field_count > 1 ? name_of(op, form, check->fields[1]) : "";

    switch (check->kind) {
    case CHECK_SUM_EQUAL:
        return mem_printf(op, phrase(form->language, "%s合计等于%s"), names,
                          name_of(op, form, check->total));
    case CHECK_SUM_AT_MOST:
        return mem_printf(op, phrase(form->language, "%s合计不超过%s"), names,
                          name_of(op, form, check->total));
    case CHECK_SHARE_AT_MOST:
        return mem_printf(op, phrase(form->language, "%s中，“%s”一类不超过总额的 %lld%%"), first,
                          value_name(form_field(form, check->when), check->equals),
                          (long long)check->max);
    case CHECK_ORDER:
        return mem_printf(op, phrase(form->language, "%s不大于（不晚于）%s"), first, second);
    case CHECK_WORKING_DAYS:
        return working_days(op, form, check);
    case CHECK_DATES_WITHIN:
        return mem_printf(op, phrase(form->language, "%s在%s之内"), first, second);
    case CHECK_REQUIRED_IF:
        return mem_printf(op, phrase(form->language, "%s，%s必填"), condition(op, form, check),
                          names);
    case CHECK_AT_LEAST_ONE:
        return mem_printf(op, phrase(form->language, "%s至少填一项"), names);
    case CHECK_SAME:
        return check->unless == NULL
                   ? mem_printf(op, phrase(form->language, "%s与%s一致"), first, second)
                   : mem_printf(op, phrase(form->language, "%s与%s一致，不一致的填写%s"), first,
                                second, name_of(op, form, check->unless));
    case CHECK_DISTINCT:
        return mem_printf(op, phrase(form->language, "%s各行不重复"), first);
    case CHECK_KIND_COUNT:
    default:
        return "";
    }
}
