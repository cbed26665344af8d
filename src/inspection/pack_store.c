/* SPDX-License-Identifier: Apache-2.0 */
/* pack_store.c: packs asked for, made in the background, kept in pieces. */
#include "inspection/inspection.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"
#include "job/job.h"

#include <string.h>

enum { CHUNK_BYTES = 1 << 20 };

DB_SQL(pack_insert, "tii",
       "INSERT INTO audit_pack (public_id, inspection_id, size, sm3, asked_ms)"
       " VALUES ($1, $2, 0, '', $3)");
DB_SQL(pack_last_of, "i",
       "SELECT id, public_id, size, sm3, asked_ms, made_ms, error FROM audit_pack"
       " WHERE inspection_id = $1 ORDER BY id DESC LIMIT 1");
DB_SQL(pack_scope_of, "t",
       "SELECT k.id, n.public_id, n.call, n.tracks, n.letter, n.issuer FROM audit_pack k"
       "  JOIN inspection n ON n.id = k.inspection_id WHERE k.public_id = $1 AND k.made_ms = 0");
DB_SQL(pack_made, "iiti",
       "UPDATE audit_pack SET size = $2, sm3 = $3, made_ms = $4 WHERE id = $1 AND made_ms = 0");
DB_SQL(pack_failed, "tti",
       "UPDATE audit_pack SET error = $2, made_ms = $3 WHERE public_id = $1 AND made_ms = 0");
DB_SQL(pack_chunk_insert, "iib",
       "INSERT INTO audit_pack_chunk (pack_id, n, bytes) VALUES ($1, $2, $3)");
DB_SQL(pack_chunk_of, "ii", "SELECT bytes FROM audit_pack_chunk WHERE pack_id = $1 AND n = $2");

static enum err last_of(struct op *op, int64_t inspection_id, struct audit_pack *ret_pack)
{
    return db_row(op, &pack_last_of, DB_IN(IN_INT(inspection_id)),
                  DB_OUT(OUT_INT(&ret_pack->id), OUT_TEXT(&ret_pack->public_id),
                         OUT_INT(&ret_pack->size), OUT_TEXT(&ret_pack->sm3),
                         OUT_INT(&ret_pack->asked_ms), OUT_INT(&ret_pack->made_ms),
                         OUT_TEXT(&ret_pack->error)));
}

struct asking {
    struct inspection inspection;
    struct audit_pack pack;
};

static enum err ask_work(struct op *op, void *arg)
{
    struct asking *work = arg;
    const char *public_id = random_public_id(op);

    enum err e =
        db_run(op, &pack_insert,
               DB_IN(IN_TEXT(public_id), IN_INT(work->inspection.id), IN_INT(op->now_ms)), NULL);
    if (e == OK)
        e = job_add(op, "inspection.pack", public_id, 0, NULL);
    if (e == OK)
        e = last_of(op, work->inspection.id, &work->pack);
    if (e == OK)
        event_add(op, "inspection.pack", "inspection", work->inspection.public_id, 0, NULL);
    return e;
}

enum err pack_ask(struct op *op, const char *inspection, struct audit_pack *ret_pack)
{
    struct asking work = { 0 };

    enum err e = inspection_get(op, inspection, &work.inspection);
    if (e == OK)
        e = event_tx(op, ask_work, &work);
    if (e == OK)
        *ret_pack = work.pack;
    return e;
}

enum err pack_last(struct op *op, const char *inspection, struct audit_pack *ret_pack)
{
    struct inspection found = { 0 };
    struct audit_pack pack = { 0 };

    enum err e = inspection_get(op, inspection, &found);
    if (e != OK)
        return e;
    e = last_of(op, found.id, &pack);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_pack = pack;
    return OK;
}

enum err pack_read(struct op *op, const char *inspection, struct bytes *ret_bytes)
{
    struct audit_pack pack = { 0 };
    struct bytes piece = { 0 };
    int64_t done = 0;

    enum err e = pack_last(op, inspection, &pack);
    if (e == OK && pack.size == 0)
        e = fail(op, ERR_NOT_FOUND, "not_found", "pack is not made");
    if (e != OK)
        return e;
    unsigned char *bytes = mem_array(op, unsigned char, (size_t)pack.size);
    for (int64_t n = 0; e == OK && done < pack.size; n++) {
        e = db_row(op, &pack_chunk_of, DB_IN(IN_INT(pack.id), IN_INT(n)), DB_OUT(OUT_BLOB(&piece)));
        if (e == ERR_NOT_FOUND || (e == OK && done + (int64_t)piece.size > pack.size))
            return fail(op, ERR_INTERNAL, "internal", "pack lacks a piece");
        if (e == OK)
            memcpy(bytes + done, piece.data, piece.size);
        done += (int64_t)piece.size;
    }
    if (e == OK)
        *ret_bytes = (struct bytes){ bytes, (size_t)pack.size };
    return e;
}

/* ---- the job ---- */

struct making {
    struct job *job;
    int64_t id;
    const char *inspection;
    struct pack_scope scope;
    struct bytes bytes;
};

static enum err store_work(struct op *op, void *arg)
{
    struct making *making = arg;
    const struct bytes *bytes = &making->bytes;
    const char *sm3 = sm3_hex(op, bytes->data, bytes->size);
    enum err e = OK;

    for (size_t at = 0; e == OK && at < bytes->size; at += CHUNK_BYTES) {
        size_t size = bytes->size - at < CHUNK_BYTES ? bytes->size - at : CHUNK_BYTES;
        e = db_run(op, &pack_chunk_insert,
                   DB_IN(IN_INT(making->id), IN_INT((int64_t)(at / CHUNK_BYTES)),
                         IN_BLOB(bytes->data + at, size)),
                   NULL);
    }
    if (e == OK)
        e = db_run(op, &pack_made,
                   DB_IN(IN_INT(making->id), IN_INT((int64_t)bytes->size), IN_TEXT(sm3),
                         IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(op, "inspection.packed", "inspection", making->inspection, 0,
                  mem_printf(op, "{\"sm3\":\"%s\"}", sm3));
    return e == OK ? job_done(op, making->job, "") : e;
}

enum err pack_job(struct op *op, struct job *job)
{
    struct making making = { .job = job };

    enum err e = db_row(op, &pack_scope_of, DB_IN(IN_TEXT(job->payload)),
                        DB_OUT(OUT_INT(&making.id), OUT_TEXT(&making.inspection),
                               OUT_TEXT(&making.scope.call), OUT_TEXT(&making.scope.tracks),
                               OUT_TEXT(&making.scope.letter), OUT_TEXT(&making.scope.issuer)));
    if (e == ERR_NOT_FOUND)
        return OK; /* made already */
    if (e == OK)
        e = pack_build(op, &making.scope, &making.bytes);
    if (e == ERR_TOO_LARGE) { /* final: the page tells */
        enum err kept = db_run(
            op, &pack_failed,
            DB_IN(IN_TEXT(job->payload), IN_TEXT(op->failure.reason), IN_INT(op->now_ms)), NULL);
        return kept == OK ? e : kept;
    }
    return e == OK ? event_tx(op, store_work, &making) : e;
}
