/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site_check.h: whether keys and database belong together, and whether one can write.
 * Table: site_check (migrations/0160).
 */
#pragma once
#include "base/err.h"

struct op;

/*
 * At the first start on a database a constant is sealed, indexed and stored beside the id of the
 * signing key; at every later one the keys must open it, find it and have that id. A database of
 * before this table is compared by its newest sealed form. Errors: ERR_CONFLICT "keys_other" the
 * keys are not those of this database.
 */
CHECKED enum err site_check_keys(struct op *op);

/* Writes one row. Errors: the database's. */
CHECKED enum err site_check_write(struct op *op);

/* Seals, opens, signs and verifies with the site's keys, and opens the constant. */
CHECKED enum err site_check_crypto(struct op *op);
