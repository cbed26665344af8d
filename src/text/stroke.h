/* SPDX-License-Identifier: Apache-2.0 */
/* stroke.h: names in the order of strokes (姓氏笔画), by a table of characters of our own. */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct op;
struct stroke_table; /* immutable */

enum {
    STROKE_NAMES_MAX = 100000,
    STROKE_NAME_BYTES_MAX = 300 /* of one name */
};

/*
 * Reads reference/strokes.csv: character, strokes (1..64), classes (digits 1 to 5 in the order of
 * writing, or empty), rank in 通用规范汉字表 (from 1), near (a character whose classes stand in for
 * empty ones, or empty). A child of op. Errors: as csv_parse; ERR_INVALID "stroke_row" (line).
 */
CHECKED enum err stroke_load(struct op *op, struct bytes csv_text, struct stroke_table **ret_table);

/* The table that the program carries. Errors: as stroke_load. */
CHECKED enum err stroke_table_open(struct op *op, struct stroke_table **ret_table);

/* Names in order. */
struct stroke_order {
    size_t *places; /* of the names as they were given, first to last; as many as names */
    struct stroke_unknown {
        uint32_t code; /* a character that had no data */
        size_t name;   /* place of the first name that has it */
    } * unknown;       /* each character once */
    size_t unknown_count;
};

/*
 * Puts count names (UTF-8; at most STROKE_NAMES_MAX of up to STROKE_NAME_BYTES_MAX bytes) in order,
 * character by character: the number of strokes; then their classes from the first (横 and 提 1, 竖
 * and 竖钩 2, 撇 3, 点 and 捺 4, every other bend or hook 5); then the rank in the table. With
 * single_first a name of two characters stands before longer ones with the same first character. A
 * name stands before one that goes on where it ends. Characters without data stand after all
 * others, by code point. Blanks and middle dots do not count; what is equal then keeps its order;
 * names without any character stand last. The result is a child of op.
 * Errors, with the argument line (place of the name, from 1): ERR_INVALID "name_encoding", no
 * UTF-8; ERR_TOO_LARGE "name_too_long", "names_too_many".
 * Source: classes by 札字法; ties by 通用规范汉字表 (国发〔2013〕23号), whose levels stand in the same
 * order as GF 3003-1999.
 */
CHECKED enum err stroke_sort(struct op *op, const struct stroke_table *table,
                             const char *const *names, size_t count, bool single_first,
                             struct stroke_order *ret_order);
