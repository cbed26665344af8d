/* SPDX-License-Identifier: Apache-2.0 */
/* form_roles.c: what lists and search need of an application, by role instead of field id. */
#include "base/mem.h"
#include "call/form_judge.h"

#include <string.h>

static const json_t *value_of(const struct form *form, const json_t *values, enum field_role role,
                              const struct field **ret_field)
{
    *ret_field = form_role(form, role);
    if (*ret_field == NULL || value_is_empty(*ret_field, json_object_get(values, (*ret_field)->id)))
        return NULL;
    return json_object_get(values, (*ret_field)->id);
}

static const char *text_of(struct op *op, const struct form *form, const json_t *values,
                           enum field_role role)
{
    const struct field *field;
    const json_t *value = value_of(form, values, role, &field);

    return value == NULL ? NULL : form_value_text(op, field, value);
}

static int64_t number_of(const struct form *form, const json_t *values, enum field_role role)
{
    const struct field *field;
    const json_t *value = value_of(form, values, role, &field);
    int64_t number;

    return value != NULL && value_number(field, value, &number) ? number : LIMIT_NONE;
}

static void read_regions(struct op *op, const struct form *form, const json_t *values,
                         struct form_index *index)
{
    const struct field *field;
    const json_t *value = value_of(form, values, ROLE_REGIONS, &field);
    size_t count = json_is_array(value) ? json_array_size(value) : value != NULL;

    index->regions = mem_array(op, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_array(value) ? json_array_get(value, i) : value;
        if (json_is_string(item))
            index->regions[index->region_count++] = mem_text(op, json_string_value(item));
    }
}

enum err form_roles(struct op *op, const struct form *form, const json_t *values,
                    struct form_index *ret)
{
    const struct field *field;
    const json_t *value;
    struct form_index index = {
        .title = text_of(op, form, values, ROLE_TITLE),
        .organisation = text_of(op, form, values, ROLE_ORGANISATION),
        .place = text_of(op, form, values, ROLE_PLACE),
        .contact = text_of(op, form, values, ROLE_CONTACT),
        .payee = text_of(op, form, values, ROLE_PAYEE),
        .person = text_of(op, form, values, ROLE_PERSON),
        .budget = number_of(form, values, ROLE_BUDGET_TOTAL),
        .expert_count = number_of(form, values, ROLE_EXPERT_COUNT),
    };

    if (index.title == NULL)
        index.title = index.person == NULL ? "" : index.person;
    value = value_of(form, values, ROLE_PERIOD, &field);
    if (value != NULL)
        (void)value_days(field, value, &index.from, &index.to);
    value = value_of(form, values, ROLE_DEMANDS, &field);
    index.demand_count = (int64_t)json_array_size(value);
    field = form_role(form, ROLE_BUDGET_TOTAL);
    index.currency = field == NULL ? NULL : field->currency;
    read_regions(op, form, values, &index);
    *ret = index;
    return OK;
}
