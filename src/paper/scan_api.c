/* SPDX-License-Identifier: Apache-2.0 */
/* scan_api.c: what a scanned, typed or photographed code names, and what uploaded scans are of. */
#include "paper/api.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "doc/reader.h"
#include "package/package.h"
#include "paper/scan.h"
#include "paper/twin.h"

/* ---- a code ---- */

struct scan_query {
    const char *text;
};

static const struct json_field scan_query_fields[] = {
    JSON_TEXT(struct scan_query, text, 1, TWIN_TEXT_MAX),
    JSON_DONE,
};
static const struct json_shape scan_query_shape = JSON_SHAPE(struct scan_query, scan_query_fields);

static const char *const scan_states[] = { "same", "other", "draft", "uncoded", NULL };

struct scanned_item {
    const char *id;
    const char *code;
    const char *title;
    const char *org;
};

static const struct json_field item_fields[] = {
    JSON_TEXT(struct scanned_item, id, 1, 64),
    JSON_TEXT(struct scanned_item, code, 1, 16),
    JSON_TEXT(struct scanned_item, title, 0, 500),
    JSON_TEXT(struct scanned_item, org, 1, 100),
    JSON_DONE,
};
static const struct json_shape item_shape = JSON_SHAPE(struct scanned_item, item_fields);

struct scan_out {
    const char *application;
    const char *package;
    const char *code;
    const char *title;
    const char *state;
    const char *paper;
    int64_t paper_version;
    int64_t sent_version;
    int64_t page;
    int64_t pages;
    struct scanned_item *items;
    size_t item_count;
};

static const struct json_field scan_fields[] = {
    JSON_TEXT(struct scan_out, application, 0, 64, .optional = true),
    JSON_TEXT(struct scan_out, package, 0, 64, .optional = true),
    JSON_TEXT(struct scan_out, code, 0, 40),
    JSON_TEXT(struct scan_out, title, 0, 500),
    JSON_CHOICE(struct scan_out, state, scan_states),
    JSON_TEXT(struct scan_out, paper, 0, TWIN_DIGEST_DIGITS, .optional = true,
              .note = "version code of the page"),
    JSON_INT(struct scan_out, paper_version, 0, 1000, .optional = true),
    JSON_INT(struct scan_out, sent_version, 0, 1000, .optional = true),
    JSON_INT(struct scan_out, page, 0, 100000, .optional = true),
    JSON_INT(struct scan_out, pages, 0, 100000, .optional = true),
    JSON_LIST(struct scan_out, items, item_count, &item_shape, PACKAGE_ITEMS_MAX,
              .note = "of a package"),
    JSON_DONE,
};
static const struct json_shape scan_shape = { "struct scanned", sizeof(struct scan_out),
                                              scan_fields };

static enum err add_items(struct op *op, struct scan_out *out)
{
    struct package package = { 0 };

    if (out->package == NULL)
        return OK;
    enum err e = package_get(op, out->package, &package);
    for (size_t i = 0; e == OK && i < package.item_count; i++) {
        const struct package_item *item = &package.items[i];
        struct scanned_item row = { item->id, item->code, item->title, item->org };
        mem_push(op, out->items, out->item_count, row);
    }
    return e;
}

static enum err respond_scanned(struct op *op, struct response *response, const char *text)
{
    struct twin_found found = { 0 };

    enum err e = twin_find(op, text, &found);
    if (e != OK)
        return e;
    struct scan_out out = { .application = found.application,
                            .package = found.package,
                            .code = found.code,
                            .title = found.title,
                            .state = twin_state_name(found.state),
                            .paper = found.digest,
                            .paper_version = found.paper_version,
                            .sent_version = found.sent_version,
                            .page = found.page,
                            .pages = found.pages };
    e = add_items(op, &out);
    return e == OK ? respond(op, response, &scan_shape, &out) : e;
}

static enum err handle_scan(struct op *op, const struct request *request, struct response *response)
{
    const struct scan_query *query = request->query;

    return respond_scanned(op, response, query->text);
}

/* ---- a photograph of one ---- */

