/* SPDX-License-Identifier: Apache-2.0 */
/* pdf.h: documents as PDF: embedded subsets, text that can be copied, outline, metadata. */
#pragma once
#include "base/bytes.h"
#include "doc/document.h"

enum { PAGES_MAX = 2000 }; /* of one document */

struct typeset; /* doc/typeset.h: the fonts, opened once */

struct pdf {
    struct bytes bytes;
    int page_count;
};

/*
 * Writes a document. The same document with the same fonts gives the same bytes. What it took is
 * freed with a scratch of op's at the end; only the bytes stay.
 * Errors: ERR_TOO_LARGE "document_pages"; ERR_INTERNAL cairo failed.
 */
CHECKED enum err pdf_write(struct op *op, struct typeset *typeset, const struct document *document,
                           struct pdf *ret_pdf);
