/* SPDX-License-Identifier: Apache-2.0 */
/* activation.h: links by which a person sets a password; the rest of its face is in account.h. */
#pragma once
#include "org/account.h"

enum activation_kind { ACTIVATION_INVITE, ACTIVATION_RESET };

/* 64 hex digits of 32 random bytes, a child of op. */
const char *activation_token(struct op *op);

/* A new link of the person; earlier open ones end. Inside a transaction. */
CHECKED enum err activation_add(struct op *op, int64_t user_id, enum activation_kind kind,
                                bool drop_totp, struct account_link *ret_link);
