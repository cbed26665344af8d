/* SPDX-License-Identifier: Apache-2.0 */
/* holiday_api.c: what is proposed and what would move, for the head. */
#include "holiday/holiday.h"

#include "base/mem.h"
#include "holiday/api.h"

struct move_out {
    const char *id;
    const char *kind;
    const char *subject;
    const char *code;
    const char *title;
    const char *org;
    bool paper;
    int64_t from;
    int64_t to;
};

static const char *const move_kinds[] = { "application", "letter", NULL };

static const struct json_field move_fields[] = {
    JSON_TEXT(struct move_out, id, 1, 80),
    JSON_CHOICE(struct move_out, kind, move_kinds),
    JSON_TEXT(struct move_out, subject, 1, 64, .note = "of the application or package"),
    JSON_TEXT(struct move_out, code, 1, 64),
    JSON_TEXT(struct move_out, title, 0, 500),
    JSON_TEXT(struct move_out, org, 1, 100),
    JSON_BOOL(struct move_out, paper),
    JSON_TIME(struct move_out, from, .note = "as told"),
    JSON_TIME(struct move_out, to),
    JSON_DONE,
};
static const struct json_shape move_shape = { "struct holiday_move", sizeof(struct move_out),
                                              move_fields };

struct proposal_out {
    int64_t year;
    const char *source;
    int64_t proposed;
    const char *csv;
    struct move_out *moves;
    size_t move_count;
};

static const struct json_field proposal_fields[] = {
    JSON_INT(struct proposal_out, year, 1900, 9899),
    JSON_TEXT(struct proposal_out, source, 0, 2000),
    JSON_TIME(struct proposal_out, proposed),
    JSON_TEXT(struct proposal_out, csv, 0, HOLIDAY_FILE_BYTES_MAX,
              .note = "the table; \"\" a newer program carries it"),
    JSON_LIST(struct proposal_out, moves, move_count, &move_shape, 4 * COUNTED_MAX),
    JSON_DONE,
};
static const struct json_shape proposal_shape = { "struct holiday_proposal",
                                                  sizeof(struct proposal_out), proposal_fields };

struct proposals_out {
    struct proposal_out *rows;
    size_t count;
};

static const struct json_field proposals_fields[] = {
    JSON_LIST(struct proposals_out, rows, count, &proposal_shape, HOLIDAY_PROPOSALS_MAX),
    JSON_DONE,
};
static const struct json_shape proposals_shape = { "struct holiday_proposals",
                                                   sizeof(struct proposals_out), proposals_fields };

static enum err handle_proposals(struct op *op, const struct request *request,
                                 struct response *response)
{
    struct holiday_list list = { 0 };
    struct proposals_out out = { 0 };

    (void)request;
    enum err e = holiday_proposals(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct holiday_year *year = &list.rows[i];
        struct proposal_out row = { .year = year->year,
                                    .source = year->source,
                                    .proposed = year->proposed_ms,
                                    .csv = year->csv };
        for (size_t k = 0; k < year->move_count; k++) {
            const struct holiday_move *move = &year->moves[k];
            struct move_out one = { .id = move->id,
                                    .kind = move_kinds[move->letter ? 1 : 0],
                                    .subject = move->counted.public_id,
                                    .code = move->counted.code,
                                    .title = move->counted.title,
                                    .org = move->counted.org,
                                    .paper = move->counted.paper,
                                    .from = move->counted.due_ms,
                                    .to = move->to_ms };
            mem_push(op, row.moves, row.move_count, one);
        }
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &proposals_shape, &out) : e;
}

struct confirm_in {
    int64_t year;
    int64_t seen;
    const char **keep;
    size_t keep_count;
};

static const struct json_field confirm_fields[] = {
    JSON_INT(struct confirm_in, year, 1900, 9899),
    JSON_INT(struct confirm_in, seen, 0, 4 * COUNTED_MAX, .note = "how many dates move"),
    JSON_TEXTS(struct confirm_in, keep, keep_count, 80, 4 * COUNTED_MAX, .optional = true,
               .note = "ids of moves that stay as told"),
    JSON_DONE,
};
static const struct json_shape confirm_shape = { "struct holiday_confirm",
                                                 sizeof(struct confirm_in), confirm_fields };

static enum err handle_confirm(struct op *op, const struct request *request,
                               struct response *response)
{
    const struct confirm_in *in = request->in;
    struct holiday_decision decision = { (int)in->year, in->seen, in->keep, in->keep_count };

    enum err e = holiday_confirm(op, &decision);
    return e == OK ? respond_empty(response) : e;
}

const struct route holiday_routes[] = {
    { "GET", "/api/v1/holidays", PERM_DECIDE, handle_proposals,
      .summary = "Arrangements of holidays that wait, with the dates they move",
      .out = &proposals_shape },
    { "POST", "/api/v1/holidays/confirm", PERM_DECIDE, handle_confirm,
      .summary = "Put a year's arrangement in force and move its dates", .in = &confirm_shape },
    { 0 },
};
