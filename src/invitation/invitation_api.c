/* SPDX-License-Identifier: Apache-2.0 */
/* invitation_api.c: invitations over HTTP, for the centre and the department. */
#include "invitation/api.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "invitation/invitation.h"
#include "paper/export_view.h"

#include <string.h>

enum { ID_MAX = 64, REASON_MAX = 500 };

static const char *const state_codes[] = { "consent",  "ready",    "sent",    "expired",
                                           "accepted", "declined", "refused", "withdrawn",
                                           "done",     NULL };
static const char *const actions[] = { "consent",  "refuse", "send", "remind",
                                       "withdraw", "finish", NULL };

/* ---- beginning ---- */

static const struct json_field pair_fields[] = {
    JSON_TEXT(struct invitation_pair, demand, 1, ID_MAX),
    JSON_TEXT(struct invitation_pair, expert, 1, ID_MAX),
    JSON_DONE,
};
static const struct json_shape pair_shape = JSON_SHAPE(struct invitation_pair, pair_fields);

struct begin_in {
    const char *run;
    int64_t until;
    struct invitation_pair *pairs;
    size_t count;
};

static const struct json_field begin_fields[] = {
    JSON_TEXT(struct begin_in, run, 1, ID_MAX),
    JSON_DAY(struct begin_in, until, .note = "an answer is asked for by the end of this day"),
    JSON_LIST(struct begin_in, pairs, count, &pair_shape, INVITATION_PAIRS_MAX),
    JSON_DONE,
};
static const struct json_shape begin_shape = { "struct invitations_new", sizeof(struct begin_in),
                                               begin_fields };

static enum err handle_add(struct op *op, const struct request *request, struct response *response)
{
    const struct begin_in *in = request->in;

    enum err e = invitation_add(op, in->run, in->pairs, in->count, in->until);
    return e == OK ? respond_empty(response) : e;
}

/* ---- the list ---- */

