/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes: marks are read in order, or refused; what is read can be ranked by every method. */
#include "base/mem.h"
#include "base/op.h"
#include "rank/panel.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_order(const struct marks *marks)
{
    assert(marks->count > 0 && marks->item_first[marks->items.count] == marks->count);
    for (int32_t k = 1; k < marks->count; k++) {
        const struct mark *mark = &marks->rows[k];
        assert(mark->item > mark[-1].item ||
               (mark->item == mark[-1].item && mark->reviewer > mark[-1].reviewer));
    }
    for (int32_t i = 1; i < marks->items.count; i++)
        assert(strcmp(marks->items.names[i - 1], marks->items.names[i]) < 0);
}

static void check_ranking(struct op *op, const struct marks *marks, enum rank_method method)
{
    struct firm_request request = { method, marks->items.count / 2, 1, 10 };
    struct ranking ranking = { 0 };
    int64_t sum = 0;

    assert(rank_items(op, marks, &request, &ranking) == OK);
    for (int32_t k = 0; k < ranking.count; k++) {
        const struct firm_item *firm = &ranking.firm.items[ranking.order[k]];
        int32_t rank = ranking.rank[ranking.order[k]];
        assert(rank == k + 1 || rank == ranking.rank[ranking.order[k - 1]]);
        assert(isfinite(firm->score) && firm->low50 >= 1 && firm->low50 <= firm->high50);
        assert(firm->high50 <= ranking.count && firm->selected <= firm->drawn);
        sum += firm->rank_sum / (firm->drawn / request.draws);
    }
    assert(sum > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    struct marks marks = { 0 };

    if (marks_read(op, (struct bytes){ data, size }, &marks) == OK) {
        check_order(&marks);
        struct panel panel = panel_describe(op, &marks);
        assert(panel.part_count >= 1 && panel.outlier_count <= panel.outlier_total);
        for (int method = 0; method <= METHOD_CALIBRATED && marks.items.count <= 50; method++)
            check_ranking(op, &marks, (enum rank_method)method);
    }
    op_free(op);
    return 0;
}
