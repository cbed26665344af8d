/* SPDX-License-Identifier: Apache-2.0 */
/* publish.c: versions of calls in the database, and the store of those already read. */
#include "publish/internal.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "event/event.h"

#include <pthread.h>
#include <string.h>

DB_SQL(call_newest, "t", "SELECT n, sm3 FROM call_version WHERE call = $1 ORDER BY n DESC LIMIT 1");
DB_SQL(call_insert, "titi",
       "INSERT INTO call_version (call, n, sm3, loaded_ms) VALUES ($1, $2, $3, $4) RETURNING id");
DB_SQL(call_file_insert, "itb",
       "INSERT INTO call_file (call_version_id, path, bytes) VALUES ($1, $2, $3)");
DB_SQL(call_current, "t", "SELECT max(n) FROM call_version WHERE call = $1 AND published_ms > 0");
DB_SQL(call_files, "ti",
       "SELECT f.path, f.bytes FROM call_file f JOIN call_version v ON v.id = f.call_version_id"
       " WHERE v.call = $1 AND v.n = $2 ORDER BY f.path");
DB_SQL(call_published, "",
       "SELECT call, n, sm3, loaded_ms, published_ms FROM call_version v WHERE published_ms > 0"
       "   AND n = (SELECT max(w.n) FROM call_version w WHERE w.call = v.call"
       "            AND w.published_ms > 0) ORDER BY call DESC");

/* $1: '' every call. */
DB_SQL(call_all, "ti",
       "SELECT v.call, v.n, v.sm3, v.loaded_ms, v.published_ms, u.name,"
       " CASE WHEN v.n = (SELECT max(w.n) FROM call_version w WHERE w.call = v.call"
       "  AND w.published_ms > 0) THEN 1 ELSE 0 END"
       "  FROM call_version v LEFT JOIN app_user u ON u.id = v.published_by"
       " WHERE $1 = '' OR (v.call = $1 AND v.n = $2) ORDER BY v.id DESC LIMIT 200");

/* ---- the store: a list under a mutex; calls are few and never leave ---- */

struct stored {
    char *code;
    int64_t n;
    const struct call *call;
    struct stored *next;
};

struct call_store {
    pthread_mutex_t mutex;
    struct stored *first;
};

static void store_close(void *store)
{
    struct call_store *closing = store;

    (void)pthread_mutex_destroy(&closing->mutex);
}

struct call_store *call_store_new(const void *parent)
{
    struct call_store *store = mem_new(parent, struct call_store);

    (void)pthread_mutex_init(&store->mutex, NULL);
    mem_own(store, store, store_close);
    return store;
}

static const struct call *store_find(struct call_store *store, const char *code, int64_t n)
{
    const struct call *found = NULL;

    (void)pthread_mutex_lock(&store->mutex);
    for (const struct stored *at = store->first; at != NULL && found == NULL; at = at->next) {
        if (at->n == n && strcmp(at->code, code) == 0)
            found = at->call;
    }
    (void)pthread_mutex_unlock(&store->mutex);
    return found;
}

/* Keeps a call; another thread may have been faster, then there are two: harmless. */
static void store_keep(struct call_store *store, int64_t n, struct call *call)
{
    (void)pthread_mutex_lock(&store->mutex);
    struct stored *entry = mem_new(store, struct stored);
    entry->code = mem_text(entry, call->code);
    entry->n = n;
    entry->call = mem_keep(entry, call);
    entry->next = store->first;
    store->first = entry;
    (void)pthread_mutex_unlock(&store->mutex);
}

/* ---- loading ---- */

struct loading {
    const struct call *call;
    const struct call_file *files;
    size_t count;
    const char *sm3;
    int64_t n;
};

