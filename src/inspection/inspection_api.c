/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_api.c: inspections and their packs over HTTP; what inspectors see is noted. */
#include "inspection/api.h"

#include "base/mem.h"
#include "event/event.h"
#include "inspection/inspection.h"
#include "org/account.h"

#include <string.h>

/* ---- noting ---- */

static enum err note_view(struct op *op, void *arg)
{
    const struct request *request = arg;
    char *data = mem_printf(op, "{\"route\":\"%s\"", request->route->path);

    for (int i = 0; i < request->param_count; i++) { /* ids of ours, else it was not found */
        const char *value = request->params[i].value;
        bool plain =
            value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-.")] == '\0';
        mem_append(op, &data, ",\"%s\":\"%s\"", request->params[i].name, plain ? value : "");
    }
    mem_append(op, &data, "}");
    event_add(op, "inspection.view", "post", "", 0, data);
    return OK;
}

enum err inspection_seen(struct op *op, const struct request *request)
{
    enum perm perm = request->route->perm;

    if (op->actor.role != POST_INSPECTOR || perm == PERM_ANYONE || perm == PERM_SIGNED_IN ||
        perm == PERM_CALL_READ)
        return OK;
    return event_tx(op, note_view, (void *)request);
}

/* ---- shapes ---- */

enum { TEXT_MAX = 100, NOTE_MAX = 500, TRACK_CHARS = 40 };

struct inspection_out {
    const char *id;
    const char *letter;
    const char *issuer;
    const char *call;
    const char **tracks;
    size_t track_count;
    int64_t from;
    int64_t to;
    const char *inspector;
    const char *login;
    const char *state;
    const char *proposer;
    int64_t proposed;
    const char *decider;
    int64_t decided;
    const char *note;
    bool may_decide;
};

static const struct json_field inspection_fields[] = {
    JSON_TEXT(struct inspection_out, id, 1, 64),
    JSON_TEXT(struct inspection_out, letter, 1, TEXT_MAX),
    JSON_TEXT(struct inspection_out, issuer, 1, TEXT_MAX),
    JSON_TEXT(struct inspection_out, call, 1, 40),
    JSON_TEXTS(struct inspection_out, tracks, track_count, TRACK_CHARS, INSPECTION_TRACKS_MAX,
               .note = "none: all"),
    JSON_DAY(struct inspection_out, from),
    JSON_DAY(struct inspection_out, to),
    JSON_TEXT(struct inspection_out, inspector, 1, 64),
    JSON_TEXT(struct inspection_out, login, 1, 64),
    JSON_TEXT(struct inspection_out, state, 1, 16),
    JSON_TEXT(struct inspection_out, proposer, 0, 64),
    JSON_TIME(struct inspection_out, proposed),
    JSON_TEXT(struct inspection_out, decider, 0, 64, .optional = true),
    JSON_TIME(struct inspection_out, decided, .optional = true),
    JSON_TEXT(struct inspection_out, note, 0, NOTE_MAX),
    JSON_BOOL(struct inspection_out, may_decide),
    JSON_DONE,
};
static const struct json_shape inspection_shape =
    JSON_SHAPE(struct inspection_out, inspection_fields);

struct inspections_out {
    struct inspection_out *rows;
    size_t count;
};

