/* SPDX-License-Identifier: Apache-2.0 */
/* health.h: what /healthz looks at (the hook of web.h). */
#pragma once
#include "web/web.h"

/*
 * database: it answers and has this program's schema; writing: a row can be written; keys: seal,
 * open, sign, verify, and the constant opens; jobs: none has been due for ten minutes; clock: this
 * minute or one of the last three is served; mail: no letter has been due for an hour. Where the
 * database does not answer the others are not asked. Once, HEALTH_PARTS_MAX are enough.
 */
size_t health_look(struct op *op, struct health_part *parts);
