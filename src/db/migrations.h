/* SPDX-License-Identifier: Apache-2.0 */
/* migrations.h: the migrations inside the program. */
#pragma once
#include "db/db.h"

/*
 * All files of migrations/ as embedded, ascending by number: "0010-org.sql" is number 10. The array
 * is a child of op. Errors: ERR_INTERNAL a name that does not begin with a number, or two with the
 * same one.
 */
CHECKED enum err db_migrations(struct op *op, struct migration **ret_all, size_t *ret_count);
