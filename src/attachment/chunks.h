/* SPDX-License-Identifier: Apache-2.0 */
/* chunks.h: the stored pieces of an attachment. For attachment.c. */
#pragma once
#include "attachment/attachment.h"
#include "base/crypto.h"

/* How many chunks a file of this size has. */
int64_t chunks_of(int64_t size);

/* What a look at every chunk finds. */
struct chunk_look {
    struct sm3 *digest;
    const char *type;     /* by the first bytes; NULL: none we take */
    unsigned char *bytes; /* room for all of them, or NULL */
};

/* Fills look->type, and look->bytes when it is room, and tells the digest. Errors: those of
 * attachment_each. */
CHECKED enum err chunks_read(struct op *op, const struct attachment *attachment,
                             struct chunk_look *look, const char **ret_sm3);

/* Only what was checked is given out. Errors: ERR_NOT_FOUND "not_found". */
CHECKED enum err attachment_ready(struct op *op, const struct attachment *attachment);
