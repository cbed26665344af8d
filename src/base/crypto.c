/* SPDX-License-Identifier: Apache-2.0 */
/* crypto.c: starting the libraries; SM3 and HMAC-SM3. */
#include "base/crypto.h"

#include "base/crypto_lib.h"
#include "base/mem.h"
#include "base/self_test.h"

#include <assert.h>
#include <gcrypt.h>
#include <liboath/oath.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { SM3_BLOCK_BYTES = 64 };

static struct crypto_lib fetched;
static const char *missing; /* what the libraries do not have */
static pthread_once_t fetch_once = PTHREAD_ONCE_INIT;

void crypto_must(int good, const char *what)
{
    assert(good && what != NULL);
}

static void fetch(void)
{
    if (sodium_init() < 0)
        missing = "libsodium";
    fetched.sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
    if (fetched.sm3 == NULL)
        missing = "SM3";
    /* Another library of the process may have started it already. */
    if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
        if (gcry_check_version("1.9.0") == NULL)
            missing = "libgcrypt";
        gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
        gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
    if (gcry_cipher_test_algo(GCRY_CIPHER_SM4) != 0)
        missing = "SM4";
}

const char *crypto_lib_missing(void)
{
    crypto_must(pthread_once(&fetch_once, fetch) == 0, "once");
    return missing;
}

const struct crypto_lib *crypto_lib(void)
{
    const char *absent = crypto_lib_missing();

    crypto_must(absent == NULL, absent == NULL ? "libraries" : absent);
    return &fetched;
}

const char *crypto_libraries(const void *parent)
{
    (void)crypto_lib_missing();
    return mem_printf(parent, "openssl %s, libgcrypt %s, libsodium %s, liboath %s",
                      OpenSSL_version(OPENSSL_VERSION_STRING), gcry_check_version(NULL),
                      sodium_version_string(), oath_check_version(NULL));
}

struct sm3 {
    EVP_MD_CTX *context;
};

static void close_context(void *context)
{
    EVP_MD_CTX_free(context);
}

static EVP_MD_CTX *context_start(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    crypto_must(context != NULL, "sm3 context");
    crypto_must(EVP_DigestInit_ex2(context, crypto_lib()->sm3, NULL), "sm3 start");
    return context;
}

struct sm3 *sm3_new(const void *parent)
{
    struct sm3 *digest = mem_new(parent, struct sm3);

    digest->context = context_start();
    mem_own(digest, digest->context, close_context);
    return digest;
}

void sm3_add(struct sm3 *digest, const void *bytes, size_t size)
{
    crypto_must(EVP_DigestUpdate(digest->context, bytes, size), "sm3 add");
}

void sm3_end(struct sm3 *digest, uint8_t ret_digest[SM3_BYTES])
{
    crypto_must(EVP_DigestFinal_ex(digest->context, ret_digest, NULL), "sm3 end");
    crypto_must(EVP_DigestInit_ex2(digest->context, NULL, NULL), "sm3 restart");
}

/* SM3 over up to three runs, in a context that lives for this call only. */
static void sm3_runs(const struct bytes *runs, int count, uint8_t ret_digest[SM3_BYTES])
{
    EVP_MD_CTX *context = context_start();

    for (int i = 0; i < count; i++)
        crypto_must(EVP_DigestUpdate(context, runs[i].data, runs[i].size), "sm3 add");
    crypto_must(EVP_DigestFinal_ex(context, ret_digest, NULL), "sm3 end");
    EVP_MD_CTX_free(context);
}

void sm3_once(const void *bytes, size_t size, uint8_t ret_digest[SM3_BYTES])
{
    sm3_runs(&(struct bytes){ bytes, size }, 1, ret_digest);
}

const char *sm3_hex(const void *parent, const void *bytes, size_t size)
{
    uint8_t digest[SM3_BYTES];

    sm3_once(bytes, size, digest);
    return hex_text(parent, (struct bytes){ digest, sizeof digest });
}

void sm3_chain(const uint8_t previous[SM3_BYTES], const void *bytes, size_t size,
               uint8_t ret_digest[SM3_BYTES])
{
    const struct bytes runs[2] = { { previous, SM3_BYTES }, { bytes, size } };

    sm3_runs(runs, 2, ret_digest);
}

/* RFC 2104 written out: two digests cost less than fetching a MAC context for every field. */
void hmac_sm3(struct bytes key, struct bytes bytes, uint8_t ret_mac[SM3_BYTES])
{
    uint8_t inner[SM3_BLOCK_BYTES] = { 0 };
    uint8_t outer[SM3_BLOCK_BYTES] = { 0 };
    uint8_t digest[SM3_BYTES];

    crypto_must(key.size > 0 && key.size <= SM3_BLOCK_BYTES, "hmac key size");
    memcpy(inner, key.data, key.size);
    memcpy(outer, key.data, key.size);
    for (size_t i = 0; i < SM3_BLOCK_BYTES; i++) {
        inner[i] ^= 0x36;
        outer[i] ^= 0x5c;
    }
    const struct bytes inside[2] = { { inner, sizeof inner }, bytes };
    sm3_runs(inside, 2, digest);
    const struct bytes outside[2] = { { outer, sizeof outer }, { digest, sizeof digest } };
    sm3_runs(outside, 2, ret_mac);
    wipe(inner, sizeof inner);
    wipe(outer, sizeof outer);
}
