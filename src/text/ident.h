/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ident.h: numbers and addresses that people type: normalised first, then judged.
 *
 * Normalising: full-width signs become half-width, the many dashes become "-", space and invisible
 * signs go away, letters take the case of the standard. The normalised text is what is stored,
 * compared and indexed.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum ident_kind {
    IDENT_IDCARD,  /* GB 11643: citizens; 81, 82, 83: residents of 港澳台; 9: foreigners */
    IDENT_USCC,    /* GB 32100 unified social credit code */
    IDENT_CNAPS,   /* 联行号, 12 digits, ISO 7064 MOD 11,10 */
    IDENT_ACCOUNT, /* bank account: 8..32 digits */
    IDENT_MOBILE,  /* of the mainland, or "+" and the country */
    IDENT_PHONE,   /* one or more land lines or mobiles, or "+" and the country */
    IDENT_EMAIL,
    IDENT_IBAN, /* ISO 13616: accounts outside the mainland */
    IDENT_KIND_COUNT
};

enum { IDENT_BYTES_MAX = 512 };

struct ident {
    const char *text; /* normalised; what was understood, also when it is not good */
    const char *code; /* NULL: good; else stable, and a key of the message catalogue */
    bool warns_only;  /* the code is a doubt to confirm, not a refusal */
};

/*
 * Judges text (UTF-8) as a kind; today is a day YYYYMMDD (birthdays lie before it). The result's
 * texts are children of parent. Codes: ident_empty, ident_too_long (over IDENT_BYTES_MAX bytes),
 * idcard_form, idcard_birth, idcard_check, uscc_form, uscc_check, cnaps_form, cnaps_check (warns:
 * the rule of the check digit is not published), account_form, account_check (warns: personal cards
 * that begin with 62 and have 16..19 digits carry a Luhn digit), mobile_form, phone_form,
 * phone_area (a land line without area code), email_form,
 * iban_form, iban_check.
 *
 * Phones come out as "0471-6268105", "0471-6268105-8001" or eleven digits, several joined by "、";
 * a number without area code takes that of the one before it.
 */
struct ident ident_check(const void *parent, enum ident_kind kind, const char *text, int today);

/* Kind of a name ("idcard", "uscc", "cnaps", "account", "mobile", "phone", "email", "iban"). */
bool ident_kind_named(const char *name, enum ident_kind *ret_kind);

/* Birthday (YYYYMMDD) of a good, normalised identity number. */
int idcard_birthday(const char *text);
