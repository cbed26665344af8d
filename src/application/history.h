/* SPDX-License-Identifier: Apache-2.0 */
/* history.h: the events of one application in words, and where on its road it stands. */
#pragma once
#include "application/application.h"

enum { HISTORY_MAX = 300 };

struct history_row {
    int64_t seq;
    int64_t at_ms;
    const char *action;
    const char *to;   /* state it led to, "" when it changed none */
    const char *who;  /* "兴安盟人力资源和社会保障局 王芳"; "系统" for the clock */
    const char *text; /* "推荐，排序第1"; with the reason given, where the actor may read it */
};

struct history {
    struct history_row *rows; /* newest first, saves left out */
    size_t count;
};

/* The last HISTORY_MAX events. The caller has checked that the actor sees the application. */
CHECKED enum err history_of(struct op *op, const struct application *application,
                            struct history *ret_history);
