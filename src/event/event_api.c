/* SPDX-License-Identifier: Apache-2.0 */
/* event_api.c: the audit chain for the department and the audit administrator. */
#include "base/mem.h"
#include "base/time.h"
#include "event/api.h"
#include "event/event.h"
#include "event/words.h"

#include <stdlib.h>

#define FILTER_MEMBERS                                                                             \
    const char *action;                                                                            \
    int64_t from;                                                                                  \
    int64_t to;                                                                                    \
    const char *unit;                                                                              \
    const char *who;                                                                               \
    const char *item;
#define FILTER_FIELDS(type)                                                                        \
    JSON_TEXT(type, action, 0, 40, .optional = true),                                              \
        JSON_DAY(type, from, .optional = true, .note = "first day"),                               \
        JSON_DAY(type, to, .optional = true, .note = "last day"),                                  \
        JSON_TEXT(type, unit, 0, 60, .optional = true,                                             \
                  .note = "part of the name: whose matter it is, or who acted"),                   \
        JSON_TEXT(type, who, 0, 60, .optional = true, .note = "part of a name or login"),          \
        JSON_TEXT(type, item, 0, 64, .optional = true, .note = "code or id of an application")

struct events_filter {
    FILTER_MEMBERS
};

struct events_query {
    FILTER_MEMBERS
    const char *cursor;
    int64_t limit;
};

static const struct json_field filter_fields[] = {
    FILTER_FIELDS(struct events_filter),
    JSON_DONE,
};
static const struct json_shape filter_shape = JSON_SHAPE(struct events_filter, filter_fields);

static const struct json_field query_fields[] = {
    FILTER_FIELDS(struct events_query),
    JSON_TEXT(struct events_query, cursor, 0, 20, .optional = true),
    JSON_INT(struct events_query, limit, 1, EVENT_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct events_query, query_fields);

/* Days are whole, of Shanghai. */
static struct event_filter filter_of(const struct events_filter *in)
{
    return (struct event_filter){
        .action = in->action,
        .from_ms = in->from == 0 ? 0 : day_start_ms((int)in->from, ZONE_SHANGHAI_MINUTES),
        .to_ms = in->to == 0 ? 0 : day_start_ms(day_add((int)in->to, 1), ZONE_SHANGHAI_MINUTES),
        .unit = in->unit,
        .who = in->who,
        .item = in->item,
    };
}

struct event_row {
    int64_t seq;
    int64_t at;
    const char *who;
    const char *org;
    const char *action;
    const char *action_name;
    const char *text;
    const char *subject_kind;
    const char *subject;
    const char *subject_name;
    const char *matter;
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
    JSON_TEXT(struct event_row, text, 1, 400, .note = "the whole sentence"),
    JSON_TEXT(struct event_row, subject_kind, 0, 40),
    JSON_TEXT(struct event_row, subject, 0, 64),
    JSON_TEXT(struct event_row, subject_name, 0, 100, .optional = true),
    JSON_TEXT(struct event_row, matter, 0, 100, .optional = true, .note = "unit"),
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

static struct event_row row_view(struct op *op, const struct event_line *line)
{
    const struct event *event = &line->event;

    return (struct event_row){ .seq = event->seq,
                               .at = event->at_ms,
                               .who = line->who == NULL ? "系统" : line->who,
                               .org = line->org,
                               .action = event->action,
                               .action_name = event_action_name(event->action),
                               .text = event_sentence(op, event->action, event->data),
                               .subject_kind = event->subject_kind,
                               .subject = event->subject_id,
                               .subject_name = line->subject,
                               .matter = line->matter,
                               .data = event->data,
                               .hash = event->hash };
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct events_query *query = request->query;
    const struct events_filter asked = { query->action, query->from, query->to,
                                         query->unit,   query->who,  query->item };
    struct event_filter filter = filter_of(&asked);
    struct event_page page = { 0 };
    struct events_out out = { 0 };

    filter.limit = query->limit == 0 ? LIST_DEFAULT : (int)query->limit;
    filter.before_seq = query->cursor == NULL ? 0 : strtoll(query->cursor, NULL, 10);
    enum err e = event_page(op, &filter, &page);
    for (size_t i = 0; e == OK && i < page.count; i++)
        mem_push(op, out.rows, out.count, row_view(op, &page.rows[i]));
    if (page.more)
        out.next = mem_printf(op, "%lld", (long long)page.rows[page.count - 1].event.seq);
    return e == OK ? respond(op, response, &events_shape, &out) : e;
}

static enum err handle_export(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct event_filter filter = filter_of(request->query);
    struct bytes bytes = { 0 };

    enum err e = event_export(op, &filter, &bytes);
    if (e != OK)
        return e;
    response->content_type = "text/csv; charset=utf-8";
    response->bytes = bytes.data;
    response->size = bytes.size;
    response_header(response, "Content-Disposition", "attachment; filename=\"events.csv\"");
    return OK;
}

/* ---- words, for the filter ---- */

static const struct json_field word_fields[] = {
    JSON_TEXT(struct event_word, action, 1, 40),
    JSON_TEXT(struct event_word, name, 1, 100),
    JSON_DONE,
};
static const struct json_shape word_shape = JSON_SHAPE(struct event_word, word_fields);

struct event_words_out {
    const struct event_word *rows;
    size_t count;
};

static const struct json_field words_fields[] = {
    JSON_LIST(struct event_words_out, rows, count, &word_shape, 500),
    JSON_DONE,
};
static const struct json_shape words_shape = JSON_SHAPE(struct event_words_out, words_fields);

static enum err handle_words(struct op *op, const struct request *request,
                             struct response *response)
{
    struct event_words_out out = { .rows = event_words() };

    (void)request;
    while (out.rows[out.count].action != NULL)
        out.count++;
    return respond(op, response, &words_shape, &out);
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
    { "GET", "/api/v1/events/actions", PERM_EVENT_READ, handle_words,
      .summary = "Actions and what they are called", .out = &words_shape },
    { "GET", "/api/v1/events/export", PERM_EVENT_READ, handle_export,
      .summary = "Events as a CSV file", .query = &filter_shape },
    { "POST", "/api/v1/events/verify", PERM_EVENT_READ, handle_verify,
      .summary = "Recompute the whole chain", .out = &verdict_shape },
    { 0 },
};
