/* SPDX-License-Identifier: Apache-2.0 */
/* money_capitals.c: amounts in capitals, written, and read with every spelling the rule allows. */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/op.h"
#include "text/money.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { YUAN_DIGITS = 16, PLACE_MAX = 10000, CHARACTER_BYTES_MAX = 4 };

static const char prefix[] = "人民币";
static const char *const digit_words[] = { "零", "壹", "贰", "叁", "肆",
                                           "伍", "陆", "柒", "捌", "玖" };
static const char *const place_words[] = { "", "拾", "佰", "仟" };

/* What the rule leaves open, one bit each: set, a spelling differs there from the printed one. */
enum {
    OTHER_YUAN = 1,    /* 零 between 元 and 角 when the yuan place is 0: printed */
    OTHER_END = 2,     /* 整 after 角: not printed */
    OTHER_WAN = 4,     /* 零 before 仟 after zeros: printed when a whole group of four is 0 */
    OTHER_YI = 8,      /* the same before 仟万 */
    OTHER_WAN_YI = 16, /* and before 仟亿 */
    OTHER_ALL = 31
};

/* Words of an amount, growing. */
struct spelling {
    char *text;
    size_t length;
};

static void add_word(struct spelling *spelling, const char *word)
{
    size_t length = strlen(word);

    memcpy(spelling->text + spelling->length, word, length + 1);
    spelling->length += length;
}

/* Whether 零 stands before the digit at place, the first after zeros or after a unit. */
static bool zero_stands(int64_t yuan, int place, int zeros, int other)
{
    int boundary = place == 3 ? OTHER_WAN : place == 7 ? OTHER_YI : OTHER_WAN_YI;
    int64_t unit = 1;

    if (zeros == 0)
        return false;
    if (place % 4 != 3)
        return true;
    for (int i = 0; i <= place; i++)
        unit *= 10;
    bool printed = yuan / unit % 10000 == 0;
    return printed != ((other & boundary) != 0);
}

/* 万 after the places 4 and 12, 亿 after 8; a group of zeros has no unit, but 亿 covers eight. */
static const char *group_word(int64_t yuan, int place)
{
    if (place == 8)
        return yuan / 100000000 > 0 ? "亿" : "";
    if (place == 4)
        return yuan / 10000 % 10000 > 0 ? "万" : "";
    return place == 12 && yuan / 1000000000000 > 0 ? "万" : "";
}

static void add_yuan(struct spelling *spelling, int64_t yuan, int other)
{
    int digits[YUAN_DIGITS];
    int64_t rest = yuan;
    int zeros = 0;
    bool begun = false;

    for (int place = 0; place < YUAN_DIGITS; place++, rest /= 10)
        digits[place] = (int)(rest % 10);
    for (int place = YUAN_DIGITS - 1; place >= 0; place--) {
        if (digits[place] == 0) {
            zeros += begun;
        } else {
            if (zero_stands(yuan, place, zeros, other))
                add_word(spelling, digit_words[0]);
            add_word(spelling, digit_words[digits[place]]);
            add_word(spelling, place_words[place % 4]);
            begun = true;
            zeros = 0;
        }
        if (place % 4 == 0 && begun)
            add_word(spelling, group_word(yuan, place));
    }
}

/* Without 人民币; other: where it differs from the printed spelling. */
static const char *spell(const void *parent, int64_t fen, int other)
{
    struct spelling spelling = { mem_array(parent, char, MONEY_TEXT_BYTES_MAX), 0 };
    int64_t size = llabs(fen);
    int64_t yuan = size / 100;
    int jiao = (int)(size / 10 % 10);
    int cents = (int)(size % 10);

    if (fen < 0)
        add_word(&spelling, "负");
    if (yuan > 0 || size == 0) {
        if (yuan > 0)
            add_yuan(&spelling, yuan, other);
        else
            add_word(&spelling, digit_words[0]);
        add_word(&spelling, "元");
    }
    if (jiao == 0 && cents == 0) {
        add_word(&spelling, "整");
        return spelling.text;
    }
    if (yuan > 0 && (jiao == 0 || (yuan % 10 == 0 && (other & OTHER_YUAN) == 0)))
        add_word(&spelling, digit_words[0]);
    if (jiao > 0) {
        add_word(&spelling, digit_words[jiao]);
        add_word(&spelling, "角");
    }
    if (cents > 0) {
        add_word(&spelling, digit_words[cents]);
        add_word(&spelling, "分");
    } else if ((other & OTHER_END) != 0) {
        add_word(&spelling, "整");
    }
    return spelling.text;
}

