/* SPDX-License-Identifier: Apache-2.0 */
/* view.h: how applications look in JSON: shapes and what fills them. For the _api files only. */
#pragma once
#include "application/application.h"
#include "application/history.h"
#include "attachment/attachment.h"
#include "call/calendar.h"
#include "web/route.h"

#include <string.h>

/* What a list row and the whole application have in common: members, and their fields. */
#define ROW_MEMBERS                                                                                \
    const char *id;                                                                                \
    const char *code;                                                                              \
    const char *call;                                                                              \
    const char *track;                                                                             \
    const char *track_title;                                                                       \
    const char *title;                                                                             \
    const char *state;                                                                             \
    const char *state_name;                                                                        \
    const char *org;                                                                               \
    const char *recommender;                                                                       \
    int64_t rank;                                                                                  \
    int64_t updated;                                                                               \
    int64_t sent;                                                                                  \
    int64_t due;                                                                                   \
    bool due_provisional;                                                                          \
    int64_t problem_count;                                                                         \
    int64_t budget_fen;                                                                            \
    int64_t period_from;                                                                           \
    int64_t period_to;                                                                             \
    const char *who_has;                                                                           \
    const char *over_state;                                                                        \
    bool typed;                                                                                    \
    const char *channel;
#define ROW_FIELDS(type)                                                                           \
    JSON_TEXT(type, id, 1, 64), JSON_TEXT(type, code, 1, 16), JSON_TEXT(type, call, 1, 40),        \
        JSON_TEXT(type, track, 1, 40), JSON_TEXT(type, track_title, 1, 100),                       \
        JSON_TEXT(type, title, 0, 500), JSON_TEXT(type, state, 1, 32),                             \
        JSON_TEXT(type, state_name, 1, 32), JSON_TEXT(type, org, 1, 100),                          \
        JSON_TEXT(type, recommender, 0, 100, .optional = true),                                    \
        JSON_INT(type, rank, 0, 1000, .optional = true), JSON_TIME(type, updated),                 \
        JSON_TIME(type, sent, .optional = true), JSON_TIME(type, due, .optional = true),           \
        JSON_BOOL(type, due_provisional, .note = PROVISIONAL_NOTE),                                \
        JSON_INT(type, problem_count, 0, 10000),                                                   \
        JSON_INT(type, budget_fen, 0, JSON_INT_SAFE_MAX, .optional = true),                        \
        JSON_DAY(type, period_from, .optional = true),                                             \
        JSON_DAY(type, period_to, .optional = true), JSON_TEXT(type, who_has, 0, 100),             \
        JSON_TEXT(type, over_state, 0, 16,                                                         \
                  .note = "above a soft quota: waiting | agreed | declined"),                      \
        JSON_BOOL(type, typed, .note = "an office or the desk types it for the unit"),             \
        JSON_TEXT(type, channel, 1, 16)

struct row_out {
    ROW_MEMBERS
};

struct rows_out {
    struct row_out *rows;
    size_t count;
    const char *next;
};

struct problem_out {
    const char *path;
    const char *code;
    const char *clause;
    const char *basis;
    const char *level;
    const char *message;
};

extern const struct json_shape application_row_shape;
extern const struct json_shape application_rows_shape;
extern const struct json_shape application_shape;
extern const struct json_shape problem_shape;
extern const struct json_shape attachment_shape;

/* Fills the ROW_MEMBERS that begin another struct. */
#define row_copy(to, row)                                                                          \
    do {                                                                                           \
        _Static_assert(offsetof(__typeof__(*(to)), channel) == offsetof(struct row_out, channel),  \
                       "row members lead the struct");                                             \
        memcpy((to), (row), sizeof(struct row_out));                                               \
    } while (0)

/* One row of a list. */
struct row_out row_view(struct op *op, const struct application *application);

/* Many; next may be NULL. */
struct rows_out rows_view(struct op *op, const struct application_list *list);

/* A list of problems; ret_count of them. */
struct problem_out *problems_view(struct op *op, const struct problem_list *list,
                                  size_t *ret_count);

struct attachment_out {
    const char *id;
    const char *kind;
    const char *kind_name;
    const char *name;
    int64_t size;
    const char *state;
    const char *reason;
    const char *type;
    const char *sm3;
    const char *by;
    int64_t at;
};

/* kinds: what its application takes (attachment_kinds); one no longer known is "其他材料". */
struct attachment_out attachment_view(struct op *op, const struct attachment_kinds *kinds,
                                      const struct attachment *attachment);

/* A change and its answer, which are one transaction: neither stands without the other. */
struct exchange {
    const struct request *request;
    struct response *response;
};

/* Everything the page of one application shows, as the body of the response. */
CHECKED enum err respond_application(struct op *op, struct response *response,
                                     const char *public_id, int status);
