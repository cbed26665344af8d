/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan_in.h: the QR codes on the pages of a scan: PDF, JPEG, PNG, TIFF.
 *
 *     {"pages": 4,                                 in the file
 *      "codes": [{"page": 1, "text": "DJ1:…"}, …], by page; a text once a page
 *      "unread": [{"page": 3, "why": "format"}]}   pages not, or not wholly, looked at
 *
 * why: format (JBIG2, JPEG 2000, unknown colours) | large (over gray.h's limits) | broken | time
 * (this page and all behind it: SCAN_IN_MS were over) | pages (this one and all behind it).
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <jansson.h>

enum { SCAN_IN_PAGES_MAX = 60, SCAN_IN_CODES_MAX = 300, SCAN_IN_MS = 25000 };

/*
 * Reads a file; ret_json is a child of op. For the reading process only. Errors: ERR_INVALID
 * "file_unreadable" it is none of these.
 */
CHECKED enum err scan_in(struct op *op, struct bytes file, json_t **ret_json);
