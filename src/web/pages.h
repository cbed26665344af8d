/* SPDX-License-Identifier: Apache-2.0 */
/* pages.h: the built pages carried inside the program. */
#pragma once
#include "web/web_internal.h"

/*
 * Answers a GET or HEAD of a path outside /api/ that no route has: the embedded file of that name
 * (gzip when the client takes it, 304 when it has it, for ever when its name carries a hash), or
 * index.html when the client accepts text/html, since the pages have addresses of their own.
 * Without built pages a plain text says so (503). Returns false, response untouched, when the
 * path is not the pages' to answer.
 */
bool pages_answer(struct op *op, const struct raw_request *raw, const char *path,
                  struct response *response);
