/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crypto.h: digests, field encryption, signatures, random ids, passwords and one-time codes.
 *
 * Functions without an op cannot fail: a broken or memory-less library fails an assertion.
 * Everything here may be called from any thread; libraries are started once.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct op;

enum {
    SM3_BYTES = 32,     /* GB/T 32905-2016 */
    SM4_KEY_BYTES = 16, /* GB/T 32907-2016 */
    SM4_BLOCK_BYTES = 16,
    KEY_ID_MAX = 48,          /* bytes of a key id */
    PUBLIC_ID_CHARS = 16,     /* 80 random bits */
    PASSWORD_BYTES_MAX = 256, /* longer passwords are refused, not cut */
    TOTP_STEP_SECONDS = 30,
    TOTP_DIGITS = 6,
    SEAL_BYTES_MAX = 64 * 1024 * 1024 /* longest text that is sealed in one piece */
};

/* ---- digests ---- */

struct sm3; /* a digest being computed */

/* Starts, feeds and ends a digest. sm3_end writes 32 bytes and makes it ready for the next one. */
struct sm3 *sm3_new(const void *parent);
void sm3_add(struct sm3 *digest, const void *bytes, size_t size);
void sm3_end(struct sm3 *digest, uint8_t ret_digest[SM3_BYTES]);

/* The digest of one run of bytes, raw or as 64 lower-case hex digits (a child of parent). */
void sm3_once(const void *bytes, size_t size, uint8_t ret_digest[SM3_BYTES]);
const char *sm3_hex(const void *parent, const void *bytes, size_t size);

/* One link of a hash chain: SM3(previous || bytes). ret_digest may be previous. */
void sm3_chain(const uint8_t previous[SM3_BYTES], const void *bytes, size_t size,
               uint8_t ret_digest[SM3_BYTES]);

/* HMAC-SM3 (GB/T 15852.2) of one run of bytes; the key has 1..64 bytes. */
void hmac_sm3(struct bytes key, struct bytes bytes, uint8_t ret_mac[SM3_BYTES]);

/* ---- field encryption ---- */

/* A field key: an id that every ciphertext names, and two independent keys. */
struct seal_key {
    char id[KEY_ID_MAX + 1];
    uint8_t cipher_key[SM4_KEY_BYTES];
    uint8_t mac_key[SM3_BYTES];
};

/*
 * Where a sealed value lives. All three are bound into the tag, so that a value moved to another
 * row or column no longer opens. row is what names the row before it is inserted: its public id,
 * or its number as decimal text. None may be NULL; each at most 255 bytes.
 */
struct seal_place {
    const char *table;
    const char *column;
    const char *row;
};

/* Derives both keys from 32 secret bytes (HMAC-SM3 with two labels). id: 1..KEY_ID_MAX bytes. */
void seal_key_derive(struct seal_key *key, const char *id, const uint8_t secret[SM3_BYTES]);

/*
 * SM4-CTR with a random start, then HMAC-SM3 over place, head and ciphertext. The result is
 * [1: version][1: n][n: key id][16: counter start][ciphertext][32: tag].
 * Errors: ERR_TOO_LARGE (plain over SEAL_BYTES_MAX).
 */
CHECKED enum err seal(struct op *op, const struct seal_key *key, const struct seal_place *place,
                      struct bytes plain, struct bytes *ret_sealed);

/* Reads which key sealed it, a child of op. Errors: ERR_INTERNAL seal_broken (not our format). */
CHECKED enum err seal_key_id(struct op *op, struct bytes sealed, const char **ret_id);

/*
 * Checks the tag, then decrypts; the result is followed by a NUL that is not counted in its size.
 * Errors: ERR_INTERNAL seal_broken (changed, moved, another key, or not our format: one answer).
 */
CHECKED enum err seal_open(struct op *op, const struct seal_key *key,
                           const struct seal_place *place, struct bytes sealed,
                           struct bytes *ret_plain);

/* SM4 in counter mode with a 128-bit big-endian counter; encrypts and decrypts. out may be
 * in.data, but may not overlap it otherwise. */
void sm4_ctr(const uint8_t key[SM4_KEY_BYTES], const uint8_t start[SM4_BLOCK_BYTES],
             struct bytes in, uint8_t *out);

/* ---- signatures ---- */

struct sm2_key; /* a private key with its public half, or a public key alone */

/* A new key pair. */
CHECKED enum err sm2_key_new(struct op *op, struct sm2_key **ret_key);

