/* SPDX-License-Identifier: Apache-2.0 */
/* suggest_api.c: experts for a draft over HTTP: asked for, then polled. */
#include "base/mem.h"
#include "expert/expert_view.h"
#include "matching/api.h"
#include "matching/suggest.h"

enum { ID_MAX = 64, ROWS_MAX = 200 };

static const char *const states[] = { "open", "done", "failed", NULL };

struct asked_out {
    const char *job;
};

static const struct json_field asked_fields[] = {
    JSON_TEXT(struct asked_out, job, 1, ID_MAX),
    JSON_DONE,
};
static const struct json_shape asked_shape = { "struct suggestion_asked", sizeof(struct asked_out),
                                               asked_fields };

static enum err handle_ask(struct op *op, const struct request *request, struct response *response)
{
    struct asked_out out = { 0 };

    enum err e = suggest_ask(op, request_param(request, "id"), &out.job);
    response->status = 201;
    return e == OK ? respond(op, response, &asked_shape, &out) : e;
}

struct suggested_out {
    struct expert_row_out expert;
    int64_t score;
    json_t *why;
};

static const struct json_field suggested_fields[] = {
    JSON_OBJECT(struct suggested_out, expert, &expert_row_shape),
    JSON_INT(struct suggested_out, score, 0, JSON_INT_SAFE_MAX),
    JSON_VALUE(struct suggested_out, why, .note = "[[words, kind, points], …]"),
    JSON_DONE,
};
static const struct json_shape suggested_shape = { "struct suggested", sizeof(struct suggested_out),
                                                   suggested_fields };

struct suggested_row_out {
    int64_t row;
    const char *title;
    struct suggested_out *experts;
    size_t count;
};

static const struct json_field row_fields[] = {
    JSON_INT(struct suggested_row_out, row, 0, ROWS_MAX, .note = "0: the whole application"),
    JSON_TEXT(struct suggested_row_out, title, 0, 2000),
    JSON_LIST(struct suggested_row_out, experts, count, &suggested_shape, SUGGEST_EXPERTS_MAX),
    JSON_DONE,
};
static const struct json_shape row_shape = { "struct suggested_row",
                                             sizeof(struct suggested_row_out), row_fields };

struct suggestions_out {
    const char *state;
    struct suggested_row_out *rows;
    size_t count;
};

static const struct json_field suggestions_fields[] = {
    JSON_CHOICE(struct suggestions_out, state, states),
    JSON_LIST(struct suggestions_out, rows, count, &row_shape, ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape suggestions_shape = { "struct suggestions",
                                                     sizeof(struct suggestions_out),
                                                     suggestions_fields };

static enum err handle_read(struct op *op, const struct request *request, struct response *response)
{
    struct suggestions_out out = { 0 };
    struct suggested_list list = { 0 };

    enum err e =
        suggest_read(op, request_param(request, "id"), request_param(request, "job"), &list);
    if (e != OK)
        return e;
    out.state = list.state;
    for (size_t i = 0; i < list.count; i++) {
        const struct suggested_row *from = &list.rows[i];
        struct suggested_row_out row = { .row = from->row, .title = from->title };
        for (size_t k = 0; k < from->expert_count; k++) {
            struct suggested_out one = { expert_row_view(op, &from->experts[k].expert),
                                         from->experts[k].score, from->experts[k].why };
            mem_push(op, row.experts, row.count, one);
        }
        mem_push(op, out.rows, out.count, row);
    }
    return respond(op, response, &suggestions_shape, &out);
}

const struct route suggest_routes[] = {
    { "POST", "/api/v1/applications/{id}/suggestions", PERM_EXPERT_READ, handle_ask,
      .summary = "Look up experts for a draft", .out = &asked_shape },
    { "GET", "/api/v1/applications/{id}/suggestions/{job}", PERM_EXPERT_READ, handle_read,
      .summary = "The experts found, masked for who sees no names", .out = &suggestions_shape },
    { 0 },
};
