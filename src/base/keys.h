/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.h: the keys directory, outside database and backup: 0700, its files 0600.
 *
 * Files: ID.key holds the 32 secret bytes of a field or look-up key as hex; ID.pem an SM2 pair;
 * `active` names the ids that write today, one line a kind; others stay for reading.
 * Ids: field-…, lookup-… (8 random characters), sign-… (fingerprint of the public key); in a
 * rehearsal's directory each begins with "rehearsal-". A receipt and a sealed value name their id.
 */
#pragma once
#include "base/crypto.h"
#include "base/err.h"

#include <stdbool.h>

struct op;
struct keys; /* immutable after loading; may be read by every thread; wiped when its op ends */

enum key_kind {
    KEY_FIELD,  /* seals values */
    KEY_LOOKUP, /* blind index: finds an equal value without opening any */
    KEY_SIGN,   /* SM2, signs receipts */
    KEY_KIND_COUNT
};

/* Begins every id of a rehearsal's keys. */
#define KEYS_REHEARSAL "rehearsal-"

enum { KEYS_MAX = 256 };

/*
 * Makes the directory (its parent must exist) with one key of each kind.
 * Errors: ERR_CONFLICT keys_exist (there is already something of that name that is not empty),
 * ERR_UNAVAILABLE keys_unwritable.
 */
CHECKED enum err keys_init(struct op *op, const char *directory, bool rehearsal);

/*
 * Adds a key of one kind and makes it the active one; *ret_id is its id. Look-up keys cannot be
 * replaced (every stored index would be void): ERR_INVALID keys_lookup_fixed.
 */
CHECKED enum err keys_add(struct op *op, const char *directory, enum key_kind kind,
                          const char **ret_id);

/*
 * Reads all keys. Errors: ERR_NOT_FOUND keys_missing (no directory or no `active`), ERR_DENIED
 * keys_too_open (directory or a file may be read by group or others, or is a link), ERR_INVALID
 * keys_damaged (a file that is not what its name says, an active id without file, rehearsal and
 * real keys mixed, over KEYS_MAX files).
 */
CHECKED enum err keys_load(struct op *op, const char *directory, struct keys **ret_keys);

/* Whether these are a rehearsal's keys; must equal the mark of the database they are used with. */
bool keys_rehearsal(const struct keys *keys);

/* Id of the active key of a kind. */
const char *keys_active_id(const struct keys *keys, enum key_kind kind);

/* Whether there is a field key or a signing key of this id. */
bool keys_has(const struct keys *keys, const char *id);

/*
 * Seals with the active field key and opens with whichever key the value names.
 * Errors: as seal and seal_open; ERR_UNAVAILABLE key_absent (the named key is not in the folder).
 */
CHECKED enum err keys_seal(struct op *op, const struct keys *keys, const struct seal_place *place,
                           struct bytes plain, struct bytes *ret_sealed);
CHECKED enum err keys_open(struct op *op, const struct keys *keys, const struct seal_place *place,
                           struct bytes sealed, struct bytes *ret_plain);

/*
 * Blind index: 32 hex digits that are equal for equal values of the same table and column, a child
 * of op. The value must be normalised before (text/ident.h).
 */
const char *keys_lookup(struct op *op, const struct keys *keys, const char *table,
                        const char *column, const char *value);

/* Signs with the active SM2 key; *ret_id (a child of op) is to be printed beside the signature. */
CHECKED enum err keys_sign(struct op *op, const struct keys *keys, struct bytes message,
                           const char **ret_id, struct bytes *ret_signature);

/* Verifies with the key of that id. Errors: ERR_UNAVAILABLE key_absent. */
CHECKED enum err keys_verify(struct op *op, const struct keys *keys, const char *id,
                             struct bytes message, struct bytes signature, bool *ret_good);

/* Public key of a sign id as PEM, for those who verify receipts elsewhere. id NULL: the active. */
CHECKED enum err keys_public_pem(struct op *op, const struct keys *keys, const char *id,
                                 const char **ret_pem);

/* The sign id that a public key has, without or with the rehearsal mark: "sign-<fingerprint>". */
CHECKED enum err keys_sign_id(struct op *op, const struct sm2_key *key, bool rehearsal,
                              const char **ret_id);
