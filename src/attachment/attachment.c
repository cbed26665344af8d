/* SPDX-License-Identifier: Apache-2.0 */
/* attachment.c: chunks in, one checked file out. */
#include "attachment/attachment.h"

#include "attachment/chunks.h"
#include "attachment/file_name.h"
#include "attachment/holder.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"
#include "job/job.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 3600000 };

#define ATTACHMENT_SELECT                                                                          \
    "SELECT t.id, t.public_id, CASE WHEN t.application_id IS NOT NULL THEN 0"                      \
    " WHEN t.package_id IS NOT NULL THEN 1 ELSE 2 END,"                                            \
    " coalesce(a.public_id, p.public_id, r.public_id), t.kind, t.name, t.size, t.state,"           \
    " t.reason, t.type, t.sm3, u.name, t.created_ms FROM attachment t"                             \
    "  JOIN app_user u ON u.id = t.user_id LEFT JOIN application a ON a.id = t.application_id"     \
    "  LEFT JOIN package p ON p.id = t.package_id LEFT JOIN league_round r ON r.id = t.round_id"
#define ATTACHMENT_OUT(t, holder_number)                                                           \
    DB_OUT(OUT_INT(&(t)->id), OUT_TEXT(&(t)->public_id), OUT_INT(holder_number),                   \
           OUT_TEXT(&(t)->owner), OUT_TEXT(&(t)->kind), OUT_TEXT(&(t)->name), OUT_INT(&(t)->size), \
           OUT_TEXT(&(t)->state), OUT_TEXT(&(t)->reason), OUT_TEXT(&(t)->type),                    \
           OUT_TEXT(&(t)->sm3), OUT_TEXT(&(t)->by), OUT_INT(&(t)->created_ms))

DB_SQL(attachment_insert, "tiiittiii",
       "INSERT INTO attachment (public_id, application_id, package_id, round_id, kind, name, size,"
       " state, user_id, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 'uploading', $8, $9)");
DB_SQL(attachment_by_id, "t", ATTACHMENT_SELECT " WHERE t.public_id = $1");
DB_SQL(attachment_by_number, "i", ATTACHMENT_SELECT " WHERE t.id = $1");
DB_SQL(of_application, "i", ATTACHMENT_SELECT " WHERE t.application_id = $1 ORDER BY t.id");
DB_SQL(of_package, "i", ATTACHMENT_SELECT " WHERE t.package_id = $1 ORDER BY t.id");
DB_SQL(of_round, "i", ATTACHMENT_SELECT " WHERE t.round_id = $1 ORDER BY t.id");
DB_SQL(attachment_ready_of, "it",
       "SELECT count(*) FROM attachment"
       " WHERE application_id = $1 AND kind = $2 AND state = 'ready'");
DB_SQL(package_ready_of, "it",
       "SELECT count(*) FROM attachment WHERE package_id = $1 AND kind = $2 AND state = 'ready'");
DB_SQL(count_of_application, "i", "SELECT count(*) FROM attachment WHERE application_id = $1");
DB_SQL(count_of_package, "i", "SELECT count(*) FROM attachment WHERE package_id = $1");
DB_SQL(count_of_round, "i", "SELECT count(*) FROM attachment WHERE round_id = $1");
DB_SQL(attachment_unit_bytes, "i",
       "SELECT CAST(coalesce(sum(t.size), 0) AS BIGINT) FROM"
       " (SELECT f.size FROM attachment f JOIN application a ON a.id = f.application_id"
       "   WHERE a.org_id = $1"
       "  UNION ALL SELECT f.size FROM attachment f JOIN package p ON p.id = f.package_id"
       "   WHERE p.org_id = $1"
       "  UNION ALL SELECT f.size FROM attachment f JOIN league_round r ON r.id = f.round_id"
       "   WHERE r.org_id = $1) t");
DB_SQL(attachment_state, "ittttt",
       "UPDATE attachment SET state = $3, type = $4, sm3 = $5, name = $6"
       " WHERE id = $1 AND state = $2");
