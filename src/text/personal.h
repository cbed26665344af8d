/* SPDX-License-Identifier: Apache-2.0 */
/*
 * personal.h: numbers and addresses of persons found in a running text, so that a person looks at
 * them before the text becomes public. A finding is a doubt, never a judgement: an office's
 * telephone looks like anybody's.
 */
#pragma once
#include <stddef.h>

enum { PERSONAL_FOUND_MAX = 200 }; /* of one text */

enum personal_kind {
    PERSONAL_IDCARD,  /* 18 signs with a possible birthday and a true check digit */
    PERSONAL_MOBILE,  /* eleven digits from 13 on, perhaps behind +86 */
    PERSONAL_PHONE,   /* area code and seven or eight digits */
    PERSONAL_EMAIL,   /* name@host.domain */
    PERSONAL_ACCOUNT, /* 12 to 32 digits that are none of the above */
    PERSONAL_KIND_COUNT
};

struct personal_found {
    enum personal_kind kind;
    const char *masked; /* text/mask.h */
    int line;           /* of the text, from 1 */
};

struct personal_list {
    struct personal_found *rows; /* in the order of the text, at most PERSONAL_FOUND_MAX */
    size_t count;
};

/*
 * Looks through text (UTF-8; other bytes are passed over). Full-width signs, the many dashes,
 * single spaces and dashes between groups of digits are read as people mean them. today: YYYYMMDD,
 * birthdays lie before it. The result is a child of parent.
 */
struct personal_list personal_scan(const void *parent, const char *text, int today);

/* 身份证号, 手机号 ... */
const char *personal_kind_name(enum personal_kind kind);
