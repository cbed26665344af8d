/* SPDX-License-Identifier: Apache-2.0 */
/* matching_api.c: the matching workbench over HTTP. */
#include "matching/api.h"

#include "base/mem.h"
#include "base/message.h"
#include "matching/matching.h"

enum { ID_MAX = 64, ROWS_MAX = MATCHING_DEMANDS_MAX, WORDS_MAX = 2000 };

static const char *const states[] = { "scoring", "open", "failed", "closed", NULL };
static const char *const kinds[] = { "demand", "review", NULL };
static const char *const holds[] = { "pinned", "forbidden", "declined", "free", NULL };

/* ---- runs ---- */

struct run_out {
    const char *id;
    const char *title;
    const char *kind;
    const char *call;
    const char *track;
    const char *state;
    int64_t top;
    int64_t capacity;
    int64_t title_level;
    int64_t load_min;
    int64_t item_unit_max;
    int64_t unit_max;
    bool fair;
    int64_t least;
    int64_t experts;
    int64_t needed;
    int64_t filled;
    int64_t total;
    int64_t best_total;
    int64_t moves;
    int64_t solved;
    const char *proof;
    const char *error;
    const char *by;
    int64_t created;
    int64_t solved_at;
};

#define RUN_FIELDS(type)                                                                           \
    JSON_TEXT(type, id, 1, ID_MAX), JSON_TEXT(type, title, 1, MATCHING_TITLE_MAX),                 \
        JSON_CHOICE(type, kind, kinds), JSON_TEXT(type, call, 0, ID_MAX),                          \
        JSON_TEXT(type, track, 0, ID_MAX), JSON_CHOICE(type, state, states),                       \
        JSON_INT(type, top, 1, MATCHING_TOP_MAX),                                                  \
        JSON_INT(type, capacity, 1, MATCHING_CAPACITY_MAX), JSON_INT(type, title_level, 0, 4),     \
        JSON_INT(type, load_min, 0, MATCHING_CAPACITY_MAX),                                        \
        JSON_INT(type, item_unit_max, 0, MATCHING_NEED_MAX),                                       \
        JSON_INT(type, unit_max, 0, JSON_INT_SAFE_MAX), JSON_BOOL(type, fair),                     \
        JSON_INT(type, least, 0, JSON_INT_SAFE_MAX,                                                \
                 .note = "by fairness: no proposed pair scores less"),                             \
        JSON_INT(type, experts, 0, JSON_INT_SAFE_MAX),                                             \
        JSON_INT(type, needed, 0, JSON_INT_SAFE_MAX),                                              \
        JSON_INT(type, filled, 0, JSON_INT_SAFE_MAX), JSON_INT(type, total, 0, JSON_INT_SAFE_MAX), \
        JSON_INT(type, best_total, 0, JSON_INT_SAFE_MAX, .note = "without fairness"),              \
        JSON_INT(type, moves, 0, JSON_INT_SAFE_MAX),                                               \
        JSON_INT(type, solved, 0, JSON_INT_SAFE_MAX, .note = "counts solutions"),                  \
        JSON_TEXT(type, proof, 0, 64, .note = "SM3 of the verified certificate"),                  \
        JSON_TEXT(type, error, 0, 300, .optional = true), JSON_TEXT(type, by, 0, 64),              \
        JSON_TIME(type, created), JSON_TIME(type, solved_at, .optional = true)

static const struct json_field run_fields[] = { RUN_FIELDS(struct run_out), JSON_DONE };
static const struct json_shape run_shape = { "struct matching_run", sizeof(struct run_out),
                                             run_fields };

struct runs_out {
    struct run_out *rows;
    size_t count;
};

static const struct json_field runs_fields[] = {
    JSON_LIST(struct runs_out, rows, count, &run_shape, 200),
    JSON_DONE,
};
static const struct json_shape runs_shape = { "struct matching_runs", sizeof(struct runs_out),
                                              runs_fields };

