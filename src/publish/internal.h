/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: shared by the files of this folder only. */
#pragma once
#include "call/finding.h"
#include "publish/publish.h"

/* The loader's or linter's findings as problems of the op, each with its file, line and column. */
void publish_report(struct op *op, const struct finding_list *findings);

/* Has the operation ask anew which version of a call is the current one. */
void publish_forget(struct op *op);
