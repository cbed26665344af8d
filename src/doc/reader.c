/* SPDX-License-Identifier: Apache-2.0 */
/* reader.c: the reading process: one file in, what was found in it out. */
#include "doc/reader.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "doc/confine.h"
#include "doc/docx_in.h"
#include "doc/form_in.h"
#include "doc/scan_in.h"
#include "doc/wire.h"
#include "doc/xlsx_in.h"

#include <string.h>

static enum err read_word(struct op *op, const struct reader_question *question,
                          struct reader_reply *ret_reply)
{
    return docx_in(op, question->file, &ret_reply->json);
}

static enum err read_workbook(struct op *op, const struct reader_question *question,
                              struct reader_reply *ret_reply)
{
    return xlsx_in(op, question->file, &ret_reply->json);
}

static enum err read_scan(struct op *op, const struct reader_question *question,
                          struct reader_reply *ret_reply)
{
    return scan_in(op, question->file, &ret_reply->json);
}

static const struct {
    reader_work work; /* NULL: the caller's of reader_run */
    struct reader_limits limits;
} kinds[READER_KIND_COUNT] = {
    [READER_DOCX] = { read_word, { READER_FILE_MAX, READER_CONTENT_MAX, 0, 8, 15000, 0 } },
    [READER_XLSX] = { read_workbook, { READER_FILE_MAX, READER_CONTENT_MAX, 0, 8, 15000, 0 } },
    [READER_FORM] = { form_in, { READER_FILE_MAX, READER_FOUND_MAX, 0, 8, 15000, 0 } },
    [READER_LIST] = { NULL, { READER_FILE_MAX, READER_FOUND_MAX, READER_LINES_MAX, 8, 15000, 0 } },
    [READER_SCAN] = { read_scan, { READER_SCAN_MAX, READER_FOUND_MAX, 0, 40, 60000, 1 } },
    [READER_PHOTO] = { read_scan, { READER_PHOTO_MAX, READER_FOUND_MAX, 0, 8, 15000, 0 } },
};

struct reader_limits reader_limits(enum reader_kind kind)
{
    return kinds[kind].limits;
}

static json_t *failure_json(const struct failure *failure)
{
    json_t *args = json_array();

    for (int i = 0; i < failure->arg_count; i++)
        (void)json_array_append_new(
            args, json_pack("[s, s]", failure->args[i].name, failure->args[i].value));
    return json_pack("{s:s, s:o}", "reason", failure->reason, "args", args);
}

static bool answer(struct op *op, int out, enum err e, const struct reader_reply *reply)
{
    const char *text = json_text_of(op, reply->json);
    uint8_t head[WIRE_REPLY_HEAD] = { (uint8_t)e };

    wire_put(head + 1, (uint32_t)strlen(text));
    wire_put(head + 5, (uint32_t)reply->lines.size);
    return wire_write(out, head, sizeof head, 0) && wire_write(out, text, strlen(text), 0) &&
           wire_write(out, reply->lines.data, reply->lines.size, 0);
}

/* What does not fit through is said here: the server reads no more than it expects. */
static enum err check_size(struct op *op, const struct reader_limits *limits,
                           const struct reader_reply *reply)
{
    size_t size = strlen(json_text_of(op, reply->json));

    if (size <= (size_t)limits->json_max && reply->lines.size <= (size_t)limits->lines_max)
        return OK;
    fail_arg(op, "max", "%d MB",
             (limits->lines_max > 0 ? limits->lines_max : limits->json_max) / (1024 * 1024));
    return fail(op, ERR_TOO_LARGE, "file_found", "%zu and %zu bytes", size, reply->lines.size);
}

static bool answer_question(struct op *op, int out, reader_work work,
                            const struct reader_question *question)
{
    const struct reader_limits limits = reader_limits(question->kind);
    struct reader_reply reply = { 0 };

    enum err e = work(op, question, &reply);
    if (e == OK)
        e = check_size(op, &limits, &reply);
    if (e != OK)
        reply = (struct reader_reply){ .json = json_own(op, failure_json(&op->failure)) };
    return answer(op, out, e, &reply);
}

/* What the server says of the file is read before: it decides how long reading may take. */
static bool serve(int in, int out, reader_work list)
{
    uint8_t head[WIRE_READ_HEAD];

    if (!wire_read(in, head, sizeof head, 0) || head[0] >= READER_KIND_COUNT)
        return false;
    struct reader_question question = { .kind = (enum reader_kind)head[0] };
    const struct reader_limits limits = reader_limits(question.kind);
    uint32_t known_size = wire_get(head + 1);
    uint32_t size = wire_get(head + 5);
    if (known_size > READER_KNOWN_MAX || size > (uint32_t)limits.file_max ||
        !confine(limits.cpu_seconds))
        return false;
    struct op *op = op_new(NULL, 0, 0);
    char *known = mem_array(op, char, known_size + 1);
    uint8_t *bytes = mem_array(op, uint8_t, size + 1);
    reader_work work = kinds[head[0]].work == NULL ? list : kinds[head[0]].work;
    bool done =
        work != NULL && wire_read(in, known, known_size, 0) && wire_read(in, bytes, size, 0);
    question.known = json_own(op, known_size == 0 ? NULL : json_loadb(known, known_size, 0, NULL));
    question.file = (struct bytes){ bytes, size };
    done = done && answer_question(op, out, work, &question);
    op_free(op);
    return done;
}

int reader_run(int in, int out, reader_work list)
{
    json_object_seed(0); /* reads a file, which cannot be done later */
    return serve(in, out, list) ? 0 : 3;
}
