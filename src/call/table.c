/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: fills structs as their key tables say; a mistake never ends the reading. */
#include "call/table.h"

#include "base/mem.h"
#include "base/time.h"
#include "call/table_value.h"

#include <string.h>

void reader_error(struct reader *reader, struct place place, const char *code,
                  const struct finding_words *words)
{
    finding_error(reader->finding_memory, reader->findings, place, code, words);
}

bool reader_is_full(const struct reader *reader)
{
    return reader->findings->count >= FINDINGS_MAX;
}

void reader_note(struct reader *reader, const char *text, struct place place)
{
    struct text_places *places = reader->places;

    if (places != NULL)
        mem_push(places->memory, places->rows, places->count, ((struct text_place){ text, place }));
}

struct place reader_place(const struct reader *reader, const char *text, struct place otherwise)
{
    /* A list that is full takes no more: nothing to look for then. */
    bool wanted = reader->places != NULL && !reader_is_full(reader);

    for (size_t i = 0; wanted && i < reader->places->count; i++) {
        if (reader->places->rows[i].text == text)
            return reader->places->rows[i].place;
    }
    return otherwise;
}

enum { VALUES_BYTES_MAX = 400 }; /* enough of what is defined to recognise a slip */

void reader_unknown(struct reader *reader, struct place otherwise, const char *what,
                    const char *code, const char *values)
{
    bool many = strlen(values) > VALUES_BYTES_MAX;
    const char *known =
        values[0] == '\0'
            ? ""
            : mem_printf(reader->finding_memory, "已有：%s%s。",
                         mem_text_max(reader->finding_memory, values, VALUES_BYTES_MAX),
                         many ? "……" : "");

    struct place place = reader_place(reader, code, otherwise);

    /* A clause that is inherited is looked up for each that inherits it: told once. */
    for (size_t i = 0; i < reader->findings->count; i++) {
        const struct finding *row = &reader->findings->rows[i];
        if (row->place.line == place.line && row->place.column == place.column &&
            strcmp(row->place.file, place.file) == 0 &&
            strcmp(row->code, "call_unknown_reference") == 0)
            return;
    }
    reader_error(reader, place, "call_unknown_reference",
                 WORDS({ "name", what }, { "value", code }, { "values", known }));
}

static const struct key *find_key(const struct key *keys, const char *name)
{
    for (; keys->name != NULL; keys++) {
        if (strcmp(keys->name, name) == 0)
            return keys;
    }
    return NULL;
}

/* ---- Where a rule comes from ---- */

static const char *const basis_words[] = { "notice", "decision", "default", NULL };

static const struct key stated_keys[] = {
    { "clause", KEY_CODE, offsetof(struct stated, clause), .required = true },
    { "value", KEY_TEXT, offsetof(struct stated, value), .required = true, .max = 200 },
    { "weekday", KEY_TEXT, offsetof(struct stated, weekday), .max = 10 },
    { "resolved_by", KEY_TEXT, offsetof(struct stated, resolved_by) },
    { 0 },
};
static const struct table stated_table = { "通知原文所述的值", sizeof(struct stated), ORIGIN_NONE,
                                           stated_keys };

static const struct key origin_keys[] = {
    { "basis", KEY_WORD, offsetof(struct origin, basis), .words = basis_words },
    { "clause", KEY_CODE, offsetof(struct origin, clause) },
    { "decision", KEY_TEXT, offsetof(struct origin, decision), .max = 100 },
    { "note", KEY_TEXT, offsetof(struct origin, note) },
    { "stated", KEY_LIST, offsetof(struct origin, stated), offsetof(struct origin, stated_count),
      .table = &stated_table, .max = 50 },
    { 0 },
};

