/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx.h: documents as files of Word (ECMA-376, transitional), for Word, WPS and LibreOffice.
 *
 * Pages, faces, tables with merged cells and repeated heads, head and foot as in the PDF; the word
 * processor breaks the lines itself. A cell's mark is a bookmark around its text, the form's id
 * the custom property FormId: both survive a word processor, content controls do not.
 */
#pragma once
#include "doc/pdf.h"

#define DOCX_FORM_ID "FormId"

/* Writes a document; typeset is not used and may be NULL. The same document gives the same bytes;
 * page_count is 0, nobody knows it. Errors: ERR_INTERNAL libzip fails. */
CHECKED enum err docx_write(struct op *op, struct typeset *typeset, const struct document *document,
                            struct pdf *ret_file);
