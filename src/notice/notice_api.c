/* SPDX-License-Identifier: Apache-2.0 */
/* notice_api.c: notices over HTTP: the list for the top bar, one with what changed and for whom. */
#include "notice/api.h"

#include "application/application.h"
#include "base/mem.h"
#include "notice/notice.h"
#include "publish/compare.h"
#include "publish/publish.h"

#include <string.h>

enum { CHANGES_MAX = 5000 };

struct notice_row {
    const char *id;
    const char *call;
    int64_t version;
    const char *title;
    const char *text;
    int64_t at;
    bool read;
};

static const struct json_field row_fields[] = {
    JSON_TEXT(struct notice_row, id, 1, 64),
    JSON_TEXT(struct notice_row, call, 1, 40),
    JSON_INT(struct notice_row, version, 1, 10000),
    JSON_TEXT(struct notice_row, title, 1, 200),
    JSON_TEXT(struct notice_row, text, 1, 200),
    JSON_TIME(struct notice_row, at),
    JSON_BOOL(struct notice_row, read),
    JSON_DONE,
};
static const struct json_shape row_shape = JSON_SHAPE(struct notice_row, row_fields);

struct notices_out {
    struct notice_row *rows;
    size_t count;
    int64_t unread;
};

static const struct json_field notices_fields[] = {
    JSON_LIST(struct notices_out, rows, count, &row_shape, NOTICE_LIST_MAX),
    JSON_INT(struct notices_out, unread, 0, NOTICE_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape notices_shape = JSON_SHAPE(struct notices_out, notices_fields);

static enum err row_of(struct op *op, const struct notice *notice, struct notice_row *ret_row)
{
    struct notice_row row = { .id = notice->public_id,
                              .call = notice->call,
                              .version = notice->n,
                              .at = notice->at_ms,
                              .read = notice->read_ms > 0 };

    enum err e = notice_title(op, notice, &row.title);
    row.text = mem_printf(op, "涉及您的 %lld 项申报。", (long long)notice->item_count);
    if (e == OK)
        *ret_row = row;
    return e;
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct notice_list list = { 0 };
    struct notices_out out = { 0 };

    (void)request;
    enum err e = notice_list(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        struct notice_row row = { 0 };
        e = row_of(op, &list.rows[i], &row);
        mem_push(op, out.rows, out.count, row);
    }
    out.unread = list.unread;
    return e == OK ? respond(op, response, &notices_shape, &out) : e;
}

/* ---- one ---- */

struct notice_change {
    const char *title;
    const char *group;
    const char *before;
    const char *after;
};

static const struct json_field change_fields[] = {
    JSON_TEXT(struct notice_change, title, 1, 200),
    JSON_TEXT(struct notice_change, group, 1, 40),
    JSON_TEXT(struct notice_change, before, 0, 20000),
    JSON_TEXT(struct notice_change, after, 0, 20000),
    JSON_DONE,
};
static const struct json_shape change_shape = JSON_SHAPE(struct notice_change, change_fields);

struct notice_item {
    const char *id;
    const char *title;
    const char *track_title;
    const char *state_name;
    bool older_form;
};

static const struct json_field item_fields[] = {
    JSON_TEXT(struct notice_item, id, 1, 64),
    JSON_TEXT(struct notice_item, title, 0, 500),
    JSON_TEXT(struct notice_item, track_title, 1, 200),
    JSON_TEXT(struct notice_item, state_name, 1, 32),
    JSON_BOOL(struct notice_item, older_form, .note = "unsent, on the form of an earlier version"),
    JSON_DONE,
};
static const struct json_shape item_shape = JSON_SHAPE(struct notice_item, item_fields);

struct notice_out {
    struct notice_row notice;
    struct notice_change *changes;
    size_t change_count;
    struct notice_item *items;
    size_t item_count;
};

static const struct json_field notice_fields[] = {
    JSON_OBJECT(struct notice_out, notice, &row_shape),
    JSON_LIST(struct notice_out, changes, change_count, &change_shape, CHANGES_MAX),
    JSON_LIST(struct notice_out, items, item_count, &item_shape, APPLICATION_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape notice_shape = { "struct notice_page", sizeof(struct notice_out),
                                                notice_fields };

static bool is_over(const char *state)
{
    static const char *const over[] = { "withdrawn", "not_recommended", "refused", "forfeited" };

    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
        if (strcmp(over[i], state) == 0)
            return true;
    }
    return false;
}

/* What the actor sees of the call, still on its road. */
static enum err add_items(struct op *op, const struct notice *notice, const struct call *call,
                          struct notice_out *out)
{
    const struct application_filter filter = { .call = notice->call,
                                               .track = "",
                                               .state = "",
                                               .q = "",
                                               .cursor = "",
                                               .limit = APPLICATION_LIST_MAX };
    struct application_list list = { 0 };

    enum err e = application_list(op, &filter, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct application *application = &list.rows[i];
        const struct track *track = call_track(call, application->track);
        struct notice_item item = { application->public_id, application->title,
                                    track == NULL ? application->track : track->title,
                                    lifecycle_state_name(application->state),
                                    lifecycle_unsent(application->state) &&
                                        application->form_version < notice->n };
        if (!is_over(application->state))
            mem_push(op, out->items, out->item_count, item);
    }
    return e;
}

/* Of the call as a whole and of the tracks the unit has items in; of all when it has none left. */
static bool concerns(const struct call_change *change, const struct notice_out *out)
{
    if (change->track[0] == '\0' || out->item_count == 0)
        return true;
    for (size_t i = 0; i < out->item_count; i++) {
        if (strcmp(out->items[i].track_title, change->title) == 0)
            return true;
    }
    return false;
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct notice notice = { 0 };
    struct notice_out out = { 0 };
    const struct call *before = NULL;
    const struct call *after = NULL;

    enum err e = notice_get(op, request_param(request, "id"), &notice);
    if (e == OK)
        e = row_of(op, &notice, &out.notice);
    if (e == OK)
        e = publish_version(op, notice.call, notice.before_n, &before);
    if (e == OK)
        e = publish_version(op, notice.call, notice.n, &after);
    if (e == OK)
        e = add_items(op, &notice, after, &out);
    if (e != OK)
        return e;
    struct call_changes changes = calls_compare(op, before, after);
    for (size_t i = 0; i < changes.count && out.change_count < CHANGES_MAX; i++) {
        const struct call_change *row = &changes.rows[i];
        struct notice_change change = { row->title, row->group, row->before, row->after };
        if (concerns(row, &out))
            mem_push(op, out.changes, out.change_count, change);
    }
    return respond(op, response, &notice_shape, &out);
}

static enum err handle_read(struct op *op, const struct request *request, struct response *response)
{
    enum err e = notice_mark_read(op, request_param(request, "id"));

    return e == OK ? respond_empty(response) : e;
}

const struct route notice_routes[] = {
    { "GET", "/api/v1/notices", PERM_SIGNED_IN, handle_list,
      .summary = "What the own unit was told, and how much of it the actor has not read",
      .out = &notices_shape },
    { "GET", "/api/v1/notices/{id}", PERM_SIGNED_IN, handle_get,
      .summary = "A notice: what changed, and which applications it touches",
      .out = &notice_shape },
    { "POST", "/api/v1/notices/{id}/read", PERM_SIGNED_IN, handle_read,
      .summary = "The actor has read it" },
    { 0 },
};
