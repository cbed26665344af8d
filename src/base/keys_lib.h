/* SPDX-License-Identifier: Apache-2.0 */
/* keys_lib.h: what keys.c (use) and keys_file.c (directory) share. */
#pragma once
#include "base/keys.h"

enum { KEYS_SECRET_BYTES = 32 };

struct keys {
    bool rehearsal;
    const char *active[KEY_KIND_COUNT]; /* ids */
    struct seal_key *field;
    size_t field_count;
    struct seal_key *lookup; /* only mac_key is used */
    size_t lookup_count;
    struct sign_key {
        const char *id;
        struct sm2_key *key;
    } * sign;
    size_t sign_count;
};

/* "field", "lookup", "sign". */
const char *keys_kind_name(enum key_kind kind);
