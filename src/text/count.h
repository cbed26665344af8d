/* SPDX-License-Identifier: Apache-2.0 */
/*
 * count.h: 字数, the length that a form's limit means, as word processors show it.
 *
 * White space (Unicode White_Space, controls) separates and counts nothing. Each East Asian sign
 * (Han of every plane, kana, Hangul, Yi, Bopomofo, full-width forms, CJK punctuation, private use:
 * rare names) counts 1. Every maximal run of other signs counts 1: a Latin or Mongolian word, a
 * number with its unit, an emoji, a lone "-". The signs “ ” ‘ ’ — … · × count 1 when a neighbour
 * is an East Asian sign, otherwise they belong to the run. Marks that show nothing of their own
 * (zero-width, variation selectors, combining marks, byte order mark) are passed over. A narrow
 * no-break space inside a traditional Mongolian word joins a suffix and does not separate.
 * The same rule in TypeScript shares tests/data/count-vectors.json.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

struct op;

enum { TEXT_COUNT_BYTES_MAX = 16 * 1024 * 1024 };

/*
 * Counts UTF-8 text. English text comes out in words, as an English call's limit means them.
 * Errors: ERR_TOO_LARGE body_too_large; ERR_INVALID text_not_utf8 (args: byte, counted from 1).
 */
CHECKED enum err text_count(struct op *op, struct bytes text, size_t *ret_count);
