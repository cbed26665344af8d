/* SPDX-License-Identifier: Apache-2.0 */
/* match_print.c: hits and reasons as lines of JSON, made by several threads, printed in order. */
#include "match/match_print.h"

#include "base/mem.h"
#include "base/op.h"
#include "match/share.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 256, OUT_START = 16 * 1024, NUMBER_BYTES = 10 };

/* Text that grows; a root of its own. */
struct out {
    char *bytes;
    size_t used, room;
};

struct batch {
    const struct match_call *call;
    const struct match_input *input;
    size_t first, count;
    struct out outs[BATCH];
    enum err results[BATCH];
    atomic_size_t next;
};

static void put_bytes(struct out *out, const char *bytes, size_t size)
{
    if (out->used + size > out->room) {
        size_t room = 2 * (out->used + size) + OUT_START;
        char *grown = mem_array(NULL, char, room);
        if (out->used != 0)
            memcpy(grown, out->bytes, out->used);
        mem_free(out->bytes);
        out->bytes = grown;
        out->room = room;
    }
    memcpy(out->bytes + out->used, bytes, size);
    out->used += size;
}

static void put_text(struct out *out, const char *text)
{
    put_bytes(out, text, strlen(text));
}

static void put_number(struct out *out, uint32_t number)
{
    char digits[NUMBER_BYTES];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    put_bytes(out, digits + at, sizeof digits - at);
}

/* Text as a JSON string. */
static void put_json(struct out *out, const char *text)
{
    static const char hex[] = "0123456789abcdef";

    put_text(out, "\"");
    while (*text != '\0') {
        size_t plain = 0;
        while ((unsigned char)text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\')
            plain++;
        put_bytes(out, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        unsigned char c = (unsigned char)*text++;
        const char escape[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
        put_bytes(out, escape, sizeof escape);
    }
    put_text(out, "\"");
}

const char *match_json_text(const void *parent, const char *text)
{
    struct out out = { 0 };

    put_json(&out, text);
    const char *json = mem_text_max(parent, out.bytes, out.used);
    mem_free(out.bytes);
    return json;
}

static enum err put_why(struct op *op, const struct match_input *input,
                        const struct match_demand *demand, uint32_t expert, struct out *out)
{
    struct match_reason *rows = NULL;
    size_t count = 0;

    enum err e = match_explain(op, input->index, demand, expert, &rows, &count);
    if (e != OK)
        return e;
    put_text(out, ",\"why\":[");
    for (size_t i = 0; i < count; i++) {
        put_text(out, i == 0 ? "{\"text\":" : ",{\"text\":");
        put_json(out, rows[i].text);
        put_text(out, ",\"kind\":");
        put_json(out, rows[i].kind);
        put_text(out, ",\"points\":");
        put_number(out, rows[i].points);
        put_text(out, ",\"permille\":");
        put_number(out, rows[i].permille);
        put_text(out, "}");
    }
    put_text(out, "]");
    return OK;
}

static enum err put_demand(struct op *op, const struct batch *batch, size_t n, struct out *out)
{
    const struct match_input *input = batch->input;
    const struct match_demand *demand = &input->demands[n];
    struct match_hit *hits = NULL;
    size_t count = 0;

    enum err e = match_query(op, input->index, demand, batch->call->top, &hits, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        put_text(out, "{\"demand\":");
        put_text(out, input->demand_ids[n]);
        put_text(out, ",\"expert\":");
        put_text(out, input->expert_ids[hits[i].expert]);
        put_text(out, ",\"score\":");
        put_number(out, hits[i].score);
        if (batch->call->explain)
            e = put_why(op, input, demand, hits[i].expert, out);
        put_text(out, "}\n");
    }
    return e;
}

static void *work_off(void *argument)
{
    struct batch *batch = argument;

    for (size_t i = 0; (i = atomic_fetch_add(&batch->next, 1)) < batch->count;) {
        struct op *op = op_new(NULL, 0, 0);
        batch->results[i] = put_demand(op, batch, batch->first + i, &batch->outs[i]);
        op_free(op);
    }
    return NULL;
}

enum err match_print(struct op *op, const struct match_call *call, const struct match_input *input)
{
    enum err e = OK;

    for (size_t first = 0; first < input->demand_count && e == OK; first += BATCH) {
        size_t left = input->demand_count - first;
        struct batch *batch = mem_new(op, struct batch);
        batch->call = call;
        batch->input = input;
        batch->first = first;
        batch->count = left < BATCH ? left : BATCH;
        match_share(work_off, batch, batch->count);
        for (size_t i = 0; i < batch->count; i++) {
            struct out *out = &batch->outs[i];
            if (batch->results[i] != OK && e == OK)
                e = fail(op, batch->results[i], "internal", "demand %s",
                         input->demand_ids[first + i]);
            if (e == OK && out->used != 0 && fwrite(out->bytes, 1, out->used, stdout) != out->used)
                e = fail(op, ERR_UNAVAILABLE, "disk_full", "standard output");
            mem_free(out->bytes);
        }
        mem_free(batch);
    }
    if (e == OK && fflush(stdout) != 0)
        e = fail(op, ERR_UNAVAILABLE, "disk_full", "standard output");
    return e;
}
