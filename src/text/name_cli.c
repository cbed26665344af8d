/* SPDX-License-Identifier: Apache-2.0 */
/* name_cli.c: `name sort`. */
#include "text/name_cli.h"

#include "base/args.h"
#include "base/mem.h"
#include "base/op.h"
#include "text/input.h"
#include "text/stroke.h"
#include "text/utf8.h"

#include <stdio.h>
#include <string.h>

static const size_t input_bytes_max = (size_t)STROKE_NAMES_MAX * STROKE_NAME_BYTES_MAX;

/* The lines of text that are not empty, as strings in place; a NUL inside ends a line's name. */
static const char **split_lines(struct op *op, char *text, size_t *ret_count)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char **lines = NULL;
    size_t count = 0;
    char *at = strncmp(text, mark, sizeof mark - 1) == 0 ? text + sizeof mark - 1 : text;

    while (*at != '\0') {
        char *end = at + strcspn(at, "\n");
        char *next = *end == '\0' ? end : end + 1;
        *end = '\0';
        if (end > at && end[-1] == '\r')
            end[-1] = '\0';
        if (*at != '\0')
            mem_push(op, lines, count, (const char *)at);
        at = next;
    }
    *ret_count = count;
    return lines;
}

static void tell_unknown(const struct stroke_order *order, const char *const *names)
{
    char character[5] = { 0 };

    for (size_t i = 0; i < order->unknown_count; i++) {
        const struct stroke_unknown *unknown = &order->unknown[i];
        memset(character, 0, sizeof character);
        (void)utf8_put(unknown->code, character);
        (void)fprintf(stderr, "没有笔画数据，排在其他字之后，请人工核对：%s（U+%04X，%s）\n",
                      character, (unsigned)unknown->code, names[unknown->name]);
    }
}

static int sort_input(struct op *op, bool single_first)
{
    struct stroke_table *table = NULL;
    struct stroke_order order = { 0 };
    struct bytes text = { 0 };
    size_t count = 0;

    if (!input_read(op, input_bytes_max, &text)) {
        (void)fputs("读取输入失败。\n", stderr);
        return 3;
    }
    if (text.size > input_bytes_max || memchr(text.data, '\0', text.size) != NULL) {
        (void)fputs("输入太大，或者不是文本。\n", stderr);
        return 1;
    }
    const char **names =
        split_lines(op, mem_text_max(op, (const char *)text.data, text.size), &count);
    enum err e = stroke_table_open(op, &table);
    if (e == OK)
        e = stroke_sort(op, table, names, count, single_first, &order);
    if (e != OK) {
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
        return 1;
    }
    for (size_t i = 0; i < count; i++)
        (void)printf("%s\n", names[order.places[i]]);
    tell_unknown(&order, names);
    return fflush(stdout) != 0 ? 3 : 0;
}

int name_main(int argc, char **argv)
{
    const char *single_first = "yes";
    const char *words[1] = { "" };
    const struct arg_option options[] = { { "--single-first", &single_first, NULL, NULL }, { 0 } };

    if (args_read(argc, argv, options, words, 1) != 1 || strcmp(words[0], "sort") != 0 ||
        (strcmp(single_first, "yes") != 0 && strcmp(single_first, "no") != 0))
        return 2;
    struct op *op = op_new(NULL, 0, 0);
    int code = sort_input(op, strcmp(single_first, "yes") == 0);
    op_free(op);
    return code;
}