static struct run_out run_view(struct op *op, const struct matching *row)
{
    return (struct run_out){
        .id = row->public_id,
        .title = row->title,
        .kind = row->kind,
        .call = row->call,
        .track = row->track,
        .state = row->state,
        .top = row->top,
        .capacity = row->capacity,
        .title_level = row->title_level,
        .load_min = row->load_min,
        .item_unit_max = row->item_unit_max,
        .unit_max = row->unit_max,
        .fair = row->fair != 0,
        .least = row->least,
        .experts = row->expert_count,
        .needed = row->seats_needed,
        .filled = row->seats_filled,
        .total = row->total,
        .best_total = row->best_total,
        .moves = row->moves,
        .solved = row->solved,
        .proof = row->proof,
        .error = row->error[0] == '\0' ? NULL : message_text(op, row->error, NULL, 0),
        .by = row->by,
        .created = row->created_ms,
        .solved_at = row->solved_ms,
    };
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct matching *rows = NULL;
    struct runs_out out = { 0 };
    size_t count = 0;

    (void)request;
    enum err e = matching_list(op, &rows, &count);
    for (size_t i = 0; e == OK && i < count; i++)
        mem_push(op, out.rows, out.count, run_view(op, &rows[i]));
    return e == OK ? respond(op, response, &runs_shape, &out) : e;
}

static const struct json_field new_fields[] = {
    JSON_TEXT(struct matching_new, title, 1, MATCHING_TITLE_MAX),
    JSON_INT(struct matching_new, top, 1, MATCHING_TOP_MAX),
    JSON_INT(struct matching_new, capacity, 1, MATCHING_CAPACITY_MAX),
    JSON_CHOICE(struct matching_new, kind, kinds, .optional = true),
    JSON_TEXT(struct matching_new, call, 0, ID_MAX, .optional = true, .note = "of a review"),
    JSON_TEXT(struct matching_new, track, 0, ID_MAX, .optional = true, .note = "of a review"),
    JSON_INT(struct matching_new, need, 1, MATCHING_NEED_MAX, .optional = true,
             .note = "reviewers an application; of a review"),
    JSON_INT(struct matching_new, title_level, 0, 4, .optional = true,
             .note = "experts have at least: 1 junior .. 4 senior"),
    JSON_INT(struct matching_new, load_min, 0, MATCHING_CAPACITY_MAX, .optional = true,
             .note = "what every candidate gets at least"),
    JSON_INT(struct matching_new, item_unit_max, 0, MATCHING_NEED_MAX, .optional = true,
             .note = "experts of one employer at one demand; 0 any"),
    JSON_INT(struct matching_new, unit_max, 0, 10000, .optional = true,
             .note = "pairs of one employer in all; 0 any"),
    JSON_BOOL(struct matching_new, fair),
    JSON_TEXTS(struct matching_new, demands, demand_count, ID_MAX, MATCHING_DEMANDS_MAX,
               .optional = true, .note = "absent: all that are confirmed"),
    JSON_DONE,
};
static const struct json_shape new_shape = JSON_SHAPE(struct matching_new, new_fields);

struct made_out {
    const char *id;
};

static const struct json_field made_fields[] = {
    JSON_TEXT(struct made_out, id, 1, ID_MAX),
    JSON_DONE,
};
static const struct json_shape made_shape = { "struct matching_made", sizeof(struct made_out),
                                              made_fields };

static enum err handle_add(struct op *op, const struct request *request, struct response *response)
{
    struct made_out out = { 0 };

    enum err e = matching_add(op, request->in, &out.id);
    response->status = 201;
    return e == OK ? respond(op, response, &made_shape, &out) : e;
}

/* ---- the board ---- */

static const struct json_field seat_fields[] = {
    JSON_TEXT(struct matching_seat, expert, 1, ID_MAX),
    JSON_TEXT(struct matching_seat, name, 0, 100),
    JSON_TEXT(struct matching_seat, org, 0, 200),
    JSON_TEXT(struct matching_seat, title_name, 0, 100),
    JSON_INT(struct matching_seat, score, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_seat, place, 1, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct matching_seat, hold, 0, 20),
    JSON_DONE,
};
static const struct json_shape seat_shape = JSON_SHAPE(struct matching_seat, seat_fields);

