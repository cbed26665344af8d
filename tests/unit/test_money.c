/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts in capitals are written and read by the rule; the tax on fees goes both ways. */
#include "base/mem.h"
#include "base/op.h"
#include "text/money.h"
#include "unit.h"

static struct op *op;

static int open_op(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return 0;
}

static int close_op(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

/* Amount, as printed, and what else is right ("" nothing). */
static const struct {
    const char *yuan;
    const char *printed;
    const char *other;
} vectors[] = {
    { "0.00", "人民币零元整", "零元正" },
    { "0.05", "人民币伍分", "伍分" },
    { "0.50", "人民币伍角", "人民币伍角整" },
    { "10.00", "人民币壹拾元整", "壹拾圆整" },
    { "10.05", "人民币壹拾元零伍分", "壹拾圆零伍分" },
    { "20.03", "人民币贰拾元零叁分", "" },
    { "325.04", "人民币叁佰贰拾伍元零肆分", "" },
    { "1,409.50", "人民币壹仟肆佰零玖元伍角", "人民币壹仟肆佰零玖元伍角整" },
    { "1,680.32", "人民币壹仟陆佰捌拾元零叁角贰分", "人民币壹仟陆佰捌拾元叁角贰分" },
    { "3,750.60", "人民币叁仟柒佰伍拾元零陆角", "人民币叁仟柒佰伍拾元陆角整" },
    { "6,007.14", "人民币陆仟零柒元壹角肆分", "" },
    { "16,409.02", "人民币壹万陆仟肆佰零玖元零贰分", "" },
    { "50,000.00", "人民币伍万元整", "" },
    { "100,100.00", "人民币壹拾万零壹佰元整", "" },
    { "105,000.00", "人民币壹拾万伍仟元整", "人民币壹拾万零伍仟元整" },
    { "107,000.53", "人民币壹拾万柒仟元零伍角叁分", "人民币壹拾万零柒仟元伍角叁分" },
    { "110,000.01", "人民币壹拾壹万元零壹分", "" },
    { "200,003.00", "人民币贰拾万零叁元整", "" },
    { "1,000,100.10", "人民币壹佰万零壹佰元零壹角", "人民币壹佰万零壹佰元壹角" },
    { "1,234,567.89", "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分", "" },
    { "10,010,000.00", "人民币壹仟零壹万元整", "" },
    { "100,000,001.00", "人民币壹亿零壹元整", "" },
    { "102,000,000.00", "人民币壹亿零贰佰万元整", "" },
    { "1,000,000,000.01", "人民币壹拾亿元零壹分", "" },
    { "-1,234.50", "人民币负壹仟贰佰叁拾肆元伍角", "负壹仟贰佰叁拾肆元伍角整" },
    { "100,005,000", "人民币壹亿零伍仟元整", "人民币壹亿伍仟元整" },
    { "1,050,000,000", "人民币壹拾亿伍仟万元整", "人民币壹拾亿零伍仟万元整" },
    { "1000200000000", "人民币壹万零贰亿元整", "" },
};

static void assert_reads(const char *text, enum money_reading reading, int64_t fen)
{
    int64_t found = 0;
    enum money_reading is = money_read(op, text, &found);

    if (is != reading || (is != MONEY_UNREADABLE && found != fen))
        print_error("%s: %d, %lld fen\n", text, (int)is, (long long)found);
    assert_int_equal(is, reading);
    if (is != MONEY_UNREADABLE)
        assert_int_equal(found, fen);
}

static void capitals_are_those_of_the_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        int64_t fen = 0;
        assert_true(money_parse(vectors[i].yuan, &fen));
        assert_string_equal(money_capitals(op, fen), vectors[i].printed);
        assert_reads(vectors[i].printed, MONEY_RIGHT, fen);
        if (vectors[i].other[0] != '\0')
            assert_reads(vectors[i].other, MONEY_RIGHT, fen);
    }
}

static void wrong_capitals_are_told_with_their_amount(void **state)
{
    (void)state;
    assert_reads("人民币拾元整", MONEY_WRONG, 1000);
    assert_reads("人民币壹拾元", MONEY_WRONG, 1000);
    assert_reads("人民币一千元整", MONEY_WRONG, 100000);
    assert_reads("人民币叁佰贰拾伍元肆分", MONEY_WRONG, 32504);
    assert_reads("人民币壹仟陆佰捌拾元零叁角贰分整", MONEY_WRONG, 168032);
    assert_reads("人民币壹拾万壹佰元整", MONEY_WRONG, 10010000);
    assert_reads("人民币零壹佰元整", MONEY_WRONG, 10000);
    assert_reads("人民币壹佰元零角伍分", MONEY_WRONG, 10005);
    assert_reads("人民币两万元整", MONEY_WRONG, 2000000);
}

