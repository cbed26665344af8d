/* SPDX-License-Identifier: Apache-2.0 */
/* attachment_api.c: files over HTTP, a chunk a request. */
#include "attachment/api.h"

#include "application/view.h"
#include "attachment/attachment.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "event/event.h"

static const struct json_field new_fields[] = {
    JSON_TEXT(struct attachment_new, kind, 1, 40),
    JSON_TEXT(struct attachment_new, name, 1, 120),
    JSON_INT(struct attachment_new, size, 1, ATTACHMENT_BYTES_MAX),
    JSON_DONE,
};
static const struct json_shape new_shape = JSON_SHAPE(struct attachment_new, new_fields);

struct upload_out {
    const char *id;
    int64_t chunk_bytes;
    json_t *received;
};

static const struct json_field upload_fields[] = {
    JSON_TEXT(struct upload_out, id, 1, 64),
    JSON_INT(struct upload_out, chunk_bytes, 1, CHUNK_BYTES),
    JSON_VALUE(struct upload_out, received, .note = "numbers of the chunks already here"),
    JSON_DONE,
};
static const struct json_shape upload_shape = JSON_SHAPE(struct upload_out, upload_fields);

static enum err respond_upload(struct op *op, struct response *response,
                               const struct attachment *attachment, int status)
{
    struct upload_out out = { attachment->public_id, CHUNK_BYTES, json_own(op, json_array()) };
    int64_t *numbers = NULL;
    size_t count = 0;

    enum err e = attachment_chunks(op, attachment, &numbers, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++)
        json_array_append_new(out.received, json_integer(numbers[i]));
    response->status = status;
    return respond(op, response, &upload_shape, &out);
}

/* A change and its answer, which are one transaction: neither stands without the other. */
struct exchange {
    const struct request *request;
    struct response *response;
};

static enum err begin_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct request *request = exchange->request;
    struct attachment attachment = { 0 };

    enum err e = attachment_begin(op, request_param(request, "id"), request->in, &attachment);
    return e == OK ? respond_upload(op, exchange->response, &attachment, 201) : e;
}

static enum err handle_begin(struct op *op, const struct request *request,
                             struct response *response)
{
    return event_tx(op, begin_work, &(struct exchange){ request, response });
}

static enum err handle_resume(struct op *op, const struct request *request,
                              struct response *response)
{
    struct attachment attachment = { 0 };

    enum err e = attachment_get(op, request_param(request, "id"), &attachment);
    return e == OK ? respond_upload(op, response, &attachment, 200) : e;
}

static enum err handle_chunk(struct op *op, const struct request *request,
                             struct response *response)
{
    int64_t n = request_param_number(request, "n");

    enum err e = attachment_put_chunk(op, request_param(request, "id"), n, request->body,
                                      request->body_size);
    return e == OK ? respond_empty(response) : e;
}

static enum err respond_attachment(struct op *op, struct response *response,
                                   const struct attachment *attachment)
{
    struct application application = { 0 };
    struct attachment_kinds kinds = { 0 };

    enum err e = application_get(op, attachment->application, &application);
    if (e == OK)
        e = attachment_kinds(op, &application, &kinds);
    if (e != OK)
        return e;
    struct attachment_out out = attachment_view(op, &kinds, attachment);
    return respond(op, response, &attachment_shape, &out);
}

static enum err complete_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    struct attachment attachment = { 0 };

    enum err e = attachment_complete(op, request_param(exchange->request, "id"), &attachment);
    return e == OK ? respond_attachment(op, exchange->response, &attachment) : e;
}

static enum err handle_complete(struct op *op, const struct request *request,
                                struct response *response)
{
    return event_tx(op, complete_work, &(struct exchange){ request, response });
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct attachment attachment = { 0 };

    enum err e = attachment_get(op, request_param(request, "id"), &attachment);
    return e == OK ? respond_attachment(op, response, &attachment) : e;
}

/* RFC 8187: the name in UTF-8, every byte that is no letter or digit percent-encoded. */
static const char *disposition(struct op *op, const char *name)
{
    char *text = mem_text(op, "attachment; filename*=UTF-8''");

    for (const char *at = name; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     c == '.' || c == '-' || c == '_';
        mem_append(op, &text, plain ? "%c" : "%%%02X", c);
    }
    return text;
}

static enum err handle_content(struct op *op, const struct request *request,
                               struct response *response)
{
    struct attachment attachment = { 0 };
    unsigned char *bytes = NULL;
    size_t size = 0;

    enum err e = attachment_read(op, request_param(request, "id"), &attachment, &bytes, &size);
    if (e != OK)
        return e;
    response->content_type = attachment.type;
    response->bytes = bytes;
    response->size = size;
    response_header(response, "Content-Disposition", disposition(op, attachment.name));
    return OK;
}

static enum err handle_remove(struct op *op, const struct request *request,
                              struct response *response)
{
    enum err e = attachment_remove(op, request_param(request, "id"));

    return e == OK ? respond_empty(response) : e;
}

const struct route attachment_routes[] = {
    { "POST", "/api/v1/applications/{id}/attachments", PERM_APPLICATION_EDIT, handle_begin,
      .summary = "Begin an upload", .in = &new_shape, .out = &upload_shape },
    { "GET", "/api/v1/attachments/{id}/chunks", PERM_APPLICATION_EDIT, handle_resume,
      .summary = "Which chunks are here, to resume", .out = &upload_shape },
    { "PUT", "/api/v1/attachments/{id}/chunks/{n}", PERM_APPLICATION_EDIT, handle_chunk,
      .summary = "One chunk of 1 MiB; again is fine", .body_max = CHUNK_BYTES,
      .flags = ROUTE_RAW_BODY },
    { "POST", "/api/v1/attachments/{id}/complete", PERM_APPLICATION_EDIT, handle_complete,
      .summary = "All chunks are here: check the file", .out = &attachment_shape },
    { "GET", "/api/v1/attachments/{id}", PERM_APPLICATION_READ, handle_get,
      .summary = "One attachment", .out = &attachment_shape },
    { "GET", "/api/v1/attachments/{id}/content", PERM_APPLICATION_READ, handle_content,
      .summary = "The file itself" },
    { "DELETE", "/api/v1/attachments/{id}", PERM_APPLICATION_EDIT, handle_remove,
      .summary = "Remove a file" },
    { 0 },
};
