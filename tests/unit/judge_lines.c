/* SPDX-License-Identifier: Apache-2.0 */
/* Answers questions line by line for test_independent.py: what the program makes of each case. */
#include "base/embed.h"
#include "base/mem.h"
#include "base/op.h"
#include "call/calendar.h"
#include "text/count.h"
#include "text/ident.h"
#include "text/money.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 16 };

static int hex_value(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

static char *unhexed(const void *parent, const char *hex)
{
    size_t size = strlen(hex) / 2;
    char *text = mem_array(parent, char, size + 1);

    for (size_t i = 0; i < size; i++)
        text[i] = (char)(hex_value(hex[2 * i]) * 16 + hex_value(hex[2 * i + 1]));
    return text;
}

static void answer_days(const struct calendar *calendar, const char *rest)
{
    int from = 0;
    int to = 0;
    bool known = false;

    if (sscanf(rest, "%d %d", &from, &to) != 2)
        return;
    int count = calendar_count(calendar, from, to, &known);
    (void)printf("%d %d\n", count, known);
}

static void answer_add(const struct calendar *calendar, const char *rest)
{
    int day = 0;
    int n = 0;
    int next = 0;
    bool known = false;

    if (sscanf(rest, "%d %d %d", &day, &n, &next) != 3)
        return;
    int end = calendar_add(calendar, day, n, next != 0, &known);
    (void)printf("%d %d\n", end, known);
}

static void answer_count(struct op *op, const char *hex)
{
    const char *text = unhexed(op, hex);
    size_t count = 0;

    if (text_count(op, (struct bytes){ (const uint8_t *)text, strlen(hex) / 2 }, &count) == OK)
        (void)printf("%zu\n", count);
    else
        (void)printf("refused\n");
}

static void answer_ident(struct op *op, enum ident_kind kind, const char *hex)
{
    struct ident ident = ident_check(op, kind, unhexed(op, hex), 20250115);

    (void)printf("%s %s\n", ident.code == NULL ? "good" : ident.code,
                 ident.code == NULL ? ident.text : "-");
}

static void answer_read(struct op *op, const char *hex)
{
    int64_t fen = 0;

    if (money_read(op, unhexed(op, hex), &fen) == MONEY_RIGHT)
        (void)printf("right %lld\n", (long long)fen);
    else
        (void)printf("not right\n");
}

/* The gross, and whether its net is the net that was asked for but for the fen of rounding. */
static void answer_net(int64_t net)
{
    int64_t gross = money_gross_of_net(net);
    int64_t back = gross - money_tax_of_gross(gross);

    (void)printf("%lld %d\n", (long long)gross, back - net <= 1 && net - back <= 1);
}

/* Questions about an amount in fen; false: another question. */
static bool answer_amount(struct op *op, const char *kind, const char *rest)
{
    int64_t fen = strtoll(rest, NULL, 10);

    if (strcmp(kind, "capitals") == 0)
        (void)printf("%s\n", money_capitals(op, fen));
    else if (strcmp(kind, "tax") == 0)
        (void)printf("%lld\n", (long long)money_tax_of_gross(fen));
    else if (strcmp(kind, "net") == 0)
        answer_net(fen);
    else
        return false;
    return true;
}

static void answer(struct op *op, const struct calendar *calendar, char *line)
{
    char *rest = strchr(line, '\t');
    enum ident_kind kind;

    if (rest == NULL)
        return;
    *rest++ = '\0';
    rest[strcspn(rest, "\n")] = '\0';
    if (strcmp(line, "days") == 0)
        answer_days(calendar, rest);
    else if (strcmp(line, "add") == 0)
        answer_add(calendar, rest);
    else if (strcmp(line, "count") == 0)
        answer_count(op, rest);
    else if (strcmp(line, "read") == 0)
        answer_read(op, rest);
    else if (answer_amount(op, line, rest))
        return;
    else if (ident_kind_named(line, &kind))
        answer_ident(op, kind, rest);
}

int main(void)
{
    const struct embedded *file = embed_find("reference/holidays.csv");
    struct op *root = op_new(NULL, 0, 0);
    struct calendar *calendar = NULL;
    static char line[LINE_BYTES_MAX];

    if (file == NULL ||
        calendar_load(root, (struct bytes){ file->bytes, file->size }, &calendar) != OK)
        return 3;
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct op *op = op_new(NULL, 0, 0);
        answer(op, calendar, line);
        op_free(op);
    }
    op_free(root);
    return 0;
}
