/* SPDX-License-Identifier: Apache-2.0 */
/* event_log.c: the log as people read, search and take it away. */
#include "application/application.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "event/event.h"
#include "event/event_internal.h"
#include "event/words.h"
#include "text/csv_write.h"

#include <assert.h>
#include <string.h>

#define LINE_SELECT                                                                                \
    "SELECT e.seq, e.at_ms, e.real_ms, e.actor_user_id, e.actor_post_id, e.actor_org_id,"          \
    " e.request_id, e.action, e.subject_kind, e.subject_id, e.org_id, e.data, e.prev_hash,"        \
    " e.hash, u.name, o.name, coalesce(a.code, su.name, k.number), m.name FROM event e"            \
    "  LEFT JOIN app_user u ON u.id = e.actor_user_id"                                             \
    "  LEFT JOIN org o ON o.id = e.actor_org_id"                                                   \
    "  LEFT JOIN org m ON m.id = e.org_id"                                                         \
    "  LEFT JOIN application a ON e.subject_kind = 'application' AND a.public_id = e.subject_id"   \
    "  LEFT JOIN app_user su ON e.subject_kind = 'user' AND su.public_id = e.subject_id"           \
    "  LEFT JOIN package k ON e.subject_kind = 'package' AND k.public_id = e.subject_id"           \
    " WHERE e.seq < $1 AND e.seq > $2"
#define LINE_FILTER                                                                                \
    " AND ($4 = '' OR e.action = $4) AND e.at_ms >= $5 AND e.at_ms < $6"                           \
    " AND ($7 = '' OR e.org_id IN (SELECT id FROM org WHERE " SQL_HOLDS(                           \
        "name", "$7") ")"                                                                          \
                      "  OR e.actor_org_id IN (SELECT id FROM org WHERE " SQL_HOLDS(               \
                          "name",                                                                  \
                          "$7") "))"                                                               \
                                " AND ($8 = '' OR e.actor_user_id IN (SELECT id FROM app_user"     \
                                "  WHERE " SQL_HOLDS("name", "$8") " OR " SQL_HOLDS(               \
                                    "login", "$8") "))"                                            \
                                                   " ORDER BY e.seq DESC LIMIT $3"

DB_SQL(event_lines, "iiitiitt", LINE_SELECT LINE_FILTER);
DB_SQL(event_lines_of_item, "iiitiitttt",
       LINE_SELECT
       " AND e.subject_kind = 'application' AND e.subject_id IN"
       " (SELECT public_id FROM application WHERE public_id = $9 OR code = $10)" LINE_FILTER);

#define LINE_OUT(line)                                                                             \
    DB_OUT(OUT_INT(&(line)->event.seq), OUT_INT(&(line)->event.at_ms),                             \
           OUT_INT(&(line)->event.real_ms), OUT_INT(&(line)->event.actor_user_id),                 \
           OUT_INT(&(line)->event.actor_post_id), OUT_INT(&(line)->event.actor_org_id),            \
           OUT_TEXT(&(line)->event.request_id), OUT_TEXT(&(line)->event.action),                   \
           OUT_TEXT(&(line)->event.subject_kind), OUT_TEXT(&(line)->event.subject_id),             \
           OUT_INT(&(line)->event.org_id), OUT_TEXT(&(line)->event.data),                          \
           OUT_TEXT(&(line)->event.prev_hash), OUT_TEXT(&(line)->event.hash),                      \
           OUT_TEXT(&(line)->who), OUT_TEXT(&(line)->org), OUT_TEXT(&(line)->subject),             \
           OUT_TEXT(&(line)->matter))

static enum err ask(struct op *op, const struct event_filter *filter, int limit,
                    struct db_rows **ret_rows)
{
    const char *item = or_empty(filter->item);
    struct db_in in[] = {
        IN_INT(filter->before_seq == 0 ? INT64_MAX : filter->before_seq),
        IN_INT(filter->after_seq),
        IN_INT(limit),
        IN_TEXT(or_empty(filter->action)),
        IN_INT(filter->from_ms),
        IN_INT(filter->to_ms == 0 ? INT64_MAX : filter->to_ms),
        IN_TEXT(or_empty(filter->unit)),
        IN_TEXT(or_empty(filter->who)),
        { .kind = DB_END },
        { .kind = DB_END },
        { .kind = DB_END },
    };

    if (item[0] == '\0')
        return db_query(op, &event_lines, in, ret_rows);
    in[8] = (struct db_in)IN_TEXT(item);
    in[9] = (struct db_in)IN_TEXT(application_code(op, item));
    return db_query(op, &event_lines_of_item, in, ret_rows);
}

