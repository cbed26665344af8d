/* SPDX-License-Identifier: Apache-2.0 */
/* index.h: the insides of a match index; inside src/match only. */
#pragma once
#include "match/feature.h"
#include "match/match.h"
#include "match/vocab.h"

/* A short loop over whole rows, built for AVX2 too; the choice when the program starts comes too
 * early for the thread sanitizer, which does without. */
#if defined(__SANITIZE_THREAD__)
#define MATCH_KERNEL
#elif defined(__x86_64__) && !defined(__clang__)
#define MATCH_KERNEL __attribute__((optimize("O3"), target_clones("avx2", "default")))
#elif defined(__x86_64__)
#define MATCH_KERNEL __attribute__((target_clones("avx2", "default")))
#else
#define MATCH_KERNEL
#endif

/*
 * Experts are kept in segments of up to SEGMENT_EXPERTS, numbered in the order of adding. Until the
 * index is sealed a segment is a list of records; sealed, it has for each term a list of postings
 * (number in the segment, weight of 1..255 in units of the term's own scale), or, for a term that
 * more than one expert in DENSE_SHARE has, one weight for each expert, 0 where it is absent.
 */
enum {
    SEGMENT_EXPERTS = 65536,    /* a number in a segment is 16 bits, 128 KiB of sums fit a cache */
    SEGMENT_ENTRIES = 24000000, /* works' terms after which a segment is closed early */
    DENSE_SHARE = 10,           /* a dense list is added up about ten times as fast per expert */
    WEIGHT_MAX = 255,
    HINT_BITS = 5 /* one hint for 32 terms */
};

struct segment {
    uint32_t first; /* number of its first expert */
    uint32_t count;
    size_t entry_count; /* terms in the records of its works */

    /* Source, dropped by match_seal on request: see record.h for the bytes. */
    void *source;      /* parent of what follows */
    uint8_t **records; /* by number in the segment */
    uint8_t *chunk;    /* where the next records go */
    size_t chunk_used, chunk_room;

    /* Made by match_seal. */
    uint32_t term_count;
    uint32_t *terms;  /* ascending */
    float *scales;    /* of terms: a weight w means w * scale */
    uint32_t *starts; /* term_count + 1; an empty range means a dense list */
    uint32_t *hints;  /* hints[t >> HINT_BITS]: first of terms that is not below that group */
    uint16_t *locals;
    uint8_t *weights;
    uint32_t dense_count;
    uint32_t *dense_terms; /* positions in terms, ascending */
    uint8_t *dense;        /* dense_count rows of dense_stride weights */
    size_t dense_stride;   /* count rounded up to 64 */
};

/* What the hard rules and boosts need of an expert; texts as numbers, VOCAB_NONE: not known. */
struct expert_facts {
    uint32_t field, region, org;
    uint32_t level;
};

struct match_index {
    struct vocab *terms;
    struct vocab *names; /* of fields, regions, organisations */
    struct segment **segments;
    size_t segment_count;
    struct expert_facts **facts; /* by segment, then by number in it */
    uint32_t expert_count;
    uint32_t sealed_count; /* experts at the last match_seal; ready when equal to expert_count */
    bool dropped;          /* the records are gone: nothing can be added */
    float *weights;        /* by term: idf, halved for word pairs; made by match_seal */
};

/* One term of a vector. */
struct term_weight {
    uint32_t term; /* VOCAB_NONE: no expert has it */
    float weight;
};

/* log-tf: 1 + ln(tf) for tf >= 1. */
float match_log_tf(uint32_t tf);

/*
 * A text as a vector of length one, ascending by term, each term once: the part of terms unknown to
 * the index counts in the length and is left out. Of more than MATCH_QUERY_TERMS_MAX the heaviest.
 * The vector is a child of op. Errors: those of feature_extract.
 */
CHECKED enum err match_vector(struct op *op, const struct match_index *index, const char *text,
                              struct term_weight **ret_terms, size_t *ret_count);

/* Position of a term in segment->terms, or VOCAB_NONE. */
uint32_t segment_find(const struct segment *segment, uint32_t term);

/* The dense row of the term at a position, or NULL when its list is sparse. */
const uint8_t *segment_dense(const struct segment *segment, uint32_t position);

/* The factor in units of 1/256 score that a weight of this term is multiplied with. */
uint32_t match_factor(float query_weight, float scale);

/* The number of a field, region or organisation, VOCAB_NONE for NULL or one nobody has. */
uint32_t match_name(const struct match_index *index, const char *name);

/* The thousandths of boost that the expert has for these facts of a demand. */
uint32_t match_boost(const struct expert_facts *expert, const struct expert_facts *demand);
