/* SPDX-License-Identifier: Apache-2.0 */
/* event_api.c: the audit chain for the department and the audit administrator. */
#include "base/mem.h"
#include "base/time.h"
#include "event/api.h"
#include "event/event.h"
#include "event/words.h"

#include <stdlib.h>

struct events_query {
    const char *action;
    const char *cursor;
    int64_t limit;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct events_query, action, 0, 40, .optional = true),
    JSON_TEXT(struct events_query, cursor, 0, 20, .optional = true),
    JSON_INT(struct events_query, limit, 1, EVENT_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct events_query, query_fields);

struct event_row {
    int64_t seq;
    int64_t at;
    const char *who;
    const char *org;
    const char *action;
    const char *action_name;
    const char *subject_kind;
    const char *subject;
    const char *data;
    const char *hash;
};

static const struct json_field row_fields[] = {
    JSON_INT(struct event_row, seq, 1, JSON_INT_SAFE_MAX),
    JSON_TIME(struct event_row, at),
    JSON_TEXT(struct event_row, who, 0, 64),
    JSON_TEXT(struct event_row, org, 0, 100, .optional = true),
    JSON_TEXT(struct event_row, action, 1, 40),
    JSON_TEXT(struct event_row, action_name, 1, 100),
    JSON_TEXT(struct event_row, subject_kind, 0, 40),
    JSON_TEXT(struct event_row, subject, 0, 64),
    JSON_TEXT(struct event_row, data, 0, EVENT_DATA_BYTES_MAX),
    JSON_TEXT(struct event_row, hash, 64, 64),
    JSON_DONE,
};
static const struct json_shape row_shape = JSON_SHAPE(struct event_row, row_fields);

struct events_out {
    struct event_row *rows;
    size_t count;
    const char *next;
};

static const struct json_field events_fields[] = {
    JSON_LIST(struct events_out, rows, count, &row_shape, EVENT_LIST_MAX),
    JSON_TEXT(struct events_out, next, 0, 20, .optional = true),
    JSON_DONE,
};
static const struct json_shape events_shape = { "struct event_page", sizeof(struct events_out),
                                                events_fields };

enum { LIST_DEFAULT = 50 };

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct events_query *query = request->query;
    struct event_page page = { 0 };
    struct events_out out = { 0 };

    enum err e = event_page(op, query->action == NULL ? "" : query->action,
                            query->cursor == NULL ? 0 : strtoll(query->cursor, NULL, 10),
                            query->limit == 0 ? LIST_DEFAULT : (int)query->limit, &page);
    for (size_t i = 0; e == OK && i < page.count; i++) {
        const struct event_line *line = &page.rows[i];
        struct event_row row = {
            line->seq,          line->at_ms,      line->who == NULL ? "系统" : line->who,
            line->org,          line->action,     event_action_name(line->action),
            line->subject_kind, line->subject_id, line->data,
            line->hash
        };
        mem_push(op, out.rows, out.count, row);
    }
    if (page.more)
        out.next = mem_printf(op, "%lld", (long long)page.rows[page.count - 1].seq);
    return e == OK ? respond(op, response, &events_shape, &out) : e;
}

struct verdict_out {
    bool ok;
    const char *fault;
    int64_t count;
    const char *head;
    int64_t bad_seq;
    int64_t milliseconds;
};

static const struct json_field verdict_fields[] = {
    JSON_BOOL(struct verdict_out, ok),
    JSON_TEXT(struct verdict_out, fault, 1, 32),
    JSON_INT(struct verdict_out, count, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct verdict_out, head, 0, 64),
    JSON_INT(struct verdict_out, bad_seq, 0, JSON_INT_SAFE_MAX, .optional = true),
    JSON_INT(struct verdict_out, milliseconds, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape verdict_shape = JSON_SHAPE(struct verdict_out, verdict_fields);

static enum err handle_verify(struct op *op, const struct request *request,
                              struct response *response)
{
    struct event_verdict verdict = { 0 };
    int64_t from_us = time_monotonic_us();

    (void)request;
    enum err e = event_verify(op, NULL, NULL, NULL, &verdict);
    if (e != OK)
        return e;
    struct verdict_out out = { .ok = verdict.fault == EVENT_CLEAN,
                               .fault = event_fault_name(verdict.fault),
                               .count = verdict.count,
                               .head = verdict.head.hash,
                               .bad_seq = verdict.bad_seq,
                               .milliseconds = (time_monotonic_us() - from_us) / 1000 };
    return respond(op, response, &verdict_shape, &out);
}

const struct route event_routes[] = {
    { "GET", "/api/v1/events", PERM_EVENT_READ, handle_list, .summary = "Events, newest first",
      .query = &query_shape, .out = &events_shape },
    { "POST", "/api/v1/events/verify", PERM_EVENT_READ, handle_verify,
      .summary = "Recompute the whole chain", .out = &verdict_shape },
    { 0 },
};
