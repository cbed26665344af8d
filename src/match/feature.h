/* SPDX-License-Identifier: Apache-2.0 */
/* feature.h: what a text says, as a list of countable features; inside src/match only. */
#pragma once
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct op;

/*
 * The kind of a feature is the top two bits of its key. A Chinese character and a pair of adjoining
 * characters have their code points in the key; words have 62 bits of a hash, so two words share a
 * key with a chance of about one in 10^7 over a vocabulary of 10^6.
 */
enum feature_kind {
    FEATURE_PAIR,      /* two adjoining words, in a script written with spaces */
    FEATURE_CHARACTER, /* one character of a script written without spaces */
    FEATURE_BIGRAM,    /* two adjoining characters of such a script */
    FEATURE_WORD       /* the stem of one word */
};

/* One occurrence; begin and end are byte offsets into feature_list.text. */
struct feature {
    uint64_t key;
    uint32_t begin;
    uint32_t end;
};

struct feature_list {
    char *text; /* the text after folding (NFKC, case, full width), UTF-8 */
    struct feature *rows;
    size_t count;
};

enum { FEATURE_FOLDED_BYTES_MAX = 1024 * 1024 };

/*
 * Takes a UTF-8 text apart into features, in the order of the text. Full width is folded to half
 * width and case is folded (Unicode NFKC_Casefold); simplified and traditional characters stay as
 * they are. Bytes that are no UTF-8 separate words. The list is a child of parent.
 * Errors: ERR_TOO_LARGE (text longer than MATCH_TEXT_BYTES_MAX bytes, or than
 * FEATURE_FOLDED_BYTES_MAX bytes after folding: a few characters stand for whole phrases).
 */
CHECKED enum err feature_extract(struct op *op, const void *parent, const char *text,
                                 struct feature_list *ret_list);

/* The kind in a key. */
enum feature_kind feature_kind(uint64_t key);
