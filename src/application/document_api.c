/* SPDX-License-Identifier: Apache-2.0 */
/* document_api.c: one application as the paper that is printed and stamped. */
#include "application/api.h"
#include "application/document.h"

#include "base/mem.h"
#include "base/site.h"
#include "doc/worker.h"

struct document_query {
    const char *to;
    int64_t n;
};

static const struct json_field document_query_fields[] = {
    JSON_CHOICE(struct document_query, to, ((const char *const[]){ "pdf", "docx", "ofd", NULL })),
    JSON_INT(struct document_query, n, 0, 500, .optional = true, .note = "version; 0: the present"),
    JSON_DONE,
};
static const struct json_shape document_query_shape =
    JSON_SHAPE(struct document_query, document_query_fields);

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
        e = application_paper(op, &application, query->n, false, &paper);
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
