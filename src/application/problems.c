/* SPDX-License-Identifier: Apache-2.0 */
/* problems.c: everything that is wrong with an application's values: form, files, records. */
#include "application/condition.h"

#include "attachment/attachment.h"
#include "base/json_own.h"
#include "base/site.h"
#include "base/time.h"
#include "publish/publish.h"

#include <string.h>

/* Public ids of the files of a kind that were checked. A new reference. */
static json_t *files_of(const struct attachment_list *list, const char *kind)
{
    json_t *ids = json_array();

    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->rows[i].kind, kind) == 0 && strcmp(list->rows[i].state, "ready") == 0)
            (void)json_array_append_new(ids, json_string(list->rows[i].public_id));
    }
    return ids;
}

/* Whether the form has a field of files. */
static bool has_files(const struct form *form)
{
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++) {
            if (form->sections[i].fields[j].kind == FIELD_ATTACHMENT)
                return true;
        }
    }
    return false;
}

/* The values with the files that are there in their fields: a field of files is filled by
 * uploading, not by typing. */
static enum err values_with_files(struct op *op, const struct application *application,
                                  const struct form *form, const json_t **values)
{
    struct attachment_list list = { 0 };
    json_t *filled = NULL;

    if (!has_files(form) || !json_is_object(*values))
        return OK;
    enum err e = attachment_list(op, application->id, &list);
    if (e != OK)
        return e;
    filled = json_own(op, json_copy((json_t *)(uintptr_t)*values));
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++) {
            const struct field *field = &form->sections[i].fields[j];
            if (field->kind == FIELD_ATTACHMENT)
                (void)json_object_set_new(filled, field->id, files_of(&list, field->id));
        }
    }
    *values = filled;
    return OK;
}

/* Conditions that records answer, by the call as it is now, on the day of the sending. */
static enum err check_conditions(struct op *op, const struct application *application,
                                 const struct call *pinned, struct problem_list *problems)
{
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, application->call, &call, &n);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, application->track);
    const struct condition_of of = {
        .call = track == NULL ? pinned : call,
        .track = track == NULL ? call_track(pinned, application->track) : track,
        .org_id = application->org_id,
        .application = application->public_id,
        .day = day_of(application->sent_ms > 0 ? application->sent_ms : op->now_ms,
                      call->zone_minutes),
    };
    return conditions_check(op, &of, problems);
}

enum err application_problems(struct op *op, const struct application *application,
                              const json_t *values, struct problem_list *ret_problems)
{
    const struct call *call = NULL;
    const struct form *form = NULL;

    enum err e = application_form(op, application, &call, &form);
    if (e == OK)
        e = values_with_files(op, application, form, &values);
    if (e != OK)
        return e;
    struct form_context context = { .today = day_of(op->now_ms, call->zone_minutes),
                                    .calendar = op->site->calendar,
                                    .reference = op->site->reference,
                                    .track = call_track(call, application->track) };
    e = form_check(op, call, form, values, &context, ret_problems);
    return e == OK ? check_conditions(op, application, call, ret_problems) : e;
}
