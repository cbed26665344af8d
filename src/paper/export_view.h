/* SPDX-License-Identifier: Apache-2.0 */
/* export_view.h: a workbook as an answer, for the routes of other folders too. */
#pragma once
#include "base/bytes.h"
#include "web/route.h"

/* The file, to be kept under name.xlsx (ASCII). */
CHECKED enum err respond_workbook(struct op *op, struct response *response, const char *name,
                                  struct bytes file);
