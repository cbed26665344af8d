/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: what the files of this folder lend one another; nobody else includes it. */
#pragma once
#include "application/application.h"
#include "base/crypto.h"

struct sealed_values {
    struct bytes sealed;
    const char *digest; /* SM3 hex of the canonical text */
};

/* Canonical text of the values, sealed for this application, with its digest. */
CHECKED enum err values_seal(struct op *op, const struct application *application,
                             const json_t *values, struct sealed_values *ret_sealed);
CHECKED enum err values_open(struct op *op, const struct application *application,
                             struct bytes sealed, json_t **ret_values);

/* Counts the revision up, which locks the row until the transaction ends. Errors: ERR_CONFLICT
 * "state_moved". */
CHECKED enum err values_lock(struct op *op, const struct application *application,
                             int64_t *ret_revision);

struct values_write {
    const struct form *form;
    const json_t *values;
    const char *paths; /* changed, one a line */
    int64_t revision;
    size_t blocking_count; /* problems that refuse */
};

/* Seals and stores values, the columns of lists and what was touched. Under values_lock. */
CHECKED enum err values_write(struct op *op, const struct application *application,
                              const struct values_write *write, const char **ret_digest);

/* Gives a draft all its values at once. Inside a transaction. */
CHECKED enum err application_fill(struct op *op, const char *public_id, const json_t *values);

/* Appends a version of the values as they stand; ret_n its number. Inside a transaction. */
CHECKED enum err version_add(struct op *op, const struct application *application, const char *kind,
                             const char *name, int64_t *ret_n, const char **ret_digest);

/*
 * A place of the recommending unit: taken by a guarded update, given back. Inside a transaction.
 * ret_over: the place is above a soft quota. A place given back that was within the quota is taken
 * over by the first that waits above it.
 */
CHECKED enum err quota_take(struct op *op, const struct application *application,
                            const struct call *call, const char *over_quota, bool *ret_over);
CHECKED enum err quota_free(struct op *op, const struct application *application);

/* The actor's relation to the application: bits of enum who. */
int actor_who(const struct op *op, const struct application *application);
