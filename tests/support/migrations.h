/* SPDX-License-Identifier: Apache-2.0 */
/* migrations.h: the migrations as they stand in the source folder. */
#pragma once
#include "db/db.h"

/* All of migrations/, ascending. ERR_INTERNAL when one cannot be read. */
CHECKED enum err test_migrations(struct op *op, struct migration **ret_all, size_t *ret_count);
