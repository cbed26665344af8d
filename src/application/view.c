/* SPDX-License-Identifier: Apache-2.0 */
/* view.c: shapes of rows, problems and attachments, and what fills them. */
#include "application/view.h"

#include "base/mem.h"
#include "base/message.h"
#include "publish/publish.h"

#include <string.h>

enum { ROWS_MAX = 500 };

static const struct json_field row_fields[] = {
    ROW_FIELDS(struct row_out),
    JSON_DONE,
};
const struct json_shape application_row_shape = JSON_SHAPE(struct row_out, row_fields);

static const struct json_field rows_fields[] = {
    JSON_LIST(struct rows_out, rows, count, &application_row_shape, ROWS_MAX),
    JSON_TEXT(struct rows_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
const struct json_shape application_rows_shape = JSON_SHAPE(struct rows_out, rows_fields);

static const char *const levels[] = { "error", "warning", NULL };

static const struct json_field problem_fields[] = {
    JSON_TEXT(struct problem_out, path, 0, 300),
    JSON_TEXT(struct problem_out, code, 1, 64),
    JSON_TEXT(struct problem_out, clause, 0, 100, .optional = true),
    JSON_TEXT(struct problem_out, basis, 1, 16),
    JSON_CHOICE(struct problem_out, level, levels),
    JSON_TEXT(struct problem_out, message, 1, 1000),
    JSON_DONE,
};
const struct json_shape problem_shape = JSON_SHAPE(struct problem_out, problem_fields);

static const struct json_field attachment_fields[] = {
    JSON_TEXT(struct attachment_out, id, 1, 64),
    JSON_TEXT(struct attachment_out, kind, 1, 40),
    JSON_TEXT(struct attachment_out, kind_name, 0, 100),
    JSON_TEXT(struct attachment_out, name, 1, 120),
    JSON_INT(struct attachment_out, size, 1, ATTACHMENT_BYTES_MAX),
    JSON_TEXT(struct attachment_out, state, 1, 16),
    JSON_TEXT(struct attachment_out, reason, 0, 200, .optional = true),
    JSON_TEXT(struct attachment_out, type, 0, 100, .optional = true),
    JSON_TEXT(struct attachment_out, sm3, 0, 64, .optional = true),
    JSON_TEXT(struct attachment_out, by, 0, 64),
    JSON_TIME(struct attachment_out, at),
    JSON_DONE,
};
const struct json_shape attachment_shape = JSON_SHAPE(struct attachment_out, attachment_fields);

/* Who has to do something next, by state. */
static const char *who_has(const struct application *application)
{
    static const char *const at_recommender[] = { "recommending", "recommended", "not_recommended",
                                                  NULL };
    static const char *const at_desk[] = { "sent",    "accepted",  "refused",
                                           "overdue", "forfeited", NULL };

    bool begun =
        strcmp(application->state, "draft") == 0 || strcmp(application->state, "frozen") == 0;

    if (strcmp(application->state, "county_review") == 0 ||
        (begun && application->typed_by != 0 && application->typed_by == application->county_id))
        return application->county_name;
    if (begun && application->typed_by != 0 && application->typed_by == application->recommender_id)
        return application->recommender_name;
    for (int i = 0; at_recommender[i] != NULL; i++) {
        if (strcmp(application->state, at_recommender[i]) == 0)
            return application->recommender_name;
    }
    for (int i = 0; at_desk[i] != NULL; i++) {
        if (strcmp(application->state, at_desk[i]) == 0)
            return application->desk_name;
    }
    return application->org_name;
}

/* The title of the track in the version the application follows; its code when that is gone. */
static const char *track_title(struct op *op, const struct application *application)
{
    const struct call *call = NULL;
    const struct track *track = NULL;

    if (publish_version(op, application->call, application->form_version, &call) == OK)
        track = call_track(call, application->track);
    else
        op_forgive(op);
    return track == NULL ? application->track : track->title;
}

struct row_out row_view(struct op *op, const struct application *application)
{
    return (struct row_out){
        .id = application->public_id,
        .code = application->code,
        .call = application->call,
        .track = application->track,
        .track_title = track_title(op, application),
        .title = application->title,
        .state = application->state,
        .state_name = lifecycle_state_name(application->state),
        .org = application->org_name,
        .recommender = application->direct != 0 ? NULL : application->recommender_name,
        .rank = application->rank,
        .updated = application->changed_ms,
        .sent = application->sent_ms,
        .due = application->due_ms,
        .due_provisional = due_provisional(op, application->due_ms),
        .problem_count = application->blocking_count,
        .budget_fen = application->budget_fen,
        .period_from = application->period_from,
        .period_to = application->period_to,
        .who_has = who_has(application),
        .over_state = application->over_state,
        .typed = application->typed_by != 0,
        .channel = application->channel,
    };
}

struct rows_out rows_view(struct op *op, const struct application_list *list)
{
    struct rows_out out = { .next = list->next };

    out.rows = mem_array(op, struct row_out, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        out.rows[out.count++] = row_view(op, &list->rows[i]);
    return out;
}

struct problem_out *problems_view(struct op *op, const struct problem_list *list, size_t *ret_count)
{
    struct problem_out *rows = mem_array(op, struct problem_out, list->count + 1);

    for (size_t i = 0; i < list->count; i++) {
        const struct problem *problem = &list->rows[i];
        rows[i] = (struct problem_out){ problem->path,
                                        problem->code,
                                        problem->clause,
                                        basis_name(problem->basis),
                                        problem->blocks ? "error" : "warning",
                                        problem->message };
    }
    *ret_count = list->count;
    return rows;
}

struct attachment_out attachment_view(struct op *op, const struct attachment_kinds *kinds,
                                      const struct attachment *attachment)
{
    const struct attachment_kind *kind = attachment_kind_of(kinds, attachment->kind);

    return (struct attachment_out){
        .id = attachment->public_id,
        .kind = attachment->kind,
        .kind_name = kind == NULL ? "其他材料" : kind->name,
        .name = attachment->name,
        .size = attachment->size,
        .state = attachment->state,
        .reason = attachment->reason == NULL ? NULL : message_text(op, attachment->reason, NULL, 0),
        .type = attachment->type,
        .sm3 = attachment->sm3,
        .by = attachment->by,
        .at = attachment->created_ms,
    };
}