DB_SQL(attachment_is_uploading, "i",
       "UPDATE attachment SET state = state WHERE id = $1 AND state = 'uploading'");
DB_SQL(attachment_reject, "it",
       "UPDATE attachment SET state = 'rejected', reason = $2 WHERE id = $1");
DB_SQL(attachment_delete, "i", "DELETE FROM attachment WHERE id = $1");
DB_SQL(chunk_delete_of, "i", "DELETE FROM attachment_chunk WHERE attachment_id = $1");
DB_SQL(scan_delete_of, "i", "DELETE FROM attachment_scan WHERE attachment_id = $1");
DB_SQL(scan_code_delete_of, "i", "DELETE FROM attachment_scan_code WHERE attachment_id = $1");
DB_SQL(chunk_delete, "ii", "DELETE FROM attachment_chunk WHERE attachment_id = $1 AND n = $2");
DB_SQL(chunk_insert, "iib",
       "INSERT INTO attachment_chunk (attachment_id, n, bytes) VALUES ($1, $2, $3)");
DB_SQL(chunk_numbers, "i", "SELECT n FROM attachment_chunk WHERE attachment_id = $1 ORDER BY n");
DB_SQL(attachment_orphans, "i",
       "SELECT id FROM attachment WHERE state = 'uploading' AND created_ms < $1 LIMIT 100");

static const struct {
    const struct db_sql *list;
    const struct db_sql *count;
} holders[] = {
    [HOLDER_APPLICATION] = { &of_application, &count_of_application },
    [HOLDER_PACKAGE] = { &of_package, &count_of_package },
    [HOLDER_ROUND] = { &of_round, &count_of_round },
};

static enum err check_room(struct op *op, const struct holder *holder,
                           const struct attachment_new *in)
{
    int64_t count = 0;
    int64_t bytes = 0;

    if (in->size > ATTACHMENT_BYTES_MAX) {
        fail_arg(op, "max", "%d MB", ATTACHMENT_BYTES_MAX / CHUNK_BYTES);
        return fail(op, ERR_TOO_LARGE, "attachment_too_large", "file is too large");
    }
    enum err e =
        db_row(op, holders[holder->kind].count, DB_IN(IN_INT(holder->id)), DB_OUT(OUT_INT(&count)));
    if (e == OK && count >= APPLICATION_ATTACHMENTS_MAX) {
        fail_arg(op, "max", "%d", APPLICATION_ATTACHMENTS_MAX);
        e = fail(op, ERR_TOO_LARGE, "attachment_too_many", "too many files");
    }
    if (e == OK)
        e = db_row(op, &attachment_unit_bytes, DB_IN(IN_INT(holder->org_id)),
                   DB_OUT(OUT_INT(&bytes)));
    if (e == OK && bytes + in->size > UNIT_ATTACHMENT_BYTES_MAX)
        e = fail(op, ERR_TOO_LARGE, "unit_full", "unit's files are over their limit");
    return e;
}

struct beginning {
    const struct holder *holder;
    const struct attachment_new *in;
    const char *public_id;
    const char *name;
};

/* Files may still be added to it, and may until the transaction ends. */
static enum err hold_open(struct op *op, const struct holder *holder)
{
    struct holder now = { 0 };

    enum err e = holder_lock(op, holder);
    if (e == OK)
        e = holder_get(op, holder->kind, holder->public_id, false, &now);
    if (e == OK && !now.may_attach)
        e = fail(op, ERR_CONFLICT, "not_attachable", "no files in state %s", now.state);
    return e;
}

static enum err begin_work(struct op *op, void *arg)
{
    const struct beginning *begin = arg;
    int64_t owner[] = { 0, 0, 0 };

