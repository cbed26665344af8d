/* SPDX-License-Identifier: Apache-2.0 */
/* document_api.c: one application as the paper that is printed and stamped. */
#include "application/api.h"
#include "application/application.h"

#include "base/json_canon.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "doc/form_document.h"
#include "doc/worker.h"

#include <string.h>

struct document_query {
    const char *to;
    int64_t n;
};

static const struct json_field document_query_fields[] = {
    JSON_CHOICE(struct document_query, to, ((const char *const[]){ "pdf", "docx", NULL })),
    JSON_INT(struct document_query, n, 0, 500, .optional = true, .note = "version; 0: the present"),
    JSON_DONE,
};
static const struct json_shape document_query_shape =
    JSON_SHAPE(struct document_query, document_query_fields);

/* "2025-01-15T09:00:00+08:00", of the values' last change: the same values print the same bytes. */
static const char *created(struct op *op, int64_t ms)
{
    const char *text = time_text(op, ms, ZONE_SHANGHAI_MINUTES);

    return mem_printf(op, "%.19s%s", text, text + strlen(text) - 6);
}

static bool is_binding(const char *kind)
{
    return strcmp(kind, "named") != 0 && strcmp(kind, "moved") != 0;
}

/* The kept version with these values; one frozen or sent comes before one that was only named.
 * Without such a one the paper says that it is a draft. */
static enum err name_version(struct op *op, const struct application *application, int64_t n,
                             struct form_paper *paper)
{
    struct application_versions list = { 0 };
    const struct application_version *best = NULL;

    enum err e = application_version_list(op, application, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct application_version *row = &list.rows[i];
        bool same = n > 0 ? row->n == n : strcmp(row->digest, paper->digest) == 0;
        if (same && (best == NULL || (is_binding(row->kind) && !is_binding(best->kind))))
            best = row;
    }
    if (e != OK)
        return e;
    paper->version = best == NULL ? 0 : best->n;
    paper->created = created(op, best == NULL ? application->saved_ms : best->at_ms);
    if (best == NULL || !is_binding(best->kind))
        paper->mark = "草稿，未定稿，不作报送用";
    return OK;
}

static enum err paper_of(struct op *op, const struct application *application, int64_t n,
                         struct form_paper *ret_paper)
{
    const struct call *call = NULL;
    json_t *values = NULL;
    bool masked = false;
    struct form_paper paper = { .reference = op->site->reference, .unit = application->org_name };

    enum err e = application_version_form(op, application, n, &call, &paper.form);
    if (e == OK)
        e = application_version_values(op, application, n, &values);
    if (e == OK)
        e = json_digest_hex(op, values, &paper.digest);
    if (e == OK)
        e = name_version(op, application, n, &paper);
    if (e == OK)
        e = application_masked(op, application, &masked);
    if (e != OK)
        return e;
    if (masked) {
        values = form_mask(op, paper.form, values);
        paper.mark = "个人信息已遮盖，不作报送用";
    }
    paper.call = call->code;
    paper.values = values;
    paper.code = application->code;
    *ret_paper = paper;
    return OK;
}

static enum err handle_document(struct op *op, const struct request *request,
                                struct response *response)
{
    const struct document_query *query = request->query;
    struct application application = { 0 };
    struct form_paper paper = { 0 };
    enum doc_format format = FORMAT_PDF;
    struct pdf file = { 0 };

    (void)format_find(query->to, &format); /* the shape lets no other word pass */
    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = paper_of(op, &application, query->n, &paper);
    if (e == OK)
        e = documents_make(op, op->site->documents, format, form_document(op, &paper), &file);
    if (e != OK)
        return e;
    response->content_type = format_content_type(format);
    response->bytes = file.bytes.data;
    response->size = file.bytes.size;
    response_header(response, "Content-Disposition",
                    mem_printf(op, "%s; filename=\"%s.%s\"",
                               format == FORMAT_PDF ? "inline" : "attachment", application.code,
                               format_name(format)));
    return OK;
}

const struct route document_routes[] = {
    { "GET", "/api/v1/applications/{id}/document", PERM_APPLICATION_READ, handle_document,
      .summary = "The printed form, of the present values or of a version",
      .query = &document_query_shape },
    { 0 },
};
