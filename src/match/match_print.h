/* SPDX-License-Identifier: Apache-2.0 */
/* match_print.h: the lines that the verb match prints. */
#pragma once
#include "match/match.h"

struct vocab;

/* How the verb was called. */
struct match_call {
    const char *experts; /* paths */
    const char *demands;
    size_t top;
    bool explain;
};

/* What was read. Ids are kept as they will be printed: quoted and escaped. */
struct match_input {
    struct match_index *index;
    const char **expert_ids;
    const char **demand_ids;
    struct match_demand *demands;
    size_t demand_count;
    struct vocab *seen; /* hashes of the ids of the file being read */
};

/* Text as a JSON string with its quotes, a child of parent. */
const char *match_json_text(const void *parent, const char *text);

/*
 * Prints on standard output, for each demand in turn, its hits, best first. The demands are worked
 * off by several threads, in batches; what is printed does not depend on that.
 * Errors: ERR_UNAVAILABLE (standard output cannot be written), those of match_query.
 */
CHECKED enum err match_print(struct op *op, const struct match_call *call,
                             const struct match_input *input);