    enum err e = hold_open(op, begin->holder);
    if (e == OK)
        e = check_room(op, begin->holder, begin->in);
    owner[begin->holder->kind] = begin->holder->id;
    if (e != OK)
        return e;
    return db_run(op, &attachment_insert,
                  DB_IN(IN_TEXT(begin->public_id), IN_INT_OR_NULL(owner[HOLDER_APPLICATION]),
                        IN_INT_OR_NULL(owner[HOLDER_PACKAGE]), IN_INT_OR_NULL(owner[HOLDER_ROUND]),
                        IN_TEXT(begin->in->kind), IN_TEXT(begin->name), IN_INT(begin->in->size),
                        IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                  NULL);
}

enum err attachment_begin(struct op *op, enum holder_kind kind, const char *owner,
                          const struct attachment_new *in, struct attachment *ret)
{
    struct holder holder = { 0 };
    struct beginning begin = { &holder, in, random_public_id(op), file_name_seen(op, in->name) };

    if (begin.name[0] == '\0')
        begin.name = "附件";
    enum err e = holder_get(op, kind, owner, true, &holder);
    if (e == OK && attachment_kind_of(&holder.kinds, in->kind) == NULL)
        e = fail(op, ERR_INVALID, "attachment_kind", "unknown kind of material");
    if (e == OK && !holder.may_attach)
        e = fail(op, ERR_CONFLICT, "not_attachable", "no files in state %s", holder.state);
    if (e == OK)
        e = event_tx(op, begin_work, &begin);
    return e == OK ? attachment_get(op, begin.public_id, ret) : e;
}

static bool visible(const struct holder *holder, const struct attachment *attachment)
{
    return strcmp(attachment->state, "ready") == 0 || holder->sees_unready;
}

bool attachment_visible(const struct op *op, const struct application *application,
                        const struct attachment *attachment)
{
    struct holder holder = holder_of_application(op, application);

    return visible(&holder, attachment);
}

static enum err read_row(struct op *op, const struct db_sql *sql, const struct db_in *in,
                         struct attachment *ret)
{
    struct attachment found = { 0 };
    int64_t holder = 0;

    enum err e = db_row(op, sql, in, ATTACHMENT_OUT(&found, &holder));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such attachment");
    if (e != OK)
        return e;
    found.holder = (enum holder_kind)holder;
    *ret = found;
    return OK;
}

/* The attachment and what it belongs to, if the actor may see both. */
static enum err get_with_holder(struct op *op, const char *public_id, struct attachment *ret,
                                struct holder *ret_holder)
{
    struct attachment found = { 0 };

    enum err e = read_row(op, &attachment_by_id, DB_IN(IN_TEXT(public_id)), &found);
    if (e == OK)
        e = holder_get(op, found.holder, found.owner, false, ret_holder);
    if (e == OK && !visible(ret_holder, &found))
        e = fail(op, ERR_NOT_FOUND, "not_found", "attachment is not checked yet");
    if (e == OK)
        *ret = found;
    return e;
}

enum err attachment_get(struct op *op, const char *public_id, struct attachment *ret)
{
    struct holder holder = { 0 };

    return get_with_holder(op, public_id, ret, &holder);
}

/* The attachment, if it is still being uploaded and the actor may add to it. */
static enum err get_uploading(struct op *op, const char *public_id, struct attachment *ret)
{
    struct holder holder = { 0 };

    enum err e = get_with_holder(op, public_id, ret, &holder);
    if (e == OK && (strcmp(ret->state, "uploading") != 0 || !holder.may_attach))
        e = fail(op, ERR_CONFLICT, "not_uploading", "attachment is %s", ret->state);
    return e;
}

struct chunk {
    int64_t attachment_id;
    int64_t n;
    const unsigned char *bytes;
    size_t size;
};

static enum err chunk_work(struct op *op, void *arg)
{
    const struct chunk *chunk = arg;
    int64_t locked = 0;