struct query_in {
    const char *run;
    const char *state;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct query_in, run, 0, ID_MAX, .optional = true),
    JSON_CHOICE(struct query_in, state, state_codes, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = { "struct invitation_query", sizeof(struct query_in),
                                               query_fields };

struct row_out {
    const char *id;
    const char *state;
    const char *state_name;
    const char *run;
    const char *demand;
    const char *number;
    const char *title;
    const char *unit;
    const char *expert;
    const char *name;
    const char *org;
    const char *consent_by;
    json_t *days;
    const char *words;
    const char *reason;
    const char *mail;
    int64_t until;
    int64_t reminded;
    int64_t sent;
    int64_t answered;
    int64_t satisfaction;
    const char *result;
    const char **actions;
    size_t action_count;
};

static const struct json_field row_fields[] = {
    JSON_TEXT(struct row_out, id, 1, ID_MAX),
    JSON_CHOICE(struct row_out, state, state_codes),
    JSON_TEXT(struct row_out, state_name, 1, 40),
    JSON_TEXT(struct row_out, run, 1, ID_MAX),
    JSON_TEXT(struct row_out, demand, 1, ID_MAX),
    JSON_TEXT(struct row_out, number, 0, 64),
    JSON_TEXT(struct row_out, title, 0, 500),
    JSON_TEXT(struct row_out, unit, 0, 200),
    JSON_TEXT(struct row_out, expert, 1, ID_MAX),
    JSON_TEXT(struct row_out, name, 0, 100),
    JSON_TEXT(struct row_out, org, 0, 200),
    JSON_TEXT(struct row_out, consent_by, 0, 200),
    JSON_VALUE(struct row_out, days, .note = "[[from, to], …] as YYYYMMDD: what suits the expert"),
    JSON_TEXT(struct row_out, words, 0, INVITATION_WORDS_MAX, .note = "the expert's, of one only"),
    JSON_TEXT(struct row_out, reason, 0, REASON_MAX),
    JSON_TEXT(struct row_out, mail, 0, 20, .note = "waiting, sent or failed; \"\" no letter"),
    JSON_TIME(struct row_out, until),
    JSON_INT(struct row_out, reminded, 0, JSON_INT_SAFE_MAX),
    JSON_TIME(struct row_out, sent, .optional = true),
    JSON_TIME(struct row_out, answered, .optional = true),
    JSON_INT(struct row_out, satisfaction, 0, 5),
    JSON_TEXT(struct row_out, result, 0, REASON_MAX),
    JSON_TEXTS(struct row_out, actions, action_count, 20, 10),
    JSON_DONE,
};
static const struct json_shape row_shape = { "struct invitation_row", sizeof(struct row_out),
                                             row_fields };

struct rows_out {
    struct row_out *rows;
    size_t count;
};

static const struct json_field rows_fields[] = {
    JSON_LIST(struct rows_out, rows, count, &row_shape, INVITATION_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape rows_shape = { "struct invitation_rows", sizeof(struct rows_out),
                                              rows_fields };

static struct row_out view(struct op *op, const struct invitation *row)
{
    struct row_out out = { .id = row->public_id,
                           .state = row->state,
                           .state_name = invitation_state_name(row->state),
                           .run = row->run,
                           .demand = row->demand,
                           .number = row->number,
                           .title = row->title,
                           .unit = row->unit,
                           .expert = row->expert,
                           .name = row->name,
                           .org = row->org,
                           .consent_by = row->consent_by,
                           .days = json_own(op, json_loads(row->days, 0, NULL)),
                           .words = row->words,
                           .reason = row->reason,
                           .mail = row->mail,
                           .until = row->until_ms,
                           .reminded = row->reminded,
                           .sent = row->sent_ms,
                           .answered = row->answered_ms,
                           .satisfaction = row->satisfaction,
                           .result = row->result };
    const char *const *codes = invitation_actions(op, row);

    for (size_t i = 0; codes[i] != NULL; i++)
        mem_push(op, out.actions, out.action_count, codes[i]);
    return out;
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct query_in *query = request->query;
    struct invitation *rows = NULL;
    struct rows_out out = { 0 };
    size_t count = 0;

    enum err e = invitation_list(op, or_empty(query->run), or_empty(query->state), &rows, &count);
    for (size_t i = 0; e == OK && i < count; i++)
        mem_push(op, out.rows, out.count, view(op, &rows[i]));
    return e == OK ? respond(op, response, &rows_shape, &out) : e;
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct invitation row = { 0 };

    enum err e = invitation_get(op, request_param(request, "id"), &row);
    if (e != OK)
        return e;
    struct row_out out = view(op, &row);
    return respond(op, response, &row_shape, &out);
}

/* ---- the list as a file ---- */

static enum err handle_export(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct query_in *query = request->query;
    struct bytes file = { 0 };

    enum err e = invitation_export(op, or_empty(query->run), or_empty(query->state), &file);
    return e == OK ? respond_workbook(op, response, "invitations", file) : e;
}

/* ---- steps ---- */

struct act_in {
    const char *by;
    const char *reason;
    int64_t satisfaction;
    const char *result;
};

static const struct json_field act_fields[] = {
    JSON_TEXT(struct act_in, by, 0, 200, .optional = true, .note = "whose consent"),
    JSON_TEXT(struct act_in, reason, 0, REASON_MAX, .optional = true),
    JSON_INT(struct act_in, satisfaction, 0, 5, .optional = true),
    JSON_TEXT(struct act_in, result, 0, REASON_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape act_shape = { "struct invitation_step", sizeof(struct act_in),
                                             act_fields };

struct link_out {
    const char *link;
};

static const struct json_field link_fields[] = {
    JSON_TEXT(struct link_out, link, 0, 300,
              .note = "after sending: to be handed on by other means, too"),
    JSON_DONE,
};
static const struct json_shape link_shape = { "struct invitation_link", sizeof(struct link_out),
                                              link_fields };

static bool known_action(const char *action)
{
    for (size_t i = 0; actions[i] != NULL; i++) {
        if (strcmp(actions[i], action) == 0)
            return true;
    }
    return false;
}

static enum err handle_act(struct op *op, const struct request *request, struct response *response)
{
    const struct act_in *in = request->in;
    const struct invitation_act act = { .action = request_param(request, "action"),
                                        .by = in->by,
                                        .reason = in->reason,
                                        .satisfaction = in->satisfaction,
                                        .result = in->result };
    struct link_out out = { "" };

    if (!known_action(act.action))
        return fail(op, ERR_NOT_FOUND, "not_found", "no such action");
    enum err e = invitation_do(op, request_param(request, "id"), &act, &out.link);
    return e == OK ? respond(op, response, &link_shape, &out) : e;
}

const struct route invitation_routes[] = {
    { "GET", "/api/v1/invitations", PERM_MATCH, handle_list,
      .summary = "Demands, experts and how far they are", .query = &query_shape,
      .out = &rows_shape },
    { "POST", "/api/v1/invitations", PERM_MATCH, handle_add,
      .summary = "Begins invitations for proposed pairs", .in = &begin_shape },
    { "GET", "/api/v1/invitations/export", PERM_MATCH, handle_export,
      .summary = "Demands, experts and how far they are, as a workbook", .query = &query_shape },
    { "GET", "/api/v1/invitations/{id}", PERM_MATCH, handle_get,
      .summary = "One, with the expert's words", .out = &row_shape },
    { "POST", "/api/v1/invitations/{id}/actions/{action}", PERM_MATCH, handle_act,
      .summary = "Consent, refuse, send, remind, withdraw, finish", .in = &act_shape,
      .out = &link_shape },
    { 0 },
};
