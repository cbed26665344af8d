/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as pool and rules of a draw, divided by a line "%%%%": a draw that can be made is made,
 * is full, and nobody is drawn twice. */
#include "base/mem.h"
#include "base/op.h"
#include "draw/draw.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draw_persons(struct op *op, const struct draw_rules *rules,
                         const struct draw_pool *pool)
{
    static const uint8_t seed[SM3_BYTES] = { 7 };
    struct draw_result result;
    bool *drawn = mem_array(op, bool, (size_t)pool->count);
    size_t wanted = 0;

    for (size_t s = 0; s < rules->seat_count; s++)
        wanted += (size_t)(rules->seats[s].count + rules->alternates);
    if (draw_run(op, rules, pool, seed, &result) != OK)
        return;
    assert((size_t)result.count == wanted);
    for (int32_t k = 0; k < result.count; k++) {
        const struct draw_place *place = &result.places[k];
        assert(!drawn[place->row]);
        assert((pool->rows[place->row].seats >> place->seat & 1U) != 0);
        drawn[place->row] = true;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    const uint8_t *parted = size == 0 ? NULL : memmem(data, size, "%%%%\n", 5);
    struct bytes pool_text = { data, parted == NULL ? size : (size_t)(parted - data) };
    struct bytes rules_text = { parted == NULL ? data : parted + 5, 0 };
    struct draw_pool pool;
    struct draw_rules rules;

    if (parted != NULL)
        rules_text.size = size - pool_text.size - 5;
    bool good = draw_pool_read(op, pool_text, &pool) == OK;
    if (!good)
        op_forgive(op);
    good = draw_rules_read(op, "RULES", rules_text, &rules) == OK && good;
    if (good && draw_pool_fit(op, &rules, &pool) == OK)
        draw_persons(op, &rules, &pool);
    op_free(op);
    return 0;
}
