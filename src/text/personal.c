/* SPDX-License-Identifier: Apache-2.0 */
/* personal.c: at each beginning of digits the kinds are tried, the strictest first. */
#include "text/personal.h"

#include "base/mem.h"
#include "text/ident.h"
#include "text/mask.h"
#include "text/utf8.h"

#include <stdbool.h>
#include <string.h>

enum {
    IDCARD_SIGNS = 18,
    MOBILE_DIGITS = 11,
    ACCOUNT_MIN = 12,
    ACCOUNT_MAX = 32,
    GROUP = 4,
    NUMBER_BYTES = 40
};

static const char digits[] = "0123456789";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_sign(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- one spelling for what looks alike ---- */

static uint32_t plain(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        return code - 0xFEE0;
    if ((code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0xFE63)
        return '-';
    return code == 0x3000 || code == 0xA0 ? ' ' : code;
}

/* Never longer than the text: every replacement is one byte. */
static char *plain_text(const void *parent, const char *text)
{
    struct bytes rest = { (const unsigned char *)text, strlen(text) };
    char *out = mem_array(parent, char, rest.size + 1);
    size_t size = 0;

    while (rest.size > 0) {
        uint32_t code = 0;
        if (utf8_next(&rest, &code)) {
            size += (size_t)utf8_put(plain(code), out + size);
        } else {
            out[size++] = (char)rest.data[0];
            rest.data++;
            rest.size--;
        }
    }
    return out;
}

/* ---- numbers: each gives the bytes it read, 0 when there is no such number at this place ---- */

typedef size_t taker(const void *parent, const char *at, int today, char *ret_number);

static size_t gap(const char *at)
{
    return at[0] == ' ' || at[0] == '-' ? 1 : 0;
}

static size_t take_idcard(const void *parent, const char *at, int today, char *ret_number)
{
    size_t read = 0;

    for (size_t count = 0; count < IDCARD_SIGNS; count++) {
        if (count > 0)
            read += gap(at + read);
        bool last = count == IDCARD_SIGNS - 1;
        if (!is_digit(at[read]) && !(last && (at[read] == 'X' || at[read] == 'x')))
            return 0;
        ret_number[count] = at[read++];
    }
    ret_number[IDCARD_SIGNS] = '\0';
    struct ident ident = ident_check(parent, IDENT_IDCARD, ret_number, today);
    return ident.code == NULL && !is_sign(at[read]) ? read : 0;
}

/* 138 4821 5678, with the country or without. */
static size_t take_mobile(const void *parent, const char *at, int today, char *ret_number)
{
    static const char *const prefixes[] = { "0086", "86", "" };
    size_t read = 0;

    (void)parent;
    (void)today;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (strncmp(at, prefixes[i], strlen(prefixes[i])) == 0) {
            read = strlen(prefixes[i]);
            break;
        }
    }
    if (read > 0)
        read += gap(at + read);
    for (size_t count = 0; count < MOBILE_DIGITS; count++) {
        if (count == 3 || count == 7)
            read += gap(at + read);
        if (!is_digit(at[read]))
            return 0;
        ret_number[count] = at[read++];
    }
    ret_number[MOBILE_DIGITS] = '\0';
    return ret_number[0] == '1' && ret_number[1] >= '3' && !is_digit(at[read]) ? read : 0;
}

/* 0482-8212345, (0482) 8212345 from its first digit on, 010 62345678. */
static size_t take_phone(const void *parent, const char *at, int today, char *ret_number)
{
    size_t area = at[0] == '0' && (at[1] == '1' || at[1] == '2') ? 3 : 4;

    (void)parent;
    (void)today;
    if (at[0] != '0' || at[1] == '0' || strspn(at, digits) < area)
        return 0;
    size_t read = area + (at[area] == ')' ? 1 : 0);
    read += gap(at + read);
    size_t count = strspn(at + read, digits);
    if ((count != 7 && count != 8) || at[read] < '2')
        return 0;
    memcpy(ret_number, at, area);
    ret_number[area] = '-';
    memcpy(ret_number + area + 1, at + read, count);
    ret_number[area + 1 + count] = '\0';
    return read + count;
}

/* 6222 0210 0100 1234 567, or in one piece. */
static size_t take_account(const void *parent, const char *at, int today, char *ret_number)
{
    size_t group = strspn(at, digits);
    size_t read = 0;
    size_t count = 0;

    (void)parent;
    (void)today;
    while (group > 0 && count + group <= ACCOUNT_MAX) {
        memcpy(ret_number + count, at + read, group);
        count += group;
        read += group;
        bool more = group == GROUP && at[read] == ' ';
        group = more ? strspn(at + read + 1, digits) : 0;
        read += group > 0 ? 1 : 0;
    }
    ret_number[count] = '\0';
    return count >= ACCOUNT_MIN && group == 0 && !is_sign(at[read]) ? read : 0;
}

static const struct {
    enum personal_kind kind;
    enum mask_kind mask;
    taker *take;
} numbers[] = {
    { PERSONAL_IDCARD, MASK_IDCARD, take_idcard },
    { PERSONAL_MOBILE, MASK_MOBILE, take_mobile },
    { PERSONAL_PHONE, MASK_PHONE, take_phone },
    { PERSONAL_ACCOUNT, MASK_ACCOUNT, take_account },
};

/* ---- looking ---- */

struct looking {
    const void *parent;
    const char *text;
    int today;
    struct personal_list list;
};

static void found(struct looking *looking, enum personal_kind kind, const char *masked)
{
    struct personal_found row = { kind, masked, 0 };

    if (looking->list.count < PERSONAL_FOUND_MAX)
        mem_push(looking->parent, looking->list.rows, looking->list.count, row);
}

/* The bytes of a number that begins here, 0 none. */
static size_t look_number(struct looking *looking, const char *at)
{
    char number[NUMBER_BYTES] = "";

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        size_t read = numbers[i].take(looking->parent, at, looking->today, number);
        if (read > 0) {
            found(looking, numbers[i].kind, mask_text(looking->parent, numbers[i].mask, number));
            return read;
        }
    }
    return 0;
}

