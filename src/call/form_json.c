/* SPDX-License-Identifier: Apache-2.0 */
/* form_json.c: the form for the pages, every field with its rules and where they come from. */
#include "base/mem.h"
#include "base/time.h"
#include "call/call_json.h"
#include "call/form_judge.h"

#include <string.h>

void put_text(json_t *object, const char *key, const char *text)
{
    (void)json_object_set_new(object, key, text == NULL ? json_null() : json_string(text));
}

void put_texts(json_t *object, const char *key, const char *const *texts, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, json_string(texts[i]));
    (void)json_object_set_new(object, key, list);
}

void put_day(struct op *op, json_t *object, const char *key, int day)
{
    put_text(object, key, day == 0 ? NULL : day_text(op, day));
}

void put_origin(json_t *object, const struct origin *origin)
{
    put_text(object, "basis", basis_name(origin->basis));
    put_text(object, "clause",
             origin->clause_label != NULL ? origin->clause_label : origin->decision);
    put_text(object, "note", origin->note);
    (void)json_object_set_new(object, "blocks", json_boolean(origin->basis != BASIS_DEFAULT));
}

static void put_bound(json_t *object, const char *key, int64_t bound)
{
    if (bound != LIMIT_NONE)
        (void)json_object_set_new(object, key, json_integer(bound));
}

static json_t *limit_json(struct op *op, const struct limit *limit)
{
    json_t *object = json_object();

    put_bound(object, "min", limit->min);
    put_bound(object, "max", limit->max);
    put_bound(object, "min_words", limit->min_words);
    put_bound(object, "max_words", limit->max_words);
    put_bound(object, "min_days", limit->min_days);
    put_bound(object, "max_days", limit->max_days);
    put_bound(object, "min_working_days", limit->min_working_days);
    put_bound(object, "max_working_days", limit->max_working_days);
    if (limit->not_before != 0)
        put_day(op, object, "not_before", limit->not_before);
    if (limit->not_after != 0)
        put_day(op, object, "not_after", limit->not_after);
    if (limit->at_least != NULL)
        put_text(object, "at_least", limit->at_least);
    put_text(object, "message", limit->message);
    put_origin(object, &limit->origin);
    return object;
}

static json_t *options_json(const struct field *field)
{
    json_t *list = json_array();

    for (size_t i = 0; i < field->option_count; i++)
        (void)json_array_append_new(list, json_pack("{s:s, s:s}", "code", field->options[i].code,
                                                    "label", field->options[i].label));
    return list;
}

/* Title levels as options, highest first. */
static json_t *levels_json(enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; level_words[i] != NULL; i++)
        (void)json_array_insert_new(list, 0,
                                    json_pack("{s:s, s:s}", "code", level_words[i], "label",
                                              level_name(language, level_words[i])));
    return list;
}

static json_t *fields_json(struct op *op, const struct field *fields, size_t count);

/* What only some kinds have; the others lack the key. */
static void put_kind(struct op *op, json_t *object, const struct field *field)
{
    if (field->kind == FIELD_MONEY) {
        put_text(object, "currency", field->currency);
        (void)json_object_set_new(object, "minor_per_unit", json_integer(money_unit(field)));
    }
    if (field->kind == FIELD_NUMBER)
        (void)json_object_set_new(object, "decimals", json_integer(field->decimals));
    if (field->option_count > 0)
        (void)json_object_set_new(object, "options", options_json(field));
    if (field->kind == FIELD_TITLE_LEVEL)
        (void)json_object_set_new(object, "options", levels_json(field->language));
    if (field->kind == FIELD_CHOICES)
        put_text(object, "other", field->other);
    if (field->kind == FIELD_REGION || field->kind == FIELD_REGIONS) {
        put_text(object, "level", field->level);
        put_text(object, "within", field->within);
    }
    if (field->kind == FIELD_ATTACHMENT)
        put_texts(object, "accept", field->accept, field->accept_count);
    if (field->kind == FIELD_TABLE)
        (void)json_object_set_new(object, "columns",
                                  fields_json(op, field->columns, field->column_count));
}