static void judge_origin(struct reader *reader, const struct table *table, const struct node *node,
                         const struct origin *around, struct origin *origin)
{
    bool has_basis = node_get(node, "basis") != NULL;

    if (!has_basis && origin->clause == NULL && origin->decision == NULL) {
        if (table->origin == ORIGIN_INHERITED && around != NULL) {
            origin->basis = around->basis;
            origin->clause = around->clause;
            origin->decision = around->decision;
            return;
        }
        if (node_get(node, "clause") == NULL && node_get(node, "decision") == NULL)
            reader_error(reader, node->place, "call_rule_unfounded",
                         WORDS({ "name", table->name }));
        return;
    }
    if (!has_basis)
        origin->basis = origin->decision != NULL ? BASIS_DECISION : BASIS_NOTICE;
    if (origin->clause != NULL && origin->decision != NULL)
        reader_error(reader, node->place, "call_origin_both", NULL);
    if (origin->basis == BASIS_NOTICE && origin->clause == NULL)
        reader_error(reader, node->place, "call_basis_without",
                     WORDS({ "basis", "notice" }, { "key", "clause" }));
    if (origin->basis == BASIS_DECISION && origin->decision == NULL)
        reader_error(reader, node->place, "call_basis_without",
                     WORDS({ "basis", "decision" }, { "key", "decision" }));
}

/* ---- Nested kinds ---- */

/* A list in which two rows have the same code. */
static void refuse_twice(struct reader *reader, const struct key *unique, const struct table *table,
                         const char *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const char *const *code = (const void *)(rows + i * table->size + unique->offset);
        for (size_t j = 0; *code != NULL && j < i; j++) {
            const char *const *other = (const void *)(rows + j * table->size + unique->offset);
            if (*other == NULL || strcmp(*code, *other) != 0)
                continue;
            finding_add(reader->finding_memory, reader->findings,
                        (struct finding){
                            .place = *(const struct place *)(const void *)(rows + i * table->size),
                            .other = *(const struct place *)(const void *)(rows + j * table->size),
                            .code = "call_code_twice" },
                        (struct message_arg[]){
                            { "name", table->name }, { "key", unique->name }, { "value", *code } },
                        3);
            break;
        }
    }
}

static void refuse_all_twice(struct reader *reader, const struct table *table, const char *rows,
                             size_t count)
{
    for (const struct key *key = table->keys; key->name != NULL; key++) {
        if (key->unique)
            refuse_twice(reader, key, table, rows, count);
    }
}

static void read_list(struct reader *reader, const struct key *key, const struct node *value,
                      const struct origin *around, char *object)
{
    size_t max = key->max > 0 ? (size_t)key->max : LIST_ITEMS_DEFAULT;
    char *rows;

    if (value->kind != NODE_LIST) {
        value_type_error(reader, value, "call_type_list", key->name);
        return;
    }
    if (value->count > max) {
        value_range_error(reader, value, "call_list_long", key->name, (int64_t)max);
        return;
    }
    rows = mem_zero(reader->memory, key->table->size, value->count, key->table->name);
    for (size_t i = 0; i < value->count; i++)
        table_read(reader, key->table, &value->items[i], around, rows + i * key->table->size);
    refuse_all_twice(reader, key->table, rows, value->count);
    memcpy(object + key->offset, &rows, sizeof rows);
    memcpy(object + key->count_offset, &value->count, sizeof value->count);
}

static void read_map(struct reader *reader, const struct key *key, const struct node *value,
                     const struct origin *around, char *object)
{
    bool there = true;

    table_read(reader, key->table, value, around, object + key->offset);
    if (key->count_offset != 0)
        memcpy(object + key->count_offset, &there, sizeof there);
}

static void read_key(struct reader *reader, const struct key *key, const struct node *value,
                     const struct origin *around, char *object)
{
    if (value->kind == NODE_EMPTY && key->kind != KEY_COUNT)
        value_type_error(reader, value, "call_value_empty", key->name);
    else if (key->kind == KEY_LIST)
        read_list(reader, key, value, around, object);
    else if (key->kind == KEY_MAP)
        read_map(reader, key, value, around, object);
    else
        value_read(reader, key, value, object);
}

/* ---- The mapping itself ---- */

