/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_login.c: password hashes, one computation at a time, and one-time codes. */
#include "base/crypto.h"
#include "base/crypto_lib.h"
#include "base/mem.h"
#include "base/op.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { PASSES = 2, MEMORY_BYTES = 19 * 1024 * 1024 };
enum { SECRET_BYTES = 20, SECRET_BYTES_MIN = 10, SECRET_BYTES_MAX = 64 };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t oath_once = PTHREAD_ONCE_INIT;

static void oath_start(void)
{
    crypto_must(oath_init() == OATH_OK, "oath_init");
}

enum err password_hash(struct op *op, const char *password, const char **ret_hash)
{
    char hash[crypto_pwhash_STRBYTES] = { 0 };
    size_t length = strlen(password);

    if (length == 0 || length > PASSWORD_BYTES_MAX) {
        fail_arg(op, "max", "%d", PASSWORD_BYTES_MAX);
        return fail(op, ERR_INVALID, "password_length", "%zu bytes", length);
    }
    (void)crypto_lib();
    pthread_mutex_lock(&one_at_a_time);
    int failed = crypto_pwhash_str_alg(hash, password, length, PASSES, MEMORY_BYTES,
                                       crypto_pwhash_ALG_ARGON2ID13);
    pthread_mutex_unlock(&one_at_a_time);
    if (failed)
        return fail(op, ERR_UNAVAILABLE, "overloaded", "no memory for argon2id");
    *ret_hash = mem_text(op, hash);
    return OK;
}

enum err password_check(struct op *op, const char *hash, const char *password, bool *ret_good)
{
    /* Same parameters as a real hash; its salt and tag are those of no password we know. */
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"
                                 "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    size_t length = strlen(password);

    if (length > PASSWORD_BYTES_MAX) {
        *ret_good = false;
        return OK;
    }
    (void)op;
    (void)crypto_lib();
    pthread_mutex_lock(&one_at_a_time);
    int differs = crypto_pwhash_str_verify(hash == NULL ? nobody : hash, password, length);
    pthread_mutex_unlock(&one_at_a_time);
    *ret_good = hash != NULL && !differs;
    return OK;
}

const char *totp_secret_new(struct op *op)
{
    uint8_t secret[SECRET_BYTES];

    random_bytes(secret, sizeof secret);
    const char *text = base32_text(op, (struct bytes){ secret, sizeof secret });
    wipe(secret, sizeof secret);
    return text;
}

static void append_encoded(const void *parent, char **text, const char *part)
{
    for (const char *at = part; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     strchr("-._~", c) != NULL;
        mem_append(parent, text, plain ? "%c" : "%%%02X", c);
    }
}

const char *totp_uri(const void *parent, const char *issuer, const char *account,
                     const char *secret)
{
    char *text = mem_text(parent, "otpauth://totp/");

    append_encoded(parent, &text, issuer);
    mem_append(parent, &text, ":");
    append_encoded(parent, &text, account);
    mem_append(parent, &text, "?secret=%s&issuer=", secret);
    append_encoded(parent, &text, issuer);
    mem_append(parent, &text, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS,
               TOTP_STEP_SECONDS);
    return text;
}

enum err totp_check(struct op *op, const char *secret, const char *code, int64_t last_step,
                    bool *ret_good, int64_t *ret_step)
{
    char expected[TOTP_DIGITS + 1] = { 0 };
    int64_t now_step = op->real_ms / 1000 / TOTP_STEP_SECONDS;
    int64_t found = last_step;
    struct bytes raw = { 0 };

    if (!base32_parse(op, secret, &raw) || raw.size < SECRET_BYTES_MIN ||
        raw.size > SECRET_BYTES_MAX)
        return fail(op, ERR_INVALID, "totp_secret", "stored secret has %zu bytes", raw.size);
    pthread_once(&oath_once, oath_start);
    bool shaped = strlen(code) == TOTP_DIGITS && strspn(code, "0123456789") == TOTP_DIGITS;
    for (int64_t step = now_step - 1; shaped && step <= now_step + 1; step++) {
        crypto_must(oath_totp_generate((const char *)raw.data, raw.size,
                                       (time_t)(step * TOTP_STEP_SECONDS), TOTP_STEP_SECONDS, 0,
                                       TOTP_DIGITS, expected) == OATH_OK,
                    "totp");
        if (step > last_step && equal_secret(expected, code, TOTP_DIGITS))
            found = step;
    }
    wipe((void *)raw.data, raw.size);
    *ret_good = found != last_step;
    *ret_step = found;
    return OK;
}
