/* SPDX-License-Identifier: Apache-2.0 */
/*
 * preload_old_openssl.c: OpenSSL before 3.0.20, as far as we know it: the start of a digest refuses
 * a user id among its parameters and leaves no message. For LD_PRELOAD, so that what leans on a
 * newer one is seen on every machine.
 */
#include <dlfcn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

typedef int starter(EVP_MD_CTX *context, EVP_PKEY_CTX **key_context, const char *digest,
                    OSSL_LIB_CTX *library, const char *properties, EVP_PKEY *key,
                    const OSSL_PARAM params[]);

static int has_id(const OSSL_PARAM params[])
{
    return params != NULL && OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_DIST_ID) != NULL;
}

/* The parameters are OpenSSL's. NOLINTNEXTLINE(readability-function-size) */
int EVP_DigestSignInit_ex(EVP_MD_CTX *context, EVP_PKEY_CTX **key_context, const char *digest,
                          OSSL_LIB_CTX *library, const char *properties, EVP_PKEY *key,
                          const OSSL_PARAM params[])
{
    starter *next = NULL;

    *(void **)&next = dlsym(RTLD_NEXT, "EVP_DigestSignInit_ex");
    return has_id(params) ? 0
                          : next(context, key_context, digest, library, properties, key, params);
}

/* NOLINTNEXTLINE(readability-function-size) */
int EVP_DigestVerifyInit_ex(EVP_MD_CTX *context, EVP_PKEY_CTX **key_context, const char *digest,
                            OSSL_LIB_CTX *library, const char *properties, EVP_PKEY *key,
                            const OSSL_PARAM params[])
{
    starter *next = NULL;

    *(void **)&next = dlsym(RTLD_NEXT, "EVP_DigestVerifyInit_ex");
    return has_id(params) ? 0
                          : next(context, key_context, digest, library, properties, key, params);
}
