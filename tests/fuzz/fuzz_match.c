/* SPDX-License-Identifier: Apache-2.0 */
/* Any lines: they are read or refused; what is read can be ranked, and reasons add up to scores. */
#include "base/mem.h"
#include "base/op.h"
#include "match/match.h"
#include "match/match_read.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TOP = 3 };

static void take_line(struct op *op, struct match_index *index, const char *line, size_t size,
                      struct match_demand *last)
{
    struct match_expert expert = { 0 };
    struct match_demand demand = { 0 };
    const char *id = NULL;

    if (match_read_expert(op, op, line, size, &id, &expert) == OK) {
        assert(id[0] != '\0' && strlen(id) <= MATCH_ID_BYTES_MAX);
        if (match_add(op, index, &expert) != OK)
            assert(op->failure.code == ERR_TOO_LARGE);
    }
    op_forgive(op);
    if (match_read_demand(op, op, line, size, &id, &demand) == OK)
        *last = demand;
    op_forgive(op);
}

static void rank(struct op *op, const struct match_index *index, const struct match_demand *demand)
{
    struct match_hit *hits = NULL;
    size_t count = 0;

    if (match_query(op, index, demand, TOP, &hits, &count) != OK)
        return;
    assert(count <= TOP);
    for (size_t i = 0; i < count; i++) {
        struct match_reason *rows = NULL;
        size_t row_count = 0;
        uint32_t points = 0;
        enum err e = match_explain(op, index, demand, hits[i].expert, &rows, &row_count);
        assert(e == OK);
        for (size_t k = 0; k < row_count; k++)
            points += rows[k].points;
        assert(points == hits[i].score);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    struct match_index *index = match_index_new(op);
    struct match_demand demand = { .text = "草原 soil" };
    const char *text = mem_text_max(op, (const char *)data, size);

    for (const char *line = text; line != NULL;) {
        const char *end = strchr(line, '\n');
        take_line(op, index, line, end == NULL ? strlen(line) : (size_t)(end - line), &demand);
        line = end == NULL ? NULL : end + 1;
    }
    if (match_seal(op, index, false) == OK)
        rank(op, index, &demand);
    op_free(op);
    return 0;
}
