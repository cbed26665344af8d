/* SPDX-License-Identifier: Apache-2.0 */
/* event_verify.c: proves that nothing in the audit chain was changed, taken out or put in. */
#include "base/crypto.h"
#include "base/mem.h"
#include "event/event.h"
#include "event/event_internal.h"

#include <stdio.h>
#include <string.h>

enum { BATCH_ROWS = 1000 };

/* One statement, so that all three are of the same instant. */
DB_SQL(chain_ends, "",
       "SELECT seq, hash, (SELECT coalesce(max(seq), 0) FROM event) FROM chain_head WHERE id = 1");
DB_SQL(event_batch, "iii",
       "SELECT " EVENT_COLUMNS " FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3");

struct walk {
    const struct event_head *known;
    struct event_verdict verdict;
    int64_t last_seq;        /* of the table when the walk began */
    int64_t done;            /* seq up to which all is good */
    uint8_t link[SM3_BYTES]; /* hash of done */
    char hex[EVENT_HASH_SIZE];
};

static enum err read_ends(struct op *op, struct event_head *ret_head, int64_t *ret_last_seq)
{
    struct event_head head = { 0 };
    const char *hash = NULL;

    enum err e = db_row(op, &chain_ends, DB_NONE,
                        DB_OUT(OUT_INT(&head.seq), OUT_TEXT(&hash), OUT_INT(ret_last_seq)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_INTERNAL, "internal", "chain_head has no row");
    if (e != OK)
        return e;
    (void)snprintf(head.hash, sizeof head.hash, "%s", hash);
    *ret_head = head;
    return OK;
}

enum err event_head(struct op *op, struct event_head *ret_head)
{
    int64_t last_seq = 0;
    return read_ends(op, ret_head, &last_seq);
}

static void walk_link(struct op *op, struct walk *walk)
{
    const char *hex = hex_text(op, (struct bytes){ walk->link, sizeof walk->link });
    memcpy(walk->hex, hex, sizeof walk->hex);
}

/* Whether every text is there: somebody who can change rows can also drop a NOT NULL. */
static bool is_whole(const struct event *event)
{
    return event->request_id != NULL && event->action != NULL && event->subject_kind != NULL &&
           event->subject_id != NULL && event->data != NULL && event->prev_hash != NULL &&
           event->hash != NULL;
}

static enum event_fault judge(struct op *op, struct walk *walk, const struct event *event)
{
    int64_t seq = walk->done + 1;

    if (event->seq != seq)
        return EVENT_MISSING;
    if (!is_whole(event))
        return EVENT_CHANGED;
    if (strcmp(event->prev_hash, walk->hex) != 0)
        return EVENT_UNCHAINED;
    event_seal(event, walk->link, walk->link);
    walk_link(op, walk);
    if (strcmp(event->hash, walk->hex) != 0)
        return EVENT_CHANGED;
    if (walk->known != NULL && walk->known->seq == seq && strcmp(walk->known->hash, walk->hex) != 0)
        return EVENT_NOT_KNOWN;
    return EVENT_CLEAN;
}

/* Checks the next batch; the op it is given ends with it, so that memory stays the same. */
static enum err walk_batch(struct op *op, struct walk *walk)
{
    struct event_verdict *verdict = &walk->verdict;
    struct db_rows *rows = NULL;
    struct event *events = NULL;
    size_t count = 0;
    int64_t after = walk->done == 0 ? INT64_MIN : walk->done; /* finds what was put before 1 */

    enum err e = db_query(op, &event_batch,
                          DB_IN(IN_INT(after), IN_INT(walk->last_seq), IN_INT(BATCH_ROWS)), &rows);
    if (e == OK)
        e = event_rows(op, rows, BATCH_ROWS, &events, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++) {
        verdict->fault = judge(op, walk, &events[i]);
        if (verdict->fault != EVENT_CLEAN) {
            verdict->bad_seq = walk->done + 1;
            return OK;
        }
        walk->done++;
    }
    if (count == 0) {
        verdict->fault = EVENT_MISSING;
        verdict->bad_seq = walk->done + 1;
    }
    return OK;
}

/* The head and what is known from outside must lie on the chain that was walked. */
static void judge_ends(struct walk *walk)
{
    struct event_verdict *verdict = &walk->verdict;

    if (verdict->head.seq != walk->last_seq || strcmp(verdict->head.hash, walk->hex) != 0) {
        verdict->fault = EVENT_HEAD;
        verdict->bad_seq = walk->last_seq < verdict->head.seq ? walk->last_seq + 1 : walk->last_seq;
    } else if (walk->known != NULL && walk->known->seq > walk->last_seq) {
        verdict->fault = EVENT_NOT_KNOWN;
        verdict->bad_seq = walk->last_seq + 1;
    }
}

enum err event_verify(struct op *op, const struct event_head *known, event_progress progress,
                      void *arg, struct event_verdict *ret_verdict)
{
    struct walk walk = { .known = known };

    enum err e = read_ends(op, &walk.verdict.head, &walk.last_seq);
    if (e != OK)
        return e;
    walk_link(op, &walk);
    while (walk.done < walk.last_seq && walk.verdict.fault == EVENT_CLEAN) {
        struct op *batch = op_new(op->db, op->now_ms, op->real_ms);
        e = walk_batch(batch, &walk);
        if (e != OK)
            e = fail(op, e, batch->failure.reason, "%s", batch->failure.detail);
        op_free(batch);
        if (e != OK)
            return e;
        if (progress != NULL)
            progress(arg, walk.done, walk.last_seq);
    }
    walk.verdict.count = walk.done;
    if (walk.verdict.fault == EVENT_CLEAN)
        judge_ends(&walk);
    *ret_verdict = walk.verdict;
    return OK;
}

bool event_fits_hash(struct op *op, const struct event *event)
{
    uint8_t link[SM3_BYTES];
    struct bytes previous = { 0 };

    if (!is_whole(event) || !hex_parse(op, event->prev_hash, &previous) ||
        previous.size != SM3_BYTES)
        return false;
    event_seal(event, previous.data, link);
    return strcmp(hex_text(op, (struct bytes){ link, sizeof link }), event->hash) == 0;
}

const char *event_fault_name(enum event_fault fault)
{
    static const char *const names[] = {
        [EVENT_CLEAN] = "clean",     [EVENT_MISSING] = "missing",
        [EVENT_CHANGED] = "changed", [EVENT_UNCHAINED] = "unchained",
        [EVENT_HEAD] = "head",       [EVENT_NOT_KNOWN] = "not_known",
    };
    return names[fault];
}
