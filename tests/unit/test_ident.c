/* SPDX-License-Identifier: Apache-2.0 */
/* Identifiers: what people type is understood, and each wrong one is told why. */
#include "base/mem.h"
#include "base/message.h"
#include "base/op.h"
#include "text/ident.h"

#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TODAY = 20250115 };

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

struct row {
    const char *typed;
    const char *text; /* expected; NULL: not compared */
    const char *code; /* expected; NULL: good */
};

static void check_rows(struct op *op, enum ident_kind kind, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ident ident = ident_check(op, kind, rows[i].typed, TODAY);
        const char *code = ident.code == NULL ? "good" : ident.code;
        if (strcmp(code, rows[i].code == NULL ? "good" : rows[i].code) != 0)
            print_error("typed: %s\n", rows[i].typed);
        assert_string_equal(code, rows[i].code == NULL ? "good" : rows[i].code);
        if (rows[i].text != NULL)
            assert_string_equal(ident.text, rows[i].text);
        if (ident.code != NULL)
            assert_true(message_known(ident.code));
    }
}

#define CHECK(op, kind, rows) check_rows(op, kind, rows, sizeof(rows) / sizeof(rows)[0])

static void identity_numbers_by_gb_11643(void **state)
{
    static const struct row rows[] = {
        { "11010519491231002X", "11010519491231002X", NULL },
        { "440524188001010014", "440524188001010014", NULL }, /* no upper age */
        { "11010519491231002x", "11010519491231002X", NULL },
        { " 110105 19491231 002Ｘ ", "11010519491231002X", NULL },
        { "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", NULL },
        { "110105194912310021", NULL, "idcard_check" },
        { "11010519491231022X", NULL, "idcard_check" },
        { "11010519490231002X", NULL, "idcard_birth" },
        { "110105202501160018", NULL, "idcard_birth" }, /* tomorrow */
        { "110105491231002", NULL, "idcard_form" },     /* 15 digits */
        { "11010519491231002", NULL, "idcard_form" },
        { "11010519491231002XX", NULL, "idcard_form" },
        { "1101051949123100X2", NULL, "idcard_form" },
        { "", "", "ident_empty" },
        { " 　", "", "ident_empty" },
    };
    CHECK(*state, IDENT_IDCARD, rows);
}

/* Completes 17 digits by an independent way of GB 11643: ISO 7064 MOD 11-2, Horner's rule. */
static char mod_11_2(const char *first)
{
    int rest = 0;

    for (int i = 0; i < 17; i++)
        rest = (rest + first[i] - '0') * 2 % 11;
    return "0123456789X"[(12 - rest) % 11];
}

static void residence_and_foreigner_cards_use_the_same_check(void **state)
{
    static const char *const firsts[] = { "81000019900101001", "82000019851231123",
                                          "83000020000229002", "91115619800520101",
                                          "15010219700101002", "00000019700101002" };

    for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        char *card = mem_printf(*state, "%s%c", firsts[i], mod_11_2(firsts[i]));
        assert_null(ident_check(*state, IDENT_IDCARD, card, TODAY).code);
        card[16] = (char)(card[16] == '9' ? '0' : card[16] + 1);
        assert_string_equal(ident_check(*state, IDENT_IDCARD, card, TODAY).code, "idcard_check");
    }
}

static void birthday_is_read(void **state)
{
    (void)state;
    assert_int_equal(idcard_birthday("11010519491231002X"), 19491231);
    assert_int_equal(idcard_birthday("440524188001010014"), 18800101);
}

static void credit_codes_by_gb_32100(void **state)
{
    static const struct row rows[] = {
        { "91150100MA00000080", "91150100MA00000080", NULL }, /* check sign 0: the mod 31 trap */
        { "91350100M000100Y43", "91350100M000100Y43", NULL },
        { "11100000000013338W", "11100000000013338W", NULL },
        { "91350100m000100y43", "91350100M000100Y43", NULL },
        { "9135 0100-M000 100Y43", "91350100M000100Y43", NULL },
        { "91350100M000100Y44", NULL, "uscc_check" },
        { "91150100MA00000081", NULL, "uscc_check" },
        { "91350100MO00100Y43", NULL, "uscc_form" },
        { "91350100M000100Y4", NULL, "uscc_form" },
        { "91350100M000100Y433", NULL, "uscc_form" },
        { "91350100M000100Y4口", NULL, "uscc_form" },
        { "", NULL, "ident_empty" },
    };
    CHECK(*state, IDENT_USCC, rows);
}

