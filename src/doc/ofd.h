/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ofd.h: documents as OFD (GB/T 33190-2016), the same pages as the PDF.
 *
 * Characters stand at the places Pango gave them, so that any reader shows the same lines and the
 * text can be copied; fonts are embedded as subsets; rules, boxes and QR codes are paths.
 */
#pragma once
#include "doc/pdf.h"

/* Writes a document. The same document with the same fonts gives the same bytes. Errors: those of
 * pdf_write; ERR_INTERNAL libzip or harfbuzz fails. */
CHECKED enum err ofd_write(struct op *op, struct typeset *typeset, const struct document *document,
                           struct pdf *ret_file);
