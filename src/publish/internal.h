/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: shared by the files of this folder only. */
#pragma once
#include "call/finding.h"
#include "publish/publish.h"

/* The loader's or linter's findings as problems of the op, each with its file, line and column. */
void publish_report(struct op *op, const struct finding_list *findings);

/* The files of one version. Errors: ERR_NOT_FOUND "no_such_call". */
CHECKED enum err publish_files(struct op *op, const char *code, int64_t n,
                               struct call_file **ret_files, size_t *ret_count);
