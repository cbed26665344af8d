/* SPDX-License-Identifier: Apache-2.0 */
/* work_api.c: the workbench over HTTP. */
#include "work/api.h"

#include "base/mem.h"
#include "call/calendar.h"
#include "work/work.h"

struct todo_out {
    const char *id;
    const char *kind;
    int64_t due;
    bool due_provisional;
    const char *badge;
    const char *level;
    const char *title;
    const char *text;
    const char *action;
    const char *link;
};

static const char *const levels[] = { "late", "soon", "normal", NULL };

static const struct json_field todo_fields[] = {
    JSON_TEXT(struct todo_out, id, 1, 64),
    JSON_TEXT(struct todo_out, kind, 1, 32),
    JSON_TIME(struct todo_out, due, .optional = true),
    JSON_BOOL(struct todo_out, due_provisional, .note = PROVISIONAL_NOTE),
    JSON_TEXT(struct todo_out, badge, 0, 32),
    JSON_CHOICE(struct todo_out, level, levels),
    JSON_TEXT(struct todo_out, title, 0, 600),
    JSON_TEXT(struct todo_out, text, 0, 2000),
    JSON_TEXT(struct todo_out, action, 0, 32),
    JSON_TEXT(struct todo_out, link, 0, 100),
    JSON_DONE,
};
static const struct json_shape todo_shape = { "struct todo", sizeof(struct todo_out), todo_fields };

static const struct json_field quota_fields[] = {
    JSON_TEXT(struct work_quota, track, 1, 40),
    JSON_TEXT(struct work_quota, title, 1, 100),
    JSON_INT(struct work_quota, used, 0, JSON_INT_SAFE_MAX),
    JSON_VALUE(struct work_quota, max, .optional = true, .note = "null: no limit"),
    JSON_BOOL(struct work_quota, soft),
    JSON_TEXT(struct work_quota, clause, 0, 100, .optional = true),
    JSON_DONE,
};
static const struct json_shape quota_shape = JSON_SHAPE(struct work_quota, quota_fields);

struct recent_out {
    int64_t at;
    const char *text;
    const char *link;
};

static const struct json_field recent_fields[] = {
    JSON_TIME(struct recent_out, at),
    JSON_TEXT(struct recent_out, text, 0, 900),
    JSON_TEXT(struct recent_out, link, 0, 100, .optional = true),
    JSON_DONE,
};
static const struct json_shape recent_shape = { "struct recent", sizeof(struct recent_out),
                                                recent_fields };

struct deadline_out {
    int64_t at;
    const char *text;
    const char *name;
};

static const struct json_field deadline_fields[] = {
    JSON_TIME(struct deadline_out, at),
    JSON_TEXT(struct deadline_out, text, 1, 100),
    JSON_TEXT(struct deadline_out, name, 1, 100),
    JSON_DONE,
};
static const struct json_shape deadline_shape = { "struct deadline", sizeof(struct deadline_out),
                                                  deadline_fields };

struct inner_out {
    const char *league;
    const char *track_title;
    int64_t due;
    const char *text;
    const char *decision;
    const char *words;
    bool late;
};

static const struct json_field inner_fields[] = {
    JSON_TEXT(struct inner_out, league, 1, 100),
    JSON_TEXT(struct inner_out, track_title, 0, 100),
    JSON_TIME(struct inner_out, due),
    JSON_TEXT(struct inner_out, text, 1, 100),
    JSON_TEXT(struct inner_out, decision, 0, 60),
    JSON_TEXT(struct inner_out, words, 0, 2000),
    JSON_BOOL(struct inner_out, late),
    JSON_DONE,
};
static const struct json_shape inner_shape = { "struct work_inner", sizeof(struct inner_out),
                                               inner_fields };

struct work_out {
    const char *headline;
    const char *summary;
    struct todo_out *todos;
    size_t todo_count;
    int64_t unshown;
    struct work_quota *quotas;
    size_t quota_count;
    struct recent_out *recent;
    size_t recent_count;
    struct inner_out *inner;
    size_t inner_count;
    struct deadline_out *deadline;
};

static const struct json_field work_fields[] = {
    JSON_TEXT(struct work_out, headline, 1, 100),
    JSON_TEXT(struct work_out, summary, 0, 300),
    JSON_LIST(struct work_out, todos, todo_count, &todo_shape, 1000),
    JSON_INT(struct work_out, unshown, 0, JSON_INT_SAFE_MAX,
             .note = "items that wait and are not among todos"),
    JSON_LIST(struct work_out, quotas, quota_count, &quota_shape, 1000),
    JSON_LIST(struct work_out, recent, recent_count, &recent_shape, 100),
    JSON_LIST(struct work_out, inner, inner_count, &inner_shape, 1000),
    JSON_OBJECT(struct work_out, deadline, &deadline_shape, .pointer = true, .optional = true),
    JSON_DONE,
};
static const struct json_shape work_shape = { "struct work", sizeof(struct work_out), work_fields };

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct work work = { 0 };

    (void)request;
    enum err e = work_get(op, &work);
    if (e != OK)
        return e;
    struct work_out out = { .headline = work.headline,
                            .summary = work.summary,
                            .unshown = work.unshown,
                            .quotas = work.quotas,
                            .quota_count = work.quota_count };
    for (size_t i = 0; i < work.todo_count; i++) {
        const struct todo *todo = &work.todos[i];
        struct todo_out row = { todo->id,     todo->kind,  todo->due_ms, todo->provisional,
                                todo->badge,  todo->level, todo->title,  todo->text,
                                todo->action, todo->link };
        mem_push(op, out.todos, out.todo_count, row);
    }
    for (size_t i = 0; i < work.recent_count; i++) {
        struct recent_out row = { work.recent[i].at_ms, work.recent[i].text, work.recent[i].link };
        mem_push(op, out.recent, out.recent_count, row);
    }
    for (size_t i = 0; i < work.inner_count; i++) {
        const struct work_inner *inner = &work.inner[i];
        struct inner_out row = { inner->league,   inner->track_title, inner->due_ms, inner->text,
                                 inner->decision, inner->words,       inner->late };
        mem_push(op, out.inner, out.inner_count, row);
    }
    if (work.deadline != NULL) {
        out.deadline = mem_new(op, struct deadline_out);
        *out.deadline =
            (struct deadline_out){ work.deadline->at_ms, work.deadline->text, work.deadline->name };
    }
    return respond(op, response, &work_shape, &out);
}

const struct route work_routes[] = {
    { "GET", "/api/v1/work", PERM_SIGNED_IN, handle_get,
      .summary = "What waits for the actor, by when", .out = &work_shape },
    { 0 },
};
