/* SPDX-License-Identifier: Apache-2.0 */
/* league_api.c: a recommending unit's work over HTTP. */
#include "league/api.h"

#include "application/view.h"
#include "base/mem.h"
#include "league/league.h"
#include "league/round.h"

/* ---- the round ---- */

struct round_out {
    const char *id;
};

static const struct json_field round_fields[] = {
    JSON_TEXT(struct round_out, id, 1, 64),
    JSON_DONE,
};
static const struct json_shape round_shape = JSON_SHAPE(struct round_out, round_fields);

static enum err handle_round(struct op *op, const struct request *request,
                             struct response *response)
{
    struct league_round round = { 0 };

    enum err e = round_open(op, request_param(request, "call"), &round);
    struct round_out out = { round.public_id };
    return e == OK ? respond(op, response, &round_shape, &out) : e;
}

/* ---- inner deadlines ---- */

struct inner_in {
    const char *track;
    int64_t due;
    const char *decision;
    const char *words;
};

static const struct json_field inner_in_fields[] = {
    JSON_TEXT(struct inner_in, track, 0, 40, .optional = true, .note = "absent: all tracks"),
    JSON_TIME(struct inner_in, due, .optional = true, .note = "absent: takes it away"),
    JSON_TEXT(struct inner_in, decision, 1, 60, .note = "number of the unit's own notice"),
    JSON_TEXT(struct inner_in, words, 0, LEAGUE_WORDS_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape inner_in_shape = JSON_SHAPE(struct inner_in, inner_in_fields);

static enum err handle_set_deadline(struct op *op, const struct request *request,
                                    struct response *response)
{
    const struct inner_in *in = request->in;
    const struct inner_deadline deadline = { .track = or_empty(in->track),
                                             .due_ms = in->due,
                                             .decision = in->decision,
                                             .words = or_empty(in->words) };

    enum err e = inner_deadline_set(op, request_param(request, "call"), &deadline);
    return e == OK ? respond_empty(response) : e;
}

struct inner_out {
    const char *track;
    int64_t due;
    const char *decision;
    const char *words;
    const char *by;
    int64_t at;
};

struct inners_out {
    struct inner_out *rows;
    size_t count;
};

static const struct json_field inner_fields[] = {
    JSON_TEXT(struct inner_out, track, 0, 40),
    JSON_TIME(struct inner_out, due),
    JSON_TEXT(struct inner_out, decision, 1, 60),
    JSON_TEXT(struct inner_out, words, 0, LEAGUE_WORDS_MAX),
    JSON_TEXT(struct inner_out, by, 0, 64),
    JSON_TIME(struct inner_out, at),
    JSON_DONE,
};
static const struct json_shape inner_shape = { "struct inner_deadline", sizeof(struct inner_out),
                                               inner_fields };

static const struct json_field inners_fields[] = {
    JSON_LIST(struct inners_out, rows, count, &inner_shape, 100),
    JSON_DONE,
};
static const struct json_shape inners_shape = { "struct inner_deadlines", sizeof(struct inners_out),
                                                inners_fields };

static enum err handle_deadlines(struct op *op, const struct request *request,
                                 struct response *response)
{
    struct inner_deadline_list list = { 0 };
    struct inners_out out = { 0 };

    enum err e = inner_deadline_list(op, request_param(request, "call"), op->actor.org_id, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct inner_deadline *found = &list.rows[i];
        struct inner_out row = { found->track, found->due_ms, found->decision,
                                 found->words, found->by,     found->at_ms };
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &inners_shape, &out) : e;
}

/* ---- the board ---- */

struct unit_out {
    const char *id;
    const char *name;
    const char *status;
    bool begun;
    int64_t up_count;
    int64_t sent_count;
    const char *zero_reason;
    const char *zero_by;
    int64_t zero_at;
    int64_t reminder_count;
    int64_t reminded_at;
};

struct reminder_out {
    const char *org;
    const char *name;
    const char *how;
    const char *note;
    const char *by;
    int64_t at;
};

struct board_out {
    struct unit_out *units;
    size_t unit_count;
    struct reminder_out *log;
    size_t log_count;
};

static const char *const statuses[] = { "reported", "zero", "begun", "idle", NULL };
static const char *const ways[] = { "system", "phone", "message", "letter", "visit", NULL };

static const struct json_field unit_fields[] = {
    JSON_TEXT(struct unit_out, id, 1, 64),
    JSON_TEXT(struct unit_out, name, 1, 100),
    JSON_CHOICE(struct unit_out, status, statuses),
    JSON_BOOL(struct unit_out, begun),
    JSON_INT(struct unit_out, up_count, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct unit_out, sent_count, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct unit_out, zero_reason, 0, LEAGUE_WORDS_MAX, .optional = true),
    JSON_TEXT(struct unit_out, zero_by, 0, 100, .optional = true),
    JSON_TIME(struct unit_out, zero_at, .optional = true),
    JSON_INT(struct unit_out, reminder_count, 0, JSON_INT_SAFE_MAX),
    JSON_TIME(struct unit_out, reminded_at, .optional = true),
    JSON_DONE,
};
static const struct json_shape unit_shape = { "struct board_unit", sizeof(struct unit_out),
                                              unit_fields };

static const struct json_field reminder_fields[] = {
    JSON_TEXT(struct reminder_out, org, 1, 64),
    JSON_TEXT(struct reminder_out, name, 1, 100),
    JSON_CHOICE(struct reminder_out, how, ways),
    JSON_TEXT(struct reminder_out, note, 0, LEAGUE_WORDS_MAX),
    JSON_TEXT(struct reminder_out, by, 0, 64),
    JSON_TIME(struct reminder_out, at),
    JSON_DONE,
};
static const struct json_shape reminder_shape = { "struct reminder", sizeof(struct reminder_out),
                                                  reminder_fields };

static const struct json_field board_fields[] = {
    JSON_LIST(struct board_out, units, unit_count, &unit_shape, LEAGUE_UNITS_MAX),
    JSON_LIST(struct board_out, log, log_count, &reminder_shape, LEAGUE_REMINDERS_MAX),
    JSON_DONE,
};
static const struct json_shape board_shape = { "struct league_board", sizeof(struct board_out),
                                               board_fields };

static enum err handle_board(struct op *op, const struct request *request,
                             struct response *response)
{
    struct board board = { 0 };
    struct board_out out = { 0 };

    enum err e = league_board(op, request_param(request, "call"), &board);
    for (size_t i = 0; e == OK && i < board.unit_count; i++) {
        const struct board_unit *unit = &board.units[i];
        struct unit_out row = { unit->public_id,      unit->name,       unit->status,
                                unit->begun,          unit->up_count,   unit->sent_count,
                                unit->zero_reason,    unit->zero_by,    unit->zero_ms,
                                unit->reminder_count, unit->reminded_ms };
        mem_push(op, out.units, out.unit_count, row);
    }
    for (size_t i = 0; e == OK && i < board.log_count; i++) {
        const struct reminder *found = &board.log[i];
        struct reminder_out row = { found->org,  found->name, found->how,
                                    found->note, found->by,   found->at_ms };
        mem_push(op, out.log, out.log_count, row);
    }
    return e == OK ? respond(op, response, &board_shape, &out) : e;
}

static const struct json_field reminding_fields[] = {
    JSON_TEXTS(struct reminding, units, unit_count, 64, LEAGUE_REMINDERS_MAX),
    JSON_CHOICE(struct reminding, how, ways),
    JSON_TEXT(struct reminding, note, 0, LEAGUE_WORDS_MAX),
    JSON_DONE,
};
static const struct json_shape reminding_shape = JSON_SHAPE(struct reminding, reminding_fields);

static enum err handle_remind(struct op *op, const struct request *request,
                              struct response *response)
{
    enum err e = league_remind(op, request_param(request, "call"), request->in);

    return e == OK ? respond_empty(response) : e;
}

/* ---- zero ---- */

struct zero_in {
    const char *reason;
};

static const struct json_field zero_in_fields[] = {
    JSON_TEXT(struct zero_in, reason, 2, LEAGUE_WORDS_MAX),
    JSON_DONE,
};
static const struct json_shape zero_in_shape = JSON_SHAPE(struct zero_in, zero_in_fields);

struct zero_out {
    const char *reason;
    const char *by_org;
    const char *by;
    int64_t at;
};

static const struct json_field zero_fields[] = {
    JSON_TEXT(struct zero_out, reason, 0, LEAGUE_WORDS_MAX, .optional = true,
              .note = "null: nothing declared"),
    JSON_TEXT(struct zero_out, by_org, 0, 100, .optional = true),
    JSON_TEXT(struct zero_out, by, 0, 64, .optional = true),
    JSON_TIME(struct zero_out, at, .optional = true),
    JSON_DONE,
};
static const struct json_shape zero_shape = { "struct zero_report", sizeof(struct zero_out),
                                              zero_fields };

static enum err handle_zero_get(struct op *op, const struct request *request,
                                struct response *response)
{
    struct zero_report zero = { 0 };

    enum err e = zero_get(op, request_param(request, "call"), &zero);
    struct zero_out out = { zero.reason, zero.by_org, zero.by, zero.at_ms };
    return e == OK ? respond(op, response, &zero_shape, &out) : e;
}

static enum err handle_zero(struct op *op, const struct request *request, struct response *response)
{
    const struct zero_in *in = request->in;

    enum err e = zero_set(op, request_param(request, "call"), NULL, in->reason);
    return e == OK ? respond_empty(response) : e;
}

static enum err handle_zero_end(struct op *op, const struct request *request,
                                struct response *response)
{
    enum err e = zero_set(op, request_param(request, "call"), NULL, NULL);

    return e == OK ? respond_empty(response) : e;
}

static enum err handle_unit_zero(struct op *op, const struct request *request,
                                 struct response *response)
{
    const struct zero_in *in = request->in;

    enum err e =
        zero_set(op, request_param(request, "call"), request_param(request, "unit"), in->reason);
    return e == OK ? respond_empty(response) : e;
}

static enum err handle_unit_zero_end(struct op *op, const struct request *request,
                                     struct response *response)
{
    enum err e = zero_set(op, request_param(request, "call"), request_param(request, "unit"), NULL);

    return e == OK ? respond_empty(response) : e;
}

/* ---- the ledger ---- */

struct ledger_row_out {
    ROW_MEMBERS
    int64_t up;
    const char *opinion;
    const char *over_quota;
    const char *place;
    int64_t expert_count;
    const char *package;
    bool planned;
};

struct ledger_track_out {
    const char *track;
    const char *title;
    int64_t planned_count;
    int64_t budget_fen;
};

struct ledger_out {
    struct ledger_row_out *rows;
    size_t count;
    struct ledger_track_out *tracks;
    size_t track_count;
};

static const struct json_field ledger_row_fields[] = {
    ROW_FIELDS(struct ledger_row_out),
    JSON_TIME(struct ledger_row_out, up, .optional = true),
    JSON_TEXT(struct ledger_row_out, opinion, 0, APPLICATION_REASON_MAX, .optional = true),
    JSON_TEXT(struct ledger_row_out, over_quota, 0, APPLICATION_REASON_MAX, .optional = true),
    JSON_TEXT(struct ledger_row_out, place, 0, 1000),
    JSON_INT(struct ledger_row_out, expert_count, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct ledger_row_out, package, 0, 32, .optional = true),
    JSON_BOOL(struct ledger_row_out, planned, .note = "belongs to the year's plan"),
    JSON_DONE,
};
static const struct json_shape ledger_row_shape = { "struct ledger_row",
                                                    sizeof(struct ledger_row_out),
                                                    ledger_row_fields };

static const struct json_field ledger_track_fields[] = {
    JSON_TEXT(struct ledger_track_out, track, 1, 40),
    JSON_TEXT(struct ledger_track_out, title, 1, 100),
    JSON_INT(struct ledger_track_out, planned_count, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct ledger_track_out, budget_fen, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape ledger_track_shape = { "struct ledger_track",
                                                      sizeof(struct ledger_track_out),
                                                      ledger_track_fields };

static const struct json_field ledger_fields[] = {
    JSON_LIST(struct ledger_out, rows, count, &ledger_row_shape, 500),
    JSON_LIST(struct ledger_out, tracks, track_count, &ledger_track_shape, 100),
    JSON_DONE,
};
static const struct json_shape ledger_shape = { "struct ledger", sizeof(struct ledger_out),
                                                ledger_fields };

static enum err handle_ledger(struct op *op, const struct request *request,
                              struct response *response)
{
    struct ledger ledger = { 0 };
    struct ledger_out out = { 0 };

    enum err e = league_ledger(op, request_param(request, "call"), &ledger);
    for (size_t i = 0; e == OK && i < ledger.count; i++) {
        const struct ledger_row *found = &ledger.rows[i];
        struct ledger_row_out row = { .up = found->application.up_ms,
                                      .opinion = found->application.opinion,
                                      .over_quota = found->application.over_quota,
                                      .place = found->place,
                                      .expert_count = found->expert_count,
                                      .package = found->package,
                                      .planned = found->planned };
        struct row_out view = row_view(op, &found->application);
        row_copy(&row, &view);
        mem_push(op, out.rows, out.count, row);
    }
    for (size_t i = 0; e == OK && i < ledger.track_count; i++) {
        const struct ledger_track *found = &ledger.tracks[i];
        struct ledger_track_out row = { found->track, found->title, found->planned_count,
                                        found->budget_fen };
        mem_push(op, out.tracks, out.track_count, row);
    }
    return e == OK ? respond(op, response, &ledger_shape, &out) : e;
}

const struct route league_routes[] = {
    { "POST", "/api/v1/league/{call}/round", PERM_PACKAGE_SEND, handle_round,
      .summary = "The unit's round, which holds minutes and local publicity", .out = &round_shape },
    { "GET", "/api/v1/league/{call}/deadlines", PERM_AREA, handle_deadlines,
      .summary = "The unit's inner deadlines", .out = &inners_shape },
    { "PUT", "/api/v1/league/{call}/deadlines", PERM_AREA, handle_set_deadline,
      .summary = "Set or take away an inner deadline", .in = &inner_in_shape },
    { "GET", "/api/v1/league/{call}/board", PERM_AREA, handle_board,
      .summary = "Units of the area and the log of reminders", .out = &board_shape },
    { "POST", "/api/v1/league/{call}/reminders", PERM_AREA, handle_remind,
      .summary = "Note that units were reminded", .in = &reminding_shape },
    { "PUT", "/api/v1/league/{call}/units/{unit}/zero", PERM_AREA, handle_unit_zero,
      .summary = "Declare that a unit of the area files nothing", .in = &zero_in_shape },
    { "DELETE", "/api/v1/league/{call}/units/{unit}/zero", PERM_AREA, handle_unit_zero_end,
      .summary = "Take that back" },
    { "GET", "/api/v1/league/{call}/ledger", PERM_AREA, handle_ledger,
      .summary = "Every item in the unit's hands, with the year's plan", .out = &ledger_shape },
    { "GET", "/api/v1/zero-reports/{call}", PERM_PACKAGE_SEND, handle_zero_get,
      .summary = "Whether the own unit files nothing", .out = &zero_shape },
    { "PUT", "/api/v1/zero-reports/{call}", PERM_PACKAGE_SEND, handle_zero,
      .summary = "Declare that the own unit files nothing", .in = &zero_in_shape },
    { "DELETE", "/api/v1/zero-reports/{call}", PERM_PACKAGE_SEND, handle_zero_end,
      .summary = "Take that back" },
    { 0 },
};
