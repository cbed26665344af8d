/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrival.h: the paper of a package came to its desk: one scan of the label on the envelope.
 * Table: package_paper (migrations/0074). A note of the desk; the instant that counts is another.
 */
#pragma once
#include "base/op.h"

struct paper_arrival {
    int64_t at_ms; /* 0: it did not come yet */
    const char *by;
};

/* The desk the package went to notes its paper as arrived; again changes nothing. Errors:
 * ERR_NOT_FOUND no such package for this actor; ERR_DENIED "not_allowed" another office than the
 * desk it went to. */
CHECKED enum err paper_arrive(struct op *op, const char *package, struct paper_arrival *ret);

/* When it came; at_ms 0: not yet. Errors: ERR_NOT_FOUND. */
CHECKED enum err paper_arrived(struct op *op, const char *package, struct paper_arrival *ret);
