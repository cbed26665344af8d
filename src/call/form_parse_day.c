/* SPDX-License-Identifier: Apache-2.0 */
/* form_parse_day.c: dates as people write them. */
#include "base/language.h"
#include "base/time.h"
#include "call/form_parse_parts.h"

#include <ctype.h>
#include <string.h>

enum { NUMBER_DIGITS_MAX = 8 };

/* 〇 to 十 by value; 〇 is written in four ways. */
static const struct {
    const char *sign;
    int value;
} numerals[] = {
    { "〇", 0 }, { "零", 0 }, { "○", 0 },  { "Ｏ", 0 }, { "一", 1 }, { "二", 2 }, { "三", 3 },
    { "四", 4 }, { "五", 5 }, { "六", 6 }, { "七", 7 }, { "八", 8 }, { "九", 9 }, { "十", 10 },
};

struct number {
    int value;  /* -1: none stands here */
    int digits; /* how many it was written with */
};

static int numeral(const char *text)
{
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++) {
        if (strncmp(text, numerals[i].sign, strlen(numerals[i].sign)) == 0)
            return numerals[i].value;
    }
    return -1;
}

/* 二〇二五, 十二, 二十四 */
static struct number take_chinese(const char **at)
{
    struct number number = { -1, 0 };
    bool ten = false;

    for (int value; number.digits < NUMBER_DIGITS_MAX && (value = numeral(*at)) >= 0; *at += 3) {
        if (value == 10) {
            number.value = number.value > 0 ? number.value * 10 : 10;
            ten = true;
        } else if (ten) {
            number.value += value;
            ten = false;
        } else {
            number.value = number.value < 0 ? value : number.value * 10 + value;
        }
        number.digits++;
    }
    return number;
}

static struct number take_number(const char **at)
{
    struct number number = { -1, 0 };

    while (**at == ' ')
        (*at)++;
    if (!isdigit((unsigned char)**at))
        return take_chinese(at);
    for (; isdigit((unsigned char)**at) && number.digits < NUMBER_DIGITS_MAX; (*at)++) {
        number.value = (number.value < 0 ? 0 : number.value * 10) + (**at - '0');
        number.digits++;
    }
    return number;
}

/* Takes one of the signs (a list of texts with NULL at the end). */
static bool take_sign(const char **at, const char *const *signs)
{
    while (**at == ' ')
        (*at)++;
    for (; *signs != NULL; signs++) {
        if (strncmp(*at, *signs, strlen(*signs)) == 0) {
            *at += strlen(*signs);
            return true;
        }
    }
    return false;
}

static const char *const year_signs[] = { "年", "-", "/", ".", "－", "．", NULL };
static const char *const month_signs[] = { "月", "-", "/", ".", "－", "．", NULL };
static const char *const day_signs[] = { "日", "号", NULL };
static const char *const between_signs[] = {
    "至", "到", "to", "—", "–", "-", "~", "～", "－", NULL
};

static bool good(int day)
{
    return day_valid(day) && day >= 19000101 && day <= 22001231;
}

static int take_month(const char **at)
{
    int size = 0;

    while (**at == ' ')
        (*at)++;
    int month = month_named(*at, &size);
    *at += month == 0 ? 0 : size;
    return month;
}

/* "14 July 2026", "July 14, 2026", "14th Jul. 2026". False: *at has not moved. */
static bool take_english_day(const char **at, int *ret_day)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th", NULL };
    static const char *const stops[] = { ".", ",", NULL };
    const char *here = *at;

    int month = take_month(&here);
    struct number in_month = take_number(&here);
    (void)take_sign(&here, ordinals);
    if (month == 0)
        month = take_month(&here);
    (void)take_sign(&here, stops);
    struct number year = take_number(&here);
    int day = year.value * 10000 + month * 100 + in_month.value;
    if (month == 0 || in_month.digits > 2 || in_month.value < 1 || year.digits != 4 || !good(day))
        return false;
    *at = here;
    *ret_day = day;
    return true;
}

/*
 * Takes a date off *at. like: where a part that is left out comes from, 0: nothing may be left
 * out. Forms: y m d; m d and d alone when like is given; eight digits.
 */
static bool take_day(const char **at, int like, int *ret_day)
{
    const char *start = *at;
    int parts[3] = { 0 };
    int count = 0;

    if (take_english_day(at, ret_day))
        return true;
    struct number number = take_number(at);
    if (number.digits == 8) {
        (void)take_sign(at, day_signs);
        *ret_day = number.value;
        return good(number.value);
    }
    while (number.value >= 0 && number.digits <= 4) {
        parts[count++] = number.value;
        bool named_day = take_sign(at, day_signs);
        if (count == 3 || named_day ||
            !take_sign(at, count == 1 && parts[0] > 31 ? year_signs : month_signs))
            break;
        const char *behind = *at;
        number = take_number(at);
        if (number.value < 0)
            *at = behind;
    }
    int day = count == 3   ? parts[0] * 10000 + parts[1] * 100 + parts[2]
              : count == 2 ? like / 10000 * 10000 + parts[0] * 100 + parts[1]
              : count == 1 ? like / 100 * 100 + parts[0]
                           : 0;
    if (!good(day)) {
        *at = start;
        return false;
    }
    *ret_day = day;
    return true;
}

/* Nothing but what stands in a blank: the names of the parts. */
static bool is_blank(const char *text)
{
    static const char *const signs[] = {
        "年", "月", "日", "至", "到",       "to",     "/",
        "无", "_",  "—",  "-",  "（未填）", "(未填)", "(not filled in)",
        "\n", NULL
    };

    while (take_sign(&text, signs))
        ;
    return *text == '\0';
}

static bool at_end(const char *text)
{
    while (*text == ' ' || *text == '\n')
        text++;
    return *text == '\0';
}

enum parsed parse_day(const char *text, int *ret_day)
{
    int day = 0;

    if (is_blank(text))
        return PARSED_EMPTY;
    if (!take_day(&text, 0, &day) || !at_end(text))
        return PARSED_UNCLEAR;
    *ret_day = day;
    return PARSED_VALUE;
}

enum parsed parse_period(const char *text, int *ret_from, int *ret_to)
{
    static const char *const none_signs[] = { "（未填）", "(未填)", "(not filled in)", NULL };
    int from = 0;
    int to = 0;

    if (is_blank(text))
        return PARSED_EMPTY;
    bool has_from = take_day(&text, 0, &from);
    if (!has_from)
        (void)take_sign(&text, none_signs);
    bool goes_on = take_sign(&text, between_signs);
    bool has_to = goes_on && take_day(&text, from, &to);
    if (goes_on && !has_to)
        (void)take_sign(&text, none_signs);
    if (!at_end(text) || (!has_from && !has_to))
        return PARSED_UNCLEAR;
    *ret_from = from;
    *ret_to = goes_on ? to : 0;
    return PARSED_VALUE;
}
