/* SPDX-License-Identifier: Apache-2.0 */
/* profile.h: what the experts of a segment stand for, while it is sealed; inside src/match only. */
#pragma once
#include "match/index.h"

/*
 * A profile is the direction of the mean of an expert's work vectors: each work is log-tf x idf of
 * length one, so long works weigh no more than short ones; the sum is brought to length one again.
 *
 * Then close colleagues lend words: to each profile the heads (heaviest terms) of the PEER_COUNT
 * profiles nearest to it are added, each by its share of their likeness, and the sum is brought to
 * length one; peers.c bounds the shares. A demand's few keywords so reach experts who write of the
 * same things in other words. (Smoothing a document by its neighbours: X. Liu and W. B. Croft,
 * Cluster-based retrieval using language models, SIGIR 2004; T. Tao et al., Language model
 * information retrieval with document expansion, NAACL 2006.)
 */
enum { PEER_COUNT = 5, HEAD_TERMS = 64 };

/* Terms here are positions in segment->terms; rows of a profile: heads first, else in no order. */
struct profile_set {
    const struct segment *segment;
    struct term_weight *rows;
    uint32_t *starts; /* count + 1 */
    uint16_t (*peers)[PEER_COUNT];
    float (*gifts)[PEER_COUNT];   /* how much of each peer's head is added; 0: none */
    float *sums;                  /* scratch by term, zero between uses */
    struct term_weight *expanded; /* scratch: the profile last made by profile_expand */
};

/*
 * Fills segment->terms and makes the plain profiles of a segment from its records. positions is
 * scratch with one number for each term of the index.
 */
void profile_make(const void *parent, const struct match_index *index, struct segment *segment,
                  uint32_t *positions, struct profile_set *ret_set);

/* Finds the peers of every expert of the segment. */
void profile_find_peers(const void *parent, struct profile_set *set);

/* The profile of an expert with what its peers lend; valid until the next call. */
const struct term_weight *profile_expand(struct profile_set *set, uint32_t local,
                                         size_t *ret_count);
