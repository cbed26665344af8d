/* SPDX-License-Identifier: Apache-2.0 */
/* self_test.h: what we assume of the cryptographic libraries, tried where the program starts. */
#pragma once
#include "base/err.h"

struct op;

/*
 * SM3 and HMAC-SM3, SM4 and a sealed value, SM2 both ways and argon2id against known answers
 * (GB/T 32905, 32907, 32918.5; the reference implementation of argon2); a few milliseconds.
 * Errors: ERR_UNAVAILABLE "self_test_failed" (arguments algorithm, libraries): nothing may be
 * sealed, signed or judged with them.
 */
CHECKED enum err crypto_self_test(struct op *op);

/* "openssl 3.0.19, libgcrypt 1.10.1, …": what runs, not what was built with; a child of parent. */
const char *crypto_libraries(const void *parent);