/* The first code of ours; any other is as good as none. */
static const char *own_code(struct op *op, const json_t *json)
{
    const json_t *codes = json_object_get(json, "codes");

    for (size_t i = 0; i < json_array_size(codes); i++) {
        const char *text = json_text_get(json_array_get(codes, i), "text");
        if (twin_parse(op, text).kind != TWIN_NONE)
            return text;
    }
    return NULL;
}

static enum err handle_photo(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct bytes photo = { (const uint8_t *)request->body, request->body_size };
    json_t *json = NULL;

    enum err e = documents_read(op, op->site->documents, READER_PHOTO, photo, &json);
    if (e != OK)
        return e;
    const char *text = own_code(op, json);
    if (text == NULL)
        return fail(op, ERR_NOT_FOUND, "photo_no_code", "no code of ours in the photograph");
    return respond_scanned(op, response, text);
}

/* ---- uploaded scans ---- */

struct finding_out {
    const char *attachment;
    const char *kind;
    const char *verdict;
    const char *text;
    int64_t paper_version;
    int64_t expected_version;
    int64_t pages;
};

static const char *const verdicts[] = { "waiting", "same",    "missing",    "other",
                                        "foreign", "uncoded", "unreadable", NULL };

static const struct json_field finding_fields[] = {
    JSON_TEXT(struct finding_out, attachment, 1, 64),
    JSON_TEXT(struct finding_out, kind, 1, 40),
    JSON_CHOICE(struct finding_out, verdict, verdicts),
    JSON_TEXT(struct finding_out, text, 0, 400),
    JSON_INT(struct finding_out, paper_version, 0, 1000, .optional = true),
    JSON_INT(struct finding_out, expected_version, 0, 1000, .optional = true),
    JSON_INT(struct finding_out, pages, 0, 1000000, .optional = true, .note = "of the file"),
    JSON_DONE,
};
static const struct json_shape finding_shape = { "struct scan_finding", sizeof(struct finding_out),
                                                 finding_fields };

struct findings_out {
    struct finding_out *rows;
    size_t count;
};

static const struct json_field findings_fields[] = {
    JSON_LIST(struct findings_out, rows, count, &finding_shape, SCAN_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape findings_shape = { "struct scan_findings",
                                                  sizeof(struct findings_out), findings_fields };

static enum err respond_findings(struct op *op, struct response *response, enum holder_kind kind,
                                 const char *owner)
{
    struct scan_list list = { 0 };
    struct findings_out out = { 0 };

    enum err e = scan_list(op, kind, owner, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++) {
        const struct scan *scan = &list.rows[i];
        struct finding_out row = {
            scan->attachment, scan->kind,          scan_verdict_name(scan->verdict),
            scan->text,       scan->paper_version, scan->expected_version,
            scan->page_count
        };
        mem_push(op, out.rows, out.count, row);
    }
    return respond(op, response, &findings_shape, &out);
}

static enum err handle_application(struct op *op, const struct request *request,
                                   struct response *response)
{
    return respond_findings(op, response, HOLDER_APPLICATION, request_param(request, "id"));
}

static enum err handle_package(struct op *op, const struct request *request,
                               struct response *response)
{
    return respond_findings(op, response, HOLDER_PACKAGE, request_param(request, "id"));
}

const struct route scan_routes[] = {
    { "GET", "/api/v1/scan", PERM_APPLICATION_READ, handle_scan,
      .summary = "What a scanned or typed code names, and whether the paper is the version sent",
      .query = &scan_query_shape, .out = &scan_shape },
    { "POST", "/api/v1/scan", PERM_APPLICATION_READ, handle_photo,
      .summary = "The same by a photograph of the code: JPEG, PNG, TIFF or PDF", .out = &scan_shape,
      .body_max = READER_PHOTO_MAX, .flags = ROUTE_RAW_BODY | ROUTE_FILE },
    { "GET", "/api/v1/applications/{id}/scans", PERM_APPLICATION_READ, handle_application,
      .summary = "What the codes on an application's scans say; a finding, no decision",
      .out = &findings_shape },
    { "GET", "/api/v1/packages/{id}/scans", PERM_PACKAGE_READ, handle_package,
      .summary = "What the codes on a package's scans say", .out = &findings_shape },
    { 0 },
};