enum err event_page(struct op *op, const struct event_filter *filter, struct event_page *ret_page)
{
    struct db_rows *rows = NULL;
    struct event_page page = { 0 };
    struct event_line line = { 0 };

    assert(filter->limit >= 1 && filter->limit <= EVENT_LIST_MAX);
    enum err e = ask(op, filter, filter->limit + 1, &rows);
    if (e != OK)
        return e;
    while (!page.more && db_next(rows, LINE_OUT(&line))) {
        page.more = page.count == (size_t)filter->limit; /* one more than asked: a next page */
        if (!page.more)
            mem_push(op, page.rows, page.count, line);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_page = page;
    return e;
}

/* ---- taking away -------------------------------------------------------------------------- */

const char *event_csv_line(struct op *op, const void *parent, const struct event_line *line)
{
    static const char *const heads[] = {
        "时间",         "操作",       "人员",       "岗位单位",   "对象",      "所属单位", "seq",
        "at_ms",        "real_ms",    "actor_user", "actor_post", "actor_org", "request",  "action",
        "subject_kind", "subject_id", "org",        "data",       "prev_hash", "hash",
    };

    if (line == NULL)
        return mem_printf(parent, CSV_BOM "%s",
                          csv_line(parent, heads, sizeof heads / sizeof heads[0]));
    const struct event *event = &line->event;
    const int64_t numbers[] = { event->seq,           event->at_ms,         event->real_ms,
                                event->actor_user_id, event->actor_post_id, event->actor_org_id,
                                event->org_id };
    const char *text[sizeof numbers / sizeof numbers[0]];
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        text[i] = mem_printf(parent, "%lld", (long long)numbers[i]);
    const char *const cells[] = {
        time_text(op, event->at_ms, ZONE_SHANGHAI_MINUTES),
        event_sentence(op, event->action, event->data),
        line->who == NULL ? "系统" : line->who,
        line->org,
        line->subject,
        line->matter,
        text[0],
        text[1],
        text[2],
        text[3],
        text[4],
        text[5],
        event->request_id,
        event->action,
        event->subject_kind,
        event->subject_id,
        text[6],
        event->data,
        event->prev_hash,
        event->hash,
    };
    return csv_line(parent, cells, sizeof cells / sizeof cells[0]);
}

/* A file that grows by pages, each of which is read in an op of its own. */
struct export
{
    struct event_filter filter;
    char *bytes;
    size_t size;
    size_t room;
    int64_t count;
    bool more;
};

static void put(struct op *op, struct export *export, const char *line)
{
    size_t length = strlen(line);

    if (export->bytes == NULL || export->size + length > export->room) {
        export->room = 2 * (export->room + length);
        export->bytes = mem_resize(op, export->bytes, export->room);
    }
    memcpy(export->bytes + export->size, line, length);
    export->size += length;
}

static enum err put_page(struct op *op, struct op *scratch, struct export *export)
{
    struct event_page page = { 0 };

    enum err e = event_page(scratch, &export->filter, &page);
    if (e != OK)
        return fail(op, e, scratch->failure.reason, "%s", scratch->failure.detail);
    for (size_t i = 0; i < page.count; i++)
        put(op, export, event_csv_line(scratch, scratch, &page.rows[i]));
    export->count += (int64_t)page.count;
    export->more = page.more;
    if (page.more)
        export->filter.before_seq = page.rows[page.count - 1].event.seq;
    return OK;
}

static enum err note_export(struct op *op, void *arg)
{
    const struct export *export = arg;

    event_add(op, "event.export", "event", "", 0,
              mem_printf(op, "{\"rows\":%lld,\"sm3\":\"%s\"}", (long long)export->count,
                         sm3_hex(op, export->bytes, export->size)));
    return OK;
}

enum err event_export(struct op *op, const struct event_filter *filter, struct bytes *ret_bytes)
{
    struct export export = { .filter = *filter, .more = true };
    enum err e = OK;

    export.filter.limit = EVENT_LIST_MAX;
    put(op, &export, event_csv_line(op, op, NULL));
    while (e == OK && export.more) {
        struct op *scratch = op_new(op->db, op->now_ms, op->real_ms);
        e = put_page(op, scratch, &export);
        op_free(scratch);
        if (e == OK && export.count + export.more > EVENT_EXPORT_MAX) {
            fail_arg(op, "max", "%d", EVENT_EXPORT_MAX);
            e = fail(op, ERR_TOO_LARGE, "export_too_large", "more than fits in one file");
        }
    }
    if (e == OK)
        e = event_tx(op, note_export, &export);
    if (e == OK)
        *ret_bytes = (struct bytes){ (const unsigned char *)export.bytes, export.size };
    return e;
}