/*
 * Reads a PEM text: PKCS #8 private key, or SubjectPublicKeyInfo.
 * Errors: ERR_INVALID key_unreadable (not PEM, not an SM2 key, or the wrong half).
 */
CHECKED enum err sm2_private_read(struct op *op, const char *pem, struct sm2_key **ret_key);
CHECKED enum err sm2_public_read(struct op *op, const char *pem, struct sm2_key **ret_key);

/* Writes PEM, children of op. The private text is wiped when the op ends. */
CHECKED enum err sm2_private_write(struct op *op, const struct sm2_key *key, const char **ret_pem);
CHECKED enum err sm2_public_write(struct op *op, const struct sm2_key *key, const char **ret_pem);

/* 16 hex digits of SM3 over the DER of the public key: the same for either half of a pair. */
CHECKED enum err sm2_fingerprint(struct op *op, const struct sm2_key *key, const char **ret_hex);

/*
 * Signs by GB/T 32918.2 with SM3 and the user id 1234567812345678 (GM/T 0009). The signature is
 * DER, SEQUENCE { r INTEGER, s INTEGER }, as GM/T 0009 says and the openssl tool reads.
 */
CHECKED enum err sm2_sign(struct op *op, const struct sm2_key *key, struct bytes message,
                          struct bytes *ret_signature);

/* Sets *ret_good; a malformed signature is simply not good. Errors: ERR_INTERNAL (library). */
CHECKED enum err sm2_verify(struct op *op, const struct sm2_key *key, struct bytes message,
                            struct bytes signature, bool *ret_good);

/* ---- random ---- */

void random_bytes(void *ret_bytes, size_t size);

/* 16 characters of Crockford's base32 in lower case (no i, l, o, u), a child of parent. */
const char *random_public_id(const void *parent);

/* ---- text forms ---- */

/* Lower-case hex and standard base64 with padding (RFC 4648), children of parent. */
const char *hex_text(const void *parent, struct bytes bytes);
const char *base64_text(const void *parent, struct bytes bytes);

/* Base32 of RFC 4648 in upper case, no padding. */
const char *base32_text(const void *parent, struct bytes bytes);

/* Strict readers: false, outputs untouched, on any other character, length or padding. */
bool hex_parse(const void *parent, const char *text, struct bytes *ret_bytes);
bool base64_parse(const void *parent, const char *text, struct bytes *ret_bytes);

/* Base32 reader for people: lower case allowed, spaces skipped, no padding. */
bool base32_parse(const void *parent, const char *text, struct bytes *ret_bytes);

/* Whether two runs of size bytes are equal, in a time that does not depend on their contents. */
bool equal_secret(const void *a, const void *b, size_t size);

/* Overwrites memory in a way the compiler keeps. */
void wipe(void *bytes, size_t size);

/* ---- signing in ---- */

/*
 * Argon2id, 19 MiB, two passes, one lane (OWASP's first choice), as a PHC string, a child of op.
 * One computation at a time in the whole process: memory and processor stay bounded.
 * Errors: ERR_INVALID password_length (0 or over PASSWORD_BYTES_MAX bytes), ERR_UNAVAILABLE.
 */
CHECKED enum err password_hash(struct op *op, const char *password, const char **ret_hash);

/*
 * Sets *ret_good. hash NULL (no such account) costs the same time and is never good, so that an
 * answer does not tell whether the account exists. Errors: none but ERR_UNAVAILABLE.
 */
CHECKED enum err password_check(struct op *op, const char *hash, const char *password,
                                bool *ret_good);

/* A new secret for one-time codes: 160 bits as 32 base32 characters, a child of op. */
const char *totp_secret_new(struct op *op);

/* otpauth:// address for the QR code; issuer and account are percent-encoded. */
const char *totp_uri(const void *parent, const char *issuer, const char *account,
                     const char *secret);

/*
 * Checks a six-digit code (RFC 6238, SHA-1, 30 s) at op->real_ms, one step early or late.
 * last_step is the step last accepted for this secret (0: none); only later steps are good, so no
 * code works twice. *ret_step is the accepted step, to be stored, or last_step when not good.
 * Errors: ERR_INVALID totp_secret (the stored secret is not base32 of 10..64 bytes).
 */
CHECKED enum err totp_check(struct op *op, const char *secret, const char *code, int64_t last_step,
                            bool *ret_good, int64_t *ret_step);
