/* SPDX-License-Identifier: Apache-2.0 */
/* stem.h: English word forms to one stem, so that plurals and derivations meet. */
#pragma once
#include <stddef.h>

struct stemmer; /* for one thread at a time */

/* A stemmer, a child of parent: about a microsecond. */
struct stemmer *stemmer_new(const void *parent);

/*
 * The stem of a lower-case word of length bytes, its length in *ret_length. Words of other than the
 * letters a..z, those under three letters and those above 63 are their own stem. The result is word
 * itself or lives in the stemmer until its next use.
 * Source: libstemmer's "porter": M. F. Porter, An algorithm for suffix stripping, Program 14(3),
 * 1980, pp. 130-137.
 */
const char *stem_english(struct stemmer *stemmer, const char *word, size_t length,
                         size_t *ret_length);