static void bank_codes_by_mod_11_10_only_warn(void **state)
{
    static const struct row rows[] = {
        { "102100099996", "102100099996", NULL }, { "103100000026", "103100000026", NULL },
        { "403100000004", "403100000004", NULL }, { "１０３１ 0000-0026", "103100000026", NULL },
        { "102100099995", NULL, "cnaps_check" },  { "10210009999", NULL, "cnaps_form" },
        { "1021000999966", NULL, "cnaps_form" },  { "10210009999X", NULL, "cnaps_form" },
    };
    CHECK(*state, IDENT_CNAPS, rows);
    assert_true(ident_check(*state, IDENT_CNAPS, "102100099995", TODAY).warns_only);
    assert_false(ident_check(*state, IDENT_CNAPS, "1", TODAY).warns_only);
}

static void accounts_have_8_to_32_digits(void **state)
{
    static const struct row rows[] = {
        { "0012 3456-78", "0012345678", NULL }, /* leading zeros stay */
        { "12345678", "12345678", NULL },
        { "1234567", NULL, "account_form" },
        { "12345678901234567890123456789012", NULL, NULL },
        { "123456789012345678901234567890123", NULL, "account_form" },
        { "1234567a", NULL, "account_form" },
        { "6222020000000000006", NULL, "account_check" },
        { "6222020000000000000", NULL, NULL },
    };
    CHECK(*state, IDENT_ACCOUNT, rows);
    assert_null(ident_check(*state, IDENT_ACCOUNT, "6200000000000005", TODAY).code);
    assert_true(ident_check(*state, IDENT_ACCOUNT, "6200000000000004", TODAY).warns_only);
}

static void ibans_carry_their_check(void **state)
{
    static const struct row rows[] = {
        { "BE68 5390 0754 7034", "BE68539007547034", NULL },
        { "de89 3704 0044 0532 0130 00", "DE89370400440532013000", NULL },
        { "GB82WEST12345698765432", "GB82WEST12345698765432", NULL },
        { "NO9386011117947", "NO9386011117947", NULL }, /* fifteen signs, the shortest */
        { "BE68539007547035", NULL, "iban_check" },
        { "EB68539007547034", NULL, "iban_check" },
        { "BE685390075470", NULL, "iban_form" },
        { "6853900754703412", NULL, "iban_form" },
        { "BEX8539007547034", NULL, "iban_form" },
        { "BE68539007547034539007547034539007A", NULL, "iban_form" },
    };

    CHECK(*state, IDENT_IBAN, rows);
}

static void mobiles_are_eleven_digits(void **state)
{
    static const struct row rows[] = {
        { "13800138000", "13800138000", NULL },
        { "138 0013 8000", "13800138000", NULL },
        { "１３８－００１３－８０００", "13800138000", NULL },
        { "+86 138-0013-8000", "13800138000", NULL },
        { "008613800138000", "13800138000", NULL },
        { "8613800138000", "13800138000", NULL },
        { "19912345678", "19912345678", NULL },
        { "12800138000", NULL, "mobile_form" },
        { "1380013800", NULL, "mobile_form" },
        { "+32 470 12 34 56", "+32470123456", NULL },
        { "+3247012", "+3247012", NULL }, /* seven digits */
        { "+324701", NULL, "mobile_form" },
        { "+123456789012345", "+123456789012345", NULL }, /* fifteen */
        { "+1234567890123456", NULL, "mobile_form" },
        { "+8613800138", NULL, "mobile_form" },
        { "138001380000", NULL, "mobile_form" },
        { "0471-6268105", NULL, "mobile_form" },
    };
    CHECK(*state, IDENT_MOBILE, rows);
}

