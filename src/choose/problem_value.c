/* SPDX-License-Identifier: Apache-2.0 */
/* problem_value.c: decimals, attributes, and which target an item may fill. */
#include "base/mem.h"
#include "choose/problem.h"

#include <string.h>

enum { PLACES = 6, DIGITS_MAX = 10 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool choose_decimal(const char *text, int64_t *ret_millionths)
{
    bool negative = *text == '-';
    const char *at = text + (negative ? 1 : 0);
    int64_t whole = 0;
    int digits = 0;
    int places = 0;

    for (; is_digit(*at); at++, digits++)
        whole = digits < DIGITS_MAX ? whole * 10 + (*at - '0') : whole;
    if (digits == 0 || digits > DIGITS_MAX)
        return false;
    if (*at == '.') {
        for (at++; is_digit(*at) && places < PLACES; at++, places++)
            whole = whole * 10 + (*at - '0');
        if (places == 0)
            return false;
    }
    if (*at != '\0')
        return false;
    for (; places < PLACES; places++)
        whole *= 10;
    if (whole > CHOOSE_SCORE_MAX)
        return false;
    *ret_millionths = negative ? -whole : whole;
    return true;
}

const char *choose_decimal_text(const void *parent, int64_t millionths)
{
    int64_t size = millionths < 0 ? -millionths : millionths;
    char *text = mem_printf(parent, "%s%lld.%06lld", millionths < 0 ? "-" : "",
                            (long long)(size / CHOOSE_SCALE), (long long)(size % CHOOSE_SCALE));
    size_t length = strlen(text);

    while (text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[length - 1] = '\0';
    return text;
}

bool choose_has(const struct choose_item *item, const char *attribute, const char *value)
{
    const json_t *held = json_object_get(item->attributes, attribute);

    if (json_is_string(held))
        return strcmp(json_string_value(held), value) == 0;
    for (size_t i = 0; i < json_array_size(held); i++) {
        if (strcmp(json_string_value(json_array_get(held, i)), value) == 0)
            return true;
    }
    return false;
}

bool choose_fits(const struct choose_target *target, const struct choose_item *item)
{
    const char *attribute = NULL;
    json_t *wanted = NULL;

    json_object_foreach((json_t *)target->where, attribute, wanted)
    {
        bool holds = false;
        for (size_t i = 0; i < json_array_size(wanted) && !holds; i++)
            holds = choose_has(item, attribute, json_string_value(json_array_get(wanted, i)));
        if (!holds)
            return false;
    }
    return true;
}
