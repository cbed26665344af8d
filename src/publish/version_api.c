/* SPDX-License-Identifier: Apache-2.0 */
/* version_api.c: the versions of calls for the department: findings, differences, publishing. */
#include "base/mem.h"
#include "base/site.h"
#include "call/lint.h"
#include "call/plain.h"
#include "event/event.h"
#include "privacy/publication_view.h"
#include "publish/api.h"
#include "publish/compare.h"
#include "publish/publish.h"

#include <string.h>

enum { TEXT_MAX = 1 << 20, CHANGES_MAX = 5000 };

/* ---- the list ---- */

struct version_row {
    const char *call;
    int64_t n;
    const char *title;
    const char *sm3;
    int64_t loaded;
    int64_t published;
    const char *published_by;
    bool current;
    int64_t errors;
    int64_t notes;
};

static const struct json_field row_fields[] = {
    JSON_TEXT(struct version_row, call, 1, 40),
    JSON_INT(struct version_row, n, 1, 10000),
    JSON_TEXT(struct version_row, title, 1, 200),
    JSON_TEXT(struct version_row, sm3, 64, 64),
    JSON_TIME(struct version_row, loaded),
    JSON_TIME(struct version_row, published, .optional = true),
    JSON_TEXT(struct version_row, published_by, 0, 64, .optional = true),
    JSON_BOOL(struct version_row, current),
    JSON_INT(struct version_row, errors, 0, FINDINGS_MAX),
    JSON_INT(struct version_row, notes, 0, FINDINGS_MAX),
    JSON_DONE,
};
static const struct json_shape row_shape = { "struct call_version", sizeof(struct version_row),
                                             row_fields };

struct versions_out {
    struct version_row *rows;
    size_t count;
};

