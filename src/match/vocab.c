/* SPDX-License-Identifier: Apache-2.0 */
/* vocab.c: open addressing in shards, each small enough for one allocation. */
#include "match/vocab.h"

#include "base/mem.h"

enum { SHARD_BITS = 5, SHARD_COUNT = 1 << SHARD_BITS, SHARD_START = 64 };
enum { CHUNK_BITS = 16, CHUNK_SIZE = 1 << CHUNK_BITS };

/* number is 0 where a slot is empty, else the number plus one. */
struct slot {
    uint32_t tag; /* bits of the mixed key: most misses are seen without reading the key */
    uint32_t number;
};

struct shard {
    struct slot *slots;
    uint32_t mask;
    uint32_t used;
};

struct vocab {
    struct shard shards[SHARD_COUNT];
    struct vocab_entry **chunks; /* by number, CHUNK_SIZE in each */
    uint32_t count;
};

/* Keys of characters are small numbers: spread them over all bits (splitmix64's finisher). */
static uint64_t mix(uint64_t key)
{
    key = (key ^ key >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    key = (key ^ key >> 27) * UINT64_C(0x94d049bb133111eb);
    return key ^ key >> 31;
}

struct vocab *vocab_new(const void *parent)
{
    return mem_new(parent, struct vocab);
}

struct vocab_entry *vocab_entry(const struct vocab *vocab, uint32_t number)
{
    return &vocab->chunks[number >> CHUNK_BITS][number & (CHUNK_SIZE - 1)];
}

static struct slot *find_slot(const struct vocab *vocab, const struct shard *shard, uint64_t mixed,
                              uint64_t key)
{
    uint32_t tag = (uint32_t)mixed;

    for (uint32_t at = (uint32_t)(mixed >> 20) & shard->mask;; at = (at + 1) & shard->mask) {
        struct slot *slot = &shard->slots[at];
        if (slot->number == 0 ||
            (slot->tag == tag && vocab_entry(vocab, slot->number - 1)->key == key))
            return slot;
    }
}

static void grow(struct vocab *vocab, struct shard *shard)
{
    struct slot *old = shard->slots;
    uint32_t old_room = old == NULL ? 0 : shard->mask + 1;
    uint32_t room = old == NULL ? SHARD_START : 2 * old_room;

    shard->slots = mem_array(vocab, struct slot, room);
    shard->mask = room - 1;
    for (uint32_t i = 0; i < old_room; i++) {
        if (old[i].number == 0)
            continue;
        uint64_t key = vocab_entry(vocab, old[i].number - 1)->key;
        *find_slot(vocab, shard, mix(key), key) = old[i];
    }
    mem_free(old);
}

uint32_t vocab_add(struct vocab *vocab, uint64_t key)
{
    uint64_t mixed = mix(key);
    struct shard *shard = &vocab->shards[mixed >> (64 - SHARD_BITS)];

    if (shard->slots == NULL || shard->used > shard->mask / 4 * 3)
        grow(vocab, shard);
    struct slot *slot = find_slot(vocab, shard, mixed, key);
    if (slot->number != 0)
        return slot->number - 1;
    if (vocab->count == VOCAB_MAX)
        return VOCAB_NONE;
    if (vocab->count % CHUNK_SIZE == 0) {
        struct vocab_entry **chunk =
            mem_grow(vocab, (void **)&vocab->chunks, vocab->count / CHUNK_SIZE, sizeof *chunk);
        *chunk = mem_array(vocab, struct vocab_entry, CHUNK_SIZE);
    }
    vocab_entry(vocab, vocab->count)->key = key;
    shard->used++;
    slot->tag = (uint32_t)mixed;
    slot->number = ++vocab->count;
    return slot->number - 1;
}

uint32_t vocab_find(const struct vocab *vocab, uint64_t key)
{
    uint64_t mixed = mix(key);
    const struct shard *shard = &vocab->shards[mixed >> (64 - SHARD_BITS)];

    if (shard->slots == NULL)
        return VOCAB_NONE;
    return find_slot(vocab, shard, mixed, key)->number - 1; /* an empty slot gives VOCAB_NONE */
}

uint32_t vocab_count(const struct vocab *vocab)
{
    return vocab->count;
}
