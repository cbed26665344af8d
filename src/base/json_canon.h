/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_canon.h: one text for one JSON value, so that its digest can be computed years later.
 *
 * Canonical form: UTF-8; object keys sorted by code point; no white space; integers in decimal;
 * strings escape only " \ and U+0000..001F (\b \f \n \r \t, else \u00xx in lower case); "/" and
 * everything above U+001F stand as they are; no Unicode normalisation. Reals do not exist: money is
 * integer fen, dates are texts. (RFC 8785 restricted to integers; its key order by UTF-16 unit
 * differs only for keys beyond U+FFFF, which our field names never are.)
 */
#pragma once
#include "base/crypto.h"
#include "base/err.h"

#include <jansson.h>
#include <stddef.h>

struct op;

enum { JSON_CANON_DEPTH_MAX = 32, JSON_CANON_BYTES_MAX = 16 * 1024 * 1024 };

/*
 * The canonical text, NUL after it, a child of op. A lone value (text, number) is allowed.
 * Errors: ERR_INVALID json_real (a number with a fraction or exponent), ERR_TOO_LARGE json_deep
 * (nesting over JSON_CANON_DEPTH_MAX) or body_too_large (text over JSON_CANON_BYTES_MAX).
 */
CHECKED enum err json_canon(struct op *op, const json_t *value, struct bytes *ret_text);

/* SM3 of the canonical text, raw and as hex (a child of op). Errors as json_canon. */
CHECKED enum err json_digest(struct op *op, const json_t *value, uint8_t ret_digest[SM3_BYTES]);
CHECKED enum err json_digest_hex(struct op *op, const json_t *value, const char **ret_hex);
