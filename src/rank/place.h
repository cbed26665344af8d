/* SPDX-License-Identifier: Apache-2.0 */
/* place.h: ranks of numbers, many times over: the inner loop of drawing. */
#pragma once
#include <stdint.h>

struct placing;

/* Room for count numbers, a child of parent. */
struct placing *placing_new(const void *parent, int32_t count);

/* ret_ranks[i] = 1 + how many of values are greater than values[i]. No NaN. O(n log n) always. */
void placing_rank(struct placing *placing, const double *values, int32_t *ret_ranks);

/* Sorts any numbers, at most the count of the placing, rising. */
void placing_sort(struct placing *placing, double *values, int32_t count);
