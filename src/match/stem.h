/* SPDX-License-Identifier: Apache-2.0 */
/* stem.h: English word forms to one stem, so that plurals and derivations meet. */
#pragma once
#include <stddef.h>

/*
 * Shortens the lower-case word of length bytes in place and returns its new length. Words of other
 * than the letters a..z, and those under three letters, stay as they are.
 * Source: M. F. Porter, An algorithm for suffix stripping, Program 14(3), 1980, pp. 130-137.
 */
size_t stem_english(char *word, size_t length);