/* SM3 over path and bytes of every file, in the order of their paths. */
static const char *files_digest(struct op *op, const struct call_file *files, size_t count)
{
    struct sm3 *digest = sm3_new(op);
    uint8_t raw[SM3_BYTES];
    const char *last = "";

    for (size_t done = 0; done < count; done++) {
        const struct call_file *next = NULL;
        for (size_t i = 0; i < count; i++) {
            if (strcmp(files[i].path, last) > 0 &&
                (next == NULL || strcmp(files[i].path, next->path) < 0))
                next = &files[i];
        }
        if (next == NULL)
            break;
        sm3_add(digest, next->path, strlen(next->path) + 1);
        sm3_add(digest, &next->size, sizeof next->size);
        sm3_add(digest, next->bytes, next->size);
        last = next->path;
    }
    sm3_end(digest, raw);
    return hex_text(op, (struct bytes){ raw, sizeof raw });
}

static enum err load_work(struct op *op, void *arg)
{
    struct loading *loading = arg;
    const char *newest_sm3 = NULL;
    int64_t newest = 0;
    int64_t id = 0;

    enum err e = db_row(op, &call_newest, DB_IN(IN_TEXT(loading->call->code)),
                        DB_OUT(OUT_INT(&newest), OUT_TEXT(&newest_sm3)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    loading->n = newest;
    if (e == OK && strcmp(newest_sm3, loading->sm3) == 0)
        return OK;
    loading->n = newest + 1;
    e = db_row(op, &call_insert,
               DB_IN(IN_TEXT(loading->call->code), IN_INT(loading->n), IN_TEXT(loading->sm3),
                     IN_INT(op->now_ms)),
               DB_OUT(OUT_INT(&id)));
    for (size_t i = 0; e == OK && i < loading->count; i++) {
        const struct call_file *file = &loading->files[i];
        e = db_run(op, &call_file_insert,
                   DB_IN(IN_INT(id), IN_TEXT(file->path),
                         IN_BLOB((const uint8_t *)file->bytes, file->size)),
                   NULL);
    }
    if (e == OK)
        event_add(
            op, "call.load", "call", loading->call->code, 0,
            mem_printf(op, "{\"n\":%lld,\"sm3\":\"%s\"}", (long long)loading->n, loading->sm3));
    return e;
}

void publish_report(struct op *op, const struct finding_list *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->rows[i];
        problem_add(op, &op->problems,
                    &(struct problem){
                        .path = mem_printf(op, "%s:%d:%d",
                                           finding->place.file == NULL ? "" : finding->place.file,
                                           finding->place.line, finding->place.column),
                        .code = finding->code,
                        .clause = finding->clause,
                        .basis = BASIS_SYSTEM,
                        .blocks = finding->severity == FINDING_ERROR,
                        .message = finding->message });
    }
}

enum err publish_load(struct op *op, const struct call_file *files, size_t count,
                      const char **ret_call, int64_t *ret_n)
{
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    enum err e = call_load(op, files, count, &call, &findings);
    if (e != OK) {
        publish_report(op, &findings);
        return e;
    }
    struct loading loading = { call, files, count, files_digest(op, files, count), 0 };
    e = event_tx(op, load_work, &loading);
    if (e != OK)
        return e;
    *ret_call = call->code;
    *ret_n = loading.n;
    return OK;
}

/* ---- reading ---- */

/* The current version of one call, as an operation found it. */
struct call_seen {
    const struct call *call;
    int64_t n;
    struct call_seen *next;
};

static const struct call_seen *seen_before(const struct op *op, const char *code)
{
    const struct call_seen *seen = op->calls;

    while (seen != NULL && strcmp(seen->call->code, code) != 0)
        seen = seen->next;
    return seen;
}

static enum err look_up(struct op *op, const char *code, struct call_seen *ret_seen)
{
    struct call_seen seen = { .next = op->calls };

