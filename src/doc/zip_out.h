/* SPDX-License-Identifier: Apache-2.0 */
/* zip_out.h: archives in memory. The same entries give the same bytes: all bear one date. */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

struct zip_out;

/* An empty archive, a child of op. Errors: ERR_INTERNAL libzip fails, like all below. */
CHECKED enum err zip_out_new(struct op *op, struct zip_out **ret_zip);

/* Adds an entry; bytes are borrowed until zip_out_done. packed: they are packed already (a
 * picture, a font) and are stored as they are. The first failure is kept for zip_out_done. */
void zip_out_add(struct zip_out *zip, const char *name, struct bytes bytes, bool packed);

/* The archive, a child of op; nothing can be added any more. */
CHECKED enum err zip_out_done(struct op *op, struct zip_out *zip, struct bytes *ret_bytes);
