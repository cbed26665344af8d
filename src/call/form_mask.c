/* SPDX-License-Identifier: Apache-2.0 */
/* form_mask.c: values with what is personal masked. */
#include "base/json_own.h"
#include "base/mem.h"
#include "call/form_judge.h"
#include "text/mask.h"

#include <string.h>

bool field_kind_personal(enum field_kind kind)
{
    return kind == FIELD_IDCARD || kind == FIELD_MOBILE || kind == FIELD_PHONE ||
           kind == FIELD_ACCOUNT || kind == FIELD_EMAIL;
}

static enum mask_kind mask_of(enum field_kind kind)
{
    static const struct {
        enum field_kind kind;
        enum mask_kind mask;
    } masks[] = {
        { FIELD_IDCARD, MASK_IDCARD },   { FIELD_MOBILE, MASK_MOBILE }, { FIELD_PHONE, MASK_PHONE },
        { FIELD_ACCOUNT, MASK_ACCOUNT }, { FIELD_EMAIL, MASK_EMAIL },
    };

    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        if (masks[i].kind == kind)
            return masks[i].mask;
    }
    return MASK_TEXT;
}

const char *form_mask_text(struct op *op, const struct field *field, const char *text)
{
    bool words = field->kind == FIELD_TEXT || mask_of(field->kind) != MASK_TEXT;

    if (text[0] == '\0')
        return "";
    return words ? mask_text(op, mask_of(field->kind), text) : mem_text(op, "****");
}

/* instead: what everything personal becomes; NULL: masked. */
static void mask_member(struct op *op, const struct field *field, json_t *values,
                        const char *instead)
{
    const json_t *value = json_object_get(values, field->id);

    if (!field->personal || value_is_empty(field, value))
        return;
    const char *text = json_is_string(value) ? json_string_value(value) : "****";
    if (instead == NULL)
        instead = form_mask_text(op, field, text);
    (void)json_object_set_new(values, field->id, json_string(instead));
}

static void mask_rows(struct op *op, const struct field *table, json_t *values, const char *instead)
{
    json_t *rows = json_object_get(values, table->id);
    json_t *row = NULL;
    size_t i = 0;

    json_array_foreach(rows, i, row)
    {
        for (size_t k = 0; k < table->column_count; k++)
            mask_member(op, &table->columns[k], row, instead);
    }
}

json_t *form_mask(struct op *op, const struct form *form, const json_t *values)
{
    return form_erase(op, form, values, NULL);
}

json_t *form_erase(struct op *op, const struct form *form, const json_t *values,
                   const char *instead)
{
    json_t *masked = json_own(op, json_deep_copy(values));

    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t k = 0; k < form->sections[i].field_count; k++) {
            const struct field *field = &form->sections[i].fields[k];
            if (field->kind == FIELD_TABLE)
                mask_rows(op, field, masked, instead);
            else
                mask_member(op, field, masked, instead);
        }
    }
    return masked;
}
