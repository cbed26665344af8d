/* SPDX-License-Identifier: Apache-2.0 */
/* score.c: sums in int64, comparisons in 128 bits. */
#include "rank/score.h"

#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;

enum { SHOWN = 1000000 }; /* six places */

int fraction_compare(struct fraction a, struct fraction b)
{
    wide left = (wide)a.num * b.den;
    wide right = (wide)b.num * a.den;

    return left < right ? -1 : left > right;
}

static int compare_marks(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;

    return a < b ? -1 : a > b;
}

struct fraction score_of(const struct marks *marks, int32_t item, enum rank_method method,
                         int32_t *scratch)
{
    const struct mark *rows = marks->rows + marks->item_first[item];
    int32_t n = marks->item_first[item + 1] - marks->item_first[item];
    struct fraction score = { 0, n };

    for (int32_t i = 0; i < n; i++) {
        scratch[i] = rows[i].hundredths;
        score.num += rows[i].hundredths;
    }
    if (method == METHOD_MEDIAN) {
        qsort(scratch, (size_t)n, sizeof *scratch, compare_marks);
        score = n % 2 == 1 ? (struct fraction){ scratch[n / 2], 1 }
                           : (struct fraction){ (int64_t)scratch[n / 2 - 1] + scratch[n / 2], 2 };
    }
    if (method == METHOD_TRIMMED && n >= TRIMMED_MARKS_MIN) {
        int32_t low = scratch[0];
        int32_t high = scratch[0];
        for (int32_t i = 1; i < n; i++) {
            low = scratch[i] < low ? scratch[i] : low;
            high = scratch[i] > high ? scratch[i] : high;
        }
        score = (struct fraction){ score.num - low - high, n - 2 };
    }
    return score;
}

static void put_millionths(int64_t value, char ret_text[SCORE_TEXT_BYTES])
{
    uint64_t size = value < 0 ? 0U - (uint64_t)value : (uint64_t)value;

    (void)snprintf(ret_text, SCORE_TEXT_BYTES, "%s%" PRIu64 ".%06" PRIu64, value < 0 ? "-" : "",
                   size / SHOWN, size % SHOWN);
}

void score_text(struct fraction score, char ret_text[SCORE_TEXT_BYTES])
{
    wide twice = 2 * (wide)(score.num < 0 ? -score.num : score.num) * (SHOWN / 100);
    int64_t rounded = (int64_t)((twice + score.den) / (2 * (wide)score.den));

    put_millionths(score.num < 0 ? -rounded : rounded, ret_text);
}

void score_text_of_points(double points, char ret_text[SCORE_TEXT_BYTES])
{
    put_millionths(llround(points * SHOWN), ret_text);
}

struct placed {
    struct fraction score;
    int32_t item;
};

static int compare_placed(const void *left, const void *right)
{
    const struct placed *a = left;
    const struct placed *b = right;
    int by_score = fraction_compare(b->score, a->score);

    if (by_score != 0)
        return by_score;
    return a->item < b->item ? -1 : a->item > b->item;
}

void score_order(const struct fraction *scores, int32_t count, int32_t *order, int32_t *rank)
{
    struct placed *placed = mem_array(NULL, struct placed, (size_t)count);

    for (int32_t i = 0; i < count; i++)
        placed[i] = (struct placed){ scores[i], i };
    qsort(placed, (size_t)count, sizeof *placed, compare_placed);
    for (int32_t k = 0; k < count; k++) {
        order[k] = placed[k].item;
        bool tied = k > 0 && fraction_compare(placed[k].score, placed[k - 1].score) == 0;
        rank[order[k]] = tied ? rank[order[k - 1]] : k + 1;
    }
    mem_free(placed);
}
