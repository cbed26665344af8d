/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h: finding experts by words and filters, exact and quick at 10^5 experts.
 *
 * Every character, pair of characters and word stem of an expert's texts, and every value of a
 * filter, is a list of experts kept as bits of blocks (table expert_gram): a search reads one list
 * a word and intersects. What tells who an expert is lies in a space of its own, which masked
 * readers do not read. Order: newest first.
 */
#pragma once
#include "expert/expert.h"

/* All texts may be "" or NULL. */
struct expert_query {
    const char *words;      /* all must be there; blanks between */
    const char *state;      /* active | consent | left; masked readers: active */
    const char *discipline; /* code */
    const char *industry;   /* code */
    const char *region;     /* would serve there: the region, its league, or anywhere */
    const char *honour;     /* code */
    const char *level;      /* member: regional | national */
    int64_t year;           /* member of that year; 0 any */
    int64_t title_level;    /* at least; 0 any */
    bool unchecked;         /* 年度核验 of this year still missing */
    int64_t before_id;      /* cursor, 0 from the newest */
    int64_t limit;          /* 1..500, 0 = 50 */
};

struct expert_page {
    struct expert *rows; /* masked as expert_get */
    size_t count;
    int64_t total; /* of the whole search */
    bool at_most;  /* total is an upper bound: over 1,000 may hold a word of three and more signs */
    int64_t next;  /* before_id of the next page, 0 none */
};

CHECKED enum err expert_search(struct op *op, const struct expert_query *query,
                               struct expert_page *ret_page);

/* Brings the index to what the row and its works now are. Inside a transaction. */
CHECKED enum err expert_reindex(struct op *op, int64_t expert_id);
