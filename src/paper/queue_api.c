/* SPDX-License-Identifier: Apache-2.0 */
/* queue_api.c: print queues and dossiers over HTTP. */
#include "paper/api.h"
#include "paper/queue.h"

#include "base/mem.h"

#include <string.h>

static const char *const kinds[] = { "pdf", "zip", "dossier", NULL };
static const char *const states[] = { "open", "made", "failed", NULL };

struct file_out {
    const char *id;
    const char *kind;
    const char *state;
    const char *error;
    int64_t items;
    int64_t done;
    int64_t size;
    int64_t asked;
};

static const struct json_field file_fields[] = {
    JSON_TEXT(struct file_out, id, 1, 64),
    JSON_CHOICE(struct file_out, kind, kinds),
    JSON_CHOICE(struct file_out, state, states),
    JSON_TEXT(struct file_out, error, 0, 64, .optional = true, .note = "reason key"),
    JSON_INT(struct file_out, items, 1, QUEUE_ITEMS_MAX),
    JSON_INT(struct file_out, done, 0, QUEUE_ITEMS_MAX),
    JSON_INT(struct file_out, size, 0, JSON_INT_SAFE_MAX),
    JSON_TIME(struct file_out, asked),
    JSON_DONE,
};
static const struct json_shape file_shape = { "struct paper_file", sizeof(struct file_out),
                                              file_fields };

struct files_out {
    struct file_out *rows;
    size_t count;
};

static const struct json_field files_fields[] = {
    JSON_LIST(struct files_out, rows, count, &file_shape, QUEUE_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape files_shape = { "struct paper_files", sizeof(struct files_out),
                                               files_fields };

static struct file_out file_view(const struct paper_file *file)
{
    bool failed = file->error[0] != '\0';

    return (struct file_out){ .id = file->public_id,
                              .kind = file->kind,
                              .state = failed           ? "failed"
                                       : file->size > 0 ? "made"
                                                        : "open",
                              .error = failed ? file->error : NULL,
                              .items = file->item_count,
                              .done = file->done_count,
                              .size = file->size,
                              .asked = file->asked_ms };
}

static enum err respond_one(struct op *op, struct response *response, const struct paper_file *file,
                            int status)
{
    struct file_out out = file_view(file);

    response->status = status;
    return respond(op, response, &file_shape, &out);
}

struct file_in {
    const char *kind;
    const char *const *ids;
    size_t id_count;
};

static const struct json_field file_in_fields[] = {
    JSON_CHOICE(struct file_in, kind, kinds),
    JSON_TEXTS(struct file_in, ids, id_count, 64, QUEUE_ITEMS_MAX),
    JSON_DONE,
};
static const struct json_shape file_in_shape = { "struct paper_file_new", sizeof(struct file_in),
                                                 file_in_fields };

static enum err handle_ask(struct op *op, const struct request *request, struct response *response)
{
    const struct file_in *in = request->in;
    struct paper_file file = { 0 };

    enum err e = queue_ask(op, in->kind, in->ids, in->id_count, &file);
    return e == OK ? respond_one(op, response, &file, 202) : e;
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct paper_files files = { 0 };
    struct files_out out = { 0 };

    (void)request;
    enum err e = queue_list(op, &files);
    if (e != OK)
        return e;
    for (size_t i = 0; i < files.count; i++)
        mem_push(op, out.rows, out.count, file_view(&files.rows[i]));
    return respond(op, response, &files_shape, &out);
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct paper_file file = { 0 };

    enum err e = queue_get(op, request_param(request, "id"), &file);
    return e == OK ? respond_one(op, response, &file, 200) : e;
}

static enum err handle_content(struct op *op, const struct request *request,
                               struct response *response)
{
    struct paper_file file = { 0 };
    struct bytes bytes = { 0 };

    enum err e = queue_read(op, request_param(request, "id"), &file, &bytes);
    if (e != OK)
        return e;
    response->content_type = file.type;
    response->bytes = bytes.data;
    response->size = bytes.size;
    response_header(response, "Content-Disposition",
                    mem_printf(op, "attachment; filename=\"%s.%s\"",
                               strcmp(file.kind, "dossier") == 0 ? "dossier" : "forms",
                               strcmp(file.type, "application/pdf") == 0 ? "pdf" : "zip"));
    return OK;
}

const struct route queue_routes[] = {
    { "GET", "/api/v1/paper-files", PERM_APPLICATION_READ, handle_list,
      .summary = "Own files made in the background, of the last day", .out = &files_shape },
    { "POST", "/api/v1/paper-files", PERM_APPLICATION_READ, handle_ask,
      .summary = "Ask for the forms of many applications, or the dossier of one",
      .in = &file_in_shape, .out = &file_shape },
    { "GET", "/api/v1/paper-files/{id}", PERM_APPLICATION_READ, handle_get,
      .summary = "How far it is", .out = &file_shape },
    { "GET", "/api/v1/paper-files/{id}/content", PERM_APPLICATION_READ, handle_content,
      .summary = "The file, for who asked" },
    { 0 },
};