static bool in_name(char c)
{
    return is_sign(c) || (c != '\0' && strchr("._%+-", c) != NULL);
}

/* at stands on '@'. */
static size_t look_email(struct looking *looking, const char *at)
{
    const char *from = at;
    size_t size = 1;

    while (from > looking->text && in_name(from[-1]))
        from--;
    while (is_sign(at[size]) || ((at[size] == '.' || at[size] == '-') && is_sign(at[size + 1])))
        size++;
    const char *host = mem_text_max(looking->parent, at + 1, size - 1);
    if (from == at || strchr(host, '.') == NULL)
        return 0;
    const char *whole = mem_text_max(looking->parent, from, (size_t)(at - from) + size);
    found(looking, PERSONAL_EMAIL, mask_text(looking->parent, MASK_EMAIL, whole));
    return size;
}

struct personal_list personal_scan(const void *parent, const char *text, int today)
{
    struct looking looking = { parent, plain_text(parent, text), today, { 0 } };
    const char *at = looking.text;
    int line = 1;

    while (*at != '\0') {
        size_t before = looking.list.count;
        char last = at == looking.text ? ' ' : at[-1];
        size_t read = 0;
        if (*at == '@')
            read = look_email(&looking, at);
        else if (is_digit(*at) && !is_sign(last) && last != '.')
            read = look_number(&looking, at);
        if (looking.list.count > before)
            looking.list.rows[before].line = line;
        line += *at == '\n' ? 1 : 0;
        at += read > 0 ? read : 1;
    }
    return looking.list;
}

const char *personal_kind_name(enum personal_kind kind)
{
    static const char *const names[PERSONAL_KIND_COUNT] = {
        [PERSONAL_IDCARD] = "身份证号", [PERSONAL_MOBILE] = "手机号",    [PERSONAL_PHONE] = "电话",
        [PERSONAL_EMAIL] = "电子邮箱",  [PERSONAL_ACCOUNT] = "银行账号",
    };

    return names[kind];
}
