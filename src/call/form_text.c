/* SPDX-License-Identifier: Apache-2.0 */
/* form_text.c: values as people write them. */
#include "base/mem.h"
#include "base/time.h"
#include "call/form_judge.h"

#include <string.h>

bool value_days(const struct field *field, const json_t *value, int *ret_from, int *ret_to)
{
    const bool period = field->kind == FIELD_PERIOD;
    const char *start = json_string_value(period ? json_object_get(value, "start") : value);
    const char *end = json_string_value(period ? json_object_get(value, "end") : value);
    int from = 0;
    int to = 0;

    if (start != NULL)
        (void)day_parse(start, &from);
    if (end != NULL)
        (void)day_parse(end, &to);
    if (from == 0 && to == 0)
        return false;
    *ret_from = from;
    *ret_to = to;
    return true;
}

/* scaled / 10^digits with at least keep digits after the point, no more zeros than that. */
static const char *decimal_text(const void *parent, int64_t scaled, int digits, int keep)
{
    char *text = NULL;
    uint64_t size = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
    uint64_t unit = 1;

    for (int i = 0; i < digits; i++)
        unit *= 10;
    while (digits > keep && size % 10 == 0) {
        size /= 10;
        unit /= 10;
        digits--;
    }
    mem_append(parent, &text, "%s%llu", scaled < 0 ? "-" : "", (unsigned long long)(size / unit));
    if (digits > 0)
        mem_append(parent, &text, ".%0*llu", digits, (unsigned long long)(size % unit));
    return text;
}

static int digits_of(int64_t unit)
{
    int digits = 0;

    for (; unit > 1; unit /= 10)
        digits++;
    return digits;
}

/* "1234567.50" -> "1,234,567.50" */
static const char *grouped(const void *parent, const char *digits)
{
    size_t whole = strcspn(digits, ".");
    char *text = NULL;

    for (size_t i = 0; i < whole; i++)
        mem_append(parent, &text, "%s%c",
                   i > 0 && (whole - i) % 3 == 0 && digits[i - 1] != '-' ? "," : "", digits[i]);
    mem_append(parent, &text, "%s", digits + whole);
    return text;
}

/* "€5,000.00", "CHF 5,000.00"; with a unit of its own "5.00 万元". */
static const char *english_amount(const void *parent, const struct field *field, int64_t number)
{
    static const struct {
        const char *currency, *sign;
    } signs[] = { { "EUR", "€" }, { "GBP", "£" }, { "USD", "US$" } };
    const char *text =
        grouped(parent, decimal_text(parent, number, digits_of(money_unit(field)), 2));

    if (field->unit != NULL && strcmp(field->unit, field->currency) != 0)
        return mem_printf(parent, "%s %s", text, field->unit);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (strcmp(signs[i].currency, field->currency) == 0)
            return mem_printf(parent, "%s%s%s", number < 0 ? "-" : "", signs[i].sign,
                              text + (number < 0));
    }
    return mem_printf(parent, "%s %s", field->currency, text);
}

const char *number_text(const void *parent, const struct field *field, int64_t number)
{
    const char *unit = field->unit == NULL ? "" : field->unit;
    const char *text;

    if (field->kind != FIELD_MONEY) {
        text = decimal_text(parent, number, field->decimals, field->decimals);
        return mem_printf(parent, "%s%s%s", text,
                          unit[0] != '\0' && field->language == LANGUAGE_ENGLISH ? " " : "", unit);
    }
    if (field->language == LANGUAGE_ENGLISH)
        return english_amount(parent, field, number);
    text = decimal_text(parent, number, digits_of(money_unit(field)), 2);
    if (unit[0] == '\0')
        unit = strcmp(field->currency, "CNY") == 0 ? "元" : "";
    if (strcmp(field->currency, "CNY") == 0 || strcmp(field->currency, unit) == 0)
        return mem_printf(parent, "%s%s%s", text, strcmp(unit, "CNY") == 0 ? " " : "", unit);
    return mem_printf(parent, "%s%s %s", text, unit, field->currency);
}

static const char *option_label(const struct field *field, const char *code)
{
    for (size_t i = 0; i < field->option_count; i++) {
        if (strcmp(field->options[i].code, code) == 0)
            return field->options[i].label;
    }
    return code;
}

static const char *period_text(const void *parent, const struct field *field, const json_t *value)
{
    const enum language language = field->language;
    int from = 0;
    int to = 0;

    if (!value_days(field, value, &from, &to))
        return "";
    if (field->kind == FIELD_DATE)
        return day_in(parent, language, from, false);
    const char *missing = phrase(language, "（未填）");
    return mem_printf(parent, phrase(language, "%s至%s"),
                      from == 0 ? missing : day_in(parent, language, from, false),
                      to == 0 ? missing : day_in(parent, language, to, false));
}

static const char *choices_text(const void *parent, const struct field *field, const json_t *value)
{
    const json_t *codes = json_is_object(value) ? json_object_get(value, "codes") : value;
    const char *other = json_string_value(json_object_get(value, "other"));
    char *text = NULL;

    for (size_t i = 0; i < json_array_size(codes); i++) {
        const char *code = json_string_value(json_array_get(codes, i));
        mem_append(parent, &text, "%s%s", i == 0 ? "" : phrase(field->language, "、"),
                   code == NULL ? "" : option_label(field, code));
    }
    if (other != NULL && other[0] != '\0')
        mem_append(parent, &text, phrase(field->language, "（%s）"), other);
    return text == NULL ? "" : text;
}

static const char *level_text(const struct field *field, const json_t *value)
{
    const char *code = json_string_value(value);

    if (code == NULL || title_rank(code) < 0)
        return "";
    return level_name(field->language, code);
}

/* Whether a text is what masking or erasing put in place of a value: no code, number or date is. */
static bool stands_in(const char *text)
{
    bool star = strchr(text, '*') != NULL;

    for (const char *at = text; *at != '\0' && !star; at++)
        star = (unsigned char)*at >= 0x80;
    return star;
}

const char *form_value_text(struct op *op, const struct field *field, const json_t *value)
{
    int64_t number = 0;
    const int64_t count = (int64_t)json_array_size(value);
    const char *text = json_string_value(value);

    if (value_is_empty(field, value))
        return field->kind == FIELD_DECLARATION ? phrase(field->language, "未勾选") : "";
    if (field->personal && text != NULL && stands_in(text))
        return mem_text(op, text);
    if (field->kind == FIELD_NUMBER || field->kind == FIELD_MONEY)
        return value_number(field, value, &number) ? number_text(op, field, number) : "";
    if (field->kind == FIELD_DATE || field->kind == FIELD_PERIOD)
        return period_text(op, field, value);
    if (field->kind == FIELD_CHOICE)
        return text == NULL ? "" : option_label(field, text);
    if (field->kind == FIELD_CHOICES || field->kind == FIELD_REGIONS)
        return choices_text(op, field, value);
    if (field->kind == FIELD_TITLE_LEVEL)
        return level_text(field, value);
    if (field->kind == FIELD_DECLARATION)
        return phrase(field->language, "已勾选");
    if (field->kind == FIELD_ATTACHMENT)
        return mem_printf(op, phrase_count(field->language, "%zu 个附件", count), (size_t)count);
    if (field->kind == FIELD_TABLE)
        return mem_printf(op, phrase_count(field->language, "%zu 行", count), (size_t)count);
    return text == NULL ? "" : mem_text(op, text);
}
