/* SPDX-License-Identifier: Apache-2.0 */
/* money.c: amounts as people type them, and the tax on fees, in whole fen. */
#include "text/money.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FEN_A_YUAN = 100, GROUP_DIGITS = 3 };

/* Digits up to the decimal point; commas only between groups of three. */
static bool read_yuan(const char **at, int64_t *ret_yuan)
{
    int64_t yuan = 0;
    int since_comma = 0;
    bool grouped = false;

    if (!isdigit((unsigned char)**at))
        return false;
    for (;; (*at)++) {
        if (**at == ',' && (grouped ? since_comma == GROUP_DIGITS : since_comma <= GROUP_DIGITS) &&
            isdigit((unsigned char)(*at)[1])) {
            grouped = true;
            since_comma = 0;
            continue;
        }
        if (!isdigit((unsigned char)**at))
            break;
        yuan = yuan * 10 + (**at - '0');
        since_comma++;
        if (yuan > MONEY_FEN_MAX / FEN_A_YUAN)
            return false;
    }
    *ret_yuan = yuan;
    return !grouped || since_comma == GROUP_DIGITS;
}

bool money_parse(const char *text, int64_t *ret_fen)
{
    const char *at = text + strspn(text, " \t");
    bool negative = *at == '-';
    int64_t yuan = 0;
    int64_t fen = 0;

    at += *at == '-' || *at == '+';
    if (!read_yuan(&at, &yuan))
        return false;
    if (*at == '.') {
        size_t digits = strspn(++at, "0123456789");
        if (digits < 1 || digits > 2)
            return false;
        fen = (at[0] - '0') * INT64_C(10) + (digits == 2 ? at[1] - '0' : 0);
        at += digits;
    }
    at += strspn(at, " \t\r\n");
    if (*at != '\0')
        return false;
    fen += yuan * FEN_A_YUAN;
    *ret_fen = negative ? -fen : fen;
    return true;
}

const char *money_text(const void *parent, int64_t fen)
{
    int64_t size = llabs(fen);

    return mem_printf(parent, "%s%lld.%02lld", fen < 0 ? "-" : "", (long long)(size / FEN_A_YUAN),
                      (long long)(size % FEN_A_YUAN));
}

/* ---- tax on fees --------------------------------------------------------------------------- */

/* numerator / denominator of amounts not below zero, half up. */
static int64_t divide_half_up(int64_t numerator, int64_t denominator)
{
    return (2 * numerator + denominator) / (2 * denominator);
}

/* Up to what base a rate holds, in fen; the last one holds for all. */
static const struct tax_bracket {
    int64_t base_max_fen;
    int64_t percent;
    int64_t deduction_fen;
} brackets[] = {
    { 2000000, 20, 0 },
    { 5000000, 30, 200000 },
    { INT64_MAX, 40, 700000 },
};

int64_t money_tax_of_gross(int64_t gross_fen)
{
    const struct tax_bracket *bracket = brackets;
    /* Five times the base, so that four fifths stay whole. */
    int64_t base_5 = gross_fen <= 400000 ? 5 * (gross_fen - 80000) : 4 * gross_fen;

    if (base_5 <= 0)
        return 0;
    while (base_5 / 5 > bracket->base_max_fen ||
           (base_5 / 5 == bracket->base_max_fen && base_5 % 5 != 0))
        bracket++;
    return divide_half_up(base_5 * bracket->percent - 500 * bracket->deduction_fen, 500);
}

int64_t money_gross_of_net(int64_t net_fen)
{
    /* Up to what net amount gross is (net - less) * 100 / percent. */
    static const struct {
        int64_t net_max_fen;
        int64_t less_fen;
        int64_t percent;
    } formulas[] = {
        { 80000, 0, 100 },       { 336000, 16000, 80 },     { 2100000, 0, 84 },
        { 4950000, 200000, 76 }, { INT64_MAX, 700000, 68 },
    };
    size_t i = 0;

    while (net_fen > formulas[i].net_max_fen)
        i++;
    return divide_half_up((net_fen - formulas[i].less_fen) * 100, formulas[i].percent);
}
