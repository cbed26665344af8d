/* SPDX-License-Identifier: Apache-2.0 */
/* marks.c: rows are read in file order, names numbered by sorting (a hash could be made to
 * collide), and rows put in order by counting. */
#include "rank/marks.h"

#include "base/mem.h"
#include "base/op.h"
#include "text/csv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ITEM, REVIEWER, SECTION, KINDS, TWENTY = 20 };

/* A name where it stands in the file. */
struct named {
    uint64_t head; /* its first eight bytes, the first highest: most comparisons end here */
    const char *name;
    uint32_t row;
};

struct reading {
    struct op *op;
    void *scratch;
    struct csv_stream *csv;
    int kinds;  /* SECTION, or KINDS with sections */
    char *text; /* all names, each with a NUL */
    size_t used;
    struct named *named[KINDS];
    struct mark *rows;
    uint32_t *lines;
    size_t count, room;
};

static enum err refuse_line(struct op *op, enum err code, const char *reason, size_t line)
{
    fail_arg(op, "line", "%zu", line);
    return fail(op, code, reason, "line %zu", line);
}

static enum err refuse_count(struct op *op, const char *what, int max, size_t line)
{
    fail_arg(op, "what", "%s", what);
    fail_arg(op, "max", "%d", max);
    return refuse_line(op, ERR_TOO_LARGE, "marks_too_many", line);
}

/* "-", digits, ".", one or two digits; within MARK_MAX. */
static bool parse_mark(const char *text, int32_t *ret_hundredths)
{
    bool negative = *text == '-';
    const char *at = text + negative;
    int64_t value = 0;
    int places = 0;

    if (*at < '0' || *at > '9')
        return false;
    for (; *at >= '0' && *at <= '9' && value <= MARK_MAX; at++)
        value = 10 * value + (*at - '0');
    if (*at == '.') {
        for (at++; *at >= '0' && *at <= '9' && places < 2; at++, places++)
            value = 10 * value + (*at - '0');
        if (places == 0)
            return false;
    }
    for (; places < 2; places++)
        value *= 10;
    if (*at != '\0' || value > MARK_MAX)
        return false;
    *ret_hundredths = (int32_t)(negative ? -value : value);
    return true;
}

static bool is_name(const char *text, size_t size)
{
    if (size == 0 || size > MARKS_NAME_BYTES_MAX || text[0] == ' ' || text[size - 1] == ' ')
        return false;
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == '\x7f')
            return false;
    }
    return true;
}

static enum err read_header(struct reading *reading)
{
    static const char *const columns[] = { "item", "reviewer", "mark", "section" };
    const struct csv *head = csv_head(reading->csv);
    bool fits = (head->column_count == 3 || head->column_count == 4) && head->line == 1;

    for (size_t i = 0; fits && i < head->column_count; i++)
        fits = strcmp(head->columns[i], columns[i]) == 0;
    if (!fits)
        return refuse_line(reading->op, ERR_INVALID, "marks_header", 1);
    reading->kinds = head->column_count == 4 ? KINDS : SECTION;
    return OK;
}

static void make_room(struct reading *reading)
{
    if (reading->count < reading->room)
        return;
    reading->room = reading->room == 0 ? 1024 : 2 * reading->room;
    for (int kind = 0; kind < KINDS && kind < reading->kinds; kind++)
        reading->named[kind] = mem_resize(reading->scratch, reading->named[kind],
                                          reading->room * sizeof *reading->named[kind]);
    reading->rows =
        mem_resize(reading->scratch, reading->rows, reading->room * sizeof *reading->rows);
    reading->lines =
        mem_resize(reading->scratch, reading->lines, reading->room * sizeof *reading->lines);
}

static enum err take_name(struct reading *reading, int kind, const char *cell, size_t line)
{
    static const char *const columns[KINDS] = { "item", "reviewer", "section" };
    struct named *named = &reading->named[kind][reading->count];
    size_t size = strlen(cell);

    if (!is_name(cell, size)) {
        fail_arg(reading->op, "column", "%s", columns[kind]);
        return refuse_line(reading->op, ERR_INVALID, "marks_name", line);
    }
    *named = (struct named){ 0, reading->text + reading->used, (uint32_t)reading->count };
    memcpy(reading->text + reading->used, cell, size + 1);
    reading->used += size + 1;
    for (size_t i = 0; i < 8; i++)
        named->head = named->head << 8 | (i < size ? (unsigned char)cell[i] : 0U);
    return OK;
}

static enum err take_row(struct reading *reading, const struct csv_row *row)
{
    static const int column[KINDS] = { 0, 1, 3 };

    if (reading->count == MARKS_MAX)
        return refuse_count(reading->op, "mark", MARKS_MAX, row->line);
    make_room(reading);
    for (int kind = 0; kind < KINDS && kind < reading->kinds; kind++) {
        enum err e = take_name(reading, kind, row->cells[column[kind]], row->line);
        if (e != OK)
            return e;
    }
    struct mark *mark = &reading->rows[reading->count];
    *mark = (struct mark){ 0 };
    if (!parse_mark(row->cells[2], &mark->hundredths)) {
        fail_arg(reading->op, "value", "%.*s", TWENTY, row->cells[2]);
        return refuse_line(reading->op, ERR_INVALID, "marks_mark", row->line);
    }
    reading->lines[reading->count++] = (uint32_t)row->line;
    return OK;
}

static enum err read_rows(struct reading *reading)
{
    struct csv_row row = { 0 };
    enum err e = OK;

