/* SPDX-License-Identifier: Apache-2.0 */
/*
 * marks.h: the marks of a review, read from CSV and put in an order that no file order changes.
 *
 * The file: UTF-8 CSV (text/csv.h); its first line is "item,reviewer,mark" or
 * "item,reviewer,mark,section", nothing before it. A mark is a decimal with at most two places,
 * -1000000 to 1000000: an optional minus, digits, and where there is a point, one or two digits
 * after it. A pair (item, reviewer) stands at most once, whatever its section; a mark that was not
 * given is a row that is not there.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct op;

enum {
    MARKS_BYTES_MAX = 64 * 1024 * 1024,
    MARKS_MAX = 1000000,
    MARKS_ITEMS_MAX = 100000,
    MARKS_REVIEWERS_MAX = 100000,
    MARKS_SECTIONS_MAX = 10000,
    MARKS_NAME_BYTES_MAX = 200,
    MARK_MAX = 100000000 /* hundredths of a point */
};

struct mark {
    int32_t item, reviewer;
    int32_t section;    /* 0 when the file has no sections */
    int32_t hundredths; /* of a point, -MARK_MAX..MARK_MAX */
};

/* Names of one kind in byte order; a number is a place in this order. */
struct names {
    const char **names;
    int32_t count;
};

/* At least one mark. rows[item_first[i]] to rows[item_first[i + 1] - 1] are those of item i, in
 * order of reviewer; every item, reviewer and section has one. */
struct marks {
    struct names items, reviewers;
    struct names sections; /* count 0 when the file has no column for them */
    struct mark *rows;
    int32_t count;
    int32_t *item_first; /* items.count + 1 */
};

/*
 * Reads a file's bytes (borrowed for the call). Time O(n log n) and memory a few times the file's,
 * whatever is in it.
 * Errors, each with the argument line: those of csv_parse; ERR_INVALID marks_header (another first
 * line), marks_name (an item, reviewer or section that is empty, longer than MARKS_NAME_BYTES_MAX,
 * begins or ends with a blank, or holds a control character; argument column), marks_mark (no mark
 * as above; argument value), marks_twice (a pair again; arguments item, reviewer, first: the line
 * where it stood before), marks_none (no mark at all); ERR_TOO_LARGE marks_too_many (the first line
 * beyond a limit above; arguments what, max).
 */
CHECKED enum err marks_read(struct op *op, struct bytes text, struct marks *ret_marks);

/* The same from a file. Errors also: ERR_UNAVAILABLE marks_unreadable (argument what). */
CHECKED enum err marks_read_file(struct op *op, const char *path, struct marks *ret_marks);

/* Whether every reviewer marked every item. */
static inline int marks_are_whole(const struct marks *marks)
{
    return (int64_t)marks->items.count * marks->reviewers.count == marks->count;
}
