/* SPDX-License-Identifier: Apache-2.0 */
/* cursor.c: two numbers and a dot. */
#include "base/cursor.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>

const char *cursor_text(const void *parent, int64_t ms, int64_t id)
{
    return mem_printf(parent, "%" PRId64 ".%" PRId64, ms, id);
}

void cursor_read(const char *cursor, int64_t *ret_ms, int64_t *ret_id)
{
    int64_t ms = 0;
    int64_t id = 0;

    *ret_ms = INT64_MAX;
    *ret_id = INT64_MAX;
    if (cursor != NULL && sscanf(cursor, "%" SCNd64 ".%" SCNd64, &ms, &id) == 2) {
        *ret_ms = ms;
        *ret_id = id;
    }
}
