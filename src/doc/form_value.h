/* SPDX-License-Identifier: Apache-2.0 */
/* form_value.h: how single values and table fields stand on the printed form. */
#pragma once
#include "doc/form_document.h"

#define PAPER_WIDTH_PT (166 / 25.4 * 72) /* of the type area of document_a4 */

enum { OPTIONS_PRINTED_MAX = 20 }; /* more are not all shown with boxes, only the chosen ones */

/*
 * A value as printed, with all options and their boxes where it is a choice and boxes is true.
 * value NULL or empty: what stands in a blank, such as "　　年　月　日" or the unit.
 */
const char *form_printed(struct op *op, const struct form_paper *paper, const struct field *field,
                         const json_t *value, bool boxes);

/* Width in full-width characters: Latin letters and digits count half. */
double text_width_em(const char *text);

/* A table field: heads, numbered rows, or empty rows when there are none. */
void form_print_table(struct op *op, const struct form_paper *paper, struct document *document,
                      const struct field *field, const json_t *rows);

/* The foot of each page: short code, version, and the digest's first digits for the eye. */
const char *form_footer(struct op *op, const struct form_paper *paper);

/* DJ1:CODE:VERSION:DIGEST (16 digits), the writer adds :PAGE:PAGES; a blank is DJ1:BLANK:FORM:N.
 * Capitals, digits and colons only: a wedge scanner types them as they are. A paper with an address
 * says ADDRESS/q/DJ1:…, which a telephone opens. */
const char *form_qr(struct op *op, const struct form_paper *paper);

/* What a file says of the paper it is: "nmg-2025/team/1/O7F3-A92C/3/66EA…": call, form, version of
 * the form, code, version of the values, digest; parts not known are empty. */
const char *form_paper_id(struct op *op, const struct form_paper *paper);
