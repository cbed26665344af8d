/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_label.h: the labels of a form, looked up by wording and found in running text. Only the
 * form's own words go into the index, so no file can choose how long its chains are. For
 * form_find.c.
 */
#pragma once
#include "call/form.h"

/* A label in one of the wordings the form uses for a field or a column of one. */
struct form_label {
    const char *key;
    const char *bare; /* without brackets; "" when nothing is left */
    const char *text; /* as it is printed */
    const struct field *field;
    const struct form_label *same_key; /* the next of the same key, in the form's order */
    const struct form_label *same_bare;
    const struct form_label *same_start; /* the next in the bucket of how the text begins */
};

struct form_labels;

/* An index of a form's labels; fields are all of the form, in its order. A child of op. */
struct form_labels *form_labels_new(struct op *op, const struct form *form,
                                    const struct field *const *fields, size_t field_count);

/* The first label with this key (form_find.h), or bare key; NULL: none, or the key is "". */
const struct form_label *form_label_keyed(const struct form_labels *labels, const char *key);
const struct form_label *form_label_bare(const struct form_labels *labels, const char *bare);

/*
 * The first place in a text where a label of a single field stands with a colon behind it, the
 * longest label where several begin there; ret_at is its start, ret_behind what follows the colon.
 * NULL: nowhere. A note in brackets of at most FORM_LABEL_NOTE_MAX bytes may stand before the
 * colon. Looks at each place once: time is linear in the text up to the label found.
 */
const struct form_label *form_label_next(const struct form_labels *labels, const char *text,
                                         const char **ret_at, const char **ret_behind);

enum { FORM_LABEL_NOTE_MAX = 400 };
