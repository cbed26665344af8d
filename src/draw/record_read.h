/* SPDX-License-Identifier: Apache-2.0 */
/* record_read.h: the lines of a record one by one, as its reader sees them. */
#pragma once
#include "draw/record.h"

enum { RECORD_CELLS_MAX = 10 };

/* A record under way. cells are those of the present line, cut at tabs, children of the reader. */
struct record_reader {
    struct op *op;
    const char *bytes; /* the whole text, to be compared and digested */
    size_t size;
    char *copy;    /* the same, cut into cells as the lines are read */
    size_t at;     /* beginning of the line after the present one */
    size_t marked; /* end of the last mark's line */
    size_t line_begin;
    size_t line; /* number of the present line, from 1 */
    const char *cells[RECORD_CELLS_MAX];
    int cell_count;
    uint8_t mark[SM3_BYTES]; /* the last one */
    const char **voids;
    uint8_t *old_digests; /* of draws that ended void */
    size_t old_count;
    struct draw_record record;
};

/* Refuses the present line. */
enum err refuse_line(struct record_reader *r, const char *reason);

/* Takes the next line; draw_line_form when there is none, or it has more cells than may be. */
CHECKED enum err next_line(struct record_reader *r);

/* Takes the next line, which must begin with a word and have so many cells, the word too. */
CHECKED enum err next_of(struct record_reader *r, const char *word, int cell_count);

/* Takes lines that must be just these; reason is what is wrong when one is not. */
CHECKED enum err next_given(struct record_reader *r, const char *text, const char *reason);

/* A digest in hex, or a plain number of min .. max without leading zeros, of the present line. */
CHECKED enum err cell_digest(struct record_reader *r, int cell, uint8_t ret_digest[SM3_BYTES]);
CHECKED enum err cell_number(struct record_reader *r, int cell, int min, int max, int *ret_number);

/* An instant as the program writes it. */
CHECKED enum err cell_time(struct record_reader *r, int cell);

/* A mark over all since the last one. */
CHECKED enum err next_mark(struct record_reader *r);

/* Whether the next line begins with a word and a tab. */
bool next_is(const struct record_reader *r, const char *word);

/* The head of a draw: all lines from "draw" to its mark. */
CHECKED enum err read_head(struct record_reader *r);
