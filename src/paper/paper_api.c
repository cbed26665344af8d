/* SPDX-License-Identifier: Apache-2.0 */
/* paper_api.c: letters and lists over HTTP. */
#include "paper/api.h"
#include "paper/paper.h"

#include "base/mem.h"
#include "base/site.h"
#include "call/paper_text.h"
#include "doc/worker.h"
#include "paper/arrival.h"
#include "publish/publish.h"

/* ---- papers ---- */

static const char *const formats[] = { "pdf", "docx", "ofd", NULL };

struct paper_query {
    const char *to;
};

static const struct json_field paper_query_fields[] = {
    JSON_CHOICE(struct paper_query, to, formats, .optional = true, .note = "pdf when absent"),
    JSON_DONE,
};
static const struct json_shape paper_query_shape =
    JSON_SHAPE(struct paper_query, paper_query_fields);

static enum err respond_paper(struct op *op, struct response *response, const char *to,
                              const char *name, const struct document *document)
{
    enum doc_format format = FORMAT_PDF;
    struct pdf file = { 0 };

    (void)format_find(to, &format); /* the shape lets no other word pass */
    enum err e = documents_make(op, op->site->documents, format, document, &file);
    if (e != OK)
        return e;
    response->content_type = format_content_type(format);
    response->bytes = file.bytes.data;
    response->size = file.bytes.size;
    response_header(response, "Content-Disposition",
                    mem_printf(op, "%s; filename=\"%s.%s\"",
                               format == FORMAT_PDF ? "inline" : "attachment", name,
                               format_name(format)));
    return OK;
}

static enum err handle_package(struct op *op, const struct request *request,
                               struct response *response)
{
    const struct paper_query *query = request->query;
    const char *paper = request_param(request, "paper");
    struct document *document = NULL;

    enum err e = paper_of_package(op, request_param(request, "id"), paper, &document);
    return e == OK ? respond_paper(op, response, query->to, paper, document) : e;
}

static enum err handle_application(struct op *op, const struct request *request,
                                   struct response *response)
{
    const struct paper_query *query = request->query;
    const char *paper = request_param(request, "paper");
    struct document *document = NULL;

    enum err e = paper_of_application(op, request_param(request, "id"), paper, &document);
    return e == OK ? respond_paper(op, response, query->to, paper, document) : e;
}

struct paper_call_query {
    const char *call;
};

static const struct json_field paper_call_fields[] = {
    JSON_TEXT(struct paper_call_query, call, 1, 40),
    JSON_DONE,
};
static const struct json_shape paper_call_shape =
    JSON_SHAPE(struct paper_call_query, paper_call_fields);

static enum err handle_handover(struct op *op, const struct request *request,
                                struct response *response)
{
    const struct paper_query *query = request->query;
    struct document *document = NULL;

    enum err e = paper_handover(op, request_param(request, "id"), &document);
    return e == OK ? respond_paper(op, response, query->to, "handover", document) : e;
}

/* ---- papers that people fill in ---- */

struct paper_field_out {
    const char *code;
    const char *label;
    const char *hint;
    bool required;
    bool is_long;
    int64_t max;
};

static const struct json_field paper_field_fields[] = {
    JSON_TEXT(struct paper_field_out, code, 1, 40),
    JSON_TEXT(struct paper_field_out, label, 1, 60),
    JSON_TEXT(struct paper_field_out, hint, 0, 200, .optional = true),
    JSON_BOOL(struct paper_field_out, required),
    { "long", JSON_KIND_BOOL, .offset = offsetof(struct paper_field_out, is_long) },
    JSON_INT(struct paper_field_out, max, 1, 4000),
    JSON_DONE,
};
static const struct json_shape paper_field_shape = { "struct paper_field",
                                                     sizeof(struct paper_field_out),
                                                     paper_field_fields };

struct typed_paper_out {
    const char *code;
    const char *name;
    struct paper_field_out *fields;
    size_t field_count;
};

static const struct json_field typed_paper_fields[] = {
    JSON_TEXT(struct typed_paper_out, code, 1, 40),
    JSON_TEXT(struct typed_paper_out, name, 1, 60),
    JSON_LIST(struct typed_paper_out, fields, field_count, &paper_field_shape, 30),
    JSON_DONE,
};
static const struct json_shape typed_paper_shape = { "struct typed_paper",
                                                     sizeof(struct typed_paper_out),
                                                     typed_paper_fields };

struct typed_papers_out {
    struct typed_paper_out *rows;
    size_t count;
};

static const struct json_field typed_papers_fields[] = {
    JSON_LIST(struct typed_papers_out, rows, count, &typed_paper_shape, 100),
    JSON_DONE,
};
static const struct json_shape typed_papers_shape = { "struct typed_papers",
                                                      sizeof(struct typed_papers_out),
                                                      typed_papers_fields };

