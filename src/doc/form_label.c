/* SPDX-License-Identifier: Apache-2.0 */
/* form_label.c: labels in hash tables by key, by bare key and by how their text begins. */
#include "doc/form_label.h"

#include "base/mem.h"
#include "doc/form_find.h"

#include <string.h>

enum { BUCKETS = 1024, START_BYTES = 3 };

/* Chains of labels; first and last of each. */
struct chains {
    const struct form_label *first[BUCKETS];
    struct form_label *last[BUCKETS];
};

struct form_labels {
    struct op *op;
    const struct form *form;
    struct chains by_key;
    struct chains by_bare;
    struct chains by_start;
    struct chains short_ones; /* of fewer bytes than START_BYTES: bucket 0 only */
};

static size_t bucket_of(const char *text, size_t size)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619U;
    return hash % BUCKETS;
}

/* ---- making ---- */

/* Puts a label at the end of a chain; link is its member for that chain. */
#define CHAIN(chains, bucket, label, link)                                                         \
    do {                                                                                           \
        size_t at_ = (bucket);                                                                     \
        if ((chains)->last[at_] == NULL)                                                           \
            (chains)->first[at_] = (label);                                                        \
        else                                                                                       \
            (chains)->last[at_]->link = (label);                                                   \
        (chains)->last[at_] = (label);                                                             \
    } while (0)

static void chain_start(struct form_labels *labels, struct form_label *label)
{
    if (label->field->kind == FIELD_TABLE || label->field->table != NULL)
        return;
    if (strlen(label->text) < START_BYTES)
        CHAIN(&labels->short_ones, 0, label, same_start);
    else
        CHAIN(&labels->by_start, bucket_of(label->text, START_BYTES), label, same_start);
}

static void add_label(struct form_labels *labels, const struct field *field, const char *text)
{
    struct form_label *label = mem_new(labels->op, struct form_label);

    *label = (struct form_label){ .key = find_key(labels->op, text, false),
                                  .bare = find_key(labels->op, text, true),
                                  .text = text,
                                  .field = field };
    if (label->key[0] == '\0')
        return;
    CHAIN(&labels->by_key, bucket_of(label->key, strlen(label->key)), label, same_key);
    CHAIN(&labels->by_bare, bucket_of(label->bare, strlen(label->bare)), label, same_bare);
    chain_start(labels, label);
}

/* Labels the print rows give; a heading over a single field is its label too. */
static void add_print_labels(struct form_labels *labels, size_t r)
{
    const struct print_row *row = &labels->form->print.rows[r];

    for (size_t i = 0; i < row->cell_count; i++) {
        const struct cell *cell = &row->cells[i];
        const struct field *field =
            cell->field == NULL ? NULL : form_field(labels->form, cell->field);
        if (field != NULL && cell->label != NULL)
            add_label(labels, field, cell->label);
        if (field != NULL && r > 0 && row->cell_count == 1 && row[-1].heading != NULL)
            add_label(labels, field, row[-1].heading);
    }
}

struct form_labels *form_labels_new(struct op *op, const struct form *form,
                                    const struct field *const *fields, size_t field_count)
{
    struct form_labels *labels = mem_new(op, struct form_labels);

    labels->op = op;
    labels->form = form;
    for (size_t i = 0; i < field_count; i++) {
        add_label(labels, fields[i], fields[i]->label);
        for (size_t c = 0; c < fields[i]->column_count; c++)
            add_label(labels, &fields[i]->columns[c], fields[i]->columns[c].label);
    }
    for (size_t r = 0; r < form->print.row_count; r++)
        add_print_labels(labels, r);
    return labels;
}

/* ---- looking up ---- */

const struct form_label *form_label_keyed(const struct form_labels *labels, const char *key)
{
    const struct form_label *label =
        key[0] == '\0' ? NULL : labels->by_key.first[bucket_of(key, strlen(key))];

    while (label != NULL && strcmp(label->key, key) != 0)
        label = label->same_key;
    return label;
}

const struct form_label *form_label_bare(const struct form_labels *labels, const char *bare)
{
    const struct form_label *label =
        bare[0] == '\0' ? NULL : labels->by_bare.first[bucket_of(bare, strlen(bare))];

    while (label != NULL && strcmp(label->bare, bare) != 0)
        label = label->same_bare;
    return label;
}

/* ---- in running text ---- */

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Behind the bracket that closes a note of at most FORM_LABEL_NOTE_MAX bytes, or NULL. */
static const char *behind_bracket(const char *text, const char *close)
{
    for (size_t i = 0; i <= FORM_LABEL_NOTE_MAX && text[i] != '\0'; i++) {
        if (text[i] == close[0] && starts_with(text + i, close))
            return text + i + strlen(close);
    }
    return NULL;
}

/* Behind a colon at the start of a text, before which something may stand in brackets; or NULL. */
static const char *behind_colon(const char *text)
{
    static const char *const open[] = { "（", "(" };
    static const char *const close[] = { "）", ")" };
    static const char *const colons[] = { "：", ":" };

    for (size_t i = 0; i < 2; i++) {
        const char *end =
            starts_with(text, open[i]) ? behind_bracket(text + strlen(open[i]), close[i]) : NULL;
        text = end == NULL ? text : end;
    }
    for (size_t i = 0; i < 2; i++) {
        if (starts_with(text, colons[i]))
            return text + strlen(colons[i]);
    }
    return NULL;
}

/* The longest of a chain that stands at the start of a text with its colon, if longer than best. */
static const struct form_label *longest(const struct form_label *label, const char *text,
                                        const struct form_label *best, const char **ret_behind)
{
    for (; label != NULL; label = label->same_start) {
        const char *behind =
            starts_with(text, label->text) ? behind_colon(text + strlen(label->text)) : NULL;
        if (behind == NULL || (best != NULL && behind <= *ret_behind))
            continue;
        best = label;
        *ret_behind = behind;
    }
    return best;
}

const struct form_label *form_label_next(const struct form_labels *labels, const char *text,
                                         const char **ret_at, const char **ret_behind)
{
    const struct form_label *found = NULL;

    for (; *text != '\0' && found == NULL; text++) {
        if (((unsigned char)*text & 0xc0) == 0x80)
            continue; /* no label begins inside a character */
        found = longest(labels->short_ones.first[0], text, NULL, ret_behind);
        if (text[1] != '\0' && text[2] != '\0')
            found = longest(labels->by_start.first[bucket_of(text, START_BYTES)], text, found,
                            ret_behind);
        *ret_at = text;
    }
    return found;
}
