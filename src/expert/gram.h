/* SPDX-License-Identifier: Apache-2.0 */
/* gram.h: keys of words and filter values, and the text they were made of; inside src/expert. */
#pragma once
#include "base/op.h"

#include <stddef.h>

enum { GRAM_BLOCK = 60 }; /* experts a row of expert_gram, one bit each: fits a signed integer */

enum gram_space {
    GRAM_FACET, /* values of filters */
    GRAM_OPEN,  /* words that everybody with access may look for */
    GRAM_NAMED  /* words that tell who it is: name, employer, works */
};

struct gram {
    int64_t space;
    int64_t key;
};

struct gram_set {
    struct gram *rows; /* each once, in rising order */
    size_t count;
};

/* Characters, pairs of characters and word stems of a text (match/feature.h), added to the set. */
CHECKED enum err gram_words(struct op *op, enum gram_space space, const char *text,
                            struct gram_set *set);

/* The same of what is looked for: a character inside a pair is left out, the pair says more. */
CHECKED enum err gram_query(struct op *op, const char *words, struct gram_set *ret_set);

/* The key of a filter's value. */
int64_t gram_facet(struct op *op, const char *name, const char *value);

/* The filters of "name:value name:value", added to the set. */
void gram_facets(struct op *op, const char *facets, struct gram_set *set);

/* Sorts, and takes out what is there twice. */
void gram_sort(struct gram_set *set);

/* The folded text "open\nnamed" that is kept beside the index. */
CHECKED enum err gram_text(struct op *op, const char *open, const char *named,
                           const char **ret_text);

/* Whether a kept text has each word that is written without spaces inside; names: both lines. */
bool gram_text_has(struct op *op, const char *text, const char *words, bool names);
