/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_document.h: a form with its values, or blank, as the paper that is stamped.
 *
 * The order and the widths are those of the form's print rows (docs/call-format.md). A field that
 * is printed but stands in no row is put behind them, so that nothing a person filled in is lost.
 */
#pragma once
#include "call/form.h"
#include "doc/document.h"

struct reference;

struct form_paper {
    const struct form *form;
    const char *call;                  /* code of the call, or NULL: reading back does not ask */
    const json_t *values;              /* {field: value}; NULL: blank, with room to write */
    const struct reference *reference; /* names of regions, disciplines, industries */
    const char *unit;                  /* who files it, for the metadata; or NULL */
    const char *address; /* of the site, "https://…": the QR code opens it; or NULL */
    const char *code;    /* short code "O7F3-A92C"; NULL: none */
    int64_t version;     /* of the values; 0: not kept as a version */
    const char *digest;  /* of the values, hexadecimal; NULL when blank */
    const char *created; /* "2025-01-15T09:00:00+08:00" */
    const char *mark;    /* "草稿" at the head of each page, or NULL */
};

/* The paper, a child of op. Values of a wrong kind are left empty, never fatal. */
struct document *form_document(struct op *op, const struct form_paper *paper);
