/* SPDX-License-Identifier: Apache-2.0 */
/* reviewer.h: publishing from the command line, in the name of a head who reviewed. */
#pragma once
#include "base/op.h"

/*
 * Publishes a version of a call by the post of the head with this login; NULL: of the first head
 * there is or, in a rehearsal whose people know none, of nobody. What the machine found is taken as
 * seen: the verb prints it. op's actor is as before afterwards. Errors: ERR_INVALID
 * "no_such_reviewer"; those of publish_release.
 */
CHECKED enum err publish_reviewed(struct op *op, const char *call, int64_t n, const char *login,
                                  const char *opinion);
