/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event.h: the audit chain: every change leaves an event, each sealed to the one before it by SM3.
 * Tables: event, chain_head (migrations/0001).
 *
 * hash = SM3(hash of seq - 1 as 32 bytes || layout), layout = the byte 1, then the columns seq,
 * at_ms, real_ms, actor_user_id, actor_post_id, actor_org_id, request_id, action, subject_kind,
 * subject_id, org_id, data in this order: a number as 8 bytes, two's complement, most significant
 * first; a text as its length in bytes in 4 bytes, most significant first, then its UTF-8 bytes.
 * The hash before seq 1 is 32 zero bytes.
 */
#pragma once
#include "db/db.h"

#include <stddef.h>

enum {
    EVENT_HASH_SIZE = 65,           /* hex digits and NUL */
    EVENT_DATA_BYTES_MAX = 1 << 18, /* of one event's data */
    EVENT_LIST_MAX = 500
};

/*
 * Notes that action was done to a thing. It is written when the event_tx around it commits, and
 * forgotten when that fails. Actor, clocks and request id are op's now. action, subject_kind: codes
 * such as "application.recommend", "application"; subject_id: public id, "" none; org_id: whose
 * matter it is, 0 none; data: a JSON object of ids, decisions and digests, NULL for {}. Texts are
 * copied. Never personal values: events outlive erasure.
 */
void event_add(struct op *op, const char *action, const char *subject_kind, const char *subject_id,
               int64_t org_id, const char *data);

/* Copies the events that a part of op (op_part) noted behind those of op. */
void event_adopt(struct op *op, const struct op *part);

/*
 * db_tx that appends the events noted in work, in their order, as the last thing before the commit,
 * under the lock of chain_head: lock other rows before. Inside another event_tx it is a part of
 * that one, whose work must end with its failure: so a handler can change and read the answer in
 * one transaction, and no change stands whose answer could not be read. Errors: those of db_tx;
 * ERR_INTERNAL data over EVENT_DATA_BYTES_MAX.
 */
CHECKED enum err event_tx(struct op *op, db_work work, void *arg);

/* ---- reading ------------------------------------------------------------------------------ */

struct event {
    int64_t seq;
    int64_t at_ms;
    int64_t real_ms;
    int64_t actor_user_id;
    int64_t actor_post_id;
    int64_t actor_org_id;
    const char *request_id;
    const char *action;
    const char *subject_kind;
    const char *subject_id;
    int64_t org_id;
    const char *data;
    const char *prev_hash;
    const char *hash;
};

enum event_by { EVENT_BY_TIME, EVENT_BY_SUBJECT, EVENT_BY_ORG, EVENT_BY_ACTOR };

/* Which events; only the fields that `by` names are read. */
struct event_query {
    enum event_by by;
    const char *subject_kind; /* EVENT_BY_SUBJECT, both */
    const char *subject_id;
    int64_t id;         /* EVENT_BY_ORG: org_id; EVENT_BY_ACTOR: actor_user_id */
    int64_t before_seq; /* cursor: only smaller seq, 0 from the newest */
    int limit;          /* 1..EVENT_LIST_MAX */
};

/* Newest first; the array is a child of op. The next cursor is the last row's seq. */
CHECKED enum err event_list(struct op *op, const struct event_query *query, struct event **ret_rows,
                            size_t *ret_count);

/* An event with the names of who did it and of what it was done to, for people. */
struct event_line {
    struct event event;
    const char *who;     /* person, NULL: the clock or the command line */
    const char *org;     /* unit of the post, NULL: none */
    const char *subject; /* what people call the thing: an application's code …, NULL: no name */
    const char *matter;  /* unit whose matter it is, NULL: none */
};

struct event_page {
    struct event_line *rows; /* newest first */
    size_t count;
    bool more;
};

/* Which events; texts may be "" and numbers 0: not asked for. */
struct event_filter {
    const char *action;
    int64_t from_ms;    /* business clock, at or after */
    int64_t to_ms;      /* before */
    const char *unit;   /* part of a unit's name: whose matter it is, or who acted */
    const char *who;    /* part of a person's name or login */
    const char *item;   /* an application's code or public id */
    int64_t before_seq; /* cursor: only smaller seq, 0 from the newest */
    int64_t after_seq;  /* only greater seq */
    int limit;          /* 1..EVENT_LIST_MAX */
};

/* Newest first. The next cursor is the last row's seq. */
CHECKED enum err event_page(struct op *op, const struct event_filter *filter,
                            struct event_page *ret_page);

enum { EVENT_EXPORT_MAX = 20000 }; /* rows of one file over HTTP; the command line has no limit */

/*
 * The events of a filter as a CSV file, oldest last: words for people, then all columns that the
 * hash covers (layout above) and both hashes, so that each row can be recomputed. ret_bytes is a
 * child of op. Notes an event of its own. Errors: ERR_TOO_LARGE "export_too_large" more than
 * EVENT_EXPORT_MAX.
 */
CHECKED enum err event_export(struct op *op, const struct event_filter *filter,
                              struct bytes *ret_bytes);

/* One line of such a file, with the line of heads for NULL; a child of parent. */
const char *event_csv_line(struct op *op, const void *parent, const struct event_line *line);

/* ---- proving ------------------------------------------------------------------------------ */

/* An end of the chain, as printed on receipts and daily in the log. */
struct event_head {
    int64_t seq; /* 0: no event yet */
    char hash[EVENT_HASH_SIZE];
};

CHECKED enum err event_head(struct op *op, struct event_head *ret_head);

/* What is wrong with the chain. */
enum event_fault {
    EVENT_CLEAN,
    EVENT_MISSING,   /* seq bad_seq is not there */
    EVENT_CHANGED,   /* the row's hash is not that of its contents */
    EVENT_UNCHAINED, /* prev_hash is not the hash of the row before */
    EVENT_HEAD,      /* chain_head is not the last event: one was taken away or added behind it */
    EVENT_NOT_KNOWN  /* the row has another hash than the one known from outside: chain rewritten */
};

struct event_verdict {
    enum event_fault fault;
    int64_t bad_seq;        /* the first event that is wrong, 0 with EVENT_CLEAN */
    int64_t count;          /* events found good */
    struct event_head head; /* the end against which was checked */
};

/* Told after every batch; total does not change. */
typedef void (*event_progress)(void *arg, int64_t done, int64_t total);

/*
 * Walks the whole chain up to its end at the time of the call and recomputes every hash. known: an
 * end that was printed earlier and must still be part of it (without one, somebody who rewrites the
 * whole chain is not found), or NULL. progress may be NULL. Memory does not grow with the chain.
 * OK also when the chain is broken: the verdict tells.
 */
CHECKED enum err event_verify(struct op *op, const struct event_head *known,
                              event_progress progress, void *arg,
                              struct event_verdict *ret_verdict);

/* Whether an event that came from elsewhere, whole with prev_hash and hash, fits its hash. Pure. */
bool event_fits_hash(struct op *op, const struct event *event);

/* Stable name of a fault: "clean", "missing" … Static storage. */
const char *event_fault_name(enum event_fault fault);