    enum err e = db_row(op, &call_current, DB_IN(IN_TEXT(code)), DB_OUT(OUT_INT(&seen.n)));
    if (e == OK && seen.n == 0)
        e = fail(op, ERR_NOT_FOUND, "no_such_call", "no published call of that code");
    if (e == OK)
        e = publish_version(op, code, seen.n, &seen.call);
    if (e == OK)
        *ret_seen = seen;
    return e;
}

enum err publish_current(struct op *op, const char *call, const struct call **ret_call,
                         int64_t *ret_n)
{
    struct call_seen found = { 0 };
    const struct call_seen *seen = db_in_tx(op) ? NULL : seen_before(op, call);

    if (seen == NULL) {
        enum err e = look_up(op, call, &found);
        if (e != OK)
            return e;
        seen = &found;
        if (!db_in_tx(op)) {
            op->calls = mem_new(op, struct call_seen);
            *op->calls = found;
        }
    }
    *ret_call = seen->call;
    *ret_n = seen->n;
    return OK;
}

void publish_forget(struct op *op)
{
    op->calls = NULL;
}

enum err publish_files(struct op *op, const char *code, int64_t n, struct call_file **ret_files,
                       size_t *ret_count)
{
    struct db_rows *rows = NULL;
    struct call_file *files = NULL;
    size_t count = 0;
    const char *path = NULL;
    struct bytes bytes = { 0 };

    enum err e = db_query(op, &call_files, DB_IN(IN_TEXT(code), IN_INT(n)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&path), OUT_BLOB(&bytes)))) {
        struct call_file file = { path, (const char *)bytes.data, bytes.size };
        mem_push(op, files, count, file);
    }
    e = db_done(rows);
    if (e == OK && count == 0)
        return fail(op, ERR_NOT_FOUND, "no_such_call", "no version %lld of that call",
                    (long long)n);
    *ret_files = files;
    *ret_count = count;
    return e;
}

enum err publish_version(struct op *op, const char *code, int64_t n, const struct call **ret_call)
{
    struct call_file *files = NULL;
    size_t count = 0;
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    *ret_call = store_find(op->site->calls, code, n);
    if (*ret_call != NULL)
        return OK;
    enum err e = publish_files(op, code, n, &files, &count);
    if (e == OK)
        e = call_load(op, files, count, &call, &findings);
    if (e != OK)
        return e;
    *ret_call = call;
    store_keep(op->site->calls, n, call);
    return OK;
}

enum err publish_list(struct op *op, struct call_versions *ret_list)
{
    struct db_rows *rows = NULL;
    struct call_versions list = { 0 };
    struct call_version row = { 0 };

    enum err e = db_query(op, &call_published, DB_NONE, &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.call), OUT_INT(&row.n), OUT_TEXT(&row.sm3),
                                OUT_INT(&row.loaded_ms), OUT_INT(&row.published_ms))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

static enum err read_versions(struct op *op, const char *call, int64_t n,
                              struct call_versions *ret_list)
{
    struct call_versions list = { 0 };
    struct call_version row = { 0 };
    struct db_rows *rows = NULL;
    int64_t current = 0;

    enum err e = db_query(op, &call_all, DB_IN(IN_TEXT(call), IN_INT(n)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.call), OUT_INT(&row.n), OUT_TEXT(&row.sm3),
                                OUT_INT(&row.loaded_ms), OUT_INT(&row.published_ms),
                                OUT_TEXT(&row.published_by), OUT_INT(&current)))) {
        row.current = current != 0;
        mem_push(op, list.rows, list.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err publish_versions(struct op *op, struct call_versions *ret_list)
{
    return read_versions(op, "", 0, ret_list);
}

enum err publish_find(struct op *op, const char *call, int64_t n, struct call_version *ret_version)
{
    struct call_versions list = { 0 };

    enum err e = read_versions(op, call, n, &list);
    if (e == OK && list.count == 0)
        return fail(op, ERR_NOT_FOUND, "no_such_call", "no version %lld of that call",
                    (long long)n);
    if (e == OK)
        *ret_version = list.rows[0];
    return e;
}
