/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.c: experts for a draft, looked up in a job, shown as the actor sees experts. */
#include "matching/suggest.h"

#include "application/application.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "call/form.h"
#include "event/event.h"
#include "matching/internal.h"

#include <string.h>

DB_SQL(suggest_public_id, "i", "SELECT public_id FROM expert WHERE id = $1");

/* ---- asking ---- */

static enum err check_draft(struct op *op, const char *application, struct application *ret_draft)
{
    const struct call *call = NULL;
    const struct form *form = NULL;

    enum err e = application_get(op, application, ret_draft);
    if (e == OK &&
        (ret_draft->org_id != op->actor.org_id || strcmp(ret_draft->state, "draft") != 0))
        e = fail(op, ERR_CONFLICT, "not_editable", "not a draft of the actor's unit");
    if (e == OK)
        e = application_form(op, ret_draft, &call, &form);
    if (e == OK && form_role(form, ROLE_EXPERTS) == NULL && form_role(form, ROLE_DEMANDS) == NULL)
        e = fail(op, ERR_INVALID, "suggest_form", "the form lists neither experts nor demands");
    return e;
}

struct asking {
    struct application draft;
    const char *job;
};

static enum err ask_work(struct op *op, void *arg)
{
    struct asking *asking = arg;
    const char *payload = mem_printf(op, "{\"application\":\"%s\",\"number\":%lld}",
                                     asking->draft.public_id, (long long)asking->draft.id);

    enum err e = job_add(op, SUGGEST_JOB, payload, 0, &asking->job);
    if (e == OK)
        event_add(op, "matching.suggest", "application", asking->draft.public_id,
                  asking->draft.org_id, NULL);
    return e;
}

enum err suggest_ask(struct op *op, const char *application, const char **ret_job)
{
    struct asking asking = { 0 };

    enum err e = check_draft(op, application, &asking.draft);
    if (e == OK)
        e = event_tx(op, ask_work, &asking);
    if (e == OK)
        *ret_job = asking.job;
    return e;
}

/* ---- the job ---- */

static enum err add_pair(struct op *op, const struct pair *pair, json_t *list)
{
    const char *id = NULL;

    if (pair->hold[0] != '\0' || json_array_size(list) == SUGGEST_EXPERTS_MAX)
        return OK;
    enum err e =
        db_row(op, &suggest_public_id, DB_IN(IN_INT(pair->expert_id)), DB_OUT(OUT_TEXT(&id)));
    if (e == OK)
        json_array_append_new(list, json_pack("[s, I, o]", id, (json_int_t)pair->score,
                                              json_loads(pair->why, 0, NULL)));
    return e;
}

static enum err look_up(struct op *op, struct scoring *scoring, const struct asked_row *row,
                        json_t *result)
{
    struct pair *pairs = NULL;
    size_t count = 0;
    json_t *list = json_array();

    json_array_append_new(result, json_pack("[I, s, o]", (json_int_t)row->row, row->title, list));
    enum err e = scoring_ask(op, scoring, &row->asked, 2 * SUGGEST_EXPERTS_MAX, &pairs, &count);
    for (size_t i = 0; e == OK && i < count; i++)
        e = add_pair(op, &pairs[i], list);
    return e;
}

struct ending {
    struct job *job;
    const char *result;
};

static enum err end_work(struct op *op, void *arg)
{
    const struct ending *ending = arg;

    return job_done(op, ending->job, ending->result);
}

enum err suggest_work(struct op *op, struct job *job)
{
    json_t *payload = json_own(op, json_loads(job->payload, 0, NULL));
    json_t *result = json_own(op, json_array());
    struct ending ending = { .job = job };
    struct scoring *scoring = NULL;
    struct asked_row *rows = NULL;
    size_t count = 0;

    enum err e =
        ask_rows(op, json_integer_value(json_object_get(payload, "number")), &rows, &count);
    if (e == OK)
        e = scoring_new(op, &scoring);
    for (size_t i = 0; e == OK && i < count; i++)
        e = look_up(op, scoring, &rows[i], result);
    if (e != OK)
        return e;
    ending.result = json_text_of(op, result);
    return event_tx(op, end_work, &ending);
}

/* ---- reading ---- */

static enum err read_experts(struct op *op, const json_t *list, struct suggested_row *row)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach(list, i, one)
    {
        struct suggested suggested = { .score = json_integer_value(json_array_get(one, 1)),
                                       .why = json_array_get(one, 2) };
        enum err e = expert_get(op, json_string_value(json_array_get(one, 0)), &suggested.expert);
        if (e == ERR_NOT_FOUND) { /* has left since */
            op_forgive(op);
            continue;
        }
        if (e != OK)
            return e;
        mem_push(op, row->experts, row->expert_count, suggested);
    }
    return OK;
}

static enum err read_rows(struct op *op, const char *text, struct suggested_list *list)
{
    json_t *result = json_own(op, json_loads(text, 0, NULL));
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach(result, i, one)
    {
        struct suggested_row row = { .row = json_integer_value(json_array_get(one, 0)),
                                     .title = json_string_value(json_array_get(one, 1)) };
        enum err e = read_experts(op, json_array_get(one, 2), &row);
        if (e != OK)
            return e;
        mem_push(op, list->rows, list->count, row);
    }
    return OK;
}

enum err suggest_read(struct op *op, const char *application, const char *job,
                      struct suggested_list *ret_list)
{
    struct suggested_list list = { 0 };
    struct application seen = { 0 };
    struct job_status status = { 0 };

    enum err e = application_get(op, application, &seen);
    if (e == OK)
        e = job_status(op, job, &status);
    if (e == OK && strcmp(status.kind, SUGGEST_JOB) != 0)
        e = fail(op, ERR_NOT_FOUND, "not_found", "another kind of job");
    if (e != OK)
        return e;
    list.state = status.state;
    if (strcmp(status.state, "done") == 0)
        e = read_rows(op, status.result, &list);
    if (e == OK)
        *ret_list = list;
    return e;
}
