/* SPDX-License-Identifier: Apache-2.0 */
/* format.c: the table of writers. */
#include "doc/format.h"

#include "doc/docx.h"
#include "doc/ofd.h"

#include <string.h>

static const struct {
    const char *name;
    const char *content_type;
    enum err (*write)(struct op *op, struct typeset *typeset, const struct document *document,
                      struct pdf *ret_file);
} formats[FORMAT_COUNT] = {
    [FORMAT_PDF] = { "pdf", "application/pdf", pdf_write },
    [FORMAT_DOCX] = { "docx",
                      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                      docx_write },
    [FORMAT_OFD] = { "ofd", "application/ofd", ofd_write },
};

const char *format_name(enum doc_format format)
{
    return formats[format].name;
}

const char *format_content_type(enum doc_format format)
{
    return formats[format].content_type;
}

bool format_find(const char *name, enum doc_format *ret_format)
{
    for (int i = 0; name != NULL && i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            *ret_format = (enum doc_format)i;
            return true;
        }
    }
    return false;
}

enum err format_write(struct op *op, struct typeset *typeset, enum doc_format format,
                      const struct document *document, struct pdf *ret_file)
{
    return formats[format].write(op, typeset, document, ret_file);
}
