/* SPDX-License-Identifier: Apache-2.0 */
/* ident_phone.c: a scanner that takes one number after another off the text. */
#include "text/ident_phone.h"
#include "base/mem.h"

#include <string.h>

enum { MOBILE_DIGITS = 11, EXTENSION_DIGITS_MAX = 6 };

static const char digits[] = "0123456789";

bool phone_is_mobile(const char *text)
{
    return strlen(text) == MOBILE_DIGITS && strspn(text, digits) == MOBILE_DIGITS &&
           text[0] == '1' && text[1] >= '3';
}

void phone_drop_country(char *text)
{
    static const char *const prefixes[] = { "+86", "0086", "86" };

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(text, prefixes[i], length) == 0 && phone_is_mobile(text + length)) {
            memmove(text, text + length, MOBILE_DIGITS + 1);
            return;
        }
    }
}

/* Digits in groups that people separate by one space or "-": up to max of them, at least min. */
static size_t grouped(const char *at, size_t min, size_t max, char *ret_digits)
{
    size_t read = 0;
    size_t count = 0;

    while (count < max) {
        size_t skip = count > 0 && (at[read] == ' ' || at[read] == '-') ? 1 : 0;
        size_t group = strspn(at + read + skip, digits);
        if (group == 0 || count + group > max || (skip == 1 && group < 3))
            break;
        memcpy(ret_digits + count, at + read + skip, group);
        count += group;
        read += skip + group;
        if (count >= min && at[read] != ' ' && at[read] != '-')
            break;
        if (count >= min && skip == 0)
            break; /* a whole group was long enough: what follows is another number */
    }
    ret_digits[count] = '\0';
    return count >= min && strspn(at + read, digits) == 0 ? read : 0;
}

/* "1[3-9]" and nine more digits, perhaps after the country; returns the bytes read, or 0. */
static size_t take_mobile(const char *at, char ret_number[16])
{
    static const char *const prefixes[] = { "(+86)", "+86", "0086", "86", "" };

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(at, prefixes[i], length) != 0)
            continue;
        if (length > 0)
            length += strspn(at + length, " -");
        size_t read = grouped(at + length, MOBILE_DIGITS, MOBILE_DIGITS, ret_number);
        if (read > 0 && phone_is_mobile(ret_number))
            return length + read;
    }
    return 0;
}

/* "0471", "(0471)" or "010" with what separates it from the number; 0 when there is none. */
static size_t take_area(const char *at, char ret_area[8])
{
    size_t open = *at == '(' ? 1 : 0;
    size_t length = at[open] == '0' && (at[open + 1] == '1' || at[open + 1] == '2') ? 3 : 4;
    size_t found = strspn(at + open, digits);

    if (at[open] != '0' || found < length || (open == 1 && at[open + length] != ')'))
        return 0;
    memcpy(ret_area, at + open, length);
    ret_area[length] = '\0';
    size_t read = open + length + open;
    return read + strspn(at + read, " -");
}

/* "-8001", "转8001", "转 8001"; returns the bytes read, 0 when there is none. */
static size_t take_extension(const char *at, char ret_extension[8])
{
    static const char transfer[] = "转";
    size_t read = 0;

    if (*at == '-')
        read = 1;
    else if (strncmp(at, transfer, sizeof transfer - 1) == 0)
        read = sizeof transfer - 1 + strspn(at + sizeof transfer - 1, " ");
    size_t count = read == 0 ? 0 : strspn(at + read, digits);
    if (count == 0 || count > EXTENSION_DIGITS_MAX)
        return 0;
    memcpy(ret_extension, at + read, count);
    ret_extension[count] = '\0';
    return read + count;
}

/* A land line; area keeps that of the number before and gets this one's. Bytes read, or 0. */
static size_t take_landline(const void *parent, const char *at, char area[8], char **ret_number)
{
    char local[16] = "";
    char extension[8] = "";

    size_t read = take_area(at, area);
    size_t more = grouped(at + read, 7, 8, local);
    if (more == 0 || local[0] == '0')
        return 0;
    read += more;
    size_t after = take_extension(at + read, extension);
    if (strspn(at + read + after, digits) > 0)
        return 0;
    *ret_number = mem_printf(parent, "%s%s%s%s%s", area, area[0] == '\0' ? "" : "-", local,
                             after == 0 ? "" : "-", extension);
    return read + after;
}

/* ITU-T E.164: at most fifteen digits; shorter than seven reach nobody from abroad. */
enum { FOREIGN_DIGITS_MIN = 7, FOREIGN_DIGITS_MAX = 15 };

size_t phone_take_foreign(const char *at, char ret_number[24])
{
    size_t count = 0;
    size_t read = 1;
    size_t end = 1;

    /* +86 is judged by the rules of the country. */
    if (at[0] != '+' || at[1] < '1' || at[1] > '9' || strncmp(at, "+86", 3) == 0)
        return 0;
    ret_number[0] = '+';
    for (; at[read] != '\0' && strchr("0123456789 -.()", at[read]) != NULL; read++) {
        if (strchr(digits, at[read]) == NULL)
            continue;
        if (count == FOREIGN_DIGITS_MAX)
            return 0;
        ret_number[++count] = at[read];
        end = read + 1;
    }
    ret_number[count + 1] = '\0';
    return count < FOREIGN_DIGITS_MIN ? 0 : end;
}

/* How many bytes of signs that separate numbers stand here. */
static size_t separators(const char *at)
{
    static const char *const wide[] = { "、", "或", "和" };
    size_t read = 0;

    for (;;) {
        size_t before = read;
        read += strspn(at + read, " ,;/|");
        for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
            if (strncmp(at + read, wide[i], strlen(wide[i])) == 0)
                read += strlen(wide[i]);
        }
        if (read == before)
            return read;
    }
}

struct ident phone_list(const void *parent, const char *text)
{
    char area[8] = "";
    char *joined = NULL;
    const char *code = NULL;
    const char *at = text + separators(text);

    while (*at != '\0') {
        char mobile[24] = "";
        char *number = mobile;
        size_t read = take_mobile(at, mobile);
        if (read == 0)
            read = phone_take_foreign(at, mobile);
        if (read == 0)
            read = take_landline(parent, at, area, &number);
        size_t gap = separators(at + read);
        if (read == 0 || (gap == 0 && at[read] != '\0'))
            return (struct ident){ text, "phone_form", false };
        if (number != mobile && area[0] == '\0')
            code = "phone_area";
        mem_append(parent, &joined, "%s%s", joined == NULL ? "" : "、", number);
        at += read + gap;
    }
    if (joined == NULL)
        return (struct ident){ text, "phone_form", false };
    return (struct ident){ joined, code, false };
}
