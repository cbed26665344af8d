/* SPDX-License-Identifier: Apache-2.0 */
/* preload_bad_signature.c: a library whose signatures are wrong by a bit. For LD_PRELOAD. */
#include <dlfcn.h>
#include <openssl/evp.h>

typedef int signer(EVP_MD_CTX *context, unsigned char *signature, size_t *size,
                   const unsigned char *text, size_t text_size);

int EVP_DigestSign(EVP_MD_CTX *context, unsigned char *signature, size_t *size,
                   const unsigned char *text, size_t text_size)
{
    signer *next = NULL;

    *(void **)&next = dlsym(RTLD_NEXT, "EVP_DigestSign");
    int good = next(context, signature, size, text, text_size);

    if (good == 1 && signature != NULL)
        signature[*size - 1] ^= 1;
    return good;
}
