/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_sm2.c: SM2 key pairs as PEM, signing and verifying with the default user id. */
#include "base/crypto.h"
#include "base/crypto_lib.h"
#include "base/mem.h"
#include "base/op.h"

#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

enum { PEM_BYTES_MAX = 8192, SIGNATURE_BYTES_MAX = 128, FINGERPRINT_BYTES = 8 };

/* GM/T 0009-2012 §10: the user id when no other is agreed. */
static const char user_id[] = "1234567812345678";

struct sm2_key {
    EVP_PKEY *pair;
};

static void close_key(void *pair)
{
    EVP_PKEY_free(pair);
}

static void close_bio(void *bio)
{
    BIO_free_all(bio);
}

static void close_context(void *context)
{
    EVP_MD_CTX_free(context);
}

/* The library's first message goes to the log's detail; its queue is left empty for the next. */
static enum err library_failed(struct op *op, const char *what)
{
    unsigned long code = ERR_get_error();

    ERR_clear_error();
    return fail(op, ERR_INTERNAL, "internal", "%s: openssl %lx", what, code);
}

static struct sm2_key *key_of(struct op *op, EVP_PKEY *pair)
{
    struct sm2_key *key = mem_new(op, struct sm2_key);

    key->pair = pair;
    mem_own(key, pair, close_key);
    return key;
}

enum err sm2_key_new(struct op *op, struct sm2_key **ret_key)
{
    EVP_PKEY *pair = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");

    if (pair == NULL)
        return library_failed(op, "sm2 key generation");
    *ret_key = key_of(op, pair);
    return OK;
}

static enum err read_pem(struct op *op, const char *pem, int selection, struct sm2_key **ret_key)
{
    const unsigned char *at = (const unsigned char *)pem;
    size_t left = strlen(pem);
    EVP_PKEY *pair = NULL;

    OSSL_DECODER_CTX *decoder =
        OSSL_DECODER_CTX_new_for_pkey(&pair, "PEM", NULL, "SM2", selection, NULL, NULL);
    if (decoder == NULL)
        return library_failed(op, "sm2 decoder");
    int good = left <= PEM_BYTES_MAX && OSSL_DECODER_from_data(decoder, &at, &left) == 1;
    OSSL_DECODER_CTX_free(decoder);
    ERR_clear_error();
    if (!good || pair == NULL || !EVP_PKEY_is_a(pair, "SM2")) {
        EVP_PKEY_free(pair);
        return fail(op, ERR_INVALID, "key_unreadable", "no SM2 key of the wanted kind in the PEM");
    }
    *ret_key = key_of(op, pair);
    return OK;
}

enum err sm2_private_read(struct op *op, const char *pem, struct sm2_key **ret_key)
{
    return read_pem(op, pem, EVP_PKEY_KEYPAIR, ret_key);
}

enum err sm2_public_read(struct op *op, const char *pem, struct sm2_key **ret_key)
{
    return read_pem(op, pem, EVP_PKEY_PUBLIC_KEY, ret_key);
}

struct secret_text {
    char *text;
    size_t size;
};

static void wipe_text(void *object)
{
    struct secret_text *secret = object;

    wipe(secret->text, secret->size);
}

enum err sm2_private_write(struct op *op, const struct sm2_key *key, const char **ret_pem)
{
    char *text = NULL;
    BIO *bio = BIO_new(BIO_s_secmem());

    mem_own(op, bio, close_bio);
    if (bio == NULL ||
        PEM_write_bio_PKCS8PrivateKey(bio, key->pair, NULL, NULL, 0, NULL, NULL) != 1)
        return library_failed(op, "sm2 private key to PEM");
    long size = BIO_get_mem_data(bio, &text);
    if (size <= 0)
        return library_failed(op, "sm2 private key text");
    char *copy = mem_text_max(op, text, (size_t)size);
    struct secret_text *secret = mem_new(copy, struct secret_text);
    secret->text = copy;
    secret->size = (size_t)size;
    mem_own(copy, secret, wipe_text);
    *ret_pem = copy;
    return OK;
}

enum err sm2_public_write(struct op *op, const struct sm2_key *key, const char **ret_pem)
{
    char *text = NULL;
    BIO *bio = BIO_new(BIO_s_mem());

    mem_own(op, bio, close_bio);
    if (bio == NULL || PEM_write_bio_PUBKEY(bio, key->pair) != 1)
        return library_failed(op, "sm2 public key to PEM");
    long size = BIO_get_mem_data(bio, &text);
    if (size <= 0)
        return library_failed(op, "sm2 public key text");
    *ret_pem = mem_text_max(op, text, (size_t)size);
    return OK;
}

enum err sm2_fingerprint(struct op *op, const struct sm2_key *key, const char **ret_hex)
{
    unsigned char *der = NULL;
    uint8_t digest[SM3_BYTES];

    int size = i2d_PUBKEY(key->pair, &der);
    if (size <= 0)
        return library_failed(op, "sm2 public key to DER");
    sm3_once(der, (size_t)size, digest);
    OPENSSL_free(der);
    *ret_hex = hex_text(op, (struct bytes){ digest, FINGERPRINT_BYTES });
    return OK;
}

typedef int digest_start(EVP_MD_CTX *context, EVP_PKEY_CTX **ret_key_context, const char *digest,
                         OSSL_LIB_CTX *library, const char *properties, EVP_PKEY *key,
                         const OSSL_PARAM params[]);

/* A context ready to sign or verify with SM3 and the user id; NULL when the library refuses. The id
 * is set after the start: OpenSSL before 3.0.20 refuses it among the parameters of the start. */
static EVP_MD_CTX *context_for(struct op *op, const struct sm2_key *key, digest_start *start)
{
    EVP_PKEY_CTX *key_context = NULL; /* belongs to context */
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    mem_own(op, context, close_context);
    if (context == NULL || start(context, &key_context, "SM3", NULL, NULL, key->pair, NULL) != 1 ||
        EVP_PKEY_CTX_set1_id(key_context, user_id, (int)sizeof user_id - 1) != 1)
        return NULL;
    return context;
}

enum err sm2_sign(struct op *op, const struct sm2_key *key, struct bytes message,
                  struct bytes *ret_signature)
{
    uint8_t signature[SIGNATURE_BYTES_MAX];
    size_t size = sizeof signature;
    EVP_MD_CTX *context = context_for(op, key, EVP_DigestSignInit_ex);

    if (context == NULL ||
        EVP_DigestSign(context, signature, &size, message.data, message.size) != 1)
        return library_failed(op, "sm2 sign");
    *ret_signature = (struct bytes){ mem_copy(op, signature, size), size };
    return OK;
}

enum err sm2_verify(struct op *op, const struct sm2_key *key, struct bytes message,
                    struct bytes signature, bool *ret_good)
{
    EVP_MD_CTX *context = context_for(op, key, EVP_DigestVerifyInit_ex);

    if (context == NULL)
        return library_failed(op, "sm2 verify");
    *ret_good =
        signature.size <= SIGNATURE_BYTES_MAX &&
        EVP_DigestVerify(context, signature.data, signature.size, message.data, message.size) == 1;
    ERR_clear_error();
    return OK;
}
