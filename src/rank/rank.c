/* SPDX-License-Identifier: Apache-2.0 */
/* rank.c: exact scores, and the model where it is asked for. */
#include "rank/rank.h"

#include "base/mem.h"

static struct fraction *score_all(struct op *op, const struct marks *marks, enum rank_method method)
{
    struct fraction *scores = mem_array(op, struct fraction, (size_t)marks->items.count);
    int32_t *scratch = mem_array(op, int32_t, (size_t)marks->count);

    for (int32_t i = 0; i < marks->items.count; i++)
        scores[i] = score_of(marks, i, method, scratch);
    mem_free(scratch);
    return scores;
}

enum err rank_items(struct op *op, const struct marks *marks, const struct firm_request *request,
                    struct ranking *ret_ranking)
{
    struct ranking ranking = { .count = marks->items.count };

    if (request->method == METHOD_CALIBRATED || request->places >= 0) {
        enum err e = firm_draw(op, marks, request, &ranking.firm);
        if (e != OK)
            return e;
    }
    ranking.order = mem_array(op, int32_t, (size_t)ranking.count);
    ranking.rank = mem_array(op, int32_t, (size_t)ranking.count);
    ranking.means = score_all(op, marks, METHOD_MEAN);
    if (request->method == METHOD_CALIBRATED) {
        firm_order(op, &ranking.firm, ranking.count, ranking.order, ranking.rank);
    } else {
        ranking.scores = score_all(op, marks, request->method);
        score_order(ranking.scores, ranking.count, ranking.order, ranking.rank);
    }
    *ret_ranking = ranking;
    return OK;
}

bool rank_calibration_is_idle(const struct marks *marks)
{
    return marks_are_whole(marks) && marks->sections.count <= 1;
}
