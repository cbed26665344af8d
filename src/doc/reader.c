/* SPDX-License-Identifier: Apache-2.0 */
/* reader.c: the reading process: one file in, one JSON text out. */
#include "doc/reader.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "doc/confine.h"
#include "doc/docx_in.h"
#include "doc/scan_in.h"
#include "doc/wire.h"
#include "doc/xlsx_in.h"

#include <string.h>

static const struct {
    enum err (*read)(struct op *op, struct bytes file, json_t **ret_json);
    struct reader_limits limits;
} kinds[READER_KIND_COUNT] = {
    [READER_DOCX] = { docx_in, { READER_FILE_MAX, 8, 15000, 0 } },
    [READER_XLSX] = { xlsx_in, { READER_FILE_MAX, 8, 15000, 0 } },
    [READER_SCAN] = { scan_in, { READER_SCAN_MAX, 40, 60000, 1 } },
    [READER_PHOTO] = { scan_in, { READER_PHOTO_MAX, 8, 15000, 0 } },
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

static bool answer(struct op *op, int out, enum err e, const json_t *json)
{
    const char *text = json_text_of(op, json);
    uint8_t head[WIRE_READ_HEAD] = { (uint8_t)e };

    wire_put(head + 1, (uint32_t)strlen(text));
    return wire_write(out, head, sizeof head, 0) && wire_write(out, text, strlen(text), 0);
}

/* What the server says of the file is read before: it decides how long reading may take. */
static bool serve(int in, int out)
{
    uint8_t head[WIRE_READ_HEAD];
    json_t *json = NULL;

    if (!wire_read(in, head, sizeof head, 0) || head[0] >= READER_KIND_COUNT)
        return false;
    const struct reader_limits limits = reader_limits((enum reader_kind)head[0]);
    uint32_t size = wire_get(head + 1);
    if (size > (uint32_t)limits.file_max || !confine(limits.cpu_seconds))
        return false;
    struct op *op = op_new(NULL, 0, 0);
    uint8_t *bytes = mem_array(op, uint8_t, size + 1);
    bool done = wire_read(in, bytes, size, 0);
    if (done) {
        enum err e = kinds[head[0]].read(op, (struct bytes){ bytes, size }, &json);
        if (e != OK)
            json = json_own(op, failure_json(&op->failure));
        done = answer(op, out, e, json);
    }
    op_free(op);
    return done;
}

int reader_run(int in, int out)
{
    json_object_seed(0); /* reads a file, which cannot be done later */
    return serve(in, out) ? 0 : 3;
}
