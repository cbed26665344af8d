/* SPDX-License-Identifier: Apache-2.0 */
/* queue.c: what a search works with: a heap of four children, and a list of what it touched. */
#include "base/mem.h"
#include "flow/graph.h"

#include <string.h>

enum { FIRST_ROOM = 1024 };

/* Rows moved to twice the room. */
static void *enlarge(struct assign *a, void *rows, size_t size, size_t *room)
{
    size_t more = *room == 0 ? FIRST_ROOM : *room * 2;
    void *larger = mem_zero(a->op, size, more, "queue");

    if (*room > 0)
        memcpy(larger, rows, size * *room);
    mem_free(rows);
    *room = more;
    return larger;
}

void heap_push(struct assign *a, int64_t key, int32_t node, int32_t side)
{
    struct heap *heap = &a->heap;

    if (heap->count == heap->room)
        heap->rows = enlarge(a, heap->rows, sizeof *heap->rows, &heap->room);
    size_t at = heap->count++;
    for (; at > 0; at = (at - 1) / 4) {
        size_t up = (at - 1) / 4;
        if (heap->rows[up].key <= key)
            break;
        heap->rows[at] = heap->rows[up];
    }
    heap->rows[at] = (struct heap_row){ key, node, side };
}

struct heap_row heap_pop(struct heap *heap)
{
    struct heap_row top = heap->rows[0];
    struct heap_row last = heap->rows[--heap->count];
    size_t at = 0;

    for (;;) {
        size_t least = 4 * at + 1, end = least + 4;
        if (least >= heap->count)
            break;
        if (end > heap->count)
            end = heap->count;
        for (size_t k = least + 1; k < end; k++)
            if (heap->rows[k].key < heap->rows[least].key)
                least = k;
        if (heap->rows[least].key >= last.key)
            break;
        heap->rows[at] = heap->rows[least];
        at = least;
    }
    heap->rows[at] = last;
    return top;
}

void touch_push(struct assign *a, int32_t node, int32_t side)
{
    if (a->touched_count == a->touched_room)
        a->touched = enlarge(a, a->touched, sizeof *a->touched, &a->touched_room);
    a->touched[a->touched_count++] = (struct touched){ node, side };
}