static void doubtful_capitals_are_not_guessed(void **state)
{
    static const char *const texts[] = {
        "",         "人民币",       "壹佰",         "壹贰元整",     "壹佰仟元整", "壹万贰万元整",
        "元整",     "壹元整伍角",   "伍分叁角",     "壹元 整",      "1元整",      "壹佰元伍",
        "负",       "壹亿贰亿元整", "壹元贰元整",   "壹佰贰佰元整", "万元整",     "壹元\xff整",
        "壹佰角整", "拾角",         "壹万亿亿元整", "零",           "整",         "伍角角",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_reads(texts[i], MONEY_UNREADABLE, 0);
    char *longest = mem_array(op, char, MONEY_TEXT_BYTES_MAX + 4);
    memset(longest, 'x', MONEY_TEXT_BYTES_MAX + 1);
    assert_reads(longest, MONEY_UNREADABLE, 0);
}

static void amounts_end_at_their_limit(void **state)
{
    int64_t fen = 0;

    (void)state;
    assert_true(money_parse("9999999999999999.99", &fen));
    assert_int_equal(fen, MONEY_FEN_MAX);
    assert_reads(money_capitals(op, fen), MONEY_RIGHT, MONEY_FEN_MAX);
    assert_reads(money_capitals(op, -fen), MONEY_RIGHT, -MONEY_FEN_MAX);
    assert_false(money_parse("10000000000000000", &fen));
    assert_false(money_parse("99999999999999999999999999", &fen));
}

static void only_plain_amounts_are_taken(void **state)
{
    static const char *const bad[] = { "",      "1.",    "1.234",    ".5",  "1,23",     "1,2345",
                                       "12,34", "1,,23", "--5",      "1 2", "1e3",      "0x10",
                                       "¥5",    "5元",   "1,234,56", ",1",  "1234,567", "二十" };
    static const struct {
        const char *text;
        int64_t fen;
    } good[] = { { "1,680.32", 168032 },     { " 5 ", 500 }, { "+5.1", 510 }, { "-0.01", -1 },
                 { "1,234,567", 123456700 }, { "007", 700 } };
    int64_t fen = 0;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (money_parse(bad[i], &fen)) {
            print_error("%s was taken\n", bad[i]);
            assert_true(0);
        }
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(money_parse(good[i].text, &fen));
        assert_int_equal(fen, good[i].fen);
    }
    assert_string_equal(money_text(op, -5), "-0.05");
    assert_string_equal(money_text(op, 168032), "1680.32");
}

static void tax_is_withheld_by_the_brackets(void **state)
{
    static const int64_t rows[][2] = {
        { 0, 0 },
        { 80000, 0 },
        { 80100, 20 },
        { 200000, 24000 },
        { 400000, 64000 },
        { 400100, 64016 },
        { 500000, 80000 },
        { 2500000, 400000 },
        { 5000000, 1000000 },
        { 7000000, 1540000 },
        { 6250000, 1300000 },
        { 2500001, 400000 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(money_tax_of_gross(rows[i][0]), rows[i][1]);
}

static void gross_is_found_from_net(void **state)
{
    /* The published tables of domain experts' fees among them: 2,160 gives 2,500 and so on. */
    static const int64_t rows[][2] = {
        { 0, 0 },
        { 80000, 80000 },
        { 100000, 105000 },
        { 150000, 167500 },
        { 336000, 400000 },
        { 336001, 400001 },
        { 500000, 595238 },
        { 2100000, 2500000 },
        { 3000000, 3684211 },
        { 6000000, 7794118 },
        { 216000, 250000 },
        { 360000, 428571 },
        { 108000, 115000 },
        { 180000, 205000 },
        { 144000, 160000 },
        { 240000, 280000 },
        { 72000, 72000 },
        { 120000, 130000 },
        { 90000, 92500 },
        { 75000, 75000 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(money_gross_of_net(rows[i][0]), rows[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capitals_are_those_of_the_rule),
        cmocka_unit_test(wrong_capitals_are_told_with_their_amount),
        cmocka_unit_test(doubtful_capitals_are_not_guessed),
        cmocka_unit_test(amounts_end_at_their_limit),
        cmocka_unit_test(only_plain_amounts_are_taken),
        cmocka_unit_test(tax_is_withheld_by_the_brackets),
        cmocka_unit_test(gross_is_found_from_net),
    };
    return cmocka_run_group_tests_name("money", tests, open_op, close_op);
}
