/* SPDX-License-Identifier: Apache-2.0 */
/* event.c: noting events, sealing them at the commit, listing them. */
#include "event/event.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "event/event_internal.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

/* An update of the one row: its lock makes every other writer wait until this one has committed. */
DB_SQL(chain_lock, "i", "UPDATE chain_head SET seq = seq + $1 WHERE id = 1 RETURNING seq, hash");
DB_SQL(chain_end, "t", "UPDATE chain_head SET hash = $1 WHERE id = 1");
DB_SQL(event_insert, "iiiiiittttittt",
       "INSERT INTO event (" EVENT_COLUMNS ")"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
DB_SQL(event_by_time, "ii",
       "SELECT " EVENT_COLUMNS " FROM event WHERE seq < $1 ORDER BY seq DESC LIMIT $2");
DB_SQL(event_by_subject, "iitt",
       "SELECT " EVENT_COLUMNS " FROM event WHERE seq < $1 AND subject_kind = $3"
       " AND subject_id = $4 ORDER BY seq DESC LIMIT $2");
DB_SQL(event_by_org, "iii",
       "SELECT " EVENT_COLUMNS " FROM event WHERE seq < $1 AND org_id = $3"
       " ORDER BY seq DESC LIMIT $2");
DB_SQL(event_by_actor, "iii",
       "SELECT " EVENT_COLUMNS " FROM event WHERE seq < $1 AND actor_user_id = $3"
       " ORDER BY seq DESC LIMIT $2");

/* An event noted but not yet sealed. */
struct event_draft {
    struct event_draft *next; /* the one noted before */
    struct event event;
};

void event_add(struct op *op, const char *action, const char *subject_kind, const char *subject_id,
               int64_t org_id, const char *data)
{
    struct event_draft *draft = mem_new(op, struct event_draft);

    draft->event = (struct event){
        .at_ms = op->now_ms,
        .real_ms = op->real_ms,
        .actor_user_id = op->actor.user_id,
        .actor_post_id = op->actor.post_id,
        .actor_org_id = op->actor.org_id,
        .request_id = mem_text(draft, op->request_id),
        .action = mem_text(draft, action),
        .subject_kind = mem_text(draft, subject_kind),
        .subject_id = mem_text(draft, subject_id),
        .org_id = org_id,
        .data = mem_text(draft, data == NULL ? "{}" : data),
    };
    draft->next = op->events;
    op->events = draft;
}

void event_adopt(struct op *op, const struct op *part)
{
    const struct event_draft **drafts = NULL;
    size_t count = 0;

    for (const struct event_draft *draft = part->events; draft != NULL; draft = draft->next)
        mem_push(op, drafts, count, draft);
    for (; count > 0; count--) {
        const struct event *event = &drafts[count - 1]->event;
        event_add(op, event->action, event->subject_kind, event->subject_id, event->org_id,
                  event->data);
    }
    mem_free(drafts);
}

/* ---- sealing ------------------------------------------------------------------------------ */

enum { LAYOUT_VERSION = 1, LAYOUT_NUMBERS = 7, LAYOUT_TEXTS = 5 };

static unsigned char *put_number(unsigned char *to, int64_t number)
{
    uint64_t bits = htobe64((uint64_t)number);

    memcpy(to, &bits, sizeof bits);
    return to + sizeof bits;
}

static unsigned char *put_text(unsigned char *to, const char *text)
{
    size_t size = strlen(text);
    uint32_t bits = htobe32((uint32_t)size);

    memcpy(to, &bits, sizeof bits);
    return mempcpy(to + sizeof bits, text, size);
}

void event_seal(const struct event *event, const uint8_t previous[SM3_BYTES],
                uint8_t ret_hash[SM3_BYTES])
{
    const int64_t numbers[] = { event->seq,           event->at_ms,         event->real_ms,
                                event->actor_user_id, event->actor_post_id, event->actor_org_id };
    const char *const texts[] = { event->request_id, event->action, event->subject_kind,
                                  event->subject_id };
    size_t size = 1 + LAYOUT_NUMBERS * sizeof(int64_t) + LAYOUT_TEXTS * sizeof(uint32_t) +
                  strlen(event->data);

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        size += strlen(texts[i]);
    unsigned char *layout = mem_array(NULL, unsigned char, size);
    unsigned char *to = layout;
    *to++ = LAYOUT_VERSION;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        to = put_number(to, numbers[i]);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        to = put_text(to, texts[i]);
    to = put_number(to, event->org_id);
    to = put_text(to, event->data);
    assert(to == layout + size);
    sm3_chain(previous, layout, size, ret_hash);
    mem_free(layout);
}

/* ---- writing ------------------------------------------------------------------------------ */

struct commit {
    db_work work;
    void *arg;
};

static enum err insert(struct op *op, const struct event *event)
{
    return db_run(op, &event_insert,
                  DB_IN(IN_INT(event->seq), IN_INT(event->at_ms), IN_INT(event->real_ms),
                        IN_INT(event->actor_user_id), IN_INT(event->actor_post_id),
                        IN_INT(event->actor_org_id), IN_TEXT(event->request_id),
                        IN_TEXT(event->action), IN_TEXT(event->subject_kind),
                        IN_TEXT(event->subject_id), IN_INT(event->org_id), IN_TEXT(event->data),
                        IN_TEXT(event->prev_hash), IN_TEXT(event->hash)),
                  NULL);
}

/* The drafts in the order in which they were noted. */
static struct event_draft *oldest_first(struct event_draft *newest, int64_t *ret_count)
{
    struct event_draft *first = NULL;
    int64_t count = 0;

    while (newest != NULL) {
        struct event_draft *draft = newest;
        newest = draft->next;
        draft->next = first;
        first = draft;
        count++;
    }
    *ret_count = count;
    return first;
}

static enum err append_all(struct op *op, void *arg)
{
    int64_t count = 0;
    int64_t seq = 0;
    const char *hash = NULL;
    struct bytes raw = { 0 };

    (void)arg;
    if (op->events == NULL)
        return OK;
    struct event_draft *draft = oldest_first(op->events, &count);
    op->events = NULL;
    enum err e =
        db_row(op, &chain_lock, DB_IN(IN_INT(count)), DB_OUT(OUT_INT(&seq), OUT_TEXT(&hash)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e != OK || !hex_parse(op, hash, &raw) || raw.size != SM3_BYTES)
        return fail(op, ERR_INTERNAL, "internal", "chain_head is not readable");

    uint8_t link[SM3_BYTES];
    memcpy(link, raw.data, sizeof link);
    for (seq -= count; draft != NULL; draft = draft->next) {
        struct event *event = &draft->event;
        if (strlen(event->data) > EVENT_DATA_BYTES_MAX)
            return fail(op, ERR_INTERNAL, "internal", "%s: too much data", event->action);
        event->seq = ++seq;
        event->prev_hash = hash;
        event_seal(event, link, link);
        event->hash = hash = hex_text(op, (struct bytes){ link, sizeof link });
        e = insert(op, event);
        if (e != OK)
            return e;
    }
    return db_run(op, &chain_end, DB_IN(IN_TEXT(hash)), NULL);
}

static enum err do_work(struct op *op, void *arg)
{
    const struct commit *commit = arg;
    return commit->work(op, commit->arg);
}

enum err event_tx(struct op *op, db_work work, void *arg)
{
    struct commit commit = { work, arg };

    if (db_in_tx(op))
        return work(op, arg);
    enum err e = db_tx(op, do_work, &commit, append_all);
    op->events = NULL;
    return e;
}

/* ---- reading ------------------------------------------------------------------------------ */

enum err event_rows(struct op *op, struct db_rows *rows, size_t max, struct event **ret_rows,
                    size_t *ret_count)
{
    struct event *all = mem_array(op, struct event, max);
    size_t count = 0;

    while (count < max && db_next(rows, EVENT_OUT(&all[count])))
        count++;
    enum err e = db_done(rows);
    if (e != OK)
        return e;
    *ret_rows = all;
    *ret_count = count;
    return OK;
}

enum err event_list(struct op *op, const struct event_query *query, struct event **ret_rows,
                    size_t *ret_count)
{
    int64_t before = query->before_seq == 0 ? INT64_MAX : query->before_seq;
    struct db_rows *rows = NULL;
    enum err e = OK;

    assert(query->limit >= 1 && query->limit <= EVENT_LIST_MAX);
    switch (query->by) {
    case EVENT_BY_TIME:
        e = db_query(op, &event_by_time, DB_IN(IN_INT(before), IN_INT(query->limit)), &rows);
        break;
    case EVENT_BY_SUBJECT:
        e = db_query(op, &event_by_subject,
                     DB_IN(IN_INT(before), IN_INT(query->limit), IN_TEXT(query->subject_kind),
                           IN_TEXT(query->subject_id)),
                     &rows);
        break;
    case EVENT_BY_ORG:
        e = db_query(op, &event_by_org,
                     DB_IN(IN_INT(before), IN_INT(query->limit), IN_INT(query->id)), &rows);
        break;
    case EVENT_BY_ACTOR:
        e = db_query(op, &event_by_actor,
                     DB_IN(IN_INT(before), IN_INT(query->limit), IN_INT(query->id)), &rows);
        break;
    }
    if (e != OK)
        return e;
    return event_rows(op, rows, (size_t)query->limit, ret_rows, ret_count);
}
