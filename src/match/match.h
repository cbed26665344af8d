/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match.h: which experts fit a demand, from what both wrote; pure: no database, no clock.
 *
 * How it works. A text becomes features (feature.h): characters and character pairs for Chinese,
 * stems and word pairs for other scripts. Every work is a vector of log-tf x idf of length one; the
 * profile of an expert is the direction of their mean, so a long list of works weighs no more than
 * a short one, nor a long work more than a short one. A demand is a vector too and the score is the
 * cosine, MATCH_SCORE_FULL for 1. Close colleagues lend a profile words it lacks (profile.h).
 * Scores are sums of integers over the words of the demand; match_explain gives the summands.
 *
 * Ranking is exact: on the quantised weights every expert that passes the hard rules is scored in
 * full; nothing is sampled, cut off or skipped by an estimate.
 */
#pragma once
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct op;
struct match_index;

enum {
    MATCH_SCORE_FULL = 50000,       /* cosine 1 */
    MATCH_WORKS_MAX = 10000,        /* works of one expert */
    MATCH_WORK_TERMS_MAX = 4000000, /* different features of each work, added up over an expert */
    MATCH_TEXT_BYTES_MAX = 256 * 1024, /* of one work or demand */
    MATCH_EXPERTS_MAX = 8000000,       /* experts of one index */
    MATCH_QUERY_TERMS_MAX = 4096, /* different features of a demand that count, heaviest first */
    MATCH_TOP_MAX = 100000        /* hits asked for at once */
};

/* Levels of professional title, low to high; MATCH_LEVEL_UNKNOWN passes no demand for a level. */
enum match_level {
    MATCH_LEVEL_UNKNOWN,
    MATCH_LEVEL_JUNIOR,        /* 初级 */
    MATCH_LEVEL_MIDDLE,        /* 中级 */
    MATCH_LEVEL_DEPUTY_SENIOR, /* 副高 */
    MATCH_LEVEL_SENIOR         /* 正高 */
};

/* Reads 正高 副高 中级 初级, with or without 级; false, *ret_level untouched, for anything else. */
bool match_level_parse(const char *text, enum match_level *ret_level);

/* What is known of an expert. NULL: not known. Texts are UTF-8. */
struct match_expert {
    const char *const *works; /* title, keywords, abstract ... of one work each */
    size_t work_count;        /* 0..MATCH_WORKS_MAX */
    const char *field;        /* code or name of the field of work */
    const char *region;
    const char *org;
    enum match_level level;
};

struct match_demand {
    const char *text;           /* keywords or a whole description */
    const char *field;          /* experts of the same field gain MATCH_FIELD_PERMILLE */
    const char *region;         /* experts of the same region gain MATCH_REGION_PERMILLE */
    const char *org;            /* hard: experts of this organisation are in conflict */
    enum match_level level_min; /* hard: at least this level; UNKNOWN: any */
    /* hard: rules that the caller knows, such as people already invited: bit i%64 of word i/64 for
     * each expert, in the order of adding; NULL: all are allowed */
    const uint64_t *allowed;
};

/* Soft boosts, in thousandths of the score that the texts give: never more, never a filter. */
enum { MATCH_FIELD_PERMILLE = 250, MATCH_REGION_PERMILLE = 50 };

struct match_hit {
    uint32_t expert; /* 0, 1, 2 ... in the order of match_add */
    uint32_t score;  /* > 0; MATCH_SCORE_FULL is a full match before boosts */
};

/* Why a hit has its score: the points of all rows add up to it exactly. */
struct match_reason {
    const char *text; /* words of the demand as they stand there, folded; of a boost: its name */
    const char
        *kind; /* "词语" own works say so, "同行" close colleagues' do, "领域", "地区" boosts */
    uint32_t points;   /* > 0 */
    uint32_t permille; /* of the score; all rows add up to 1000 */
};

/* An empty index, a child of parent (NULL: a root for mem_free). It belongs to one thread until
 * match_seal; sealed, it is read only and any number of threads may query it, each with its op. */
struct match_index *match_index_new(const void *parent);

/*
 * Adds one expert; more can be added after match_seal, which must then be called again.
 * Errors: ERR_INVALID (sealed with last); ERR_TOO_LARGE (more works or experts than the limits
 * above, a work longer than MATCH_TEXT_BYTES_MAX, more different words than VOCAB_MAX); the index
 * is then unchanged but for unused words.
 */
CHECKED enum err match_add(struct op *op, struct match_index *index,
                           const struct match_expert *expert);

/* Experts added so far. */
uint32_t match_count(const struct match_index *index);

/*
 * Weighs everything that was added and makes the index ready for queries. last: nothing will be
 * added any more, the source records are dropped (a third of the memory) and match_explain cannot
 * tell own words from colleagues': all are "词语".
 * Errors: ERR_INVALID (sealed with last before).
 */
CHECKED enum err match_seal(struct op *op, struct match_index *index, bool last);

/*
 * The best top experts (1..MATCH_TOP_MAX) for a demand, best first, equal scores in the order of
 * adding; experts whose profile shares nothing with the demand are not hits. Hard rules are applied
 * before scoring.
 * Errors: ERR_INVALID (index not sealed, top out of range), ERR_TOO_LARGE (text too long).
 */
CHECKED enum err match_query(struct op *op, const struct match_index *index,
                             const struct match_demand *demand, size_t top,
                             struct match_hit **ret_hits, size_t *ret_count);

/*
 * The reasons for one hit, greatest first.
 * Errors: ERR_INVALID (no such expert, index not sealed), ERR_TOO_LARGE (text too long).
 */
CHECKED enum err match_explain(struct op *op, const struct match_index *index,
                               const struct match_demand *demand, uint32_t expert,
                               struct match_reason **ret_reasons, size_t *ret_count);
