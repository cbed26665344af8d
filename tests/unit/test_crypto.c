/* SPDX-License-Identifier: Apache-2.0 */
/* Known answers of the standards, and what must not open, verify or be accepted. */
#include "base/crypto.h"
#include "base/mem.h"
#include "base/op.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int start(void **state)
{
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int finish(void **state)
{
    op_free(*state);
    return 0;
}

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static struct bytes from_hex(struct op *op, const char *hex)
{
    struct bytes bytes = { 0 };

    assert_true(hex_parse(op, hex, &bytes));
    return bytes;
}

/* ---- SM3, HMAC, SM4 ---- */

static void sm3_gives_the_standard_examples(void **state)
{
    char sixteen_times[65] = "";
    for (int i = 0; i < 16; i++)
        memcpy(sixteen_times + 4 * i, "abcd", 4);

    /* GB/T 32905-2016, appendix A */
    assert_string_equal(sm3_hex(*state, "abc", 3),
                        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_string_equal(sm3_hex(*state, sixteen_times, 64),
                        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    assert_string_equal(sm3_hex(*state, NULL, 0),
                        "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
}

static void sm3_in_pieces_equals_sm3_at_once_and_starts_anew(void **state)
{
    struct sm3 *digest = sm3_new(*state);
    uint8_t pieces[SM3_BYTES];
    uint8_t whole[SM3_BYTES];

    for (int round = 0; round < 2; round++) {
        sm3_add(digest, "a", 1);
        sm3_add(digest, "", 0);
        sm3_add(digest, "bc", 2);
        sm3_end(digest, pieces);
        sm3_once("abc", 3, whole);
        assert_memory_equal(pieces, whole, SM3_BYTES);
    }
}

static void chain_link_is_digest_of_previous_and_record(void **state)
{
    uint8_t head[SM3_BYTES] = { 7 };
    uint8_t joined[SM3_BYTES + 5] = { 7 };
    uint8_t expected[SM3_BYTES];

    (void)state;
    memcpy(joined + SM3_BYTES, "event", 5);
    sm3_once(joined, sizeof joined, expected);
    sm3_chain(head, "event", 5, head);
    assert_memory_equal(head, expected, SM3_BYTES);
}

static void hmac_sm3_gives_known_answers(void **state)
{
    uint8_t mac[SM3_BYTES];

    hmac_sm3(text_bytes("Jefe"), text_bytes("what do ya want for nothing?"), mac);
    assert_string_equal(hex_text(*state, (struct bytes){ mac, sizeof mac }),
                        "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882");
}

static void sm4_encrypts_the_standard_example(void **state)
{
    struct bytes key = from_hex(*state, "0123456789abcdeffedcba9876543210");
    uint8_t zero[16] = { 0 };
    uint8_t out[16];

    /* GB/T 32907-2016 A.1: the counter block is the plain text, so the key stream is the answer. */
    sm4_ctr(key.data, key.data, (struct bytes){ zero, 16 }, out);
    assert_string_equal(hex_text(*state, (struct bytes){ out, 16 }),
                        "681edf34d206965e86b3e94f536e4246");
}

static void sm4_counter_carries_into_the_next_byte(void **state)
{
    struct bytes key = from_hex(*state, "0123456789abcdeffedcba9876543210");
    struct bytes last = from_hex(*state, "000000000000000000000000000000ff");
    struct bytes next = from_hex(*state, "00000000000000000000000000000100");
    uint8_t zero[32] = { 0 };
    uint8_t both[32];
    uint8_t second[16];

    sm4_ctr(key.data, last.data, (struct bytes){ zero, 32 }, both);
    sm4_ctr(key.data, next.data, (struct bytes){ zero, 16 }, second);
    assert_memory_equal(both + 16, second, 16);
}

/* ---- seal ---- */

static const struct seal_place place = { "application_version", "form_values", "k3v9" };

static struct seal_key test_key(const char *id, uint8_t first)
{
    uint8_t secret[SM3_BYTES] = { first };
    struct seal_key key;

    seal_key_derive(&key, id, secret);
    return key;
}

static struct bytes sealed_text(struct op *op, const char *text)
{
    struct seal_key key = test_key("field-1", 1);
    struct bytes sealed = { 0 };

    assert_int_equal(seal(op, &key, &place, text_bytes(text), &sealed), OK);
    return sealed;
}

static void sealed_value_opens_to_what_was_sealed(void **state)
{
    const char *const texts[] = { "", "1", "15010519491231002X", "专家服务基层" };
    struct seal_key key = test_key("field-1", 1);

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct bytes plain = { 0 };
        struct bytes sealed = sealed_text(*state, texts[i]);
        assert_int_equal(sealed.size, 2 + 7 + 16 + strlen(texts[i]) + 32);
        assert_int_equal(seal_open(*state, &key, &place, sealed, &plain), OK);
        assert_int_equal(plain.size, strlen(texts[i]));
        assert_string_equal((const char *)plain.data, texts[i]);
    }
}

static void sealing_twice_gives_different_bytes(void **state)
{
    struct bytes a = sealed_text(*state, "same");
    struct bytes b = sealed_text(*state, "same");

    assert_memory_not_equal(a.data, b.data, a.size);
}

static void sealed_value_names_its_key(void **state)
{
    const char *id = NULL;

    assert_int_equal(seal_key_id(*state, sealed_text(*state, "x"), &id), OK);
    assert_string_equal(id, "field-1");
}

static void any_changed_bit_keeps_it_shut(void **state)
{
    struct seal_key key = test_key("field-1", 1);
    struct bytes sealed = sealed_text(*state, "abcdef");

    for (size_t i = 0; i < sealed.size * 8; i++) {
        struct bytes plain = { 0 };
        uint8_t *changed = mem_copy(*state, sealed.data, sealed.size);
        changed[i / 8] ^= (uint8_t)(1 << i % 8);
        assert_int_equal(
            seal_open(*state, &key, &place, (struct bytes){ changed, sealed.size }, &plain),
            ERR_INTERNAL);
        assert_null(plain.data);
    }
}

static void any_shorter_value_stays_shut(void **state)
{
    struct seal_key key = test_key("field-1", 1);
    struct bytes sealed = sealed_text(*state, "abcdef");

    for (size_t size = 0; size < sealed.size; size++) {
        struct bytes plain = { 0 };
        assert_int_equal(
            seal_open(*state, &key, &place, (struct bytes){ sealed.data, size }, &plain),
            ERR_INTERNAL);
    }
}

static void moved_value_stays_shut(void **state)
{
    const struct seal_place elsewhere[] = {
        { "application_versio", "nform_values", "k3v9" },
        { "application_version", "form_values", "k3v8" },
        { "application_version", "form_value", "sk3v9" },
    };
    struct seal_key key = test_key("field-1", 1);
    struct bytes sealed = sealed_text(*state, "abc");

    for (size_t i = 0; i < 3; i++) {
        struct bytes plain = { 0 };
        assert_int_equal(seal_open(*state, &key, &elsewhere[i], sealed, &plain), ERR_INTERNAL);
    }
}

static void another_key_of_the_same_id_does_not_open(void **state)
{
    struct seal_key other = test_key("field-1", 2);
    struct bytes plain = { 0 };

    assert_int_equal(seal_open(*state, &other, &place, sealed_text(*state, "abc"), &plain),
                     ERR_INTERNAL);
}

static void sealing_ends_at_its_limit(void **state)
{
    struct seal_key key = test_key("field-1", 1);
    uint8_t *data = mem_array(*state, uint8_t, SEAL_BYTES_MAX + 1);
    struct bytes sealed = { 0 };

    assert_int_equal(
        seal(*state, &key, &place, (struct bytes){ data, SEAL_BYTES_MAX + 1 }, &sealed),
        ERR_TOO_LARGE);
    op_forgive(*state);
    assert_int_equal(seal(*state, &key, &place, (struct bytes){ data, SEAL_BYTES_MAX }, &sealed),
                     OK);
}

/* ---- SM2 ---- */

/* GB/T 32918.5-2017, appendix A.2: the public key and a signature of "message digest". */
static const char standard_public[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y\n"
    "M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==\n"
    "-----END PUBLIC KEY-----\n";
static const char standard_signature[] =
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

static void sm2_verifies_the_standard_signature(void **state)
{
    struct sm2_key *key = NULL;
    bool good = false;

    assert_int_equal(sm2_public_read(*state, standard_public, &key), OK);
    assert_int_equal(sm2_verify(*state, key, text_bytes("message digest"),
                                from_hex(*state, standard_signature), &good),
                     OK);
    assert_true(good);
    assert_int_equal(sm2_verify(*state, key, text_bytes("message digesu"),
                                from_hex(*state, standard_signature), &good),
                     OK);
    assert_false(good);
}

static void malformed_signatures_are_not_good(void **state)
{
    static const char *const bad[] = { "", "30", "3006020100020100", "3046022100f5a0" };
    struct sm2_key *key = NULL;

    assert_int_equal(sm2_public_read(*state, standard_public, &key), OK);
    for (size_t i = 0; i < 4; i++) {
        bool good = true;
        assert_int_equal(sm2_verify(*state, key, text_bytes("m"), from_hex(*state, bad[i]), &good),
                         OK);
        assert_false(good);
    }
}

static void keys_survive_pem_and_have_one_fingerprint(void **state)
{
    struct sm2_key *made = NULL;
    struct sm2_key *private_half = NULL;
    struct sm2_key *public_half = NULL;
    const char *private_pem = NULL;
    const char *public_pem = NULL;
    const char *a = NULL;
    const char *b = NULL;
    struct bytes signature = { 0 };
    bool good = false;

    assert_int_equal(sm2_key_new(*state, &made), OK);
    assert_int_equal(sm2_private_write(*state, made, &private_pem), OK);
    assert_int_equal(sm2_public_write(*state, made, &public_pem), OK);
    assert_int_equal(sm2_private_read(*state, private_pem, &private_half), OK);
    assert_int_equal(sm2_public_read(*state, public_pem, &public_half), OK);
    assert_int_equal(sm2_fingerprint(*state, private_half, &a), OK);
    assert_int_equal(sm2_fingerprint(*state, public_half, &b), OK);
    assert_string_equal(a, b);
    assert_int_equal(strlen(a), 16);
    assert_int_equal(sm2_sign(*state, private_half, text_bytes("m"), &signature), OK);
    assert_int_equal(sm2_verify(*state, public_half, text_bytes("m"), signature, &good), OK);
    assert_true(good);
}

static void other_pem_is_refused(void **state)
{
    static const char p256[] = "-----BEGIN PUBLIC KEY-----\n"
                               "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEwsRaemPLz10h1xxXfu/k0E2D2BH9\n"
        "FXL4V70hGdSnquJttn0N1lsqLeMzOyIETtfJxiB0LrHJail+SOX3OKHSaA==\n"
                               "-----END PUBLIC KEY-----\n";
    struct sm2_key *key = NULL;

    assert_int_equal(sm2_public_read(*state, "", &key), ERR_INVALID);
    assert_int_equal(sm2_public_read(*state, p256, &key), ERR_INVALID);
    assert_int_equal(sm2_private_read(*state, standard_public, &key), ERR_INVALID);
    assert_null(key);
}

static const char *temporary_file(struct op *op, const char *directory, const char *name,
                                  struct bytes bytes)
{
    const char *path = mem_printf(op, "%s/%s", directory, name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void signatures_and_the_openssl_tool_agree_both_ways(void **state)
{
    char directory[] = "/tmp/dianjiang-sm2-XXXXXX";
    struct sm2_key *key = NULL;
    const char *pem = NULL;
    const char *public_pem = NULL;
    struct bytes message = text_bytes("回执 nmg-2025 一\n");
    struct bytes signature = { 0 };
    uint8_t theirs[128];
    bool good = false;

    if (system("openssl version >/dev/null 2>&1") != 0)
        skip();
    assert_non_null(mkdtemp(directory));
    assert_int_equal(sm2_key_new(*state, &key), OK);
    assert_int_equal(sm2_private_write(*state, key, &pem), OK);
    assert_int_equal(sm2_public_write(*state, key, &public_pem), OK);
    assert_int_equal(sm2_sign(*state, key, message, &signature), OK);
    temporary_file(*state, directory, "key", text_bytes(pem));
    temporary_file(*state, directory, "pub", text_bytes(public_pem));
    temporary_file(*state, directory, "message", message);
    temporary_file(*state, directory, "ours", signature);
    static const char tool[] = "cd %s && openssl pkeyutl -%s -in message -rawin -digest sm3 "
                               "-pkeyopt distid:1234567812345678 %s >/dev/null 2>&1";
    assert_int_equal(
        system(mem_printf(*state, tool, directory, "verify", "-pubin -inkey pub -sigfile ours")),
        0);
    assert_int_equal(system(mem_printf(*state, tool, directory, "sign", "-inkey key -out theirs")),
                     0);
    FILE *file = fopen(mem_printf(*state, "%s/theirs", directory), "rb");
    assert_non_null(file);
    size_t size = fread(theirs, 1, sizeof theirs, file);
    fclose(file);
    assert_int_equal(sm2_verify(*state, key, message, (struct bytes){ theirs, size }, &good), OK);
    assert_true(good);
    assert_int_equal(system(mem_printf(*state, "rm -r %s", directory)), 0);
}

/* ---- text forms and random ---- */

static void text_forms_read_back(void **state)
{
    for (size_t size = 0; size < 70; size++) {
        uint8_t data[70];
        struct bytes in = { data, size };
        struct bytes out = { 0 };
        random_bytes(data, sizeof data);
        assert_true(hex_parse(*state, hex_text(*state, in), &out));
        assert_int_equal(out.size, size);
        assert_memory_equal(out.data, data, size);
        assert_true(base64_parse(*state, base64_text(*state, in), &out));
        assert_int_equal(out.size, size);
        assert_memory_equal(out.data, data, size);
        assert_true(base32_parse(*state, base32_text(*state, in), &out));
        assert_int_equal(out.size, size);
        assert_memory_equal(out.data, data, size);
    }
}

static void text_forms_are_those_of_rfc_4648(void **state)
{
    assert_string_equal(base64_text(*state, text_bytes("foob")), "Zm9vYg==");
    assert_string_equal(base32_text(*state, text_bytes("foobar")), "MZXW6YTBOI");
    assert_string_equal(hex_text(*state, text_bytes("\x0f\xa0")), "0fa0");
}

static void malformed_text_forms_are_refused(void **state)
{
    static const char *const bad_base64[] = { "Zg=", "Zg", "Zh==", "Z g=", "Zg==\n", "Zg==x", "*" };
    static const char *const bad_hex[] = { "0", "0g", "00 ", " 00", "0x00" };
    struct bytes out = { 0 };

    for (size_t i = 0; i < sizeof bad_base64 / sizeof bad_base64[0]; i++)
        assert_false(base64_parse(*state, bad_base64[i], &out));
    for (size_t i = 0; i < sizeof bad_hex / sizeof bad_hex[0]; i++)
        assert_false(hex_parse(*state, bad_hex[i], &out));
    assert_false(base32_parse(*state, "MZXW1", &out));
    assert_null(out.data);
}

static void public_ids_have_their_form_and_differ(void **state)
{
    const char *a = random_public_id(*state);

    assert_true(public_id_valid(a));
    assert_string_not_equal(a, random_public_id(*state));
    assert_false(public_id_valid("0123456789abcde"));
    assert_false(public_id_valid("0123456789abcdefg"));
    assert_false(public_id_valid("0123456789abcdei"));
    assert_false(public_id_valid("0123456789ABCDEF"));
}

/* ---- signing in ---- */

static void password_hash_is_argon2id_with_the_stated_cost(void **state)
{
    const char *hash = NULL;
    bool good = false;

    assert_int_equal(password_hash(*state, "正确 horse", &hash), OK);
    assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_int_equal(password_check(*state, hash, "正确 horse", &good), OK);
    assert_true(good);
    assert_int_equal(password_check(*state, hash, "正确 Horse", &good), OK);
    assert_false(good);
    assert_false(password_is_old(hash));
    assert_true(password_is_old("$argon2id$v=19$m=8192,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    assert_true(password_is_old("plain"));
}

static void password_ends_at_its_limit(void **state)
{
    char longest[PASSWORD_BYTES_MAX + 2];
    const char *hash = NULL;
    bool good = true;

    memset(longest, 'x', sizeof longest);
    longest[PASSWORD_BYTES_MAX + 1] = '\0';
    assert_int_equal(password_hash(*state, longest, &hash), ERR_INVALID);
    op_forgive(*state);
    assert_int_equal(password_hash(*state, "", &hash), ERR_INVALID);
    op_forgive(*state);
    assert_int_equal(password_check(*state, NULL, longest, &good), OK);
    assert_false(good);
    longest[PASSWORD_BYTES_MAX] = '\0';
    assert_int_equal(password_hash(*state, longest, &hash), OK);
    assert_int_equal(password_check(*state, hash, longest, &good), OK);
    assert_true(good);
}

static void no_account_costs_a_hash_and_is_never_good(void **state)
{
    bool good = true;

    assert_int_equal(password_check(*state, NULL, "", &good), OK);
    assert_false(good);
}

static void *hash_in_thread(void *unused)
{
    struct op *op = op_new(NULL, 0, 0);
    const char *hash = NULL;
    enum err e = password_hash(op, "p", &hash);

    op_free(op);
    return e == OK ? unused : NULL;
}

static void passwords_from_four_threads_all_succeed(void **state)
{
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hash_in_thread, state), 0);
    for (int i = 0; i < 4; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, state);
    }
}

/* RFC 6238 appendix B, SHA-1: secret "12345678901234567890"; the last six of the eight digits. */
static const char rfc_secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static void one_time_codes_follow_rfc_6238(void **state)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } rows[] = { { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
                 { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
    struct op *op = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool good = false;
        int64_t step = 0;
        op->real_ms = rows[i].seconds * 1000;
        assert_int_equal(totp_check(op, rfc_secret, rows[i].code, 0, &good, &step), OK);
        assert_true(good);
        assert_int_equal(step, rows[i].seconds / 30);
    }
}

static void one_time_code_is_good_one_step_around_and_no_more(void **state)
{
    struct op *op = *state;

    for (int64_t shift = -2; shift <= 2; shift++) {
        bool good = false;
        int64_t step = -1;
        op->real_ms = (1111111111 + 30 * shift) * 1000;
        assert_int_equal(totp_check(op, rfc_secret, "050471", 0, &good, &step), OK);
        assert_int_equal(good, shift >= -1 && shift <= 1);
        assert_int_equal(step, good ? 37037037 : 0);
    }
}

static void one_time_code_works_once(void **state)
{
    struct op *op = *state;
    bool good = true;
    int64_t step = 0;

    op->real_ms = 1111111111000;
    assert_int_equal(totp_check(op, rfc_secret, "050471", 37037037, &good, &step), OK);
    assert_false(good);
    assert_int_equal(step, 37037037);
    assert_int_equal(totp_check(op, rfc_secret, "050471", 37037036, &good, &step), OK);
    assert_true(good);
}

static void malformed_codes_and_secrets_are_refused(void **state)
{
    static const char *const codes[] = { "", "05047", "0504711", "05047x", " 50471" };
    struct op *op = *state;

    op->real_ms = 1111111111000;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        bool good = true;
        int64_t step = 0;
        assert_int_equal(totp_check(op, rfc_secret, codes[i], 0, &good, &step), OK);
        assert_false(good);
    }
    bool good = true;
    int64_t step = 5;
    assert_int_equal(totp_check(op, "GEZDGNBV", "050471", 0, &good, &step), ERR_INVALID);
    assert_int_equal(step, 5);
}

static void new_secrets_have_160_bits_and_fit_a_qr_address(void **state)
{
    struct bytes raw = { 0 };

    const char *secret = totp_secret_new(*state);
    assert_int_equal(strlen(secret), 32);
    assert_true(base32_parse(*state, secret, &raw));
    assert_int_equal(raw.size, 20);
    assert_string_equal(totp_uri(*state, "点将台", "a b", "AA"),
                        "otpauth://totp/%E7%82%B9%E5%B0%86%E5%8F%B0:a%20b?secret=AA&issuer="
                        "%E7%82%B9%E5%B0%86%E5%8F%B0&algorithm=SHA1&digits=6&period=30");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sm3_gives_the_standard_examples),
        TEST(sm3_in_pieces_equals_sm3_at_once_and_starts_anew),
        TEST(chain_link_is_digest_of_previous_and_record),
        TEST(hmac_sm3_gives_known_answers),
        TEST(sm4_encrypts_the_standard_example),
        TEST(sm4_counter_carries_into_the_next_byte),
        TEST(sealed_value_opens_to_what_was_sealed),
        TEST(sealing_twice_gives_different_bytes),
        TEST(sealed_value_names_its_key),
        TEST(any_changed_bit_keeps_it_shut),
        TEST(any_shorter_value_stays_shut),
        TEST(moved_value_stays_shut),
        TEST(another_key_of_the_same_id_does_not_open),
        TEST(sealing_ends_at_its_limit),
        TEST(sm2_verifies_the_standard_signature),
        TEST(malformed_signatures_are_not_good),
        TEST(keys_survive_pem_and_have_one_fingerprint),
        TEST(other_pem_is_refused),
        TEST(signatures_and_the_openssl_tool_agree_both_ways),
        TEST(text_forms_read_back),
        TEST(text_forms_are_those_of_rfc_4648),
        TEST(malformed_text_forms_are_refused),
        TEST(public_ids_have_their_form_and_differ),
        TEST(password_hash_is_argon2id_with_the_stated_cost),
        TEST(password_ends_at_its_limit),
        TEST(no_account_costs_a_hash_and_is_never_good),
        TEST(passwords_from_four_threads_all_succeed),
        TEST(one_time_codes_follow_rfc_6238),
        TEST(one_time_code_is_good_one_step_around_and_no_more),
        TEST(one_time_code_works_once),
        TEST(malformed_codes_and_secrets_are_refused),
        TEST(new_secrets_have_160_bits_and_fit_a_qr_address),
    };
    return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
