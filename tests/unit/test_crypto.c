/* SPDX-License-Identifier: Apache-2.0 */
/* Known answers of the standards, and what must not open, verify or be accepted. */
#include "base/crypto.h"
#include "base/mem.h"
#include "base/op.h"
#include "support/run.h"

#include <stdio.h>
#include <string.h>

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

static void write_file(struct op *op, const char *directory, const char *name, struct bytes bytes)
{
    FILE *file = fopen(mem_printf(op, "%s/%s", directory, name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

/* ---- SM3, HMAC, SM4 ---- */

static void sm3_gives_the_standard_examples(void **state)
{
    static const char sixteen_times[] =
        "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd";

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

static void sm4_and_the_openssl_tool_agree_over_many_blocks(void **state)
{
    static const char *const words[] = { "openssl",
                                         "enc",
                                         "-sm4-ctr",
                                         "-K",
                                         "0123456789abcdeffedcba9876543210",
                                         "-iv",
                                         "fffffffffffffffffffffffffffffff0",
                                         "-in",
                                         "plain",
                                         NULL };
    const char *directory = run_directory(*state);
    struct bytes key = from_hex(*state, "0123456789abcdeffedcba9876543210");
    struct bytes start = from_hex(*state, "fffffffffffffffffffffffffffffff0");
    static uint8_t plain[5003];

    /* Sizes around the blocks that vector code takes at once; the counter wraps over 2^128. */
    for (size_t size = 1; size <= sizeof plain; size = size * 5 / 3 + 1) {
        uint8_t ours[sizeof plain];
        random_bytes(plain, size);
        write_file(*state, directory, "plain", (struct bytes){ plain, size });
        sm4_ctr(key.data, start.data, (struct bytes){ plain, size }, ours);
        struct run theirs = run_program(*state, directory, NULL, words);
        assert_int_equal(theirs.exit_code, 0);
        assert_int_equal(theirs.out_size, size);
        assert_memory_equal(ours, theirs.out, size);
        sm4_ctr(key.data, start.data, (struct bytes){ ours, size }, ours);
        assert_memory_equal(ours, plain, size);
    }
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

static void signatures_and_the_openssl_tool_agree_both_ways(void **state)
{
    static const char *const verify[] = {
        "openssl", "pkeyutl", "-verify", "-in",      "message",
        "-rawin",  "-digest", "sm3",     "-pkeyopt", "distid:1234567812345678",
        "-pubin",  "-inkey",  "pub",     "-sigfile", "ours",
        NULL
    };
    static const char *const sign[] = {
        "openssl", "pkeyutl", "-sign", "-in",      "message",
        "-rawin",  "-digest", "sm3",   "-pkeyopt", "distid:1234567812345678",
        "-inkey",  "key",     NULL
    };
    const char *directory = run_directory(*state);
    struct sm2_key *key = NULL;
    const char *pem = NULL;
    const char *public_pem = NULL;
    struct bytes message = text_bytes("回执 nmg-2025 一\n");
    struct bytes signature = { 0 };
    bool good = false;

    assert_int_equal(sm2_key_new(*state, &key), OK);
    assert_int_equal(sm2_private_write(*state, key, &pem), OK);
    assert_int_equal(sm2_public_write(*state, key, &public_pem), OK);
    assert_int_equal(sm2_sign(*state, key, message, &signature), OK);
    write_file(*state, directory, "key", text_bytes(pem));
    write_file(*state, directory, "pub", text_bytes(public_pem));
    write_file(*state, directory, "message", message);
    write_file(*state, directory, "ours", signature);
    assert_int_equal(run_program(*state, directory, NULL, verify).exit_code, 0);
    struct run theirs = run_program(*state, directory, NULL, sign);
    assert_int_equal(theirs.exit_code, 0);
    assert_int_equal(sm2_verify(*state, key, message,
                                (struct bytes){ (const uint8_t *)theirs.out, theirs.out_size },
                                &good),
                     OK);
    assert_true(good);
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

    assert_int_equal(strlen(a), PUBLIC_ID_CHARS);
    assert_int_equal(strspn(a, "0123456789abcdefghjkmnpqrstvwxyz"), PUBLIC_ID_CHARS);
    assert_string_not_equal(a, random_public_id(*state));
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
        TEST(sm4_and_the_openssl_tool_agree_over_many_blocks),
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
    };
    return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