const char *money_capitals(const void *parent, int64_t fen)
{
    return mem_printf(parent, "%s%s", prefix, spell(parent, fen, 0));
}

/* ---- reading ------------------------------------------------------------------------------- */

enum sign_kind { SIGN_DIGIT, SIGN_PLACE, SIGN_WAN, SIGN_YI, SIGN_YUAN, SIGN_JIAO, SIGN_FEN };

/* What stands in an amount, as anybody may write it. */
static const struct sign {
    const char *characters;
    enum sign_kind kind;
    int value; /* of a digit; of a place */
} signs[] = {
    { "零〇○", SIGN_DIGIT, 0 },    { "壹一弌", SIGN_DIGIT, 1 }, { "贰二貳两兩", SIGN_DIGIT, 2 },
    { "叁三參叄", SIGN_DIGIT, 3 }, { "肆四", SIGN_DIGIT, 4 },   { "伍五", SIGN_DIGIT, 5 },
    { "陆六陸", SIGN_DIGIT, 6 },   { "柒七", SIGN_DIGIT, 7 },   { "捌八", SIGN_DIGIT, 8 },
    { "玖九", SIGN_DIGIT, 9 },     { "拾十", SIGN_PLACE, 10 },  { "佰百", SIGN_PLACE, 100 },
    { "仟千", SIGN_PLACE, 1000 },  { "万萬", SIGN_WAN, 0 },     { "亿億", SIGN_YI, 0 },
    { "元圆圓", SIGN_YUAN, 0 },    { "角", SIGN_JIAO, 0 },      { "分", SIGN_FEN, 0 },
};

static const struct sign *sign_of(uint32_t code)
{
    char character[CHARACTER_BYTES_MAX + 1] = { 0 };

    (void)utf8_put(code, character);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (strstr(signs[i].characters, character) != NULL)
            return &signs[i];
    }
    return NULL;
}

/* An amount as far as it is read. */
struct amount {
    int64_t yi;      /* in front of 亿 */
    int64_t wan;     /* in front of 万, since 亿 */
    int64_t group;   /* places since 万 or 亿 */
    int64_t yuan;    /* -1 before 元 */
    int64_t cents;   /* from 角 and 分 */
    int digit;       /* waits for its place; -1 none */
    int place;       /* the last one of this group; PLACE_MAX before the first */
    bool zero;       /* 零 just stood there */
    bool has_wan;    /* since 亿 */
    bool has_yi;     /* anywhere */
    bool has_fen[2]; /* 角, 分 */
};

static bool take_digit(struct amount *amount, int value)
{
    if (amount->digit >= 0)
        return false;
    amount->zero = value == 0;
    amount->digit = value == 0 ? -1 : value;
    return true;
}

/* 拾 without a digit says ten at the very front only. */
static bool take_place(struct amount *amount, int value)
{
    bool bare = amount->digit < 0 && value == 10 && amount->place == PLACE_MAX &&
                !amount->has_wan && !amount->has_yi;

    if (value >= amount->place || amount->yuan >= 0 || (amount->digit < 0 && !bare))
        return false;
    amount->group += (int64_t)value * (bare ? 1 : amount->digit);
    amount->place = value;
    amount->digit = -1;
    amount->zero = false;
    return true;
}

/* The group before 万, 亿 or 元 with its last digit; -1 when nothing stands there. */
static int64_t end_group(struct amount *amount)
{
    int64_t group = amount->group + (amount->digit > 0 ? amount->digit : 0);
    bool empty = amount->place == PLACE_MAX && amount->digit < 0;

    if (amount->yuan >= 0)
        return -1;
    amount->group = 0;
    amount->digit = -1;
    amount->place = PLACE_MAX;
    return empty ? (amount->zero ? 0 : -1) : group;
}

static bool take_wan(struct amount *amount)
{
    int64_t group = end_group(amount);

    amount->zero = false;
    if (group <= 0 || amount->has_wan)
        return false;
    amount->wan = group;
    amount->has_wan = true;
    return true;
}

static bool take_yi(struct amount *amount)
{
    bool bare = amount->has_wan && amount->place == PLACE_MAX && amount->digit < 0; /* 壹万亿 */
    int64_t group = bare ? 0 : end_group(amount);

    amount->zero = false;
    if (group < 0 || (group == 0 && !bare) || amount->has_yi)
        return false;
    amount->yi = amount->wan * 10000 + group;
    amount->wan = 0;
    amount->has_wan = false;
    amount->has_yi = true;
    return true;
}

