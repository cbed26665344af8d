/* SPDX-License-Identifier: Apache-2.0 */
/* bytes.h: a run of bytes; text may hold NULs. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Borrowed going in, a child of op coming out. */
struct bytes {
    const uint8_t *data;
    size_t size;
};
