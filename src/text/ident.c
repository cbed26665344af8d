/* SPDX-License-Identifier: Apache-2.0 */
/* ident.c: normalising, then one judge per kind in a table. */
#include "text/ident.h"

#include "base/mem.h"
#include "base/time.h"
#include "text/ident_phone.h"
#include "text/utf8.h"

#include <string.h>

static const char digits[] = "0123456789";

/* ---- normalising ---- */

/* The ASCII sign that a code point stands for; 0: drop it; the code itself when it is neither. */
static uint32_t plain_sign(uint32_t code)
{
    static const struct {
        uint32_t first;
        uint32_t last;
        uint32_t sign;
    } rows[] = {
        { 0x0000, 0x001f, ' ' }, { 0x007f, 0x00a0, ' ' }, { 0x00ad, 0x00ad, 0 },
        { 0x2000, 0x200a, ' ' }, { 0x200b, 0x200f, 0 },   { 0x2010, 0x2015, '-' },
        { 0x2028, 0x2029, ' ' }, { 0x202a, 0x202e, 0 },   { 0x202f, 0x202f, ' ' },
        { 0x2060, 0x206f, 0 },   { 0x2212, 0x2212, '-' }, { 0x2500, 0x2501, '-' },
        { 0x3000, 0x3000, ' ' }, { 0x3002, 0x3002, '.' }, { 0x3010, 0x3010, '(' },
        { 0x3011, 0x3011, ')' }, { 0x30fc, 0x30fc, '-' }, { 0xfe63, 0xfe63, '-' },
        { 0xfe6b, 0xfe6b, '@' }, { 0xfeff, 0xfeff, 0 },   { 0xff61, 0xff61, '.' },
    };

    if (code >= 0xff01 && code <= 0xff5e)
        return code - 0xff01 + '!';
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (code >= rows[i].first && code <= rows[i].last)
            return rows[i].sign;
    }
    return code;
}

/* Plain signs, without the ASCII ones in dropped; what is not UTF-8 becomes "?". */
static char *normalised(const void *parent, const char *text, const char *dropped)
{
    struct bytes rest = { (const uint8_t *)text, strlen(text) };
    char *plain = mem_array(parent, char, rest.size + 1);
    size_t length = 0;

    while (rest.size > 0) {
        uint32_t code = '?';
        if (!utf8_next(&rest, &code)) {
            rest.data++;
            rest.size--;
        }
        code = plain_sign(code);
        if (code == 0 || (code < 0x80 && strchr(dropped, (int)code) != NULL))
            continue;
        length += (size_t)utf8_put(code, plain + length); /* never longer than it was */
    }
    return plain;
}

static void to_upper(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
    }
}

static bool all_of(const char *text, const char *set)
{
    return strspn(text, set) == strlen(text);
}

/* ---- judges: a code, or NULL when the normalised text is good ---- */

/* GB 11643-1999: weights 2^(17-i) mod 11; also valid for the 18-digit cards of residents of
 * Hong Kong, Macao and Taiwan and of foreigners, whose layout is the same. */
static const char *judge_idcard(char *text, int today)
{
    static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;

    to_upper(text);
    if (strlen(text) != 18 || strspn(text, digits) < 17 || strchr("0123456789X", text[17]) == NULL)
        return "idcard_form";
    int birthday = idcard_birthday(text);
    if (!day_valid(birthday) || birthday > today)
        return "idcard_birth";
    for (int i = 0; i < 17; i++)
        sum += (text[i] - '0') * weights[i];
    return "10X98765432"[sum % 11] == text[17] ? NULL : "idcard_check";
}

/* GB 32100-2015: weights 3^i mod 31. The last mod 31 matters: without it a code whose check
 * sign is 0 would look one place past the alphabet. */
static const char *judge_uscc(char *text, int today)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int weight = 1;
    int sum = 0;

    (void)today;
    to_upper(text);
    if (strlen(text) != 18 || !all_of(text, alphabet))
        return "uscc_form";
    for (int i = 0; i < 17; i++) {
        sum += (int)(strchr(alphabet, text[i]) - alphabet) * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31] == text[17] ? NULL : "uscc_check";
}

/* ISO 7064 MOD 11,10, found by trying it on published bank codes. */
static const char *judge_cnaps(char *text, int today)
{
    int product = 10;

    (void)today;
    if (strlen(text) != 12 || !all_of(text, digits))
        return "cnaps_form";
    for (int i = 0; i < 11; i++) {
        int sum = (product + text[i] - '0') % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == text[11] - '0' ? NULL : "cnaps_check";
}

/* ISO/IEC 7812: every second digit from the right doubled. */
static bool luhn_good(const char *text)
{
    int sum = 0;
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++) {
        int value = text[length - 1 - i] - '0';
        int doubled = value * 2 > 9 ? value * 2 - 9 : value * 2;
        sum += i % 2 == 1 ? doubled : value;
    }
    return sum % 10 == 0;
}

