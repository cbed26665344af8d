/* SPDX-License-Identifier: Apache-2.0 */
/* document.h: one application as the paper that is printed and stamped. */
#pragma once
#include "application/application.h"
#include "doc/form_document.h"

/*
 * What form_document needs for version n of the values, 0: as the actor sees them now. Without a
 * kept version of the same values the paper says that it is a draft. Personal values are masked as
 * application_masked says, unless whole: then the caller has the reason and leaves an event.
 * Errors: ERR_NOT_FOUND.
 */
CHECKED enum err application_paper(struct op *op, const struct application *application, int64_t n,
                                   bool whole, struct form_paper *ret_paper);