static json_t *field_json(struct op *op, const struct field *field)
{
    json_t *object = json_object();
    json_t *limits = json_array();

    put_text(object, "id", field->id);
    put_text(object, "path",
             field->table == NULL ? mem_printf(op, "/values/%s", field->id)
                                  : mem_printf(op, "/values/%s/*/%s", field->table->id, field->id));
    put_text(object, "label", field->label);
    put_text(object, "kind", field_kind_name(field->kind));
    (void)json_object_set_new(object, "required", json_boolean(field->required));
    (void)json_object_set_new(object, "personal", json_boolean(field->personal));
    (void)json_object_set_new(object, "printed", json_boolean(field->printed));
    put_text(object, "hint", field->hint);
    put_text(object, "example", field->example);
    put_text(object, "as", field->role == ROLE_NONE ? NULL : field_role_name(field->role));
    put_text(object, "unit", field->unit);
    (void)json_object_set_new(object, "max_chars", json_integer(field->max_chars));
    put_origin(object, &field->origin);
    for (size_t i = 0; i < field->limit_count; i++)
        (void)json_array_append_new(limits, limit_json(op, &field->limits[i]));
    (void)json_object_set_new(object, "limits", limits);
    put_kind(op, object, field);
    return object;
}

static json_t *fields_json(struct op *op, const struct field *fields, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, field_json(op, &fields[i]));
    return list;
}

static json_t *sections_json(struct op *op, const struct form *form)
{
    json_t *list = json_array();

    for (size_t i = 0; i < form->section_count; i++) {
        const struct section *section = &form->sections[i];
        json_t *object = json_object();
        put_text(object, "code", section->code);
        put_text(object, "title", section->title);
        put_text(object, "hint", section->hint);
        (void)json_object_set_new(object, "fields",
                                  fields_json(op, section->fields, section->field_count));
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *checks_json(const struct form *form)
{
    json_t *list = json_array();

    for (size_t i = 0; i < form->check_count; i++) {
        const struct check *check = &form->checks[i];
        json_t *object = json_object();
        put_text(object, "kind", check_kind_words[check->kind]);
        put_texts(object, "fields", check->fields, check->field_count);
        put_text(object, "total", check->total);
        put_text(object, "when", check->when);
        put_text(object, "equals", check->equals);
        put_text(object, "includes", check->includes);
        put_text(object, "below", check->below);
        put_text(object, "unless", check->unless);
        put_bound(object, "min", check->min);
        put_bound(object, "max", check->max);
        put_text(object, "message", check->message);
        put_origin(object, &check->origin);
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *row_json(const struct print_row *row)
{
    json_t *object = json_object();
    json_t *cells = json_array();

    put_text(object, "heading", row->heading);
    for (size_t i = 0; i < row->cell_count; i++) {
        json_t *cell = json_object();
        put_text(cell, "field", row->cells[i].field);
        put_text(cell, "label", row->cells[i].label);
        (void)json_object_set_new(cell, "span", json_integer(row->cells[i].span));
        (void)json_array_append_new(cells, cell);
    }
    (void)json_object_set_new(object, "cells", cells);
    return object;
}

static json_t *print_json(const struct print *print)
{
    json_t *object = json_object();
    json_t *rows = json_array();

    put_text(object, "title", print->title);
    (void)json_object_set_new(object, "columns", json_integer(print->columns));
    put_texts(object, "seals", print->seals, print->seal_count);
    put_texts(object, "notes", print->notes, print->note_count);
    for (size_t i = 0; i < print->row_count; i++)
        (void)json_array_append_new(rows, row_json(&print->rows[i]));
    (void)json_object_set_new(object, "rows", rows);
    return object;
}

json_t *form_json(struct op *op, const struct call *call, const struct form *form)
{
    json_t *object = json_object();

    put_text(object, "call", call->code);
    put_text(object, "code", form->code);
    (void)json_object_set_new(object, "version", json_integer(form->version));
    put_text(object, "title", form->title);
    put_text(object, "language", call->language);
    put_text(object, "notes", form->notes);
    (void)json_object_set_new(object, "official_blank", json_boolean(form->official_blank));
    (void)json_object_set_new(object, "limits",
                              json_pack("{s:i, s:i, s:i, s:i}", "bytes", FORM_VALUES_BYTES_MAX,
                                        "rows", FORM_ROWS_MAX, "items", FORM_ITEMS_MAX, "patch",
                                        FORM_PATCH_MAX));
    (void)json_object_set_new(object, "sections", sections_json(op, form));
    (void)json_object_set_new(object, "checks", checks_json(form));
    (void)json_object_set_new(object, "print", print_json(&form->print));
    (void)json_object_set_new(object, "defaults", form_defaults(op, form));
    return object;
}