static void phones_are_understood_as_people_write_them(void **state)
{
    static const struct row rows[] = {
        { "(0471) 6268105", "0471-6268105", NULL },
        { "（０４７１）６２６８１０５", "0471-6268105", NULL },
        { "0471-6268105", "0471-6268105", NULL },
        { "0471—6268105", "0471-6268105", NULL },
        { "04716268105", "0471-6268105", NULL },
        { "0471 6268105", "0471-6268105", NULL },
        { "0471-626 8105", "0471-6268105", NULL },
        { "010-84209114", "010-84209114", NULL },
        { "010 8420 9114", "010-84209114", NULL },
        { "0471-6268105-8001", "0471-6268105-8001", NULL },
        { "0471-6268105转8001", "0471-6268105-8001", NULL },
        { "(0471) 6268105 6268106", "0471-6268105、0471-6268106", NULL },
        { "0471-6268105、6268106", "0471-6268105、0471-6268106", NULL },
        { "0471-6268105，13800138000", "0471-6268105、13800138000", NULL },
        { "13800138000 / 0471-6268105", "13800138000、0471-6268105", NULL },
        { "138 0013 8000 139 0013 9000", "13800138000、13900139000", NULL },
        { "+86 13800138000；0471-6268105", "13800138000、0471-6268105", NULL },
        { "0471-6268105、13800138000", "0471-6268105、13800138000", NULL }, /* as we write it */
        { "6268105", "6268105", "phone_area" },
        { "+32 (0)2-555.01.23", "+32025550123", NULL },
        { "+32 2 555 01 23, +49 30 123456", "+3225550123、+4930123456", NULL },
        { "+32 2 55", NULL, "phone_form" },
        { "+86 1380013800", NULL, "phone_form" },
        { "0471-626810", NULL, "phone_form" },
        { "0471-626810555", NULL, "phone_form" },
        { "0471-6268105-1234567", NULL, "phone_form" },
        { "0471-6268105abc", NULL, "phone_form" },
        { "办公室", NULL, "phone_form" },
        { "1380013800", NULL, "phone_form" },
        { "138001380001", NULL, "phone_form" },
        { "、", NULL, "phone_form" },
        { "", NULL, "ident_empty" },
    };
    CHECK(*state, IDENT_PHONE, rows);
}

static void mail_addresses_are_mended_and_judged(void **state)
{
    static const struct row rows[] = {
        { "nm gzjc2023@ 126.com", "nmgzjc2023@126.com", NULL },
        { "nm_gzjc2023＠126．com", "nm_gzjc2023@126.com", NULL },
        { "nm_gzjc2023@126。com", "nm_gzjc2023@126.com", NULL },
        { "A.b+c@Example.COM", "A.b+c@example.com", NULL },
        { "a@b", NULL, "email_form" },
        { "@b.cn", NULL, "email_form" },
        { "a@", NULL, "email_form" },
        { "a@@b.cn", NULL, "email_form" },
        { "a..b@b.cn", NULL, "email_form" },
        { ".a@b.cn", NULL, "email_form" },
        { "a@b.cn.", NULL, "email_form" },
        { "a@-b.cn", NULL, "email_form" },
        { "a@b-.cn", NULL, "email_form" },
        { "张三@b.cn", NULL, "email_form" },
        { "a,b@b.cn", NULL, "email_form" },
    };
    CHECK(*state, IDENT_EMAIL, rows);
}

static void every_kind_has_a_name_and_ends_at_its_limit(void **state)
{
    static const char *const names[IDENT_KIND_COUNT] = { "idcard", "uscc",  "cnaps", "account",
                                                         "mobile", "phone", "email", "iban" };
    char longest[IDENT_BYTES_MAX + 2];

    memset(longest, '1', sizeof longest);
    longest[IDENT_BYTES_MAX + 1] = '\0';
    for (int i = 0; i < IDENT_KIND_COUNT; i++) {
        enum ident_kind kind = IDENT_KIND_COUNT;
        assert_true(ident_kind_named(names[i], &kind));
        assert_int_equal(kind, i);
        longest[IDENT_BYTES_MAX] = '1';
        assert_string_equal(ident_check(*state, kind, longest, TODAY).code, "ident_too_long");
        longest[IDENT_BYTES_MAX] = '\0';
        assert_string_not_equal(ident_check(*state, kind, longest, TODAY).code, "ident_too_long");
    }
    enum ident_kind kind = IDENT_EMAIL;
    assert_false(ident_kind_named("passport", &kind));
    assert_int_equal(kind, IDENT_EMAIL);
}

static void bytes_that_are_not_utf8_are_never_good(void **state)
{
    for (int kind = 0; kind < IDENT_KIND_COUNT; kind++)
        assert_non_null(ident_check(*state, (enum ident_kind)kind, "13800138000\xff", TODAY).code);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(identity_numbers_by_gb_11643),
        TEST(residence_and_foreigner_cards_use_the_same_check),
        TEST(birthday_is_read),
        TEST(credit_codes_by_gb_32100),
        TEST(bank_codes_by_mod_11_10_only_warn),
        TEST(accounts_have_8_to_32_digits),
        TEST(ibans_carry_their_check),
        TEST(mobiles_are_eleven_digits),
        TEST(phones_are_understood_as_people_write_them),
        TEST(mail_addresses_are_mended_and_judged),
        TEST(every_kind_has_a_name_and_ends_at_its_limit),
        TEST(bytes_that_are_not_utf8_are_never_good),
    };
    return cmocka_run_group_tests_name("ident", tests, NULL, NULL);
}
