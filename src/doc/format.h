/* SPDX-License-Identifier: Apache-2.0 */
/* format.h: the kinds of file a document can be written as. */
#pragma once
#include "doc/pdf.h"

enum doc_format { FORMAT_PDF, FORMAT_DOCX, FORMAT_OFD, FORMAT_COUNT };

/* "pdf", "docx", "ofd": also the ending of the file's name. Static storage. */
const char *format_name(enum doc_format format);
const char *format_content_type(enum doc_format format);

/* By name; false when there is none of it. name may be NULL. */
bool format_find(const char *name, enum doc_format *ret_format);

/* The file. Errors: those of pdf_write. */
CHECKED enum err format_write(struct op *op, struct typeset *typeset, enum doc_format format,
                              const struct document *document, struct pdf *ret_file);