    while ((e = csv_next(reading->csv, &row)) == OK && row.cells != NULL) {
        e = take_row(reading, &row);
        if (e != OK)
            return e;
    }
    if (e == OK && reading->count == 0)
        return refuse_line(reading->op, ERR_INVALID, "marks_none", 1);
    return e;
}

/* By name in byte order, then by row. */
static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;

    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    int by_name = strcmp(a->name, b->name);
    if (by_name != 0)
        return by_name;
    return a->row < b->row ? -1 : a->row > b->row;
}

static int compare_lines(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;

    return a < b ? -1 : a > b;
}

/* Numbers the names of a kind; the first line with a name too many is told. */
static enum err number_names(struct reading *reading, int kind, int max, struct names *names)
{
    static const char *const words[KINDS] = { "item", "reviewer", "section" };
    struct named *named = reading->named[kind];
    uint32_t *firsts = mem_array(reading->scratch, uint32_t, reading->count);
    int32_t number = -1;

    qsort(named, reading->count, sizeof *named, compare_named);
    names->names = mem_array(reading->op, const char *, reading->count);
    for (size_t i = 0; i < reading->count; i++) {
        if (i == 0 || strcmp(named[i].name, named[i - 1].name) != 0) {
            names->names[++number] = named[i].name;
            firsts[number] = reading->lines[named[i].row];
        }
        struct mark *mark = &reading->rows[named[i].row];
        *(kind == ITEM       ? &mark->item
          : kind == REVIEWER ? &mark->reviewer
                             : &mark->section) = number;
    }
    names->count = number + 1;
    if (names->count <= max)
        return OK;
    qsort(firsts, (size_t)names->count, sizeof *firsts, compare_lines);
    return refuse_count(reading->op, words[kind], max, firsts[max]);
}

/* Puts rows and their lines in order of a number, keeping the order of equal ones. */
static void order_rows(struct reading *reading, int32_t key_count, bool by_item)
{
    size_t count = reading->count;
    uint32_t *start = mem_array(reading->scratch, uint32_t, (size_t)key_count + 1);
    struct mark *rows = mem_array(reading->scratch, struct mark, count);
    uint32_t *lines = mem_array(reading->scratch, uint32_t, count);

    for (size_t i = 0; i < count; i++)
        start[(by_item ? reading->rows[i].item : reading->rows[i].reviewer) + 1]++;
    for (int32_t key = 0; key < key_count; key++)
        start[key + 1] += start[key];
    for (size_t i = 0; i < count; i++) {
        uint32_t to = start[by_item ? reading->rows[i].item : reading->rows[i].reviewer]++;
        rows[to] = reading->rows[i];
        lines[to] = reading->lines[i];
    }
    reading->rows = rows;
    reading->lines = lines;
}

/* Rows are in order: the same pair stands side by side, earlier lines first. */
static enum err check_twice(struct reading *reading, const struct marks *marks)
{
    size_t worst = 0;

    for (size_t i = 1; i < reading->count; i++) {
        const struct mark *mark = &reading->rows[i];
        if (mark->item == mark[-1].item && mark->reviewer == mark[-1].reviewer &&
            (worst == 0 || reading->lines[i] < reading->lines[worst]))
            worst = i;
    }
    if (worst == 0)
        return OK;
    const struct mark *mark = &reading->rows[worst];
    fail_arg(reading->op, "item", "%s", marks->items.names[mark->item]);
    fail_arg(reading->op, "reviewer", "%s", marks->reviewers.names[mark->reviewer]);
    fail_arg(reading->op, "first", "%u", reading->lines[worst - 1]);
    return refuse_line(reading->op, ERR_INVALID, "marks_twice", reading->lines[worst]);
}

static enum err number_all(struct reading *reading, struct marks *marks)
{
    enum err e = number_names(reading, ITEM, MARKS_ITEMS_MAX, &marks->items);

    if (e == OK)
        e = number_names(reading, REVIEWER, MARKS_REVIEWERS_MAX, &marks->reviewers);
    if (e == OK && reading->kinds == KINDS)
        e = number_names(reading, SECTION, MARKS_SECTIONS_MAX, &marks->sections);
    return e;
}

static void keep_rows(struct reading *reading, struct marks *marks)
{
    marks->count = (int32_t)reading->count;
    marks->rows = mem_copy(reading->op, reading->rows, reading->count * sizeof *reading->rows);
    marks->item_first = mem_array(reading->op, int32_t, (size_t)marks->items.count + 1);
    for (int32_t i = 0; i < marks->count; i++)
        marks->item_first[marks->rows[i].item + 1]++;
    for (int32_t i = 0; i < marks->items.count; i++)
        marks->item_first[i + 1] += marks->item_first[i];
}

enum err marks_read(struct op *op, struct bytes text, struct marks *ret_marks)
{
    struct reading reading = { .op = op, .scratch = mem_new(op, char) };
    struct marks marks = { 0 };

    enum err e = csv_open(op, text, MARKS_BYTES_MAX, &reading.csv);
    if (e == OK)
        e = read_header(&reading);
    if (e != OK)
        return e;
    /* A name and its NUL take no more than the cell and the comma or line end after it; only the
     * last line may lack its end. */
    reading.text = mem_array(op, char, text.size + 1);
    e = read_rows(&reading);
    if (e == OK)
        e = number_all(&reading, &marks);
    if (e != OK)
        return e;
    order_rows(&reading, marks.reviewers.count, false);
    order_rows(&reading, marks.items.count, true);
    e = check_twice(&reading, &marks);
    if (e != OK)
        return e;
    keep_rows(&reading, &marks);
    mem_free(reading.scratch);
    *ret_marks = marks;
    return OK;
}
