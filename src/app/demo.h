/* SPDX-License-Identifier: Apache-2.0 */
/* demo.h: the rehearsal that the program carries: rehearsal/nmg-2025.yaml and calls/nmg-2025. */
#pragma once
#include "base/op.h"

/*
 * Fills a migrated database without users: units, people, and the embedded call published.
 * op->site is a rehearsal's and lends calls and reference data. Errors: the database's;
 * ERR_CONFLICT it was filled.
 */
CHECKED enum err demo_fill(struct op *op);
