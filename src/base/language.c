/* SPDX-License-Identifier: Apache-2.0 */
/* language.c: phrases_en.inc is looked through from its head: it is short and seldom asked. */
#include "base/language.h"

#include "base/mem.h"
#include "base/time.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct phrase {
    const char *chinese;
    const char *english;
    const char *one; /* of one thing; NULL: the same */
} phrases[] = {
#define PHRASE_EN(chinese, ...) { chinese, __VA_ARGS__ },
#include "base/phrases_en.inc"
#undef PHRASE_EN
};

enum language language_of(const char *tag)
{
    bool english = tag != NULL && strncasecmp(tag, "en", 2) == 0 && !isalpha((unsigned char)tag[2]);

    return english ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
}

const char *phrase_count(enum language language, const char *chinese, int64_t count)
{
    const size_t known = sizeof phrases / sizeof phrases[0];

    for (size_t i = 0; language != LANGUAGE_CHINESE && i < known; i++) {
        if (strcmp(phrases[i].chinese, chinese) == 0)
            return count == 1 && phrases[i].one != NULL ? phrases[i].one : phrases[i].english;
    }
    return chinese;
}

const char *phrase(enum language language, const char *chinese)
{
    return phrase_count(language, chinese, 0);
}

static const char *const weekday_names[7] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday" };
static const char *const month_names[12] = { "January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December" };

const char *day_in(const void *parent, enum language language, int day, bool with_weekday)
{
    if (language == LANGUAGE_CHINESE || !day_valid(day))
        return day_chinese(parent, day, with_weekday);
    return mem_printf(parent, "%s%s%d %s %d", with_weekday ? weekday_names[day_weekday(day)] : "",
                      with_weekday ? " " : "", day % 100, month_names[day / 100 % 100 - 1],
                      day / 10000);
}

int month_named(const char *text, int *ret_size)
{
    size_t size = 0;

    while (isalpha((unsigned char)text[size]))
        size++;
    for (int i = 0; i < 12; i++) {
        bool whole = size == strlen(month_names[i]);
        bool cut = size == 3 || (size == 4 && i == 8);
        if ((whole || cut) && strncasecmp(text, month_names[i], size) == 0) {
            *ret_size = (int)size;
            return i + 1;
        }
    }
    return 0;
}
