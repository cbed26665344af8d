/* SPDX-License-Identifier: Apache-2.0 */
/* bytes.h: a run of bytes with its length. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* May hold NULs. Borrowed going in, a child of op coming out. */
struct bytes {
    const uint8_t *data;
    size_t size;
};
