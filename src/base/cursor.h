/* SPDX-License-Identifier: Apache-2.0 */
/* cursor.h: where a list goes on: the instant and the number of the last row seen, newest first. */
#pragma once
#include <stdint.h>

/* The cursor "ms.id" of a row, a child of parent. */
const char *cursor_text(const void *parent, int64_t ms, int64_t id);

/* Reads one; NULL or anything else begins at the top: both are INT64_MAX then. */
void cursor_read(const char *cursor, int64_t *ret_ms, int64_t *ret_id);
