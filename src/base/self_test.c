/* SPDX-License-Identifier: Apache-2.0 */
/* self_test.c: the libraries against known answers, before anything is sealed or signed. */
#include "base/self_test.h"

#include "base/crypto.h"
#include "base/crypto_lib.h"
#include "base/mem.h"
#include "base/op.h"

#include <string.h>

/* GB/T 32918.5-2017, appendix A.2: its key pair (published, nobody's) and signature. */
static const char sm2_pair[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgOUUgj3shRLE/NuOK\n"
                               "xtOflYiTk2koYLUaQvuB7033xbihRANCAAQJ+d8xHlQhoVDdfRYeS8XGchefrRgz\n"
                               "/AdrsI/zVvNQIMzqSQziZ3WlLcbqcYzBqmAK7QX7814ISmYy9gctqa0T\n"
                               "-----END PRIVATE KEY-----\n";
static const char sm2_signature[] =
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
static const char sm2_text[] = "message digest";

/* By the reference implementation of argon2id: 256 KiB, two passes, one lane. */
static const char argon2_answer[] = "$argon2id$v=19$m=256,t=2,p=1$c2FsdC1vZi10aGUtdGVzdA"
                                    "$xnpo3I+Ufl4LyZnQr32Rn+D5o5a5CyTrew8eCNPqAXU";

/* sm2_text under the key derived from the bytes 0 to 31, sealed once by this program. */
static const char sealed_answer[] =
    "010973656c662d74657374d4e18c90a6c4626829e0f1e969ca0df65011564e0e2b2c6f7823336b66c6a5386e061f"
    "fda75644e877600d575f263a333ff776a2664216402051947a7df5";

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

/* GB/T 32905-2016 appendix A, and HMAC over the same digest. */
static bool sm3_is_right(struct op *op)
{
    uint8_t mac[SM3_BYTES];

    hmac_sm3(text_bytes("Jefe"), text_bytes("what do ya want for nothing?"), mac);
    return strcmp(sm3_hex(op, "abc", 3),
                  "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0") == 0 &&
           strcmp(hex_text(op, (struct bytes){ mac, sizeof mac }),
                  "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882") == 0;
}

/* GB/T 32907-2016 A.1 (the counter block is its plain text), and a sealed value. */
static bool sm4_is_right(struct op *op)
{
    const struct seal_place place = { "setting", "value", "self-test" };
    uint8_t secret[SM3_BYTES];
    uint8_t zero[SM4_BLOCK_BYTES] = { 0 };
    uint8_t out[SM4_BLOCK_BYTES];
    struct seal_key seal_key = { 0 };
    struct bytes key = { 0 };
    struct bytes sealed = { 0 };
    struct bytes plain = { 0 };

    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = (uint8_t)i;
    if (!hex_parse(op, "0123456789abcdeffedcba9876543210", &key) ||
        !hex_parse(op, sealed_answer, &sealed))
        return false;
    sm4_ctr(key.data, key.data, (struct bytes){ zero, sizeof zero }, out);
    if (strcmp(hex_text(op, (struct bytes){ out, sizeof out }),
               "681edf34d206965e86b3e94f536e4246") != 0)
        return false;
    seal_key_derive(&seal_key, "self-test", secret);
    return seal_open(op, &seal_key, &place, sealed, &plain) == OK &&
           strcmp((const char *)plain.data, sm2_text) == 0;
}

static bool verifies(struct op *op, const struct sm2_key *key, const char *text,
                     struct bytes signature)
{
    bool good = false;

    return sm2_verify(op, key, text_bytes(text), signature, &good) == OK && good;
}

/* The standard's signature, one of our own (each differs by its random number), and not another
 * text's. */
static bool sm2_is_right(struct op *op)
{
    struct sm2_key *key = NULL;
    struct bytes standard = { 0 };
    struct bytes own = { 0 };

    if (sm2_private_read(op, sm2_pair, &key) != OK || !hex_parse(op, sm2_signature, &standard) ||
        sm2_sign(op, key, text_bytes(sm2_text), &own) != OK)
        return false;
    return verifies(op, key, sm2_text, standard) && verifies(op, key, sm2_text, own) &&
           !verifies(op, key, "message digesu", standard);
}

static bool argon2_is_right(struct op *op)
{
    bool good = false;
    bool bad = true;

    return password_check(op, argon2_answer, "dianjiang", &good) == OK && good &&
           password_check(op, argon2_answer, "dianjianh", &bad) == OK && !bad;
}

static const struct {
    const char *name;
    bool (*is_right)(struct op *op);
} tests[] = {
    { "SM3", sm3_is_right },
    { "SM4", sm4_is_right },
    { "SM2", sm2_is_right },
    { "argon2id", argon2_is_right },
};

static enum err refuse(struct op *op, const char *algorithm)
{
    const char *libraries = crypto_libraries(op);

    op_forgive(op); /* what the library said is less than what it means */
    fail_arg(op, "algorithm", "%s", algorithm);
    fail_arg(op, "libraries", "%s", libraries);
    return fail(op, ERR_UNAVAILABLE, "self_test_failed", "known answer of %s", algorithm);
}

enum err crypto_self_test(struct op *op)
{
    if (crypto_lib_missing() != NULL)
        return refuse(op, crypto_lib_missing());
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        if (!tests[i].is_right(op))
            return refuse(op, tests[i].name);
    }
    return OK;
}
