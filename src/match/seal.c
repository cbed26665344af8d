/* SPDX-License-Identifier: Apache-2.0 */
/* seal.c: from profiles to lists of quantised weights. */
#include "base/mem.h"
#include "base/op.h"
#include "match/profile.h"
#include "match/share.h"

#include <math.h>
#include <stdatomic.h>

enum { STRIDE = 64 };

/* A word pair says little beyond its two words: half their weight (a quarter in the score). */
static const float PAIR_WEIGHT = 0.5F;

/* idf = ln((N + 1) / (df + 1/2)): above zero also for what everyone has. */
static void weigh_terms(struct match_index *index)
{
    uint32_t count = vocab_count(index->terms);

    mem_free(index->weights);
    index->weights = mem_array(index, float, count + 1);
    for (uint32_t t = 0; t < count; t++) {
        const struct vocab_entry *entry = vocab_entry(index->terms, t);
        float idf = logf(((float)index->expert_count + 1.0F) / ((float)entry->df + 0.5F));
        index->weights[t] = feature_kind(entry->key) == FEATURE_PAIR ? PAIR_WEIGHT * idf : idf;
    }
}

/* How long each list will be and its greatest weight. */
static void measure_lists(struct segment *segment, struct profile_set *set, uint32_t *lengths)
{
    for (uint32_t i = 0; i < segment->count; i++) {
        size_t count = 0;
        const struct term_weight *rows = profile_expand(set, i, &count);
        for (size_t k = 0; k < count; k++) {
            float *scale = &segment->scales[rows[k].term];
            lengths[rows[k].term]++;
            *scale = rows[k].weight > *scale ? rows[k].weight : *scale;
        }
    }
    for (uint32_t t = 0; t < segment->term_count; t++)
        segment->scales[t] /= (float)WEIGHT_MAX;
}

/* Gives each term its range, or its dense row, and makes the hints. */
static void lay_out(struct segment *segment, const uint32_t *lengths, uint32_t all_terms)
{
    uint32_t total = 0;

    segment->dense_stride = (segment->count + STRIDE - 1) / STRIDE * STRIDE;
    for (uint32_t t = 0; t < segment->term_count; t++) {
        segment->starts[t] = total;
        if (lengths[t] > segment->count / DENSE_SHARE && segment->count > DENSE_SHARE)
            segment->dense_count++;
        else
            total += lengths[t];
    }
    segment->starts[segment->term_count] = total;
    segment->locals = mem_array(segment, uint16_t, total + 1);
    segment->weights = mem_array(segment, uint8_t, total + 1);
    segment->dense_terms = mem_array(segment, uint32_t, segment->dense_count + 1);
    segment->dense = mem_array(segment, uint8_t, segment->dense_count * segment->dense_stride + 1);
    uint32_t dense = 0;
    for (uint32_t t = 0; t < segment->term_count; t++) {
        if (segment->starts[t] == segment->starts[t + 1])
            segment->dense_terms[dense++] = t;
    }
    uint32_t group_count = (all_terms >> HINT_BITS) + 2;
    segment->hints = mem_array(segment, uint32_t, group_count);
    uint32_t t = 0;
    for (uint32_t g = 0; g < group_count; g++) {
        while (t < segment->term_count && segment->terms[t] >> HINT_BITS < g)
            t++;
        segment->hints[g] = t;
    }
}

/* cursors: for each term the place of its next posting, or of its dense row. */
static void fill_lists(struct segment *segment, struct profile_set *set, uint32_t *cursors)
{
    for (uint32_t t = 0; t < segment->term_count; t++)
        cursors[t] = segment->starts[t];
    for (uint32_t d = 0; d < segment->dense_count; d++)
        cursors[segment->dense_terms[d]] = d;
    for (uint32_t i = 0; i < segment->count; i++) {
        size_t count = 0;
        const struct term_weight *rows = profile_expand(set, i, &count);
        for (size_t k = 0; k < count; k++) {
            uint32_t t = rows[k].term;
            long weight = lrintf(rows[k].weight / segment->scales[t]);
            uint8_t byte = weight < 1 ? 1 : weight > WEIGHT_MAX ? WEIGHT_MAX : (uint8_t)weight;
            if (segment->starts[t] == segment->starts[t + 1]) {
                segment->dense[cursors[t] * segment->dense_stride + i] = byte;
            } else {
                segment->locals[cursors[t]] = (uint16_t)i;
                segment->weights[cursors[t]++] = byte;
            }
        }
    }
}

static void drop_lists(struct segment *segment)
{
    void *const made[] = {
        segment->terms,  segment->scales,  segment->starts,      segment->hints,
        segment->locals, segment->weights, segment->dense_terms, segment->dense
    };

    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        mem_free(made[i]);
    segment->dense_count = 0;
}

static void drop_records(struct segment *segment)
{
    mem_free(segment->source);
    segment->source = NULL;
    segment->records = NULL;
    segment->chunk = NULL;
}

static void seal_segment(struct match_index *index, struct segment *segment, uint32_t *positions)
{
    void *scratch = mem_new(NULL, char);
    struct profile_set set = { 0 };

    drop_lists(segment);
    profile_make(scratch, index, segment, positions, &set);
    profile_find_peers(scratch, &set);
    segment->scales = mem_array(segment, float, segment->term_count + 1);
    segment->starts = mem_array(segment, uint32_t, segment->term_count + 1);
    uint32_t *lengths = mem_array(scratch, uint32_t, segment->term_count + 1);
    measure_lists(segment, &set, lengths);
    lay_out(segment, lengths, vocab_count(index->terms));
    fill_lists(segment, &set, lengths);
    mem_free(scratch);
}

/* Segments are sealed side by side: each thread takes the next and touches nothing else. */
struct sealing {
    struct match_index *index;
    bool last;
    atomic_size_t next;
};

static void *seal_some(void *argument)
{
    struct sealing *sealing = argument;
    struct match_index *index = sealing->index;
    uint32_t *positions = mem_array(NULL, uint32_t, vocab_count(index->terms) + 1);

    for (size_t i = 0; (i = atomic_fetch_add(&sealing->next, 1)) < index->segment_count;) {
        seal_segment(index, index->segments[i], positions);
        if (sealing->last)
            drop_records(index->segments[i]);
    }
    mem_free(positions);
    return NULL;
}

enum err match_seal(struct op *op, struct match_index *index, bool last)
{
    struct sealing sealing = { .index = index, .last = last };

    if (index->dropped)
        return fail(op, ERR_INVALID, "internal", "index was sealed for good");
    weigh_terms(index);
    match_share(seal_some, &sealing, index->segment_count);
    index->sealed_count = index->expert_count;
    index->dropped = last;
    return OK;
}
