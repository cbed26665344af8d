/* SPDX-License-Identifier: Apache-2.0 */
/* user_secret.h: what user.c and session.c share about passwords and second factors; no face. */
#pragma once
#include "base/crypto.h"
#include "base/op.h"
#include "org/user.h"

struct user_secret {
    int64_t user_id;
    const char *login;
    const char *password; /* PHC string */
    const char *totp;     /* base32 secret, opened; NULL: no second factor */
    int64_t totp_step;
};

/* Errors: ERR_NOT_FOUND "not_found"; ERR_INTERNAL when the sealed secret does not open. */
CHECKED enum err user_secret_get(struct op *op, int64_t user_id, struct user_secret *ret_secret);

/* Seals and opens the TOTP secret of a user under the site's field key. */
CHECKED enum err user_secret_seal(struct op *op, int64_t user_id, const char *secret,
                                  struct bytes *ret_sealed);
CHECKED enum err user_secret_open(struct op *op, int64_t user_id, struct bytes sealed,
                                  const char **ret_secret);

/* user_add with a password's hash (its own password is not looked at), inside a transaction. */
CHECKED enum err user_add_hashed(struct op *op, const struct user_new *user, const char *hash,
                                 int64_t *ret_id);

/* Errors: ERR_INVALID "password_weak". */
CHECKED enum err password_strong(struct op *op, const char *password);

/* ASCII letters in lower case, a child of op: logins do not tell case apart. */
const char *login_fold(struct op *op, const char *login);
