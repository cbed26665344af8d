/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper_text.h: the words of letters and lists as data, so that another province changes them
 * without code (docs/call-format.md §6).
 *
 * A paper is a YAML file, papers/CODE.yaml of a call, else reference/papers/CODE.yaml inside the
 * program. Its texts hold {names} that doc/paper_document.h fills.
 */
#pragma once
#include "base/op.h"
#include "call/finding.h"

struct call;

/* The sheet a paper stands on. */
enum paper_sheet {
    SHEET_LETTER,   /* 信函格式 of GB/T 9704-2012 */
    SHEET_OFFICIAL, /* its ordinary page */
    SHEET_PLAIN,    /* A4 with narrow margins */
    SHEET_WIDE,     /* the same, landscape */
    SHEET_COUNT
};

enum paper_block_kind {
    PAPER_TEXT,   /* a paragraph, indented by two characters */
    PAPER_HEAD,   /* 一、 in 黑体 */
    PAPER_SUB,    /* （一） in 楷体 */
    PAPER_LINE,   /* a line that begins at the left edge */
    PAPER_CENTER, /* a line in the middle */
    PAPER_BIG,    /* the same, as large as a title */
    PAPER_NOTE,   /* small, 楷体 */
    PAPER_TABLE,  /* rows of a list */
    PAPER_SPACE,  /* one empty line */
    PAPER_PAGE,   /* what follows begins on a new page */
    PAPER_QR,     /* the text as a QR code */
    PAPER_BLOCK_COUNT
};

enum paper_align { PAPER_ALIGN_LEFT, PAPER_ALIGN_CENTER, PAPER_ALIGN_RIGHT };

struct paper_column {
    struct place place;
    const char *label;
    const char *value; /* text with {names} of the row */
    int width;         /* share of the table's width */
    enum paper_align align;
};

struct paper_block {
    struct place place;
    enum paper_block_kind kind;
    const char *text;   /* or NULL */
    const char *when;   /* only when this name has a value; or NULL */
    const char *unless; /* only when this name has none; or NULL */
    const char *each;   /* for every row of this list, with its neighbours of the same; or NULL */
    struct paper_column *columns;
    size_t column_count;
};

/* What a person types for a paper that is not made from records. */
struct paper_field {
    struct place place;
    const char *code;
    const char *label;
    const char *hint; /* or NULL */
    bool required;
    bool is_long; /* more than a line */
    int max;      /* characters; 0: 100, long ones 1,000 */
};

/* The limit of a field in characters. */
int paper_field_max(const struct paper_field *field);

struct paper_text {
    struct place place;
    const char *code; /* from the file's name */
    const char *name; /* for lists and buttons: 推荐公函 */
    enum paper_sheet sheet;
    const char *title;      /* or NULL */
    const char *letterhead; /* of SHEET_LETTER */
    const char *number;     /* 文号, or NULL */
    const char *to;         /* 主送, or NULL */
    struct paper_block *blocks;
    size_t block_count;
    const char *sign;          /* 署名, or NULL */
    const char *date;          /* 成文日期, or NULL */
    struct paper_block *after; /* below the date: 附件, contacts */
    size_t after_count;
    struct paper_field *fields;
    size_t field_count;
};

/* One file of a call. All mistakes are added to findings; NULL when there were any. */
struct call_file;
struct reader;
void paper_text_read(struct reader *reader, const struct call_file *file, size_t *node_count,
                     struct paper_text *ret_paper);

/* Whether a path of a call's file is papers/CODE.yaml. */
bool paper_text_path(const char *path);

/*
 * The paper of a call by code, its own before the program's; call may be NULL.
 * Errors: ERR_NOT_FOUND "no_such_paper"; ERR_INTERNAL the program's own file is wrong.
 */
CHECKED enum err paper_text_find(struct op *op, const struct call *call, const char *code,
                                 const struct paper_text **ret_paper);

/* All papers that people fill in (with fields), the call's own before the program's, by code. */
struct paper_texts {
    const struct paper_text **rows;
    size_t count;
};
CHECKED enum err paper_text_typed(struct op *op, const struct call *call,
                                  struct paper_texts *ret_list);
