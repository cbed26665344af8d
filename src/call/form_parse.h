/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_parse.h: what a person wrote in a cell as the value of a field; form_value_text backwards.
 *
 * Meant for paper forms and lists: full-width digits, 5万元 and 50,000元, 2025年1月24日 and 2025.1.24,
 * ☑ √ ■ ✓ before or behind a label, names of regions, disciplines and titles. What is not clear is
 * said so and never guessed.
 */
#pragma once
#include "call/form.h"

struct reference;

enum parsed {
    PARSED_VALUE, /* ret_value is set */
    PARSED_EMPTY, /* blank, or only what stands in a blank form: "　　年　月　日", "　万元", "□是 □否" */
    PARSED_UNCLEAR, /* ret_why says in Chinese what was expected */
    PARSED_NOT      /* fields of this kind cannot be written as text: attachments, tables */
};

/*
 * Reads text (UTF-8) as a value of the field's kind, in the shape form.h describes; limits and
 * rules are not judged here. ret_value (owned by op) and ret_why are written as enum parsed says.
 */
enum parsed form_parse(struct op *op, const struct field *field, const struct reference *reference,
                       const char *text, json_t **ret_value, const char **ret_why);

/* Full-width letters, digits and signs as half-width, blanks of any width as one kind. */
const char *form_parse_half(struct op *op, const char *text);

/* Without blanks at both ends; in lines true also at those of each line, empty lines at the start
 * and the end taken away; in lines false lines are joined. */
const char *form_parse_trim(struct op *op, const char *text, bool lines);
