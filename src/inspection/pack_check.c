/* SPDX-License-Identifier: Apache-2.0 */
/* pack_check.c: checking a pack with nothing but the public key. */
#include "inspection/inspection.h"

#include "base/crypto.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "doc/zip_in.h"
#include "event/event.h"
#include "package/receipt.h"

#include <string.h>

struct taking {
    char *bytes;
    size_t size;
    size_t room;
};

static enum err take(struct op *op, void *arg, struct bytes piece, bool last)
{
    struct taking *taking = arg;

    if (taking->size + piece.size + 1 > taking->room) {
        taking->room = 2 * (taking->room + piece.size + 1);
        taking->bytes = mem_resize(op, taking->bytes, taking->room);
    }
    if (piece.size > 0)
        memcpy(taking->bytes + taking->size, piece.data, piece.size);
    taking->size += piece.size;
    if (last)
        taking->bytes[taking->size] = '\0';
    return OK;
}

static enum err wrong(struct op *op, const char *name)
{
    fail_arg(op, "file", "%s", name);
    return fail(op, ERR_INVALID, "pack_file_wrong", "a file is missing, added or changed");
}

/* Each file of the manifest is there as it was signed; there are no others. */
static enum err check_files(struct op *op, struct zip_in *zip, const json_t *files)
{
    const json_t *row = NULL;
    size_t i = 0;

    if (json_array_size(files) + 1 != zip_in_count(zip))
        return wrong(op, "");
    json_array_foreach(files, i, row)
    {
        const char *name = json_text_get(row, "name");
        struct taking taking = { 0 };
        if (!zip_in_has(zip, name))
            return wrong(op, name);
        enum err e = zip_in_read(op, zip, name, take, &taking);
        if (e != OK)
            return e;
        if ((json_int_t)taking.size != json_integer_value(json_object_get(row, "size")) ||
            strcmp(sm3_hex(op, taking.bytes, taking.size), json_text_get(row, "sm3")) != 0)
            return wrong(op, name);
        mem_free(taking.bytes);
    }
    return OK;
}

static int64_t number(const json_t *json, const char *key)
{
    return json_integer_value(json_object_get(json, key));
}

static bool event_fits(struct op *op, const json_t *json)
{
    const struct event event = { .seq = number(json, "seq"),
                                 .at_ms = number(json, "at_ms"),
                                 .real_ms = number(json, "real_ms"),
                                 .actor_user_id = number(json, "actor_user_id"),
                                 .actor_post_id = number(json, "actor_post_id"),
                                 .actor_org_id = number(json, "actor_org_id"),
                                 .request_id = json_text_get(json, "request_id"),
                                 .action = json_text_get(json, "action"),
                                 .subject_kind = json_text_get(json, "subject_kind"),
                                 .subject_id = json_text_get(json, "subject_id"),
                                 .org_id = number(json, "org_id"),
                                 .data = json_text_get(json, "data"),
                                 .prev_hash = json_text_get(json, "prev_hash"),
                                 .hash = json_text_get(json, "hash") };

    return event_fits_hash(op, &event);
}

struct checking {
    const char *pem;
    struct pack_verdict verdict;
};

typedef enum err (*line_fn)(struct op *op, const json_t *line, struct checking *checking);

static enum err check_event(struct op *op, const json_t *line, struct checking *checking)
{
    if (!event_fits(op, line)) {
        fail_arg(op, "seq", "%lld", (long long)number(line, "seq"));
        return fail(op, ERR_INVALID, "pack_event_wrong", "event does not fit its hash");
    }
    checking->verdict.events++;
    return OK;
}

static enum err check_package(struct op *op, const json_t *line, struct checking *checking)
{
    const char *text = json_text_get(line, "receipt");
    json_t *receipt = NULL;

    enum err e = receipt_check(op, text, strlen(text), checking->pem, &receipt);
    checking->verdict.receipts += e == OK;
    return e;
}

static enum err check_application(struct op *op, const json_t *line, struct checking *checking)
{
    (void)op;
    (void)line;
    checking->verdict.applications++;
    return OK;
}

/* Every line of a file in an op of its own. */
static enum err check_lines(struct op *op, struct zip_in *zip, const char *name, line_fn check,
                            struct checking *checking)
{
    struct taking taking = { 0 };

    enum err e = zip_in_read(op, zip, name, take, &taking);
    for (char *line = taking.bytes; e == OK && *line != '\0';) {
        struct op *scratch = op_new(NULL, op->now_ms, op->real_ms);
        size_t size = strcspn(line, "\n");
        json_t *json = json_own(scratch, json_loadb(line, size, 0, NULL));
        e = json == NULL ? wrong(op, name) : check(scratch, json, checking);
        if (e != OK && json != NULL) {
            for (int i = 0; i < scratch->failure.arg_count; i++)
                fail_arg(op, scratch->failure.args[i].name, "%s", scratch->failure.args[i].value);
            e = fail(op, e, scratch->failure.reason, "%s", scratch->failure.detail);
        }
        op_free(scratch);
        line += size + (line[size] == '\n');
    }
    mem_free(taking.bytes);
    return e;
}

/* What the ZIP reader says is meant for documents that people write; a pack is fetched again. */
static enum err damaged(struct op *op, enum err e)
{
    struct failure failure = op->failure;

    if (e != ERR_INVALID || strncmp(failure.reason, "file_", strlen("file_")) != 0)
        return e;
    op_forgive(op);
    return fail(op, ERR_INVALID, "pack_damaged", "%s: %s", failure.reason, failure.detail);
}

enum err pack_check(struct op *op, struct bytes file, const char *pem,
                    struct pack_verdict *ret_verdict)
{
    static const struct {
        const char *name;
        line_fn check;
    } lines[] = {
        { "events.jsonl", check_event },
        { "packages.jsonl", check_package },
        { "applications.jsonl", check_application },
    };
    struct checking checking = { .pem = pem };
    struct taking taking = { 0 };
    struct zip_in *zip = NULL;
    json_t *manifest = NULL;

    enum err e = zip_in_open(op, file, &zip);
    if (e == OK)
        e = zip_in_read(op, zip, "manifest.json", take, &taking);
    if (e == OK)
        e = receipt_check(op, taking.bytes, taking.size, pem, &manifest);
    if (e == OK)
        e = check_files(op, zip, json_object_get(manifest, "files"));
    for (size_t i = 0; e == OK && i < sizeof lines / sizeof lines[0]; i++)
        e = check_lines(op, zip, lines[i].name, lines[i].check, &checking);
    if (e == OK && (checking.verdict.events != number(manifest, "events") ||
                    checking.verdict.applications != number(manifest, "applications") ||
                    checking.verdict.receipts != number(manifest, "packages")))
        e = wrong(op, "manifest.json");
    if (e != OK)
        return damaged(op, e);
    checking.verdict.files = (int64_t)json_array_size(json_object_get(manifest, "files"));
    checking.verdict.letter = json_text_get(manifest, "letter");
    checking.verdict.made = json_text_get(manifest, "made");
    *ret_verdict = checking.verdict;
    return OK;
}