static const struct json_field row_fields[] = {
    JSON_TEXT(struct matching_row, demand, 1, ID_MAX),
    JSON_TEXT(struct matching_row, number, 0, 64, .optional = true),
    JSON_TEXT(struct matching_row, title, 0, 500),
    JSON_TEXT(struct matching_row, unit, 0, 200),
    JSON_TEXT(struct matching_row, reporting, 0, 200),
    JSON_TEXT(struct matching_row, urgency, 0, 20),
    JSON_INT(struct matching_row, need, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_row, filled, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_row, tier, 1, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct matching_row, shortage, 0, WORDS_MAX, .note = "why seats stay empty"),
    JSON_LIST(struct matching_row, seats, seat_count, &seat_shape, ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape row_shape = JSON_SHAPE(struct matching_row, row_fields);

struct board_out {
    struct run_out run;
    struct matching_row *rows;
    size_t count;
};

static const struct json_field board_fields[] = {
    JSON_OBJECT(struct board_out, run, &run_shape),
    JSON_LIST(struct board_out, rows, count, &row_shape, ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape board_shape = { "struct matching_board", sizeof(struct board_out),
                                               board_fields };

static enum err handle_board(struct op *op, const struct request *request,
                             struct response *response)
{
    struct matching row = { 0 };
    struct board_out out = { 0 };

    enum err e = matching_get(op, request_param(request, "id"), &row);
    if (e == OK)
        e = matching_board(op, &row, &out.rows, &out.count);
    if (e != OK)
        return e;
    out.run = run_view(op, &row);
    return respond(op, response, &board_shape, &out);
}

/* ---- candidates ---- */

static const struct json_field elsewhere_fields[] = {
    JSON_TEXT(struct matching_elsewhere, demand, 1, ID_MAX),
    JSON_TEXT(struct matching_elsewhere, title, 0, 500),
    JSON_INT(struct matching_elsewhere, score, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape elsewhere_shape =
    JSON_SHAPE(struct matching_elsewhere, elsewhere_fields);

static const struct json_field candidate_fields[] = {
    JSON_TEXT(struct matching_candidate, expert, 1, ID_MAX),
    JSON_TEXT(struct matching_candidate, name, 0, 100),
    JSON_TEXT(struct matching_candidate, org, 0, 200),
    JSON_TEXT(struct matching_candidate, title_name, 0, 100),
    JSON_TEXT(struct matching_candidate, specialty, 0, WORDS_MAX),
    JSON_INT(struct matching_candidate, score, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_candidate, place, 1, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_candidate, chosen, 0, 1),
    JSON_TEXT(struct matching_candidate, hold, 0, 20),
    JSON_TEXT(struct matching_candidate, reason, 0, MATCHING_REASON_MAX),
    JSON_VALUE(struct matching_candidate, why,
               .note = "[[words, kind, points], …]; the points add up to the score"),
    JSON_BOOL(struct matching_candidate, costed),
    JSON_INT(struct matching_candidate, cost, -JSON_INT_SAFE_MAX, JSON_INT_SAFE_MAX,
             .note = "what the whole would lose with this one pinned here"),
    JSON_INT(struct matching_candidate, moved, 0, JSON_INT_SAFE_MAX),
    JSON_LIST(struct matching_candidate, elsewhere, elsewhere_count, &elsewhere_shape, ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape candidate_shape =
    JSON_SHAPE(struct matching_candidate, candidate_fields);

struct candidates_out {
    struct matching_candidate *rows;
    size_t count;
};

static const struct json_field candidates_fields[] = {
    JSON_LIST(struct candidates_out, rows, count, &candidate_shape, ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape candidates_shape = { "struct matching_candidates",
                                                    sizeof(struct candidates_out),
                                                    candidates_fields };

static enum err handle_candidates(struct op *op, const struct request *request,
                                  struct response *response)
{
    struct matching row = { 0 };
    struct candidates_out out = { 0 };

    enum err e = matching_get(op, request_param(request, "id"), &row);
    if (e == OK)
        e = matching_candidates(op, &row, request_param(request, "demand"), &out.rows, &out.count);
    return e == OK ? respond(op, response, &candidates_shape, &out) : e;
}

/* ---- changes ---- */

static const struct json_field change_fields[] = {
    JSON_TEXT(struct matching_change, demand, 1, ID_MAX, .optional = true,
              .note = "absent: the expert as a whole"),
    JSON_TEXT(struct matching_change, expert, 1, ID_MAX, .optional = true,
              .note = "absent: the demand's need changes"),
    JSON_CHOICE(struct matching_change, hold, holds, .optional = true),
    JSON_INT(struct matching_change, need, 1, MATCHING_NEED_MAX, .optional = true),
    JSON_TEXT(struct matching_change, reason, 0, MATCHING_REASON_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape change_shape = JSON_SHAPE(struct matching_change, change_fields);

struct changes_in {
    int64_t seen;
    bool try_only;
    struct matching_change *changes;
    size_t count;
};

static const struct json_field changes_fields[] = {
    JSON_INT(struct changes_in, seen, 0, JSON_INT_SAFE_MAX, .note = "solved of the board seen"),
    JSON_BOOL(struct changes_in, try_only, .note = "tell what would come of it, keep nothing"),
    JSON_LIST(struct changes_in, changes, count, &change_shape, MATCHING_CHANGES_MAX),
    JSON_DONE,
};
static const struct json_shape changes_shape = { "struct matching_changes",
                                                 sizeof(struct changes_in), changes_fields };

static const struct json_field move_fields[] = {
    JSON_TEXT(struct matching_move, demand, 0, 500),
    JSON_TEXT(struct matching_move, expert, 0, 100),
    JSON_BOOL(struct matching_move, added),
    JSON_DONE,
};
static const struct json_shape move_shape = JSON_SHAPE(struct matching_move, move_fields);

static const struct json_field outcome_fields[] = {
    JSON_INT(struct matching_outcome, seats_filled, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_outcome, total, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_outcome, seats_before, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_outcome, total_before, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_outcome, seats_needed, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct matching_outcome, solved, 0, JSON_INT_SAFE_MAX),
    JSON_LIST(struct matching_outcome, moves, move_count, &move_shape, 2 * ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape outcome_shape = JSON_SHAPE(struct matching_outcome, outcome_fields);

static enum err handle_change(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct changes_in *in = request->in;
    struct matching_outcome out = { 0 };
    const struct matching_changes changes = { in->seen, in->changes, in->count };

    enum err e = matching_change(op, request_param(request, "id"), &changes, in->try_only, &out);
    return e == OK ? respond(op, response, &outcome_shape, &out) : e;
}

static enum err handle_close(struct op *op, const struct request *request,
                             struct response *response)
{
    enum err e = matching_close(op, request_param(request, "id"));

    return e == OK ? respond_empty(response) : e;
}

const struct route matching_routes[] = {
    { "GET", "/api/v1/matchings", PERM_MATCH, handle_list, .summary = "Matching runs",
      .out = &runs_shape },
    { "POST", "/api/v1/matchings", PERM_MATCH, handle_add, .summary = "A new matching run",
      .in = &new_shape, .out = &made_shape },
    { "GET", "/api/v1/matchings/{id}", PERM_MATCH, handle_board,
      .summary = "What a run proposes, demand by demand", .out = &board_shape },
    { "GET", "/api/v1/matchings/{id}/demands/{demand}", PERM_MATCH, handle_candidates,
      .summary = "Who could serve a demand, why, and what it would cost",
      .out = &candidates_shape },
    { "POST", "/api/v1/matchings/{id}/changes", PERM_MATCH, handle_change,
      .summary = "Pin, forbid or free pairs and solve again; or try it", .in = &changes_shape,
      .out = &outcome_shape },
    { "POST", "/api/v1/matchings/{id}/close", PERM_MATCH, handle_close, .summary = "Ends a run" },
    { 0 },
};
