/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_lib.h: what the crypto files share: the algorithms, fetched from the library once. */
#pragma once
#include <openssl/evp.h>

struct crypto_lib {
    EVP_MD *sm3;
};

/* Starts libsodium and libgcrypt and fetches SM3 at the first call; never NULL, immutable. */
const struct crypto_lib *crypto_lib(void);

/* What the libraries of this machine lack ("SM4"), NULL nothing: for the self-test, in words. */
const char *crypto_lib_missing(void);

/* Asserts: the library is broken or out of memory, or our own call is wrong. what names it. */
void crypto_must(int good, const char *what);