static const struct json_field inspections_fields[] = {
    JSON_LIST(struct inspections_out, rows, count, &inspection_shape, INSPECTION_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape inspections_shape =
    JSON_SHAPE(struct inspections_out, inspections_fields);

/* ",team,overseas," as a list. */
static void split(struct op *op, const char *tracks, struct inspection_out *out)
{
    while (*tracks == ',' && tracks[1] != '\0') {
        size_t size = strcspn(tracks + 1, ",");
        mem_push(op, out->tracks, out->track_count, mem_text_max(op, tracks + 1, size));
        tracks += size + 1;
    }
}

static struct inspection_out view(struct op *op, const struct inspection *inspection)
{
    struct inspection_out out = { .id = inspection->public_id,
                                  .letter = inspection->letter,
                                  .issuer = inspection->issuer,
                                  .call = inspection->call,
                                  .from = inspection->from_day,
                                  .to = inspection->to_day,
                                  .inspector = inspection->inspector,
                                  .login = inspection->login,
                                  .state = inspection->state,
                                  .proposer = inspection->proposer,
                                  .proposed = inspection->proposed_ms,
                                  .decider = inspection->decider,
                                  .decided = inspection->decided_ms,
                                  .note = inspection->note };

    split(op, inspection->tracks, &out);
    out.may_decide = op->actor.role == POST_HEAD && strcmp(inspection->state, "proposed") == 0 &&
                     inspection->proposed_by != op->actor.user_id;
    return out;
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct inspection_list list = { 0 };
    struct inspections_out out = { 0 };

    (void)request;
    enum err e = inspection_list(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++)
        mem_push(op, out.rows, out.count, view(op, &list.rows[i]));
    return e == OK ? respond(op, response, &inspections_shape, &out) : e;
}

/* ---- proposing, deciding, ending ---- */

static const struct json_field new_fields[] = {
    JSON_TEXT(struct inspection_new, letter, 1, TEXT_MAX),
    JSON_TEXT(struct inspection_new, issuer, 1, TEXT_MAX),
    JSON_TEXT(struct inspection_new, call, 1, 40),
    JSON_TEXTS(struct inspection_new, tracks, track_count, TRACK_CHARS, INSPECTION_TRACKS_MAX),
    { "from", JSON_KIND_DAY, .offset = offsetof(struct inspection_new, from_day) },
    { "to", JSON_KIND_DAY, .offset = offsetof(struct inspection_new, to_day) },
    JSON_TEXT(struct inspection_new, login, LOGIN_CHARS_MIN, LOGIN_CHARS_MAX),
    JSON_TEXT(struct inspection_new, name, 1, 64),
    JSON_DONE,
};
static const struct json_shape new_shape = JSON_SHAPE(struct inspection_new, new_fields);

struct proposed_out {
    struct inspection_out inspection;
    const char *token;
    int64_t expires;
};

static const struct json_field proposed_fields[] = {
    JSON_OBJECT(struct proposed_out, inspection, &inspection_shape),
    JSON_TEXT(struct proposed_out, token, 1, ACTIVATION_TOKEN_CHARS,
              .note = "of the link by which the inspector sets a password"),
    JSON_TIME(struct proposed_out, expires),
    JSON_DONE,
};
static const struct json_shape proposed_shape = JSON_SHAPE(struct proposed_out, proposed_fields);

static enum err handle_propose(struct op *op, const struct request *request,
                               struct response *response)
{
    struct inspection inspection = { 0 };
    struct account_link link = { 0 };

    enum err e = inspection_propose(op, request->in, &inspection, &link);
    if (e != OK)
        return e;
    struct proposed_out out = { view(op, &inspection), link.token, link.expires_ms };
    response->status = 201;
    return respond(op, response, &proposed_shape, &out);
}

struct inspection_decision {
    bool agree;
    const char *note;
};

static const struct json_field decision_fields[] = {
    JSON_BOOL(struct inspection_decision, agree),
    JSON_TEXT(struct inspection_decision, note, 0, NOTE_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape decision_shape =
    JSON_SHAPE(struct inspection_decision, decision_fields);

static enum err handle_decide(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct inspection_decision *in = request->in;

    enum err e = inspection_decide(op, request_param(request, "id"), in->agree, or_empty(in->note));
    return e == OK ? respond_empty(response) : e;
}

static enum err handle_end(struct op *op, const struct request *request, struct response *response)
{
    enum err e = inspection_end(op, request_param(request, "id"));

    return e == OK ? respond_empty(response) : e;
}

/* ---- packs ---- */

struct audit_pack_out {
    const char *state;
    int64_t asked;
    int64_t made;
    int64_t size;
    const char *sm3;
};

static const char *const pack_states[] = { "none", "making", "made", "failed", NULL };

static const struct json_field pack_fields[] = {
    JSON_CHOICE(struct audit_pack_out, state, pack_states),
    JSON_TIME(struct audit_pack_out, asked, .optional = true),
    JSON_TIME(struct audit_pack_out, made, .optional = true),
    JSON_INT(struct audit_pack_out, size, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct audit_pack_out, sm3, 0, 64),
    JSON_DONE,
};
static const struct json_shape pack_shape = JSON_SHAPE(struct audit_pack_out, pack_fields);

static enum err respond_pack(struct op *op, struct response *response,
                             const struct audit_pack *pack)
{
    bool failed = or_empty(pack->error)[0] != '\0';
    const char *state = pack->id == 0    ? "none"
                        : failed         ? "failed"
                        : pack->size > 0 ? "made"
                                         : "making";
    struct audit_pack_out out = { state, pack->asked_ms, pack->made_ms, pack->size,
                                  or_empty(pack->sm3) };

    return respond(op, response, &pack_shape, &out);
}

static enum err handle_pack_ask(struct op *op, const struct request *request,
                                struct response *response)
{
    struct audit_pack pack = { 0 };

    enum err e = pack_ask(op, request_param(request, "id"), &pack);
    response->status = 202;
    return e == OK ? respond_pack(op, response, &pack) : e;
}

static enum err handle_pack(struct op *op, const struct request *request, struct response *response)
{
    struct audit_pack pack = { 0 };

    enum err e = pack_last(op, request_param(request, "id"), &pack);
    return e == OK ? respond_pack(op, response, &pack) : e;
}

static enum err handle_pack_content(struct op *op, const struct request *request,
                                    struct response *response)
{
    struct bytes bytes = { 0 };

    enum err e = pack_read(op, request_param(request, "id"), &bytes);
    if (e != OK)
        return e;
    response->content_type = "application/zip";
    response->bytes = bytes.data;
    response->size = bytes.size;
    response_header(response, "Content-Disposition", "attachment; filename=\"audit-pack.zip\"");
    return OK;
}

const struct route inspection_routes[] = {
    { "GET", "/api/v1/inspections", PERM_INSPECTION, handle_list,
      .summary = "Inspections; an inspector's own", .out = &inspections_shape },
    { "POST", "/api/v1/inspections", PERM_INSPECTION_PROPOSE, handle_propose,
      .summary = "Propose an inspection by its letter", .in = &new_shape, .out = &proposed_shape },
    { "POST", "/api/v1/inspections/{id}/decide", PERM_DECIDE, handle_decide,
      .summary = "The head's decision", .in = &decision_shape },
    { "POST", "/api/v1/inspections/{id}/end", PERM_INSPECTION_PROPOSE, handle_end,
      .summary = "End it before its day" },
    { "POST", "/api/v1/inspections/{id}/pack", PERM_INSPECT, handle_pack_ask,
      .summary = "Ask for a sealed audit pack", .out = &pack_shape },
    { "GET", "/api/v1/inspections/{id}/pack", PERM_INSPECT, handle_pack,
      .summary = "The pack asked for last", .out = &pack_shape },
    { "GET", "/api/v1/inspections/{id}/pack/content", PERM_INSPECT, handle_pack_content,
      .summary = "The pack itself" },
    { 0 },
};
