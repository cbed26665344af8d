/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duplicate.h: applications that resemble one another, over tracks and years.
 * Table: application_trait (migrations/0053).
 *
 * A trait is a hash that resembling applications share: of the title eight of its pairs of signs
 * chosen by min-hashing (Broder 1997), of each expert a blind index (keys_lookup), so that no
 * personal value lies in the table. They are kept when a version is.
 */
#pragma once
#include "application/application.h"

enum { DUPLICATES_MAX = 50 };

struct duplicate {
    struct application application;
    int64_t similarity; /* of the titles, per thousand */
    int64_t experts;    /* in both */
    const char **reasons;
    size_t reason_count;
};

struct duplicate_list {
    struct duplicate *rows; /* most alike first */
    size_t count;
};

/* Keeps the traits of the values. Inside the transaction that keeps a version. */
CHECKED enum err duplicate_index(struct op *op, const struct application *application,
                                 const json_t *values);

/*
 * What resembles the application, of the actor's own unit; for desks and the department of all that
 * they may see. Warnings for people: nothing is refused by them.
 */
CHECKED enum err duplicate_list(struct op *op, const struct application *application,
                                struct duplicate_list *ret_list);

/* The traits of an application that is erased; of a person of a unit in every application. */
CHECKED enum err duplicate_forget(struct op *op, int64_t application_id);
CHECKED enum err duplicate_forget_person(struct op *op, const char *name, const char *unit);
