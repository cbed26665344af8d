/* SPDX-License-Identifier: Apache-2.0 */
/* desk_api.c: the queue, the checklist and what people find, over HTTP. */
#include "acceptance/acceptance.h"
#include "acceptance/api.h"
#include "acceptance/fact.h"

#include "application/view.h"
#include "base/mem.h"
#include "event/tx_api.h"

/* ---- queue ---- */

static const char *const queue_states[] = { "waiting", "returned", "accepted", "all", NULL };

static const struct json_field filter_fields[] = {
    JSON_TEXT(struct desk_filter, call, 0, 40, .optional = true),
    JSON_CHOICE(struct desk_filter, state, queue_states, .optional = true),
    JSON_TEXT(struct desk_filter, q, 0, 60, .optional = true),
    JSON_TEXT(struct desk_filter, cursor, 0, 64, .optional = true),
    JSON_INT(struct desk_filter, limit, 1, APPLICATION_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape filter_shape = JSON_SHAPE(struct desk_filter, filter_fields);

struct desk_row_out {
    ROW_MEMBERS
    int64_t arrived;
    const char *age_text;
    const char *paper;
    const char **missing;
    size_t missing_count;
};

static const struct json_field desk_row_fields[] = {
    ROW_FIELDS(struct desk_row_out),
    JSON_TIME(struct desk_row_out, arrived, .optional = true),
    JSON_TEXT(struct desk_row_out, age_text, 0, 40),
    JSON_TEXT(struct desk_row_out, paper, 0, 40, .optional = true, .note = "copies that are here"),
    JSON_TEXTS(struct desk_row_out, missing, missing_count, 100, 50),
    JSON_DONE,
};
static const struct json_shape desk_row_shape = { "struct desk_row", sizeof(struct desk_row_out),
                                                  desk_row_fields };

struct desk_counts_out {
    int64_t waiting;
    int64_t returned;
    int64_t accepted;
};

static const struct json_field counts_fields[] = {
    JSON_INT(struct desk_counts_out, waiting, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct desk_counts_out, returned, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct desk_counts_out, accepted, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape counts_shape = JSON_SHAPE(struct desk_counts_out, counts_fields);

struct desk_queue_out {
    struct desk_row_out *rows;
    size_t count;
    struct desk_counts_out counts;
    const char *next;
};

static const struct json_field queue_fields[] = {
    JSON_LIST(struct desk_queue_out, rows, count, &desk_row_shape, APPLICATION_LIST_MAX),
    JSON_OBJECT(struct desk_queue_out, counts, &counts_shape),
    JSON_TEXT(struct desk_queue_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape queue_shape = JSON_SHAPE(struct desk_queue_out, queue_fields);

static struct desk_row_out desk_row_view(struct op *op, const struct desk_row *row)
{
    struct desk_row_out out = { .arrived = row->application.sent_ms,
                                .age_text = row->age_text,
                                .paper = row->paper,
                                .missing = row->missing,
                                .missing_count = row->missing_count };
    struct row_out common = row_view(op, &row->application);

    row_copy(&out, &common);
    return out;
}

static enum err handle_queue(struct op *op, const struct request *request,
                             struct response *response)
{
    struct desk_queue queue = { 0 };
    struct desk_queue_out out = { 0 };

    enum err e = desk_queue(op, request->query, &queue);
    if (e != OK)
        return e;
    for (size_t i = 0; i < queue.count; i++)
        mem_push(op, out.rows, out.count, desk_row_view(op, &queue.rows[i]));
    out.counts = (struct desk_counts_out){ queue.waiting, queue.returned, queue.accepted };
    out.next = queue.next;
    return respond(op, response, &queue_shape, &out);
}

/* ---- checklist ---- */

static const char *const check_states[] = { "ok", "missing", "unknown", NULL };

struct check_out {
    const char *code;
    const char *text;
    const char *clause;
    const char *automatic;
    const char *note;
    const char *state;
    const char *by;
    int64_t at;
    const char *said;
    int64_t paper_n;
    int64_t arrived;
    const char *finding;
};

static const struct json_field check_fields[] = {
    JSON_TEXT(struct check_out, code, 1, 40),
    JSON_TEXT(struct check_out, text, 1, 200),
    JSON_TEXT(struct check_out, clause, 0, 100, .optional = true),
    { "auto", JSON_KIND_CHOICE, .offset = offsetof(struct check_out, automatic),
      .choices = check_states },
    JSON_TEXT(struct check_out, note, 0, 300, .optional = true),
    JSON_CHOICE(struct check_out, state, check_states, .note = "a person's before the machine's"),
    JSON_TEXT(struct check_out, by, 0, 64, .optional = true),
    JSON_TIME(struct check_out, at, .optional = true),
    JSON_TEXT(struct check_out, said, 0, FACT_SAID_MAX, .optional = true),
    JSON_INT(struct check_out, paper_n, 0, 500, .note = "version the paper is of, 0 none"),
    JSON_TIME(struct check_out, arrived, .optional = true),
    JSON_TEXT(struct check_out, finding, 0, 600, .optional = true),
    JSON_DONE,
};
static const struct json_shape check_shape = { "struct checklist_row", sizeof(struct check_out),
                                               check_fields };

struct checklist_out {
    struct check_out *rows;
    size_t count;
    int64_t electronic_due;
    bool electronic_provisional;
    int64_t paper_due;
    bool paper_provisional;
    int64_t sent_n;
};

static const struct json_field checklist_fields[] = {
    JSON_LIST(struct checklist_out, rows, count, &check_shape, FACTS_MAX),
    JSON_TIME(struct checklist_out, electronic_due, .optional = true),
    JSON_BOOL(struct checklist_out, electronic_provisional, .note = PROVISIONAL_NOTE),
    JSON_TIME(struct checklist_out, paper_due, .optional = true),
    JSON_BOOL(struct checklist_out, paper_provisional, .note = PROVISIONAL_NOTE),
    JSON_INT(struct checklist_out, sent_n, 0, 500, .note = "kept version that counts, 0 none"),
    JSON_DONE,
};
static const struct json_shape checklist_shape = { "struct checklist", sizeof(struct checklist_out),
                                                   checklist_fields };

static struct check_out check_view(const struct desk_check *check)
{
    return (struct check_out){ .code = check->code,
                               .text = check->text,
                               .clause = check->clause,
                               .automatic = check_states[check->automatic],
                               .note = check->note,
                               .state = check_states[check->state],
                               .by = check->by,
                               .at = check->at_ms,
                               .said = check->said,
                               .paper_n = check->paper_n,
                               .arrived = check->arrived_ms,
                               .finding = check->finding };
}

static enum err respond_checklist(struct op *op, const struct application *application,
                                  struct response *response)
{
    struct desk_checklist list = { 0 };
    struct checklist_out out = { 0 };

    enum err e = desk_checklist(op, application, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++)
        mem_push(op, out.rows, out.count, check_view(&list.rows[i]));
    out.electronic_due = list.electronic_due_ms;
    out.electronic_provisional = due_provisional(op, list.electronic_due_ms);
    out.paper_due = list.paper_due_ms;
    out.paper_provisional = due_provisional(op, list.paper_due_ms);
    out.sent_n = list.sent_n;
    return respond(op, response, &checklist_shape, &out);
}

static enum err handle_checklist(struct op *op, const struct request *request,
                                 struct response *response)
{
    struct application application = { 0 };

    enum err e = application_get(op, request_param(request, "id"), &application);
    return e == OK ? respond_checklist(op, &application, response) : e;
}

struct mark_in {
    const char *code;
    const char *state;
    const char *said;
    int64_t arrived;
};

static const struct json_field mark_fields[] = {
    JSON_TEXT(struct mark_in, code, 1, 40),
    JSON_CHOICE(struct mark_in, state, check_states),
    JSON_TEXT(struct mark_in, said, 0, FACT_SAID_MAX, .optional = true),
    JSON_TIME(struct mark_in, arrived, .optional = true, .note = "paper: when it came"),
    JSON_DONE,
};
static const struct json_shape mark_shape = { "struct desk_mark", sizeof(struct mark_in),
                                              mark_fields };

struct marks_in {
    struct mark_in *marks;
    size_t count;
};

static const struct json_field marks_fields[] = {
    JSON_LIST(struct marks_in, marks, count, &mark_shape, FACTS_MAX, .min = 1),
    JSON_DONE,
};
static const struct json_shape marks_shape = { "struct desk_marks", sizeof(struct marks_in),
                                               marks_fields };

static enum err handle_mark(struct op *op, const struct request *request, struct response *response)
{
    const struct marks_in *in = request->in;
    struct application application = { 0 };
    struct desk_mark *marks = mem_array(op, struct desk_mark, in->count);

    for (size_t i = 0; i < in->count; i++)
        marks[i] = (struct desk_mark){ in->marks[i].code, in->marks[i].state,
                                       or_empty(in->marks[i].said), in->marks[i].arrived };
    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = desk_check_mark(op, &application, marks, in->count);
    return e == OK ? respond_checklist(op, &application, response) : e;
}

IN_ONE_TX(handle_mark)

struct paper_in {
    const char *code;
};

static const struct json_field paper_fields[] = {
    JSON_TEXT(struct paper_in, code, 1, 40, .note = "version code on the paper"),
    JSON_DONE,
};
static const struct json_shape paper_shape = { "struct desk_paper", sizeof(struct paper_in),
                                               paper_fields };

static enum err handle_paper(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct paper_in *in = request->in;
    struct application application = { 0 };

    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = desk_paper_version(op, &application, in->code);
    return e == OK ? respond_checklist(op, &application, response) : e;
}

IN_ONE_TX(handle_paper)

const struct route desk_routes[] = {
    { "GET", "/api/v1/desk/queue", PERM_DESK, handle_queue, .summary = "The desk's queue",
      .query = &filter_shape, .out = &queue_shape },
    { "GET", "/api/v1/desk/checklist/{id}", PERM_DESK, handle_checklist,
      .summary = "What the call wants of an item, what is there, and who found it",
      .out = &checklist_shape },
    { "PUT", "/api/v1/desk/checklist/{id}", PERM_DESK, handle_mark_whole,
      .summary = "Mark lines of the checklist", .in = &marks_shape, .out = &checklist_shape },
    { "PUT", "/api/v1/desk/checklist/{id}/paper", PERM_DESK, handle_paper_whole,
      .summary = "The version code on the paper against what was sent", .in = &paper_shape,
      .out = &checklist_shape },
    { 0 },
};
