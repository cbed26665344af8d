/* SPDX-License-Identifier: Apache-2.0 */
/* duplicate_api.c: what resembles an application, over HTTP. */
#include "application/api.h"
#include "application/duplicate.h"
#include "application/view.h"

#include "base/mem.h"

struct duplicate_out {
    ROW_MEMBERS
    int64_t similarity;
    int64_t experts;
    const char **reasons;
    size_t reason_count;
};

static const struct json_field duplicate_fields[] = {
    ROW_FIELDS(struct duplicate_out),
    JSON_INT(struct duplicate_out, similarity, 0, 1000, .note = "of the titles, per thousand"),
    JSON_INT(struct duplicate_out, experts, 0, 10000, .note = "in both"),
    JSON_TEXTS(struct duplicate_out, reasons, reason_count, 100, 10),
    JSON_DONE,
};
static const struct json_shape duplicate_shape = { "struct duplicate", sizeof(struct duplicate_out),
                                                   duplicate_fields };

struct duplicates_out {
    struct duplicate_out *rows;
    size_t count;
};

static const struct json_field duplicates_fields[] = {
    JSON_LIST(struct duplicates_out, rows, count, &duplicate_shape, DUPLICATES_MAX),
    JSON_DONE,
};
static const struct json_shape duplicates_shape = { "struct duplicates",
                                                    sizeof(struct duplicates_out),
                                                    duplicates_fields };

static enum err handle_duplicates(struct op *op, const struct request *request,
                                  struct response *response)
{
    struct application application = { 0 };
    struct duplicate_list list = { 0 };
    struct duplicates_out out = { 0 };

    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = duplicate_list(op, &application, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++) {
        struct duplicate *row = &list.rows[i];
        struct duplicate_out one = { .similarity = row->similarity,
                                     .experts = row->experts,
                                     .reasons = row->reasons,
                                     .reason_count = row->reason_count };
        struct row_out common = row_view(op, &row->application);
        row_copy(&one, &common);
        mem_push(op, out.rows, out.count, one);
    }
    return respond(op, response, &duplicates_shape, &out);
}

const struct route duplicate_routes[] = {
    { "GET", "/api/v1/applications/{id}/duplicates", PERM_APPLICATION_READ, handle_duplicates,
      .summary = "What resembles it, over tracks and years", .out = &duplicates_shape },
    { 0 },
};
