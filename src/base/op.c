/* SPDX-License-Identifier: Apache-2.0 */
/* op.c: life of an operation and its failure. */
#include "base/op.h"

#include "base/mem.h"
#include "base/message.h"

#include <stdarg.h>
#include <string.h>

enum { OP_POOL_BYTES = 64 * 1024 };

static const struct {
    int status;
    const char *name;
} err_table[ERR_COUNT] = {
    [OK] = { 200, "ok" },
    [ERR_INVALID] = { 422, "invalid" },
    [ERR_SIGNED_OUT] = { 401, "signed_out" },
    [ERR_DENIED] = { 403, "denied" },
    [ERR_NOT_FOUND] = { 404, "not_found" },
    [ERR_CONFLICT] = { 409, "conflict" },
    [ERR_TOO_LARGE] = { 413, "too_large" },
    [ERR_TOO_MANY] = { 429, "too_many" },
    [ERR_UNAVAILABLE] = { 503, "unavailable" },
    [ERR_INTERNAL] = { 500, "internal" },
};

int err_status(enum err code)
{
    return err_table[code].status;
}

const char *err_name(enum err code)
{
    return err_table[code].name;
}

struct op *op_new(struct db *db, int64_t now_ms, int64_t real_ms)
{
    void *pool = mem_pool(OP_POOL_BYTES);
    struct op *op = mem_new(pool, struct op);

    op->pool = pool;
    op->db = db;
    op->now_ms = now_ms;
    op->real_ms = real_ms;
    op->actor.name = "";
    return op;
}

void op_free(struct op *op)
{
    if (op != NULL)
        mem_free(op->pool);
}

struct op *op_part(const struct op *op)
{
    struct op *part = op_new(op->db, op->now_ms, op->real_ms);

    part->site = op->site;
    part->actor = op->actor;
    part->client = op->client;
    part->calls = op->calls;
    memcpy(part->request_id, op->request_id, sizeof part->request_id);
    return part;
}

enum err op_part_end(struct op *op, struct op *part, enum err e)
{
    const struct failure *from = &part->failure;

    if (e != OK && op->failure.code == OK) {
        op->failure.arg_count = 0;
        for (int i = 0; i < from->arg_count; i++)
            fail_arg(op, mem_text(op, from->args[i].name), "%s", from->args[i].value);
        if (from->clause != NULL)
            fail_clause(op, from->clause, from->basis);
        (void)(fail)(op, from->code == OK ? e : from->code,
                     mem_text(op, from->reason == NULL ? "internal" : from->reason), "%s",
                     or_empty(from->detail));
        for (size_t i = 0; i < part->problems.count; i++)
            problem_add(op, &op->problems, &part->problems.rows[i]);
    }
    op_free(part);
    return e;
}

void fail_arg(struct op *op, const char *name, const char *value, ...)
{
    struct failure *failure = &op->failure;
    va_list args;

    if (failure->code != OK || failure->arg_count == FAIL_ARGS_MAX)
        return;
    va_start(args, value);
    failure->args[failure->arg_count].name = name;
    failure->args[failure->arg_count].value = mem_vprintf(op, value, args);
    failure->arg_count++;
    va_end(args);
}

void fail_clause(struct op *op, const char *clause, enum basis basis)
{
    if (op->failure.code != OK)
        return;
    op->failure.clause = mem_text(op, clause);
    op->failure.basis = basis;
}

#undef fail /* the analyzer has a stand-in, see op.h */
enum err fail(struct op *op, enum err code, const char *reason, const char *detail, ...)
{
    struct failure *failure = &op->failure;
    va_list args;

    if (failure->code != OK)
        return code;
    failure->code = code;
    failure->reason = reason;
    va_start(args, detail);
    failure->detail = mem_vprintf(op, detail, args);
    va_end(args);
    return code;
}

void op_forgive(struct op *op)
{
    op->failure = (struct failure){ 0 };
    op->problems = (struct problem_list){ 0 };
}

const char *op_failure_text(struct op *op)
{
    struct message_arg args[FAIL_ARGS_MAX] = { 0 };

    for (int i = 0; i < op->failure.arg_count; i++) {
        args[i].name = op->failure.args[i].name;
        args[i].value = op->failure.args[i].value;
    }
    return message_text(op, op->failure.reason, args, (size_t)op->failure.arg_count);
}