static const char *all_names(struct reader *reader, const struct table *table)
{
    char *names = NULL;

    for (const struct key *key = table->keys; key->name != NULL; key++)
        mem_append(reader->finding_memory, &names, "%s%s", names == NULL ? "" : "、", key->name);
    if (table->origin != ORIGIN_NONE)
        mem_append(reader->finding_memory, &names, "、basis、clause、decision、note、stated");
    return names;
}

/* "{text: At most ten, as a rule}" is two keys to YAML, the second without a value. */
static bool value_was_torn(const struct node *key, const struct node *value)
{
    bool word = strspn(key->text, "abcdefghijklmnopqrstuvwxyz_") == strlen(key->text);

    return value->kind == NODE_EMPTY && !word;
}

static void read_keys(struct reader *reader, const struct table *table, const struct node *node,
                      const struct origin *around, char *object)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct key *key = find_key(table->keys, node->keys[i].text);
        bool of_origin = table->origin != ORIGIN_NONE && key == NULL &&
                         find_key(origin_keys, node->keys[i].text) != NULL;
        if (of_origin)
            continue;
        if (key == NULL && value_was_torn(&node->keys[i], &node->items[i]))
            reader_error(reader, node->keys[i].place, "call_yaml_comma",
                         WORDS({ "value", node->keys[i].text }));
        else if (key == NULL)
            reader_error(reader, node->keys[i].place, "call_unknown_key",
                         WORDS({ "key", node->keys[i].text }, { "name", table->name },
                               { "keys", all_names(reader, table) }));
        else
            read_key(reader, key, &node->items[i], around, object);
    }
}

static void read_origin(struct reader *reader, const struct table *table, const struct node *node,
                        const struct origin *around, struct origin *origin)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct key *key = find_key(origin_keys, node->keys[i].text);
        /* The table's own key of the same name (as in clauses) wins. */
        if (key != NULL && find_key(table->keys, key->name) == NULL)
            read_key(reader, key, &node->items[i], NULL, (char *)origin);
    }
    judge_origin(reader, table, node, around, origin);
}

static void refuse_missing(struct reader *reader, const struct table *table,
                           const struct node *node)
{
    for (const struct key *key = table->keys; key->name != NULL; key++) {
        if (key->required && node_get(node, key->name) == NULL)
            reader_error(reader, node->place, "call_missing_key",
                         WORDS({ "name", table->name }, { "key", key->name }));
    }
}

void table_read(struct reader *reader, const struct table *table, const struct node *node,
                const struct origin *around, void *object)
{
    const struct origin *inside = around;

    if (table->initial != NULL)
        memcpy(object, table->initial, table->size);
    memcpy(object, &node->place, sizeof node->place);
    if (node->kind != NODE_MAP) {
        value_type_error(reader, node, "call_type_map", table->name);
        return;
    }
    if (table->origin != ORIGIN_NONE) {
        read_origin(reader, table, node, around, object);
        inside = object;
    }
    read_keys(reader, table, node, inside, object);
    refuse_missing(reader, table, node);
    if (table->after != NULL)
        table->after(reader, node, object);
}

static void visit_list(const struct key *key, const char *object, table_visit_fn visit, void *arg)
{
    char *const *rows = (const void *)(object + key->offset);
    const size_t *count = (const void *)(object + key->count_offset);

    for (size_t i = 0; i < *count; i++)
        table_visit(key->table, *rows + i * key->table->size, visit, arg);
}

void table_visit(const struct table *table, void *object, table_visit_fn visit, void *arg)
{
    visit(arg, table, object);
    for (const struct key *key = table->keys; key->name != NULL; key++) {
        const bool *there = (const void *)((const char *)object + key->count_offset);
        if (key->kind == KEY_LIST)
            visit_list(key, object, visit, arg);
        else if (key->kind == KEY_MAP && (key->count_offset == 0 || *there))
            table_visit(key->table, (char *)object + key->offset, visit, arg);
    }
}
