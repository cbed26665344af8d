/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.h: key tables. One table says for one kind of mapping which keys it has, of what type and
 * range, and where in the struct each goes; table_read does the rest and reports every mistake.
 */
#pragma once
#include "call/call.h"
#include "call/node.h"

enum key_kind {
    KEY_TEXT,    /* const char *; max: characters, default 2,000 */
    KEY_CODE,    /* const char *; see call.h */
    KEY_INT,     /* int, min..max */
    KEY_DECIMAL, /* int64_t, × 10^6 */
    KEY_BOOL,    /* bool */
    KEY_DAY,     /* int YYYYMMDD */
    KEY_WORD,    /* an enum: the index in words */
    KEY_TERM,    /* const char *: one of words */
    KEY_FLAG,    /* bool: false for the first of words, true for the second */
    KEY_WORDS,   /* enum array and count, no word twice */
    KEY_COUNT,   /* int, or the word none: QUOTA_NO_LIMIT */
    KEY_TEXTS,   /* const char ** and count, no text twice */
    KEY_MAP,     /* struct by table; count_offset: a bool that says it is there, or 0 */
    KEY_LIST     /* array of structs by table, and count */
};

struct table;

struct key {
    const char *name;
    enum key_kind kind;
    size_t offset;
    size_t count_offset;
    bool required;
    bool unique; /* a text that no two of a list share */
    int64_t min;
    int64_t max;              /* 0: the kind's default */
    const char *const *words; /* ends with NULL */
    const struct table *table;
};

#define DECIMAL_SCALE 1000000
enum { TEXT_CHARS_DEFAULT = 2000, LIST_ITEMS_DEFAULT = 500, CODE_CHARS_MAX = 40 };

enum table_origin {
    ORIGIN_NONE,     /* begins with a struct place: not a rule */
    ORIGIN_OWN,      /* begins with a struct origin and must say where it comes from */
    ORIGIN_INHERITED /* the same, but takes the origin of what it is inside when silent */
};

struct table {
    const char *name; /* of the kind of thing, Chinese, for sentences: "配额" */
    size_t size;
    enum table_origin origin;
    const struct key *keys; /* ends with a name NULL */
    const void *initial;    /* size bytes to begin with, or NULL: zeros */
    /* Judges what the keys cannot; object has all keys read, some may be missing. May be NULL. */
    void (*after)(struct reader *reader, const struct node *node, void *object);
};

/* Reads a mapping into object; around is the origin it may inherit, or NULL. */
void table_read(struct reader *reader, const struct table *table, const struct node *node,
                const struct origin *around, void *object);

/* Calls visit for every struct that a table describes, object itself first. */
typedef void (*table_visit_fn)(void *arg, const struct table *table, void *object);
void table_visit(const struct table *table, void *object, table_visit_fn visit, void *arg);

/* Reports at a place; words as in finding_error. */
void reader_error(struct reader *reader, struct place place, const char *code,
                  const struct finding_words *words);

/*
 * Where a text of the structs stood in the files: each is a copy of its own, so that its address
 * says which. otherwise when it is not one (a word of a key table, an inherited text).
 */
struct text_places {
    struct text_place {
        const char *text;
        struct place place;
    } * rows;
    size_t count;
    const void *memory;
};
/* Whether further findings are only counted: what would go into their texts need not be built. */
bool reader_is_full(const struct reader *reader);
void reader_note(struct reader *reader, const char *text, struct place place);
struct place reader_place(const struct reader *reader, const char *text, struct place otherwise);

/* Reports a code that is not defined, at its own place; values are those that are ("a、b" or ""). */
void reader_unknown(struct reader *reader, struct place otherwise, const char *what,
                    const char *code, const char *values);

/* Shorthand for one value: WORDS("key", "…"). */
#define WORDS(...) (&(struct finding_words){ { __VA_ARGS__ } })

/* Reads "12", "-0.5", "3.25" with at most six decimals; false: it is anything else. */
bool read_decimal(const char *text, int64_t *ret_scaled);

/* The same as text, without zeros at the end: 33300000 -> "33.3". A child of parent. */
const char *scaled_text(const void *parent, int64_t scaled);

/* Characters (not bytes) of UTF-8 text. */
int64_t text_chars(const char *text);