static bool take_yuan(struct amount *amount)
{
    bool round = (amount->has_wan || amount->has_yi) && amount->place == PLACE_MAX &&
                 amount->digit < 0; /* 壹万元 */
    int64_t group = round && amount->yuan < 0 ? 0 : end_group(amount);

    amount->zero = false;
    if (group < 0)
        return false;
    amount->yuan = amount->yi * 100000000 + amount->wan * 10000 + group;
    return true;
}

/* 角 and 分: each once, in order, with a digit or 零 of its own, and not inside the yuan. */
static bool take_cents(struct amount *amount, int which)
{
    bool inside =
        amount->yuan < 0 && (amount->place != PLACE_MAX || amount->has_wan || amount->has_yi);
    bool late = amount->has_fen[1] || (which == 0 && amount->has_fen[0]);

    if (inside || late || (amount->digit < 0 && !amount->zero))
        return false;
    amount->cents += (amount->digit < 0 ? 0 : amount->digit) * (which == 0 ? 10 : 1);
    amount->has_fen[which] = true;
    amount->digit = -1;
    amount->zero = false;
    return true;
}

static bool take_sign(struct amount *amount, const struct sign *sign)
{
    switch (sign->kind) {
    case SIGN_DIGIT:
        return take_digit(amount, sign->value);
    case SIGN_PLACE:
        return take_place(amount, sign->value);
    case SIGN_WAN:
        return take_wan(amount);
    case SIGN_YI:
        return take_yi(amount);
    case SIGN_YUAN:
        return take_yuan(amount);
    case SIGN_JIAO:
        return take_cents(amount, 0);
    case SIGN_FEN:
        return take_cents(amount, 1);
    }
    return false;
}

/* What stands after text when it begins with word, else text itself. */
static const char *after_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    return strncmp(text, word, length) == 0 ? text + length : text;
}

static bool read_amount(const char *text, int64_t *ret_fen)
{
    const char *begin = after_word(text, "负");
    struct bytes rest = { (const uint8_t *)begin, strlen(begin) };
    struct amount amount = { .yuan = -1, .digit = -1, .place = PLACE_MAX };
    uint32_t code = 0;

    while (rest.size > 0) {
        if (!utf8_next(&rest, &code))
            return false;
        const struct sign *sign = sign_of(code);
        if (sign == NULL || !take_sign(&amount, sign))
            return false;
    }
    bool cents_only = amount.has_fen[0] || amount.has_fen[1];
    if (amount.digit >= 0 || amount.zero || (amount.yuan < 0 && !cents_only))
        return false;
    int64_t fen = (amount.yuan < 0 ? 0 : amount.yuan) * 100 + amount.cents;
    *ret_fen = begin == text ? fen : -fen;
    return true;
}

/* The text without 人民币, with 元 and 整 as they are printed; *ret_core also without 整. */
static const char *even_words(struct op *op, const char *text, const char **ret_core)
{
    char *even = mem_text(op, after_word(text, prefix));
    char *end = NULL;

    for (char *at = strstr(even, "圆"); at != NULL; at = strstr(at, "圆"))
        memcpy(at, "元", strlen("元"));
    size_t length = strlen(even);
    size_t tail = strlen("整");
    if (length >= tail &&
        (strcmp(even + length - tail, "整") == 0 || strcmp(even + length - tail, "正") == 0))
        end = even + length - tail;
    if (end != NULL)
        memcpy(end, "整", tail);
    *ret_core = mem_text_max(op, even, end == NULL ? length : length - tail);
    return even;
}

enum money_reading money_read(struct op *op, const char *text, int64_t *ret_fen)
{
    const char *core = NULL;
    int64_t fen = 0;

    if (strlen(text) > MONEY_TEXT_BYTES_MAX)
        return MONEY_UNREADABLE;
    const char *even = even_words(op, text, &core);
    if (!read_amount(core, &fen) || llabs(fen) > MONEY_FEN_MAX)
        return MONEY_UNREADABLE;
    *ret_fen = fen;
    for (int other = 0; other <= OTHER_ALL; other++) {
        if (strcmp(even, spell(op, fen, other)) == 0)
            return MONEY_RIGHT;
    }
    return MONEY_WRONG;
}
