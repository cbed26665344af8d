/* SPDX-License-Identifier: Apache-2.0 */
/* holder.h: what a file belongs to: an application, a package, or a recommending unit's round. */
#pragma once
#include "attachment/attachment.h"

/* A holder as the actor sees it. */
struct holder {
    enum holder_kind kind;
    int64_t id;
    const char *public_id;
    const char *subject; /* of events: "application", "package", "round" */
    const char *state;   /* for logs */
    int64_t org_id;      /* whose files they are: their bytes are counted together */
    bool may_attach;
    bool may_remove;
    bool sees_unready; /* files that are not checked yet */
    struct attachment_kinds kinds;
};

/* The holder, if the actor may see it; kinds only when with_kinds. Errors: ERR_NOT_FOUND. */
CHECKED enum err holder_get(struct op *op, enum holder_kind kind, const char *public_id,
                            bool with_kinds, struct holder *ret_holder);

/* Locks its row until the transaction ends: it is not sent, moved or removed meanwhile. */
CHECKED enum err holder_lock(struct op *op, const struct holder *holder);

/* Its files that the actor sees, oldest first. */
CHECKED enum err attachment_list_of(struct op *op, const struct holder *holder,
                                    struct attachment_list *ret_list);

/* What an application is as a holder of files; without kinds. */
struct holder holder_of_application(const struct op *op, const struct application *application);
