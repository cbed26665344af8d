/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mask.h: personal values with their middle hidden, for those who need to recognise but not to know
 * them. Where these come from: GB/T 35273 asks for it, no standard says how.
 */
#pragma once

enum mask_kind {
    MASK_TEXT,    /* first character, "**": 张** */
    MASK_IDCARD,  /* first 3, last 2: 150*************28 */
    MASK_MOBILE,  /* first 3, last 4: 138****5678 */
    MASK_PHONE,   /* area code, last 2: 0482-****00 */
    MASK_ACCOUNT, /* last 4: ****6789 */
    MASK_EMAIL    /* first character and the host: w***@example.com */
};

/*
 * The text masked, a child of parent; "" and NULL stay "". What is too short for its rule, so that
 * most of it would be shown, becomes "****".
 */
const char *mask_text(const void *parent, enum mask_kind kind, const char *text);