static const struct json_field versions_fields[] = {
    JSON_LIST(struct versions_out, rows, count, &row_shape, VERSION_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape versions_shape = { "struct call_version_list",
                                                  sizeof(struct versions_out), versions_fields };

static enum err fill_row(struct op *op, const struct call_version *version, struct version_row *row,
                         struct finding_list *ret_findings, const struct call **ret_call)
{
    enum err e = publish_version(op, version->call, version->n, ret_call);
    if (e == OK)
        e = call_lint(op, *ret_call, op->site->calendar, ret_findings);
    if (e != OK)
        return e;
    *row =
        (struct version_row){ .call = version->call,
                              .n = version->n,
                              .title = (*ret_call)->title,
                              .sm3 = version->sm3,
                              .loaded = version->loaded_ms,
                              .published = version->published_ms,
                              .published_by = version->published_by,
                              .current = version->current,
                              .errors = (int64_t)ret_findings->error_count,
                              .notes = (int64_t)(ret_findings->count - ret_findings->error_count) };
    return OK;
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct call_versions versions = { 0 };
    struct versions_out out = { 0 };

    (void)request;
    enum err e = publish_versions(op, &versions);
    for (size_t i = 0; e == OK && i < versions.count; i++) {
        struct version_row row = { 0 };
        struct finding_list findings = { 0 };
        const struct call *call = NULL;
        e = fill_row(op, &versions.rows[i], &row, &findings, &call);
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &versions_shape, &out) : e;
}

/* ---- one version ---- */

struct finding_row {
    const char *place;
    const char *other;
    const char *severity;
    const char *code;
    const char *clause;
    const char *message;
};

static const struct json_field finding_fields[] = {
    JSON_TEXT(struct finding_row, place, 0, 200, .note = "file:line"),
    JSON_TEXT(struct finding_row, other, 0, 200, .optional = true),
    JSON_TEXT(struct finding_row, severity, 1, 8, .note = "error | note"),
    JSON_TEXT(struct finding_row, code, 1, 64),
    JSON_TEXT(struct finding_row, clause, 0, 200, .optional = true),
    JSON_TEXT(struct finding_row, message, 1, 2000),
    JSON_DONE,
};
static const struct json_shape finding_shape = { "struct call_finding", sizeof(struct finding_row),
                                                 finding_fields };

static const struct json_field change_fields[] = {
    JSON_TEXT(struct call_change, track, 0, 40),    JSON_TEXT(struct call_change, title, 1, 200),
    JSON_TEXT(struct call_change, group, 1, 40),    JSON_TEXT(struct call_change, before, 0, 20000),
    JSON_TEXT(struct call_change, after, 0, 20000), JSON_DONE,
};
static const struct json_shape change_shape = JSON_SHAPE(struct call_change, change_fields);

struct touched_row {
    const char *track;
    const char *title;
    int64_t sent;
    int64_t old_form;
};

static const struct json_field touched_fields[] = {
    JSON_TEXT(struct touched_row, track, 1, 40),
    JSON_TEXT(struct touched_row, title, 0, 200),
    JSON_INT(struct touched_row, sent, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct touched_row, old_form, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape touched_shape = { "struct call_touched", sizeof(struct touched_row),
                                                 touched_fields };

struct version_page {
    struct version_row version;
    struct finding_row *findings;
    size_t finding_count;
    const char *text;
    int64_t compared_with;
    struct call_change *changes;
    size_t change_count;
    struct touched_row *touched;
    size_t touched_count;
    struct publication_findings personal;
    struct publication_review *review; /* NULL: not yet */
};

static const struct json_field page_fields[] = {
    JSON_OBJECT(struct version_page, version, &row_shape),
    JSON_LIST(struct version_page, findings, finding_count, &finding_shape, FINDINGS_MAX),
    JSON_TEXT(struct version_page, text, 1, TEXT_MAX, .note = "the call in plain Chinese"),
    JSON_INT(struct version_page, compared_with, 0, 10000, .note = "0: nothing published yet"),
    JSON_LIST(struct version_page, changes, change_count, &change_shape, CHANGES_MAX),
    JSON_LIST(struct version_page, touched, touched_count, &touched_shape, 500),
    { "personal", JSON_KIND_LIST, .offset = offsetof(struct version_page, personal.rows),
      .count_offset = offsetof(struct version_page, personal.count),
      .max = PUBLICATION_FINDINGS_MAX, .shape = &publication_finding_shape,
      .note = "what looks like a person's number in the files" },
    JSON_OBJECT(struct version_page, review, &publication_review_shape, .pointer = true,
                .optional = true),
    JSON_DONE,
};
static const struct json_shape page_shape = { "struct call_version_page",
                                              sizeof(struct version_page), page_fields };

static const char *place_text(struct op *op, const struct place *place)
{
    return place->file == NULL ? NULL : mem_printf(op, "%s:%d", place->file, place->line);
}

static void add_findings(struct op *op, const struct finding_list *findings,
                         struct version_page *page)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->rows[i];
        struct finding_row row = { place_text(op, &finding->place),
                                   place_text(op, &finding->other),
                                   finding->severity == FINDING_ERROR ? "error" : "note",
                                   finding->code,
                                   finding->clause,
                                   finding->message };
        mem_push(op, page->findings, page->finding_count, row);
    }
}

/* Against the version that holds now; the current one against the one before it holds nothing. */
static enum err add_changes(struct op *op, const struct call *call, struct version_page *page)
{
    const struct call *current = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, call->code, &current, &n);
    if (e == ERR_NOT_FOUND) {
        op_forgive(op);
        return OK;
    }
    if (e != OK)
        return e;
    struct call_changes changes = calls_compare(op, current, call);
    page->compared_with = n;
    page->changes = changes.rows;
    page->change_count = changes.count > CHANGES_MAX ? CHANGES_MAX : changes.count;
    return OK;
}

static enum err add_touched(struct op *op, const struct call *call, struct version_page *page)
{
    struct call_touched_list list = { 0 };

    enum err e = call_touched(op, call->code, page->version.n, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct call_touched *touched = &list.rows[i];
        const struct track *track = call_track(call, touched->track);
        struct touched_row row = { touched->track, track == NULL ? "" : track->title, touched->sent,
                                   touched->old_form };
        mem_push(op, page->touched, page->touched_count, row);
    }
    return e;
}

/* 公开前审查: what the machine finds, and what a person said. */
static enum err add_review(struct op *op, struct version_page *page)
{
    const struct version_row *version = &page->version;
    struct publication_review *review = mem_new(op, struct publication_review);

    enum err e = publish_findings(op, version->call, version->n, &page->personal);
    if (e != OK)
        return e;
    e = publication_last(op, "call", version->call, version->n, review);
    if (e == OK)
        page->review = review;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err respond_page(struct op *op, const char *code, int64_t n, struct response *response)
{
    struct call_version version = { 0 };
    struct finding_list findings = { 0 };
    const struct call *call = NULL;
    struct version_page page = { 0 };

    enum err e = publish_find(op, code, n, &version);
    if (e == OK)
        e = fill_row(op, &version, &page.version, &findings, &call);
    if (e == OK)
        e = add_changes(op, call, &page);
    if (e == OK)
        e = add_touched(op, call, &page);
    if (e == OK)
        e = add_review(op, &page);
    if (e != OK)
        return e;
    add_findings(op, &findings, &page);
    page.text = call_show(op, call);
    return respond(op, response, &page_shape, &page);
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    return respond_page(op, request_param(request, "call"), request_param_number(request, "n"),
                        response);
}

/* ---- loading ---- */

enum { LOAD_FILES_MAX = 64, LOAD_PATH_MAX = 100, LOAD_BODY_MAX = 8 * 1024 * 1024 };

struct load_file {
    const char *path;
    const char *text;
};

struct load_in {
    struct load_file *files;
    size_t count;
};

static const struct json_field load_file_fields[] = {
    JSON_TEXT(struct load_file, path, 1, LOAD_PATH_MAX, .note = "call.yaml, forms/CODE.yaml …"),
    JSON_TEXT(struct load_file, text, 0, TEXT_MAX),
    JSON_DONE,
};
static const struct json_shape load_file_shape = { "struct call_load_file",
                                                   sizeof(struct load_file), load_file_fields };

static const struct json_field load_fields[] = {
    JSON_LIST(struct load_in, files, count, &load_file_shape, LOAD_FILES_MAX, .min = 1),
    JSON_DONE,
};
static const struct json_shape load_shape = { "struct call_load", sizeof(struct load_in),
                                              load_fields };

struct loaded_out {
    const char *call;
    int64_t n;
};

static const struct json_field loaded_fields[] = {
    JSON_TEXT(struct loaded_out, call, 1, 40),
    JSON_INT(struct loaded_out, n, 1, 10000),
    JSON_DONE,
};
static const struct json_shape loaded_shape = { "struct call_loaded", sizeof(struct loaded_out),
                                                loaded_fields };

/* Every mistake of the files is a problem; a version that was loaded waits to be published. */
static enum err handle_load(struct op *op, const struct request *request, struct response *response)
{
    const struct load_in *in = request->in;
    struct call_file *files = mem_array(op, struct call_file, in->count + 1);
    struct loaded_out out = { 0 };

    for (size_t i = 0; i < in->count; i++)
        files[i] =
            (struct call_file){ in->files[i].path, in->files[i].text, strlen(in->files[i].text) };
    enum err e = publish_load(op, files, in->count, &out.call, &out.n);
    return e == OK ? respond(op, response, &loaded_shape, &out) : e;
}

/* ---- publishing ---- */

struct publish_in {
    const char *code;
    struct publication_opinion review;
};

static const struct json_field publish_fields[] = {
    JSON_TEXT(struct publish_in, code, 1, 40, .note = "of the call, typed by the person"),
    { "opinion", JSON_KIND_TEXT, .offset = offsetof(struct publish_in, review.opinion),
      .min = OPINION_MIN, .max = OPINION_MAX, .note = "公开前审查意见" },
    { "findings_seen", JSON_KIND_BOOL, .offset = offsetof(struct publish_in, review.findings_seen),
      .optional = true, .note = "what was found was read and may become public" },
    JSON_DONE,
};
static const struct json_shape publish_shape = { "struct call_publish", sizeof(struct publish_in),
                                                 publish_fields };

struct publishing {
    const char *code;
    int64_t n;
    const struct publication_opinion *review;
    struct response *response;
};

static enum err publish_work(struct op *op, void *arg)
{
    const struct publishing *publishing = arg;

    enum err e = publish_release(op, publishing->code, publishing->n, publishing->review);
    return e == OK ? respond_page(op, publishing->code, publishing->n, publishing->response) : e;
}

/* The answer is read inside the transaction: what cannot be shown is not done. */
static enum err handle_publish(struct op *op, const struct request *request,
                               struct response *response)
{
    const struct publish_in *in = request->in;
    const char *code = request_param(request, "call");
    int64_t n = request_param_number(request, "n");

    if (strcmp(in->code, code) != 0)
        return fail(op, ERR_INVALID, "code_typed_wrong", "typed code is another one");
    return event_tx(op, publish_work, &(struct publishing){ code, n, &in->review, response });
}

#define CALLS "/api/v1/admin/calls"

const struct route version_routes[] = {
    { "GET", CALLS, PERM_CALL_VERSIONS, handle_list, .summary = "Versions of all calls",
      .out = &versions_shape },
    { "POST", CALLS, PERM_CALL_VERSIONS, handle_load,
      .summary = "Load the files of a call as its next version", .in = &load_shape,
      .out = &loaded_shape, .body_max = LOAD_BODY_MAX },
    { "GET", CALLS "/{call}/versions/{n}", PERM_CALL_VERSIONS, handle_get,
      .summary = "A version: findings, in plain words, what it changes and for whom",
      .out = &page_shape },
    { "POST", CALLS "/{call}/versions/{n}/publish", PERM_CALL_PUBLISH, handle_publish,
      .summary = "Publish a version after its review", .in = &publish_shape, .out = &page_shape },
    { 0 },
};
