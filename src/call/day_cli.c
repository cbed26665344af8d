/* SPDX-License-Identifier: Apache-2.0 */
/* day_cli.c: `day add` and `day period` on the holiday table inside the program. */
#include "call/day_cli.h"

#include "base/args.h"
#include "base/embed.h"
#include "base/op.h"
#include "base/time.h"
#include "call/calendar.h"

#include <stdio.h>
#include <string.h>

static const char provisional[] =
    "暂定：其中有的年份放假安排尚未公布，只按法定节假日和周末推算，调休未计入，公布后可能变化。\n";

/* A plain number of 1..CALENDAR_SPAN_MAX, or 0. */
static int number_of(const char *text)
{
    size_t length = strlen(text);
    int n = 0;

    if (length == 0 || length > 5 || strspn(text, "0123456789") != length)
        return 0;
    for (; *text != '\0'; text++)
        n = n * 10 + (*text - '0');
    return n <= CALENDAR_SPAN_MAX ? n : 0;
}

static bool open_calendar(struct op *op, struct calendar **ret_calendar)
{
    const struct embedded *file = embed_find("reference/holidays.csv");
    struct bytes text = { file == NULL ? NULL : file->bytes, file == NULL ? 0 : file->size };

    if (calendar_load(op, text, ret_calendar) == OK)
        return true;
    (void)fprintf(stderr, "%s\n", op_failure_text(op));
    return false;
}

/* Sets *ret_flag when the word is yes, clears it when it is no; false for any other word. */
static bool read_choice(const char *word, const char *yes, const char *no, bool *ret_flag)
{
    *ret_flag = strcmp(word, yes) == 0;
    return *ret_flag || strcmp(word, no) == 0;
}

static int day_add_main(struct op *op, int argc, char **argv)
{
    struct calendar *calendar = NULL;
    bool next = false;
    bool known = false;
    int day = 0;
    const char *words[3] = { "", "", "" };
    const struct arg_option options[] = { { "--next", NULL, &next, NULL }, { 0 } };

    if (args_read(argc, argv, options, words, 3) != 3 || !day_parse(words[1], &day) ||
        day < CALENDAR_FIRST || day > CALENDAR_LAST || number_of(words[2]) == 0)
        return 2;
    if (!open_calendar(op, &calendar))
        return 3;
    int end = calendar_add(calendar, day, number_of(words[2]), next, &known);
    if (!known)
        (void)fputs(provisional, stderr);
    return printf("%s\n", day_text(op, end)) < 0 || fflush(stdout) != 0 ? 3 : 0;
}

static int day_period_main(struct op *op, int argc, char **argv)
{
    struct calendar *calendar = NULL;
    struct day_period period = { 0 };
    bool known = false;
    int start = 0;
    int first = 0;
    int last = 0;
    const char *unit = "working";
    const char *counted = "counted";
    const char *end = "move";
    const char *words[3] = { "", "", "" };
    const struct arg_option options[] = { { "--unit", &unit, NULL, NULL },
                                          { "--first", &counted, NULL, NULL },
                                          { "--end", &end, NULL, NULL },
                                          { 0 } };

    if (args_read(argc, argv, options, words, 3) != 3 || !day_parse(words[1], &start) ||
        start < CALENDAR_FIRST || start > CALENDAR_LAST || (period.n = number_of(words[2])) == 0 ||
        !read_choice(unit, "working", "calendar", &period.working) ||
        !read_choice(counted, "next", "counted", &period.count_next) ||
        !read_choice(end, "move", "keep", &period.move_end))
        return 2;
    if (!open_calendar(op, &calendar))
        return 3;
    calendar_period(calendar, start, &period, &first, &last, &known);
    if (!known)
        (void)fputs(provisional, stderr);
    if (!calendar_is_workday(calendar, start, NULL))
        (void)fputs("提醒：起始日为非工作日。\n", stderr);
    if (!calendar_is_workday(calendar, last, NULL))
        (void)fputs("提醒：期满日为非工作日。\n", stderr);
    return printf("%s %s\n", day_text(op, first), day_text(op, last)) < 0 || fflush(stdout) != 0
               ? 3
               : 0;
}

int day_main(int argc, char **argv)
{
    int code = 2;
    struct op *op = op_new(NULL, 0, 0);

    if (argc > 1 && strcmp(argv[1], "add") == 0)
        code = day_add_main(op, argc, argv);
    else if (argc > 1 && strcmp(argv[1], "period") == 0)
        code = day_period_main(op, argc, argv);
    op_free(op);
    return code;
}
