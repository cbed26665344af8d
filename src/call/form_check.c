/* SPDX-License-Identifier: Apache-2.0 */
/* form_check.c: every value of a form by shape, rule and cross rule; nobody stops at the first. */
#include "base/json_canon.h"
#include "base/mem.h"
#include "call/form_judge.h"

#include <string.h>

/* Own words of the call, with the field's name before them unless they say it. */
static const char *labelled(const struct judge *judge, const char *message,
                            const struct judge_words *words)
{
    const char *label =
        words == NULL || strcmp(words->args[0].name, "label") != 0 ? NULL : words->args[0].value;

    if (label == NULL || strstr(message, label) != NULL)
        return message;
    return mem_printf(judge->op, phrase(judge->form->language, "%s：%s"), label, message);
}

static const char *sentence(const struct judge *judge, const char *code, const char *message,
                            const struct judge_words *words)
{
    size_t count = 0;

    while (words != NULL && count < 5 && words->args[count].name != NULL)
        count++;
    if (message != NULL)
        return labelled(judge, message, words);
    return message_in(judge->op, judge->form->language, code, words == NULL ? NULL : words->args,
                      count);
}

void judge_rule(const struct judge *judge, const char *path, const char *code,
                const struct origin *origin, const char *message, const struct judge_words *words)
{
    problem_add(judge->op, judge->ret,
                &(struct problem){ .path = path,
                                   .code = code,
                                   .clause = origin->clause_label != NULL ? origin->clause_label
                                                                          : origin->decision,
                                   .basis = origin->basis,
                                   .blocks = true,
                                   .message = sentence(judge, code, message, words) });
}

void judge_system(const struct judge *judge, const char *path, const char *code,
                  const struct judge_words *words)
{
    problem_add(judge->op, judge->ret,
                &(struct problem){ .path = path,
                                   .code = code,
                                   .basis = BASIS_SYSTEM,
                                   .blocks = true,
                                   .message = sentence(judge, code, NULL, words) });
}

void judge_calendar(const struct judge *judge, const char *path, const char *label, bool known)
{
    if (!known)
        judge_rule(judge, path, "calendar_unknown", &(struct origin){ .basis = BASIS_DEFAULT },
                   NULL, SAY({ "label", label }));
}

struct spot spot_of(const struct judge *judge, const struct field *field)
{
    return (struct spot){ field, json_object_get(judge->values, field->id),
                          mem_printf(judge->op, "/values/%s", field->id), field->label };
}

struct spot spot_of_cell(const struct judge *judge, const struct spot *table,
                         const struct field *column, size_t row)
{
    return (struct spot){ column, json_object_get(json_array_get(table->value, row), column->id),
                          mem_printf(judge->op, "%s/%zu/%s", table->path, row, column->id),
                          mem_printf(judge->op, phrase(column->language, "%s第%zu行“%s”"),
                                     table->label, row + 1, column->label) };
}

int64_t number_of_units(const struct field *field, int64_t number)
{
    if (field->kind == FIELD_MONEY)
        return number * money_unit(field);
    for (int i = 0; field->kind == FIELD_NUMBER && i < field->decimals; i++)
        number *= 10;
    return number;
}

static bool text_is_empty(const char *text)
{
    /* U+3000, the full-width space, is how an empty box of a paper form is often typed. */
    while (*text == ' ' || *text == '\n' || *text == '\t' || *text == '\r' ||
           strncmp(text, "\xE3\x80\x80", 3) == 0)
        text += *text == '\xE3' ? 3 : 1;
    return *text == '\0';
}

static bool rows_are_empty(const struct field *table, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        for (size_t j = 0; j < table->column_count; j++) {
            const struct field *column = &table->columns[j];
            if (!value_is_empty(column, json_object_get(json_array_get(rows, i), column->id)))
                return false;
        }
    }
    return true;
}

bool value_is_empty(const struct field *field, const json_t *value)
{
    if (value == NULL || json_is_null(value))
        return true;
    if (json_is_string(value))
        return text_is_empty(json_string_value(value));
    if (field->kind == FIELD_TABLE)
        return rows_are_empty(field, value);
    if (json_is_array(value))
        return json_array_size(value) == 0;
    if (field->kind == FIELD_PERIOD)
        return value_is_empty(&(struct field){ .kind = FIELD_DATE },
                              json_object_get(value, "start")) &&
               value_is_empty(&(struct field){ .kind = FIELD_DATE }, json_object_get(value, "end"));
    if (field->kind == FIELD_CHOICES)
        return json_array_size(json_object_get(value, "codes")) == 0;
    return field->kind == FIELD_DECLARATION && !json_is_true(value);
}

