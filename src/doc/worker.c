/* SPDX-License-Identifier: Apache-2.0 */
/* worker.c: the document process: requests in, files out. */
#include "doc/worker.h"

#include "base/mem.h"
#include "doc/typeset.h"
#include "doc/wire.h"

#include <sys/resource.h>

/* Far above what a document takes; a runaway ends here and not the machine. */
enum { MEMORY_MAX_MB = 1536 };

static bool answer(int out, enum err e, const struct pdf *pdf)
{
    uint8_t head[WIRE_REPLY_HEAD] = { (uint8_t)e };

    wire_put(head + 1, (uint32_t)pdf->page_count);
    wire_put(head + 5, (uint32_t)pdf->bytes.size);
    return wire_write(out, head, sizeof head, 0) &&
           wire_write(out, pdf->bytes.data, pdf->bytes.size, 0);
}

/* Returns false when nothing more comes. */
static bool serve_one(struct typeset *typeset, int in, int out)
{
    uint8_t head[WIRE_REQUEST_HEAD];
    struct document *document = NULL;
    struct pdf pdf = { 0 };

    if (!wire_read(in, head, sizeof head, 0))
        return false;
    uint32_t size = wire_get(head + 1);
    if (head[0] >= FORMAT_COUNT || size > WORKER_REQUEST_MAX)
        return false;
    struct op *op = op_new(NULL, 0, 0);
    uint8_t *bytes = mem_array(op, uint8_t, size + 1);
    bool going = wire_read(in, bytes, size, 0);
    if (going) {
        enum err e = document_unpack(op, (struct bytes){ bytes, size }, &document);
        if (e == OK)
            e = format_write(op, typeset, (enum doc_format)head[0], document, &pdf);
        going = answer(out, e, &pdf);
    }
    op_free(op);
    return going;
}

/* The address sanitizer's shadow alone is terabytes: such a build has no limit. */
static bool limit_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    const struct rlimit memory = { (rlim_t)MEMORY_MAX_MB << 20, (rlim_t)MEMORY_MAX_MB << 20 };

    return setrlimit(RLIMIT_AS, &memory) == 0;
#endif
}

int worker_run(int in, int out)
{
    struct op *op = op_new(NULL, 0, 0);
    struct typeset *typeset = NULL;
    int code = 3;

    if (limit_memory() && typeset_new(op, op, &typeset) == OK) {
        while (serve_one(typeset, in, out))
            ;
        code = 0;
    }
    op_free(op);
    return code;
}
