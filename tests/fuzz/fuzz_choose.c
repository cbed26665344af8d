/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes: a selection is read or refused; what is read is decided or refused, within limits. */
#include "base/op.h"
#include "choose/choose.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct choose_problem *problem, const struct choosing *choosing)
{
    int64_t places = 0;

    for (size_t i = 0; i < problem->item_count; i++) {
        const struct choose_line *line = &choosing->lines[i];
        places += __builtin_popcountll(line->targets);
        assert((line->state == CHOOSE_SELECTED) == (line->targets != 0));
        assert((line->state == CHOOSE_RESERVE) == (line->reserve_no > 0));
        if (!line->has_border)
            continue;
        if (line->state == CHOOSE_SELECTED)
            assert(line->border <= problem->items[i].score);
        else
            assert(line->border > problem->items[i].score);
    }
    assert(places == choosing->filled);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };

    if (choose_read(op, (struct bytes){ data, size }, &problem) == OK && problem.item_count <= 20 &&
        choose(op, &problem, &choosing) == OK)
        check(&problem, &choosing);
    op_free(op);
    return 0;
}
