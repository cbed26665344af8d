/* SPDX-License-Identifier: Apache-2.0 */
/* form.c: look-ups in a form. */
#include "call/form.h"

#include "base/mem.h"
#include "call/call_tables.h"

#include <string.h>

static const struct field *find_id(const struct field *fields, size_t count, const char *id,
                                   size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (fields[i].id != NULL && strlen(fields[i].id) == length &&
            strncmp(fields[i].id, id, length) == 0)
            return &fields[i];
    }
    return NULL;
}

const struct field *form_field(const struct form *form, const char *name)
{
    const char *slash = strchr(name, '/');
    size_t length = slash == NULL ? strlen(name) : (size_t)(slash - name);
    const struct field *field = NULL;

    for (size_t i = 0; i < form->section_count && field == NULL; i++)
        field = find_id(form->sections[i].fields, form->sections[i].field_count, name, length);
    if (field == NULL || slash == NULL)
        return field;
    return find_id(field->columns, field->column_count, slash + 1, strlen(slash + 1));
}

const struct field *form_role(const struct form *form, enum field_role role)
{
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++) {
            if (form->sections[i].fields[j].role == role)
                return &form->sections[i].fields[j];
        }
    }
    return NULL;
}

const char *form_names(const struct reader *reader, const struct form *form, const char *name)
{
    const void *parent = reader->finding_memory;
    const char *slash = strchr(name, '/');
    const struct field *table =
        slash == NULL ? NULL : form_field(form, mem_text_max(parent, name, (size_t)(slash - name)));
    char *names = NULL;

    if (reader_is_full(reader))
        return "";

    for (size_t i = 0; table != NULL && i < table->column_count; i++)
        mem_append(parent, &names, "%s%s/%s", i == 0 ? "" : "、", table->id,
                   table->columns[i].id == NULL ? "" : table->columns[i].id);
    for (size_t i = 0; table == NULL && i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++)
            mem_append(parent, &names, "%s%s", names == NULL ? "" : "、",
                       form->sections[i].fields[j].id == NULL ? ""
                                                              : form->sections[i].fields[j].id);
    }
    return names == NULL ? "" : names;
}

const char *field_kind_name(enum field_kind kind)
{
    return field_kind_words[kind];
}

const char *field_role_name(enum field_role role)
{
    return field_role_words[role];
}