    enum err e = db_run(op, &attachment_is_uploading, DB_IN(IN_INT(chunk->attachment_id)), &locked);
    if (e == OK && locked == 0) /* completed meanwhile: what was judged does not change */
        e = fail(op, ERR_CONFLICT, "not_uploading", "a chunk came late");
    if (e == OK)
        e = db_run(op, &chunk_delete, DB_IN(IN_INT(chunk->attachment_id), IN_INT(chunk->n)), NULL);
    if (e == OK)
        e = db_run(op, &chunk_insert,
                   DB_IN(IN_INT(chunk->attachment_id), IN_INT(chunk->n),
                         IN_BLOB(chunk->bytes, chunk->size)),
                   NULL);
    return e;
}

enum err attachment_put_chunk(struct op *op, const char *public_id, int64_t n,
                              const unsigned char *bytes, size_t size)
{
    struct attachment attachment = { 0 };

    enum err e = get_uploading(op, public_id, &attachment);
    if (e != OK)
        return e;
    int64_t count = chunks_of(attachment.size);
    if (n < 0 || n >= count)
        return fail(op, ERR_INVALID, "chunk_number", "chunk %" PRId64 " of %" PRId64, n, count);
    int64_t expected = n < count - 1 ? CHUNK_BYTES : attachment.size - n * CHUNK_BYTES;
    if ((int64_t)size != expected)
        return fail(op, ERR_INVALID, "chunk_size", "chunk has %zu bytes, not %" PRId64, size,
                    expected);
    struct chunk chunk = { attachment.id, n, bytes, size };
    return db_tx(op, chunk_work, &chunk, NULL);
}

enum err attachment_chunks(struct op *op, const struct attachment *attachment,
                           int64_t **ret_numbers, size_t *ret_count)
{
    struct db_rows *rows = NULL;
    int64_t *numbers = NULL;
    size_t count = 0;
    int64_t n = 0;

    enum err e = db_query(op, &chunk_numbers, DB_IN(IN_INT(attachment->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&n))))
        mem_push(op, numbers, count, n);
    e = db_done(rows);
    if (e != OK)
        return e;
    *ret_numbers = numbers;
    *ret_count = count;
    return OK;
}

static enum err complete_work(struct op *op, void *arg)
{
    const struct attachment *attachment = arg;
    int64_t changed = 0;

    enum err e = db_run(op, &attachment_state,
                        DB_IN(IN_INT(attachment->id), IN_TEXT("uploading"), IN_TEXT("checking"),
                              IN_TEXT(NULL), IN_TEXT(NULL), IN_TEXT(attachment->name)),
                        &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "not_uploading", "completed twice");
    if (e == OK)
        e = job_add(op, "attachment.check", mem_printf(op, "%" PRId64, attachment->id), 0, NULL);
    return e;
}

enum err attachment_complete(struct op *op, const char *public_id, struct attachment *ret)
{
    struct attachment attachment = { 0 };
    int64_t *numbers = NULL;
    size_t count = 0;

    enum err e = get_uploading(op, public_id, &attachment);
    if (e == OK)
        e = attachment_chunks(op, &attachment, &numbers, &count);
    if (e == OK && (int64_t)count != chunks_of(attachment.size))
        e = fail(op, ERR_CONFLICT, "chunks_missing", "%zu chunks are here", count);
    if (e == OK)
        e = event_tx(op, complete_work, &attachment);
    return e == OK ? attachment_get(op, public_id, ret) : e;
}

/* ---- the check ---- */

static const char *subject_of(const struct attachment *attachment)
{
    static const char *const subjects[] = { "application", "package", "round" };

    return subjects[attachment->holder];
}

struct verdict {
    struct attachment attachment;
    const char *type;
    const char *sm3;
};

/* Whether pages of it can be looked at (doc/scan_in.h). */
static bool is_scan(const char *type)
{
    return strcmp(type, "application/pdf") == 0 || strncmp(type, "image/", 6) == 0;
}

static enum err verdict_work(struct op *op, void *arg)
{
    const struct verdict *verdict = arg;
    const struct attachment *attachment = &verdict->attachment;
    int64_t changed = 1;
    enum err e = OK;

