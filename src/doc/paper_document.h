/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper_document.h: letters and lists: the words of a paper (call/paper_text.h) with values.
 *
 * A text holds {name} or {name.member}: a text or a whole number of the values. Inside a table or
 * a block with `each` the row's members come first, {no} is its number from 1 on. What is not
 * there becomes a line to write on in running text, and nothing in a table, in a line that says
 * {name?}, in the title, the address and the signature.
 */
#pragma once
#include "call/paper_text.h"
#include "doc/document.h"

#include <jansson.h>

struct paper_values {
    const json_t *values; /* object of texts, whole numbers, objects, and lists of objects */
    const char *created;  /* "2025-01-15T09:00:00+08:00" */
    const char *mark;     /* at the head of each page: who took it out and when; or NULL */
};

/* The document, a child of op. Values of other kinds count as absent. */
struct document *paper_document(struct op *op, const struct paper_text *paper,
                                const struct paper_values *values);

/* A text with its names filled; blank stands for what is absent. A child of op. */
const char *paper_fill(struct op *op, const char *text, const json_t *values, const json_t *row,
                       const char *blank);
