/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords cost what they should whoever asks; one-time codes work once, in their minute. */
#include "base/crypto.h"
#include "base/op.h"

#include <pthread.h>
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
    return cmocka_run_group_tests_name("login", tests, NULL, NULL);
}