    if (verdict->type == NULL) {
        e = db_run(op, &attachment_reject,
                   DB_IN(IN_INT(attachment->id), IN_TEXT("attachment_type")), NULL);
        if (e == OK)
            e = db_run(op, &chunk_delete_of, DB_IN(IN_INT(attachment->id)), NULL);
    } else {
        e = db_run(op, &attachment_state,
                   DB_IN(IN_INT(attachment->id), IN_TEXT("checking"), IN_TEXT("ready"),
                         IN_TEXT(verdict->type), IN_TEXT(verdict->sm3),
                         IN_TEXT(file_name_for(op, attachment->name, verdict->type))),
                   &changed);
        if (e == OK && changed > 0 && is_scan(verdict->type))
            e = job_add(op, "scan.read", mem_printf(op, "%" PRId64, attachment->id), 0, NULL);
    }
    if (e == OK && changed > 0) /* removed or judged meanwhile: nothing happened */
        event_add(op, verdict->type == NULL ? "attachment.reject" : "attachment.ready",
                  subject_of(attachment), attachment->owner, 0,
                  mem_printf(op, "{\"attachment\":\"%s\",\"kind\":\"%s\",\"sm3\":\"%s\"}",
                             attachment->public_id, attachment->kind, verdict->sm3));
    return e;
}

enum err attachment_check(struct op *op, const char *payload)
{
    struct verdict verdict = { 0 };
    struct chunk_look look = { 0 };

    enum err e = read_row(op, &attachment_by_number, DB_IN(IN_INT(strtoll(payload, NULL, 10))),
                          &verdict.attachment);
    if (e == ERR_NOT_FOUND) { /* removed meanwhile: nothing to check */
        op_forgive(op);
        return OK;
    }
    if (e != OK)
        return e;
    e = chunks_read(op, &verdict.attachment, &look, &verdict.sm3);
    if (e != OK)
        return e;
    verdict.type = look.type;
    return event_tx(op, verdict_work, &verdict);
}

enum err attachment_ready(struct op *op, const struct attachment *attachment)
{
    return strcmp(attachment->state, "ready") == 0
               ? OK
               : fail(op, ERR_NOT_FOUND, "not_found", "attachment is %s", attachment->state);
}

enum err attachment_open(struct op *op, int64_t id, struct attachment *ret)
{
    struct attachment attachment = { 0 };

    enum err e = read_row(op, &attachment_by_number, DB_IN(IN_INT(id)), &attachment);
    if (e != OK)
        return e;
    *ret = attachment;
    return attachment_ready(op, ret);
}

enum err attachment_read(struct op *op, const char *public_id, struct attachment *ret,
                         unsigned char **ret_bytes, size_t *ret_size)
{
    struct attachment attachment = { 0 };
    const char *sm3 = NULL;

    enum err e = attachment_get(op, public_id, &attachment);
    if (e == OK)
        e = attachment_ready(op, &attachment);
    if (e != OK)
        return e;
    struct chunk_look look = { .bytes = mem_array(op, unsigned char, (size_t)attachment.size + 1) };
    e = chunks_read(op, &attachment, &look, &sm3);
    if (e == OK && strcmp(sm3, attachment.sm3) != 0)
        e = fail(op, ERR_INTERNAL, "internal", "attachment's digest does not fit its bytes");
    if (e != OK)
        return e;
    *ret = attachment;
    *ret_bytes = look.bytes;
    *ret_size = (size_t)attachment.size;
    return OK;
}

/* ---- removing, listing ---- */

static enum err remove_work(struct op *op, void *arg)
{
    const int64_t *id = arg;

    enum err e = db_run(op, &chunk_delete_of, DB_IN(IN_INT(*id)), NULL);
    if (e == OK)
        e = db_run(op, &scan_code_delete_of, DB_IN(IN_INT(*id)), NULL);
    if (e == OK)
        e = db_run(op, &scan_delete_of, DB_IN(IN_INT(*id)), NULL);
    if (e == OK)
        e = db_run(op, &attachment_delete, DB_IN(IN_INT(*id)), NULL);
    return e;
}

struct removing {
    const char *public_id;
    struct attachment attachment;
};

/* Behind the lock of what it belongs to: nothing can be sent with a file that is gone. */
static enum err remove_and_say(struct op *op, void *arg)
{
    struct removing *removing = arg;
    const struct attachment *attachment = &removing->attachment;
    struct holder holder = { 0 };

