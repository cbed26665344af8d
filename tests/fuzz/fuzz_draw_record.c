/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the record of a draw: refused at a line that it has, or good for a next act. What is
 * tried has right marks, too: else nothing would get past the first. */
#include "base/mem.h"
#include "base/op.h"
#include "draw/record.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same with each mark as it should be. */
static struct bytes mark_again(struct op *op, const char *text, size_t size)
{
    uint8_t mark[SM3_BYTES] = { 0 };
    char *out = mem_array(op, char, size + size / 5 * 70 + 1);
    size_t used = 0;

    while (size > 0) {
        const char *end = memmem(text, size, "\nmark\t", 6);
        size_t part = end == NULL ? size : (size_t)(end - text) + 1;
        memcpy(out + used, text, part);
        used += part;
        if (end == NULL)
            break;
        sm3_chain(mark, text, part, mark);
        const char *hex = hex_text(op, (struct bytes){ mark, SM3_BYTES });
        memcpy(out + used, "mark\t", 5);
        memcpy(out + used + 5, hex, strlen(hex));
        used += 5 + strlen(hex);
        out[used++] = '\n';
        const char *next = memchr(end + 1, '\n', size - part);
        size -= next == NULL ? size : (size_t)(next + 1 - text);
        text = next == NULL ? text : next + 1;
    }
    return (struct bytes){ (const uint8_t *)out, used };
}

static void use_text(struct op *op, struct bytes text)
{
    static const uint8_t secret[DRAW_SECRET_BYTES_MIN] = "of sixteen bytes";
    const struct bytes own = { secret, sizeof secret };
    struct draw_record record;
    const char *added = NULL;

    if (draw_record_read(op, text, &record) != OK) {
        assert(op->failure.code == ERR_INVALID);
        op_forgive(op);
        return;
    }
    assert(record.size == text.size);
    if (draw_record_commit(op, &record, "fuzz", own, &added) != OK)
        op_forgive(op);
    else
        assert(record.stage == DRAW_COMMITTING);
    if (draw_record_supplement(op, &record, NULL, "fuzz", &added) != OK)
        op_forgive(op);
    else
        assert(record.stage == DRAW_DONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);

    use_text(op, (struct bytes){ data, size });
    use_text(op, mark_again(op, (const char *)data, size));
    op_free(op);
    return 0;
}
