/* SPDX-License-Identifier: Apache-2.0 */
/* day_cli.c: `day add` on the holiday table inside the program. */
#include "call/day_cli.h"

#include "base/embed.h"
#include "base/op.h"
#include "base/time.h"
#include "call/calendar.h"

#include <stdio.h>
#include <string.h>

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

static int add(struct op *op, int day, int n, bool next)
{
    const struct embedded *file = embed_find("reference/holidays.csv");
    struct calendar *calendar = NULL;
    bool known = false;

    struct bytes text = { file == NULL ? NULL : file->bytes, file == NULL ? 0 : file->size };
    if (calendar_load(op, text, &calendar) != OK) {
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
        return 3;
    }
    int end = calendar_add(calendar, day, n, next, &known);
    if (!known)
        (void)fputs("提醒：其中有的年份还没有放假安排，按周一至周五为工作日推算。\n", stderr);
    return printf("%s\n", day_text(op, end)) < 0 || fflush(stdout) != 0 ? 3 : 0;
}

int day_main(int argc, char **argv)
{
    bool next = argc == 5 && strcmp(argv[4], "--next") == 0;
    int day = 0;

    if ((argc != 4 && !next) || strcmp(argv[1], "add") != 0 || !day_parse(argv[2], &day) ||
        day < CALENDAR_FIRST || day > CALENDAR_LAST || number_of(argv[3]) == 0)
        return 2;
    struct op *op = op_new(NULL, 0, 0);
    int code = add(op, day, number_of(argv[3]), next);
    op_free(op);
    return code;
}
