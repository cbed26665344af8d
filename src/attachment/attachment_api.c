/* SPDX-License-Identifier: Apache-2.0 */
/* attachment_api.c: files over HTTP, a chunk a request. */
#include "attachment/api.h"

#include "application/view.h"
#include "attachment/attachment.h"
#include "attachment/holder.h"
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

/* Beginning an upload and its answer, which are one transaction. */
struct beginning {
    const struct request *request;
    struct response *response;
    enum holder_kind holder;
};

static enum err begin_work(struct op *op, void *arg)
{
    struct beginning *exchange = arg;
    const struct request *request = exchange->request;
    struct attachment attachment = { 0 };

    enum err e = attachment_begin(op, exchange->holder, request_param(request, "id"), request->in,
                                  &attachment);
    return e == OK ? respond_upload(op, exchange->response, &attachment, 201) : e;
}

static enum err handle_begin(struct op *op, const struct request *request,
                             struct response *response)
{
    return event_tx(op, begin_work, &(struct beginning){ request, response, HOLDER_APPLICATION });
}

static enum err handle_begin_package(struct op *op, const struct request *request,
                                     struct response *response)
{
    return event_tx(op, begin_work, &(struct beginning){ request, response, HOLDER_PACKAGE });
}

static enum err handle_begin_round(struct op *op, const struct request *request,
                                   struct response *response)
{
    return event_tx(op, begin_work, &(struct beginning){ request, response, HOLDER_ROUND });
}

/* ---- files of packages and rounds ---- */

struct file_kind_out {
    const char *code;
    const char *name;
    const char *hint;
};

static const struct json_field file_kind_fields[] = {
    JSON_TEXT(struct file_kind_out, code, 1, 40),
    JSON_TEXT(struct file_kind_out, name, 1, 100),
    JSON_TEXT(struct file_kind_out, hint, 0, 500, .optional = true),
    JSON_DONE,
};
static const struct json_shape file_kind_shape = JSON_SHAPE(struct file_kind_out, file_kind_fields);

struct files_out {
    bool editable;
    struct file_kind_out *kinds;
    size_t kind_count;
    struct attachment_out *rows;
    size_t count;
};

static const struct json_field files_fields[] = {
    JSON_BOOL(struct files_out, editable),
    JSON_LIST(struct files_out, kinds, kind_count, &file_kind_shape, 20),
    JSON_LIST(struct files_out, rows, count, &attachment_shape, APPLICATION_ATTACHMENTS_MAX),
    JSON_DONE,
};
static const struct json_shape files_shape = JSON_SHAPE(struct files_out, files_fields);

static enum err respond_files(struct op *op, struct response *response, enum holder_kind kind,
                              const char *owner)
{
    struct holder holder = { 0 };
    struct attachment_list list = { 0 };
    struct files_out out = { 0 };

    enum err e = holder_get(op, kind, owner, true, &holder);
    if (e == OK)
        e = attachment_list_of(op, &holder, &list);
    if (e != OK)
        return e;
    out.editable = holder.may_attach;
    for (size_t i = 0; i < holder.kinds.count; i++) {
        const struct attachment_kind *one = &holder.kinds.rows[i];
        struct file_kind_out row = { one->code, one->name, one->hint };
        mem_push(op, out.kinds, out.kind_count, row);
    }
    for (size_t i = 0; i < list.count; i++)
        mem_push(op, out.rows, out.count, attachment_view(op, &holder.kinds, &list.rows[i]));
    return respond(op, response, &files_shape, &out);
}

static enum err handle_package_files(struct op *op, const struct request *request,
                                     struct response *response)
{
    return respond_files(op, response, HOLDER_PACKAGE, request_param(request, "id"));
}

static enum err handle_round_files(struct op *op, const struct request *request,
                                   struct response *response)
{
    return respond_files(op, response, HOLDER_ROUND, request_param(request, "id"));
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
    struct holder holder = { 0 };

    enum err e = holder_get(op, attachment->holder, attachment->owner, true, &holder);
    if (e != OK)
        return e;
    struct attachment_out out = attachment_view(op, &holder.kinds, attachment);
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

static enum err read_piece(struct op *op, void *state, size_t offset, unsigned char *to,
                           size_t size)
{
    return attachment_stream_read(op, state, offset, to, size);
}

/* In pieces: forty slow readers of 50 MB hold forty pieces. */
static enum err handle_content(struct op *op, const struct request *request,
                               struct response *response)
{
    struct attachment attachment = { 0 };
    struct attachment_stream *stream = NULL;

    enum err e = attachment_stream_open(op, request_param(request, "id"), &attachment, &stream);
    if (e != OK)
        return e;
    struct response_stream *pieces = mem_new(op, struct response_stream);
    *pieces = (struct response_stream){ (size_t)attachment.size, read_piece, stream };
    response->content_type = attachment.type;
    response->stream = pieces;
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
    { "GET", "/api/v1/packages/{id}/attachments", PERM_PACKAGE_READ, handle_package_files,
      .summary = "Files of a package: the letter's scan", .out = &files_shape },
    { "POST", "/api/v1/packages/{id}/attachments", PERM_PACKAGE_SEND, handle_begin_package,
      .summary = "Begin an upload to a package", .in = &new_shape, .out = &upload_shape },
    { "GET", "/api/v1/rounds/{id}/attachments", PERM_PACKAGE_READ, handle_round_files,
      .summary = "Minutes and local publicity of a recommending unit", .out = &files_shape },
    { "POST", "/api/v1/rounds/{id}/attachments", PERM_PACKAGE_SEND, handle_begin_round,
      .summary = "Begin an upload to the unit's round", .in = &new_shape, .out = &upload_shape },
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
