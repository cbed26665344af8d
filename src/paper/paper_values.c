/* SPDX-License-Identifier: Apache-2.0 */
/* paper_values.c: records as the values of papers. */
#include "paper/paper.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"

#include <string.h>

/* What a paper may name of a form, by role instead of field id. */
static const struct {
    const char *name;
    enum field_role role;
} role_names[] = {
    { "contact", ROLE_CONTACT }, { "phone", ROLE_PHONE },
    { "mobile", ROLE_MOBILE },   { "period", ROLE_PERIOD },
    { "place", ROLE_PLACE },     { "budget", ROLE_BUDGET_TOTAL },
    { "payee", ROLE_PAYEE },     { "bank", ROLE_BANK },
    { "account", ROLE_ACCOUNT }, { "cnaps", ROLE_CNAPS },
    { "days", ROLE_DAYS },       { "expert_count", ROLE_EXPERT_COUNT },
    { "person", ROLE_PERSON },   { "content", ROLE_CONTENT },
    { "uscc", ROLE_USCC },       { "host", ROLE_ORGANISATION },
};

const char *paper_time(struct op *op, int64_t ms)
{
    const char *text = time_text(op, ms, ZONE_SHANGHAI_MINUTES);

    return mem_printf(op, "%s %.5s", day_chinese(op, day_of(ms, ZONE_SHANGHAI_MINUTES), false),
                      text + 11);
}

const char *paper_mark(struct op *op)
{
    return mem_printf(op, "%s　%s 打印", op->actor.name, paper_time(op, op->now_ms));
}

void paper_set(json_t *object, const char *name, const char *text)
{
    if (text != NULL && text[0] != '\0')
        (void)json_object_set_new(object, name, json_string(text));
}

json_t *paper_call_json(struct op *op, const struct call *call)
{
    json_t *json = json_own(op, json_object());

    paper_set(json, "title", call->title);
    paper_set(json, "short_title", call->short_title);
    paper_set(json, "number", call->number);
    paper_set(json, "issuer", call->issuer);
    (void)json_object_set_new(json, "year", json_integer(call->plan_year));
    return json;
}

static void put_roles(struct op *op, const struct form *form, const json_t *values, json_t *item)
{
    for (size_t i = 0; i < sizeof role_names / sizeof role_names[0]; i++) {
        const struct field *field = form_role(form, role_names[i].role);
        const json_t *value = field == NULL ? NULL : json_object_get(values, field->id);
        if (value != NULL && !json_is_null(value))
            paper_set(item, role_names[i].name, form_value_text(op, field, value));
    }
    if (json_object_get(item, "phone") == NULL && json_object_get(item, "mobile") != NULL)
        (void)json_object_set(item, "phone", json_object_get(item, "mobile"));
}

/* What the notice wants said, by its title: {contents.预期成效}. */
static void put_contents(struct op *op, const struct track *track, const struct form *form,
                         const json_t *values, json_t *item)
{
    json_t *contents = json_object();

    for (size_t i = 0; i < track->content_count; i++) {
        const struct content *content = &track->contents[i];
        for (size_t k = 0; k < content->field_count; k++) {
            const struct field *field = form_field(form, content->fields[k]);
            const json_t *value = field == NULL ? NULL : json_object_get(values, field->id);
            if (json_is_string(value) && json_object_get(contents, content->title) == NULL)
                paper_set(contents, content->title, form_value_text(op, field, value));
        }
    }
    (void)json_object_set_new(item, "contents", contents);
}

enum err paper_item_json(struct op *op, const struct application *application, bool whole,
                         json_t **ret_item)
{
    const struct call *call = NULL;
    const struct form *form = NULL;
    json_t *values = NULL;
    json_t *item = json_own(op, json_object());

    enum err e = application_form(op, application, &call, &form);
    if (e == OK)
        e = application_seen(op, application, &values);
    if (e == OK && !whole)
        e = application_show(op, application, &values);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, application->track);
    paper_set(item, "code", application->code);
    paper_set(item, "title", application->title);
    paper_set(item, "org", application->org_name);
    paper_set(item, "recommender", application->recommender_name);
    paper_set(item, "desk", application->desk_name);
    paper_set(item, "opinion", application->opinion);
    paper_set(item, "form", form->title);
    if (track != NULL) {
        paper_set(item, "track", track->title);
        paper_set(item, "form_name", track->form_name);
        (void)json_object_set_new(item, "copies", json_integer(track->delivery.paper_copies));
        put_contents(op, track, form, values, item);
    }
    if (application->digest[0] != '\0')
        paper_set(item, "digest",
                  mem_printf(op, "%.4s %.4s", application->digest, application->digest + 4));
    if (application->sent_ms > 0)
        paper_set(item, "sent", paper_time(op, application->sent_ms));
    (void)json_object_set_new(item, "rank", json_integer(application->rank));
    put_roles(op, form, values, item);
    *ret_item = item;
    return OK;
}
