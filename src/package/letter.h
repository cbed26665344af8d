/* SPDX-License-Identifier: Apache-2.0 */
/* letter.h: the letter of a package as sealed JSON, and its checks. For this folder only. */
#pragma once
#include "base/crypto.h"
#include "package/package.h"

/* Where the letter of a package lies: its present one. */
struct seal_place letter_place(const char *package);

CHECKED enum err letter_seal(struct op *op, const struct seal_place *place,
                             const struct package_letter *letter, struct bytes *ret_sealed);
CHECKED enum err letter_open(struct op *op, const struct seal_place *place, struct bytes sealed,
                             struct package_letter *ret_letter);

/* The items a letter is about. */
struct letter_items {
    const char *const *ids; /* public ids */
    size_t count;
};

/*
 * Normalises the letter; doubts are added to warnings. Errors: ERR_INVALID "letter_problems": all
 * mistakes are in op->problems, with paths below /letter.
 */
CHECKED enum err letter_check(struct op *op, const struct letter_items *items,
                              const struct package_letter *in, struct problem_list *warnings,
                              struct package_letter *ret_letter);

/* Adds the accounts of funded items that the letter does not name, as their forms give them. */
CHECKED enum err letter_fill(struct op *op, const struct application *items, size_t count,
                             struct package_letter *letter);

/* Warns of what the call wants said in the letter of one of these items and is not. */
CHECKED enum err letter_missing(struct op *op, const struct application *items, size_t count,
                                const struct package_letter *letter, struct problem_list *warnings);