static struct typed_paper_out typed_view(struct op *op, const struct paper_text *paper)
{
    struct typed_paper_out out = { .code = paper->code, .name = paper->name };

    for (size_t i = 0; i < paper->field_count; i++) {
        const struct paper_field *field = &paper->fields[i];
        struct paper_field_out row = { field->code,     field->label,   field->hint,
                                       field->required, field->is_long, paper_field_max(field) };
        mem_push(op, out.fields, out.field_count, row);
    }
    return out;
}

static enum err handle_typed_list(struct op *op, const struct request *request,
                                  struct response *response)
{
    const struct paper_call_query *query = request->query;
    const struct call *call = NULL;
    struct paper_texts list = { 0 };
    struct typed_papers_out out = { 0 };
    int64_t n = 0;

    enum err e = publish_current(op, query->call, &call, &n);
    if (e == OK)
        e = paper_text_typed(op, call, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++)
        mem_push(op, out.rows, out.count, typed_view(op, list.rows[i]));
    return respond(op, response, &typed_papers_shape, &out);
}

struct typed_paper_in {
    const char *call;
    const char *to;
    const json_t *values;
};

static const struct json_field typed_in_fields[] = {
    JSON_TEXT(struct typed_paper_in, call, 1, 40),
    JSON_CHOICE(struct typed_paper_in, to, formats, .optional = true, .note = "pdf when absent"),
    JSON_VALUE(struct typed_paper_in, values, .note = "texts by the paper's fields"),
    JSON_DONE,
};
static const struct json_shape typed_in_shape = { "struct typed_paper_values",
                                                  sizeof(struct typed_paper_in), typed_in_fields };

static enum err handle_typed(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct typed_paper_in *in = request->in;
    const char *paper = request_param(request, "paper");
    struct document *document = NULL;

    enum err e = paper_typed(op, in->call, paper, in->values, &document);
    return e == OK ? respond_paper(op, response, in->to, paper, document) : e;
}

/* ---- paper that came to the desk ---- */

struct package_paper {
    int64_t at;
    const char *by;
};

static const struct json_field package_paper_fields[] = {
    JSON_TIME(struct package_paper, at, .optional = true, .note = "null: it did not come yet"),
    JSON_TEXT(struct package_paper, by, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape package_paper_shape =
    JSON_SHAPE(struct package_paper, package_paper_fields);

static enum err respond_arrival(struct op *op, struct response *response,
                                const struct paper_arrival *arrival)
{
    struct package_paper out = { arrival->at_ms, arrival->by };

    return respond(op, response, &package_paper_shape, &out);
}

static enum err handle_arrive(struct op *op, const struct request *request,
                              struct response *response)
{
    struct paper_arrival arrival = { 0 };

    enum err e = paper_arrive(op, request_param(request, "id"), &arrival);
    return e == OK ? respond_arrival(op, response, &arrival) : e;
}

static enum err handle_arrived(struct op *op, const struct request *request,
                               struct response *response)
{
    struct paper_arrival arrival = { 0 };

    enum err e = paper_arrived(op, request_param(request, "id"), &arrival);
    return e == OK ? respond_arrival(op, response, &arrival) : e;
}

const struct route paper_routes[] = {
    { "GET", "/api/v1/packages/{id}/check-in", PERM_PACKAGE_READ, handle_arrived,
      .summary = "When the paper of a package came to the desk", .out = &package_paper_shape },
    { "POST", "/api/v1/packages/{id}/check-in", PERM_DESK, handle_arrive,
      .summary = "The desk notes the paper of a package as arrived", .out = &package_paper_shape },
    { "GET", "/api/v1/packages/{id}/papers/{paper}", PERM_PACKAGE_READ, handle_package,
      .summary = "A paper of a package as PDF: letter, summary, materials, receipt, label, all",
      .query = &paper_query_shape },
    { "GET", "/api/v1/applications/{id}/papers/{paper}", PERM_APPLICATION_READ, handle_application,
      .summary = "The paper of a decision as PDF: acceptance, correction, refusal",
      .query = &paper_query_shape },
    { "GET", "/api/v1/handovers/{id}/paper", PERM_HANDOVER, handle_handover,
      .summary = "A handover list as PDF", .query = &paper_query_shape },
    { "GET", "/api/v1/papers", PERM_PAPER, handle_typed_list,
      .summary = "Papers that people fill in", .query = &paper_call_shape,
      .out = &typed_papers_shape },
    { "POST", "/api/v1/papers/{paper}", PERM_PAPER, handle_typed,
      .summary = "A filled paper as PDF", .in = &typed_in_shape },
    { 0 },
};
