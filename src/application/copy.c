/* SPDX-License-Identifier: Apache-2.0 */
/* copy.c: an earlier application, also one that was not recommended, used again in a new draft. */
#include "application/internal.h"

#include "event/event.h"

#include "base/mem.h"

struct copying {
    struct application from;
    struct application to;
};

/* Files belong to the application they were uploaded to. */
static void drop_files(const struct form *form, json_t *values)
{
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t k = 0; k < form->sections[i].field_count; k++) {
            const struct field *field = &form->sections[i].fields[k];
            if (field->kind == FIELD_ATTACHMENT)
                json_object_del(values, field->id);
        }
    }
}

/* The values that the new form can hold as they are. */
static enum err carry(struct op *op, const struct copying *copying, const struct form **ret_form,
                      json_t **ret_values)
{
    const struct call *call = NULL;
    const struct form *old = NULL;
    struct form_moved moved = { 0 };
    json_t *values = NULL;

    enum err e = application_form(op, &copying->from, &call, &old);
    if (e == OK)
        e = application_form(op, &copying->to, &call, ret_form);
    if (e == OK)
        e = application_values(op, &copying->from, &values);
    if (e == OK)
        e = form_move(op, old, *ret_form, values, &moved);
    if (e != OK)
        return e;
    drop_files(*ret_form, moved.values);
    *ret_values = moved.values;
    return OK;
}

static enum err copy_work(struct op *op, void *arg)
{
    const struct copying *copying = arg;
    struct problem_list problems = { 0 };
    const struct form *form = NULL;
    json_t *values = NULL;
    const char *digest = NULL;
    int64_t revision = 0;

    enum err e = values_lock(op, &copying->to, &revision);
    if (e == OK)
        e = carry(op, copying, &form, &values);
    if (e == OK)
        e = application_problems(op, &copying->to, values, &problems);
    if (e != OK)
        return e;
    const struct values_write write = { form, values, "/values\n", revision,
                                        problems.blocking_count };
    e = values_write(op, &copying->to, &write, &digest);
    if (e == OK)
        event_add(
            op, "application.copy", "application", copying->to.public_id, copying->to.org_id,
            mem_printf(op, "{\"digest\":\"%s\",\"from\":\"%s\"}", digest, copying->from.public_id));
    return e;
}

enum err application_copy(struct op *op, const char *from, const char *to)
{
    struct copying copying = { 0 };

    enum err e = application_get(op, from, &copying.from);
    if (e == OK && copying.from.org_id != op->actor.org_id)
        e = fail(op, ERR_NOT_FOUND, "not_found", "another unit's application");
    if (e == OK)
        e = application_get(op, to, &copying.to);
    return e == OK ? event_tx(op, copy_work, &copying) : e;
}