static const char *judge_account(char *text, int today)
{
    size_t length = strlen(text);

    (void)today;
    if (length < 8 || length > 32 || !all_of(text, digits))
        return "account_form";
    bool card = strncmp(text, "62", 2) == 0 && length >= 16 && length <= 19;
    return card && !luhn_good(text) ? "account_check" : NULL;
}

/* ISO 13616: country, two check digits, up to thirty letters and digits; ISO 7064 MOD 97,10 over
 * the text with its first four signs moved to the end and letters as 10..35. */
static const char *judge_iban(char *text, int today)
{
    static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t length = strlen(text);
    int rest = 0;

    (void)today;
    to_upper(text);
    if (length < 15 || length > 34 || !all_of(text, signs) || strspn(text, signs + 10) < 2 ||
        strspn(text + 2, digits) < 2)
        return "iban_form";
    for (size_t i = 0; i < length; i++) {
        int value = (int)(strchr(signs, text[(i + 4) % length]) - signs);
        rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
    }
    return rest == 1 ? NULL : "iban_check";
}

static const char *judge_mobile(char *text, int today)
{
    (void)today;
    char foreign[24];
    size_t read = phone_take_foreign(text, foreign);

    if (read > 0 && text[read] == '\0') {
        memcpy(text, foreign, strlen(foreign) + 1); /* never longer than it was */
        return NULL;
    }
    phone_drop_country(text);
    return phone_is_mobile(text) ? NULL : "mobile_form";
}

static const char *judge_email(char *text, int today)
{
    static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                ".!#$%&'*+/=?^_`{|}~-";
    static const char host[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    char *at = strrchr(text, '@');

    (void)today;
    if (at == NULL || at == text || at - text > 64 || strspn(text, local) != (size_t)(at - text))
        return "email_form";
    for (char *sign = at + 1; *sign != '\0'; sign++) {
        if (*sign >= 'A' && *sign <= 'Z')
            *sign = (char)(*sign - 'A' + 'a');
    }
    bool good = text[0] != '.' && at[-1] != '.' && strstr(text, "..") == NULL &&
                all_of(at + 1, host) && strchr(at, '.') != NULL && strlen(text) <= 254 &&
                strstr(at, ".-") == NULL && strstr(at, "-.") == NULL && at[1] != '.' &&
                at[1] != '-' && strchr(".-", text[strlen(text) - 1]) == NULL;
    return good ? NULL : "email_form";
}

static const struct kind {
    const char *name;
    const char *dropped; /* signs that people put in for reading */
    const char *(*judge)(char *text, int today);
    const char *doubt; /* the code that only warns, or NULL */
} kinds[IDENT_KIND_COUNT] = {
    [IDENT_IDCARD] = { "idcard", " ", judge_idcard, NULL },
    [IDENT_USCC] = { "uscc", " -", judge_uscc, NULL },
    [IDENT_CNAPS] = { "cnaps", " -", judge_cnaps, "cnaps_check" },
    [IDENT_ACCOUNT] = { "account", " -", judge_account, "account_check" },
    [IDENT_MOBILE] = { "mobile", " -", judge_mobile, NULL },
    [IDENT_PHONE] = { "phone", "", NULL, NULL },
    [IDENT_IBAN] = { "iban", " -", judge_iban, NULL },
    [IDENT_EMAIL] = { "email", " ", judge_email, NULL },
};

struct ident ident_check(const void *parent, enum ident_kind kind, const char *text, int today)
{
    const struct kind *row = &kinds[kind];

    if (strlen(text) > IDENT_BYTES_MAX)
        return (struct ident){ mem_text_max(parent, text, IDENT_BYTES_MAX), "ident_too_long",
                               false };
    char *plain = normalised(parent, text, row->dropped);
    if (all_of(plain, " "))
        return (struct ident){ "", "ident_empty", false };
    if (row->judge == NULL)
        return phone_list(parent, plain);
    const char *code = row->judge(plain, today);
    bool doubt = code != NULL && row->doubt != NULL && strcmp(code, row->doubt) == 0;
    return (struct ident){ plain, code, doubt };
}

bool ident_kind_named(const char *name, enum ident_kind *ret_kind)
{
    for (int kind = 0; kind < IDENT_KIND_COUNT; kind++) {
        if (strcmp(kinds[kind].name, name) == 0) {
            *ret_kind = (enum ident_kind)kind;
            return true;
        }
    }
    return false;
}

int idcard_birthday(const char *text)
{
    int day = 0;

    for (int i = 6; i < 14; i++)
        day = day * 10 + (text[i] - '0');
    return day;
}
