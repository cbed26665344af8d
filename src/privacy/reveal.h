/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reveal.h: 查看完整信息: personal values are masked (text/mask.h) for all but their owner; who needs
 * them says why, is written down, and sees them for a while. Table: reveal (migrations/0061).
 *
 * A subject's own room asks: its view masks unless reveal_is_open, its route calls reveal_add after
 * it has found the subject visible to the actor.
 */
#pragma once
#include "base/op.h"

enum { REVEAL_MINUTES = 30, REVEAL_REASON_MIN = 4, REVEAL_REASON_MAX = 500 };

/*
 * Opens the subject for the actor's post for REVEAL_MINUTES of the real clock, with an event.
 * subject_kind: as of events; org_id: whose matter it is, 0 none; reason: code points within the
 * limits above. Errors: ERR_DENIED "reveal_denied" the role never sees them in full; ERR_INVALID
 * "reveal_reason" it says too little.
 */
CHECKED enum err reveal_add(struct op *op, const char *subject_kind, const char *subject_id,
                            int64_t org_id, const char *reason);

/* Whether the actor's role may ask at all. */
bool reveal_allowed(const struct op *op);

/* Whether the subject is open for the actor's post now. */
CHECKED enum err reveal_is_open(struct op *op, const char *subject_kind, const char *subject_id,
                                bool *ret_open);
