/* SPDX-License-Identifier: Apache-2.0 */
/* work.h: the workbench: what waits for the actor, by when, and what happened lately. */
#pragma once
#include "application/application.h"

struct todo {
    const char *id;
    const char *kind;  /* state that waits */
    int64_t due_ms;    /* 0 none */
    bool provisional;  /* due_ms was counted in working days of a year not yet known */
    const char *badge; /* "今日到期", "剩 3 天" */
    const char *level; /* late | soon | normal */
    const char *title;
    const char *text;
    const char *action; /* "去补正" */
    const char *link;
};

struct work_quota {
    const char *track;
    const char *title;
    int64_t used;
    json_t *max; /* NULL: no limit */
    bool soft;
    const char *clause;
};

struct recent {
    int64_t at_ms;
    const char *text;
    const char *link;
};

struct work_deadline {
    int64_t at_ms;
    const char *text;
    const char *name;
};

/* A recommending unit's own deadline, which warns. */
struct work_inner {
    const char *league;
    const char *track_title; /* "" all tracks */
    int64_t due_ms;
    const char *text;
    const char *decision;
    const char *words;
    bool late;
};

struct work {
    const char *headline;
    const char *summary;
    struct todo *todos; /* by due time */
    size_t todo_count;
    int64_t unshown; /* items that wait and are not among the todos: at most 50 of a state are */
    struct work_quota *quotas;
    size_t quota_count;
    struct recent *recent; /* newest first, at most 10 */
    size_t recent_count;
    struct work_inner *inner;
    size_t inner_count;
    struct work_deadline *deadline; /* the nearest ahead, or NULL */
};

/* Of the actor's post. Administrators have an empty one. */
CHECKED enum err work_get(struct op *op, struct work *ret_work);
