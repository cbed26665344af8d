/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h: reading UTF-8 one code point at a time, strictly (RFC 3629). */
#pragma once
#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes the first code point off *rest, which must not be empty. False, *rest and *ret_code
 * untouched, when the bytes are not UTF-8: overlong, a surrogate, over U+10FFFF, cut short.
 */
bool utf8_next(struct bytes *rest, uint32_t *ret_code);

/* Writes a code point (at most U+10FFFF, no surrogate) as 1..4 bytes; returns how many. */
int utf8_put(uint32_t code, char ret_bytes[4]);

/* Code points of a text that are no white space: how much it says. */
int utf8_said(const char *text);
