/* SPDX-License-Identifier: Apache-2.0 */
/*
 * op.h: the operation. One request, one job, one test: its memory, database, actor, clock, error.
 *
 * Every fallible function takes the op first, returns enum err, and puts results in ret_ parameters
 * last, written only on OK. What it returns is a child of the op and lives until op_free. An op is
 * owned by one thread at a time and handed over through a queue.
 */
#pragma once
#include "base/err.h"
#include "base/problem.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct site;        /* base/site.h: what the process lends */
struct event_draft; /* event/event.h: events collected for this transaction */
struct call_seen;   /* publish/publish.h: current calls that this operation has looked up */

/* Who acts. All zero: nobody is signed in. */
struct actor {
    int64_t user_id;  /* app_user.id, 0: nobody */
    int64_t post_id;  /* the post the person acts from; work belongs to the post */
    int64_t org_id;   /* organisation of the post */
    int role;         /* enum role (org/role.h) of the post */
    uint64_t perms;   /* bits 1 << enum perm (web/perm.h) */
    const char *name; /* of the person, for sentences; "" when nobody */
};

enum { REQUEST_ID_MAX = 32, FAIL_ARGS_MAX = 8 };

/* Why the operation failed: set by fail(), read once by the dispatcher. */
struct failure {
    enum err code;
    const char *reason; /* stable key of the message catalogue: "quota_full" */
    const char *detail; /* English, for logs and developers */
    const char *clause; /* clause of the call that refuses, or NULL */
    enum basis basis;   /* meaningful with clause */
    struct {
        const char *name;
        const char *value;
    } args[FAIL_ARGS_MAX]; /* fill the {name} places of the Chinese text */
    int arg_count;
};

struct op {
    void *pool;              /* root of everything: freed by op_free */
    struct db *db;           /* this thread's connection; NULL in pure tools */
    const struct site *site; /* NULL in pure tools */
    struct actor actor;
    int64_t now_ms;  /* business clock, Unix ms: judges deadlines, stamps events */
    int64_t real_ms; /* real clock, Unix ms: sessions, lock-outs, rate limits */
    int client; /* descriptor of who waits for the reply, 0: nobody; only looked at, never read */
    char request_id[REQUEST_ID_MAX];
    struct failure failure;
    struct problem_list problems; /* sent along with the failure */
    struct event_draft *events;   /* appended last in the transaction, newest first */
    struct call_seen *calls;      /* newest first */
};

/*
 * A new operation with a 64 KiB pool. Only the maker of an op reads a clock (time.h): now_ms and
 * real_ms are given. db may be NULL. Free with op_free.
 */
struct op *op_new(struct db *db, int64_t now_ms, int64_t real_ms);
void op_free(struct op *op);

/*
 * A part of an operation with memory of its own: the same connection, site, actor and clocks. For
 * loops over rows of a stranger, which must not pile up on op what judging one leaves behind. What
 * is to outlive the part is copied.
 */
struct op *op_part(const struct op *op);

/*
 * Ends a part. When e, which it ended with, is no OK, its failure and problems become those of op,
 * unless op has failed before. Events it noted are lost unless event_adopt took them. Returns e.
 */
CHECKED enum err op_part_end(struct op *op, struct op *part, enum err e);

/*
 * Records why the operation fails and returns code, so that the shape is always
 * `return fail(op, ERR_X, "reason_key", "english detail %lld", ...)`. reason must be in the message
 * catalogue (a lint checks). The first failure wins unless forgiven. Never personal data in detail.
 */
enum err fail(struct op *op, enum err code, const char *reason, const char *detail, ...)
    __attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__ /* it cannot see that what comes back is the code that went in */
#define fail(op, code, ...) ((void)(fail)((op), (code), __VA_ARGS__), (code))
#endif

/* Gives the Chinese text of the next fail() a value for {name}. Call before fail(). */
void fail_arg(struct op *op, const char *name, const char *value, ...)
    __attribute__((format(printf, 3, 4)));

/* Names the clause that refuses. Call before fail(). */
void fail_clause(struct op *op, const char *clause, enum basis basis);

/* Clears a failure that the caller has dealt with (tried something else instead). */
void op_forgive(struct op *op);

/* The failure as a Chinese sentence from the catalogue, a child of op. */
const char *op_failure_text(struct op *op);