    enum err e = get_with_holder(op, removing->public_id, &removing->attachment, &holder);
    if (e == OK)
        e = holder_lock(op, &holder);
    if (e == OK)
        e = get_with_holder(op, removing->public_id, &removing->attachment, &holder);
    if (e == OK && !holder.may_remove)
        e = fail(op, ERR_CONFLICT, "not_attachable", "no removing in state %s", holder.state);
    int64_t id = attachment->id;
    if (e == OK)
        e = remove_work(op, &id);
    if (e == OK)
        event_add(op, "attachment.remove", subject_of(attachment), attachment->owner,
                  op->actor.org_id,
                  mem_printf(op, "{\"attachment\":\"%s\"}", attachment->public_id));
    return e;
}

enum err attachment_remove(struct op *op, const char *public_id)
{
    struct removing removing = { .public_id = public_id };

    return event_tx(op, remove_and_say, &removing);
}

static enum err list_rows(struct op *op, enum holder_kind kind, int64_t id,
                          struct attachment_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct attachment_list list = { 0 };
    struct attachment row = { .holder = kind };
    int64_t holder = 0;

    enum err e = db_query(op, holders[kind].list, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, ATTACHMENT_OUT(&row, &holder)))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err attachment_list(struct op *op, int64_t application_id, struct attachment_list *ret_list)
{
    return list_rows(op, HOLDER_APPLICATION, application_id, ret_list);
}

enum err attachment_list_of(struct op *op, const struct holder *holder,
                            struct attachment_list *ret_list)
{
    struct attachment_list all = { 0 };
    struct attachment_list seen = { 0 };

    enum err e = list_rows(op, holder->kind, holder->id, &all);
    if (e != OK)
        return e;
    for (size_t i = 0; i < all.count; i++) {
        if (visible(holder, &all.rows[i]))
            mem_push(op, seen.rows, seen.count, all.rows[i]);
    }
    *ret_list = seen;
    return OK;
}

static enum err has(struct op *op, const struct db_sql *sql, int64_t id, const char *kind,
                    bool *ret_has)
{
    int64_t count = 0;

    enum err e = db_row(op, sql, DB_IN(IN_INT(id), IN_TEXT(kind)), DB_OUT(OUT_INT(&count)));
    if (e == OK)
        *ret_has = count > 0;
    return e;
}

enum err attachment_has(struct op *op, int64_t application_id, const char *kind, bool *ret_has)
{
    return has(op, &attachment_ready_of, application_id, kind, ret_has);
}

enum err attachment_package_has(struct op *op, int64_t package_id, const char *kind, bool *ret_has)
{
    return has(op, &package_ready_of, package_id, kind, ret_has);
}

enum err attachment_sweep(struct op *op, int64_t *ret_count)
{
    struct db_rows *rows = NULL;
    int64_t *ids = NULL;
    size_t count = 0;
    int64_t id = 0;

    enum err e =
        db_query(op, &attachment_orphans,
                 DB_IN(IN_INT(op->now_ms - (int64_t)ATTACHMENT_ORPHAN_HOURS * HOUR_MS)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id))))
        mem_push(op, ids, count, id);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = db_tx(op, remove_work, &ids[i], NULL);
    if (e == OK)
        *ret_count = (int64_t)count;
    return e;
}

const char *attachment_sniff(const unsigned char *bytes, size_t size)
{
    static const struct {
        const char *magic;
        size_t length;
        const char *type;
    } types[] = {
        { "%PDF-", 5, "application/pdf" },
        { "\x89PNG\r\n\x1a\n", 8, "image/png" },
        { "\xff\xd8\xff", 3, "image/jpeg" },
        { "II*\0", 4, "image/tiff" },
        { "MM\0*", 4, "image/tiff" },
        { "PK\x03\x04", 4, "application/zip" }, /* docx, xlsx, ofd, zip: packages all */
        { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/x-ole-storage" }, /* doc, wps, xls */
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (size >= types[i].length && memcmp(bytes, types[i].magic, types[i].length) == 0)
            return types[i].type;
    }
    return NULL;
}