/* Keys of values that the form does not know. */
static void refuse_unknown(const struct judge *judge)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)judge->values, key, value)
    {
        const char *short_key = mem_text_max(judge->op, key, 60);
        if (strchr(key, '/') == NULL && form_field(judge->form, key) != NULL)
            continue;
        judge_system(judge, mem_printf(judge->op, "/values/%s", short_key), "field_unknown",
                     SAY({ "label", judge->form->title }, { "key", short_key }));
    }
}

/* Nesting of a value, counted no further than one beyond the limit. */
static int depth_of(const json_t *value, int room)
{
    int deepest = 0;
    const char *key;
    json_t *item;
    size_t i;

    if (room == 0 || (!json_is_array(value) && !json_is_object(value)))
        return 0;
    json_object_foreach((json_t *)(uintptr_t)value, key, item)
    {
        int depth = depth_of(item, room - 1);
        deepest = depth > deepest ? depth : deepest;
    }
    json_array_foreach(value, i, item)
    {
        int depth = depth_of(item, room - 1);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

/* The whole: an object, not too deep and not too large. */
bool form_size_check(const struct judge *judge)
{
    struct bytes text = { 0 };

    if (!json_is_object(judge->values)) {
        judge_system(judge, "/values", "form_no_values", NULL);
        return false;
    }
    if (depth_of(judge->values, FORM_DEPTH_MAX + 1) > FORM_DEPTH_MAX) {
        judge_system(judge, "/values", "form_too_deep",
                     SAY({ "max", mem_printf(judge->op, "%d", FORM_DEPTH_MAX) }));
        return false;
    }
    if (json_canon(judge->op, judge->values, &text) != OK) {
        op_forgive(judge->op); /* a number with a fraction: its field says so */
        return true;
    }
    if (text.size > FORM_VALUES_BYTES_MAX) {
        judge_system(judge, "/values", "form_too_large",
                     SAY({ "max", mem_printf(judge->op, "%d KiB", FORM_VALUES_BYTES_MAX / 1024) }));
        return false;
    }
    return true;
}

static void judge_fields(const struct judge *judge)
{
    for (size_t i = 0; i < judge->form->section_count; i++) {
        const struct section *section = &judge->form->sections[i];
        for (size_t j = 0; j < section->field_count; j++) {
            struct spot spot = spot_of(judge, &section->fields[j]);
            if (shape_check(judge, &spot))
                rule_check(judge, &spot);
            else if (spot.field->kind == FIELD_TABLE &&
                     json_array_size(spot.value) <= FORM_ROWS_MAX)
                rule_check_table(judge, &spot);
        }
    }
}

enum err form_check(struct op *op, const struct call *call, const struct form *form,
                    const json_t *values, const struct form_context *context,
                    struct problem_list *ret)
{
    static const struct form_context nothing = { 0 };
    struct problem_list problems = { 0 };
    const struct judge judge = { op,       call, form, values, context == NULL ? &nothing : context,
                                 &problems };

    *ret = (struct problem_list){ 0 };
    if (form_size_check(&judge)) {
        refuse_unknown(&judge);
        judge_fields(&judge);
        for (size_t i = 0; i < form->check_count; i++)
            cross_check(&judge, &form->checks[i]);
        if (judge.context->track != NULL)
            eligibility_check(&judge, judge.context->track);
    }
    *ret = problems;
    return OK;
}

static void judge_name(const struct judge *judge, const json_t *document, const char *key,
                       const char *wanted)
{
    const json_t *value = json_object_get(document, key);
    const char *text = json_string_value(value);

    if (value != NULL && (text == NULL || strcmp(text, wanted) != 0))
        judge_system(judge, mem_printf(judge->op, "/%s", key), "form_other",
                     SAY({ "key", key }, { "wanted", wanted }));
}

enum err form_check_document(struct op *op, const struct call *call, const struct form *form,
                             const json_t *document, const struct form_context *context,
                             struct problem_list *ret)
{
    struct problem_list around = { 0 };
    const struct judge judge = { .op = op, .form = form, .ret = &around };
    const char *key;
    json_t *value;

    judge_name(&judge, document, "call", call->code);
    judge_name(&judge, document, "form", form->code);
    if (around.count > 0) { /* of another form nothing fits: no more to say */
        *ret = around;
        return OK;
    }
    enum err e = form_check(op, call, form, json_object_get(document, "values"), context, ret);
    if (e != OK)
        return e;
    json_object_foreach((json_t *)(uintptr_t)document, key, value)
    {
        if (strcmp(key, "call") != 0 && strcmp(key, "form") != 0 && strcmp(key, "values") != 0)
            judge_system(&judge, mem_printf(op, "/%s", mem_text_max(op, key, 60)), "field_unknown",
                         SAY({ "label", form->title }, { "key", mem_text_max(op, key, 60) }));
    }
    for (size_t i = 0; i < around.count; i++)
        problem_add(op, ret, &around.rows[i]);
    return OK;
}
