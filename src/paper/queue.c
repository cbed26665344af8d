/* SPDX-License-Identifier: Apache-2.0 */
/* queue.c: asking for files, making them in the background, keeping them sealed for a day. */
#include "paper/queue.h"

#include "application/document.h"
#include "base/crypto.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "doc/worker.h"
#include "doc/zip_out.h"
#include "event/event.h"
#include "job/job.h"
#include "org/role.h"

#include <string.h>

enum { CHUNK_BYTES = 1 << 20, HOUR_MS = 3600000 };

#define FILE_SELECT                                                                                \
    "SELECT f.id, f.public_id, f.kind, f.ids, f.item_count, f.done_count, f.size, f.type,"         \
    " f.error, f.asked_ms, f.user_id, f.post_id, f.org_id, f.role, u.name"                         \
    "  FROM paper_file f JOIN app_user u ON u.id = f.user_id"

DB_SQL(file_insert, "tiiiittii",
       "INSERT INTO paper_file (public_id, user_id, post_id, org_id, role, kind, ids, item_count,"
       " asked_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
DB_SQL(file_own, "ti", FILE_SELECT " WHERE f.public_id = $1 AND f.user_id = $2");
DB_SQL(file_list, "ii", FILE_SELECT " WHERE f.user_id = $1 ORDER BY f.id DESC LIMIT $2");
DB_SQL(file_to_make, "t", FILE_SELECT " WHERE f.public_id = $1 AND f.size = 0 AND f.error = ''");
DB_SQL(file_progress, "ii", "UPDATE paper_file SET done_count = $2 WHERE id = $1");
DB_SQL(file_made, "iit",
       "UPDATE paper_file SET size = $2, type = $3, done_count = item_count"
       " WHERE id = $1 AND size = 0");
DB_SQL(file_failed, "it", "UPDATE paper_file SET error = $2 WHERE id = $1 AND size = 0");
DB_SQL(file_chunk_insert, "iib",
       "INSERT INTO paper_file_chunk (file_id, n, sealed) VALUES ($1, $2, $3)");
DB_SQL(file_chunk_of, "ii", "SELECT sealed FROM paper_file_chunk WHERE file_id = $1 AND n = $2");
DB_SQL(file_chunks_old, "i",
       "DELETE FROM paper_file_chunk WHERE file_id IN (SELECT id FROM paper_file"
       " WHERE asked_ms < $1)");
DB_SQL(file_delete_old, "i", "DELETE FROM paper_file WHERE asked_ms < $1");

static enum err read_files(struct op *op, const struct db_sql *sql, const struct db_in *in,
                           struct paper_files *ret_files)
{
    struct paper_files files = { 0 };
    struct paper_file row = { 0 };
    struct db_rows *rows = NULL;
    int64_t role = 0;

    enum err e = db_query(op, sql, in, &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_TEXT(&row.kind),
                             OUT_TEXT(&row.ids), OUT_INT(&row.item_count), OUT_INT(&row.done_count),
                             OUT_INT(&row.size), OUT_TEXT(&row.type), OUT_TEXT(&row.error),
                             OUT_INT(&row.asked_ms), OUT_INT(&row.actor.user_id),
                             OUT_INT(&row.actor.post_id), OUT_INT(&row.actor.org_id),
                             OUT_INT(&role), OUT_TEXT(&row.actor.name)))) {
        row.actor.role = (int)role;
        row.actor.perms = role_perms((enum role)role);
        mem_push(op, files.rows, files.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_files = files;
    return e;
}

static enum err one_file(struct op *op, const struct db_sql *sql, const struct db_in *in,
                         struct paper_file *ret_file)
{
    struct paper_files files = { 0 };

    enum err e = read_files(op, sql, in, &files);
    if (e == OK && files.count == 0)
        return fail(op, ERR_NOT_FOUND, "not_found", "no such file of this actor");
    if (e == OK)
        *ret_file = files.rows[0];
    return e;
}

/* ---- asking ---- */

struct asking {
    const char *kind;
    const char *ids;
    const char *public_id;
    size_t count;
};

static enum err ask_work(struct op *op, void *arg)
{
    const struct asking *asking = arg;

    enum err e = db_run(op, &file_insert,
                        DB_IN(IN_TEXT(asking->public_id), IN_INT(op->actor.user_id),
                              IN_INT(op->actor.post_id), IN_INT(op->actor.org_id),
                              IN_INT(op->actor.role), IN_TEXT(asking->kind), IN_TEXT(asking->ids),
                              IN_INT((int64_t)asking->count), IN_INT(op->now_ms)),
                        NULL);
    if (e == OK)
        e = job_add(op, "paper.file", asking->public_id, 0, NULL);
    if (e == OK)
        event_add(op, "paper.ask", "paper_file", asking->public_id, op->actor.org_id,
                  mem_printf(op, "{\"kind\":\"%s\",\"items\":%zu}", asking->kind, asking->count));
    return e;
}

enum err queue_ask(struct op *op, const char *kind, const char *const *ids, size_t count,
                   struct paper_file *ret_file)
{
    struct asking asking = { .kind = kind, .public_id = random_public_id(op), .count = count };
    char *lines = mem_text(op, "");

    if (count == 0 || (strcmp(kind, "dossier") == 0 && count != 1))
        return fail(op, ERR_INVALID, "no_items", "%zu items", count);
    if (count > QUEUE_ITEMS_MAX) {
        fail_arg(op, "max", "%d", QUEUE_ITEMS_MAX);
        return fail(op, ERR_TOO_LARGE, "queue_items", "%zu items", count);
    }
    for (size_t i = 0; i < count; i++) {
        struct application application = { 0 };
        enum err e = application_get(op, ids[i], &application);
        if (e != OK)
            return e;
        mem_append(op, &lines, "%s\n", application.public_id);
    }
    asking.ids = lines;
    enum err e = event_tx(op, ask_work, &asking);
    return e == OK ? queue_get(op, asking.public_id, ret_file) : e;
}

enum err queue_get(struct op *op, const char *public_id, struct paper_file *ret_file)
{
    return one_file(op, &file_own, DB_IN(IN_TEXT(public_id), IN_INT(op->actor.user_id)), ret_file);
}

enum err queue_list(struct op *op, struct paper_files *ret_files)
{
    return read_files(op, &file_list, DB_IN(IN_INT(op->actor.user_id), IN_INT(QUEUE_LIST_MAX)),
                      ret_files);
}

/* ---- keeping ---- */

static struct seal_place place_of(struct op *op, const struct paper_file *file, int64_t n)
{
    return (struct seal_place){ "paper_file_chunk", "sealed",
                                mem_printf(op, "%s/%lld", file->public_id, (long long)n) };
}

struct taken {
    const struct paper_file *file;
};

static enum err taken_work(struct op *op, void *arg)
{
    const struct taken *taken = arg;

    event_add(op, "paper.take", "paper_file", taken->file->public_id, op->actor.org_id,
              mem_printf(op, "{\"kind\":\"%s\"}", taken->file->kind));
    return OK;
}

enum err queue_read(struct op *op, const char *public_id, struct paper_file *ret_file,
                    struct bytes *ret_bytes)
{
    struct paper_file file = { 0 };
    int64_t at = 0;

    enum err e = queue_get(op, public_id, &file);
    if (e == OK && file.size == 0)
        e = fail(op, ERR_NOT_FOUND, "not_found", "file is not made yet");
    if (e != OK)
        return e;
    uint8_t *bytes = mem_array(op, uint8_t, (size_t)file.size + 1);
    for (int64_t n = 0; e == OK && at < file.size; n++) {
        struct seal_place place = place_of(op, &file, n);
        struct bytes sealed = { 0 };
        struct bytes plain = { 0 };
        e = db_row(op, &file_chunk_of, DB_IN(IN_INT(file.id), IN_INT(n)),
                   DB_OUT(OUT_BLOB(&sealed)));
        if (e == OK)
            e = keys_open(op, op->site->keys, &place, sealed, &plain);
        if (e == ERR_NOT_FOUND || (e == OK && at + (int64_t)plain.size > file.size))
            return fail(op, ERR_INTERNAL, "internal", "file lacks a piece");
        if (e == OK)
            memcpy(bytes + at, plain.data, plain.size);
        at += (int64_t)plain.size;
    }
    if (e == OK)
        e = event_tx(op, taken_work, &(struct taken){ &file });
    if (e != OK)
        return e;
    *ret_file = file;
    *ret_bytes = (struct bytes){ bytes, (size_t)file.size };
    return OK;
}

/* ---- the job ---- */

struct making {
    struct job *job;
    struct paper_file file;
    const char **ids;
    size_t count;
    struct zip_out *zip;
    struct bytes bytes;
    const char *type;
    size_t total; /* bytes so far */
};

static void split_ids(struct op *op, struct making *making)
{
    const char *at = making->file.ids;

    while (*at != '\0') {
        size_t size = strcspn(at, "\n");
        const char *id = mem_text_max(op, at, size);
        mem_push(op, making->ids, making->count, id);
        at += size + (at[size] == '\n');
    }
}

static enum err form_of(struct op *op, const char *id, struct application *ret_application,
                        struct document **ret_document)
{
    struct form_paper paper = { 0 };

    enum err e = application_get(op, id, ret_application);
    if (e == OK)
        e = application_paper(op, ret_application, 0, false, &paper);
    if (e == OK)
        *ret_document = form_document(op, &paper);
    return e;
}

static enum err progress(struct op *op, struct making *making, size_t done)
{
    enum err e =
        db_run(op, &file_progress, DB_IN(IN_INT(making->file.id), IN_INT((int64_t)done)), NULL);

    return e == OK ? job_progress(op, making->job, (int64_t)done, (int64_t)making->count) : e;
}

static enum err take_pdf(struct op *op, struct making *making, const struct document *document,
                         struct bytes *ret_bytes)
{
    struct pdf pdf = { 0 };

    enum err e = documents_pdf(op, op->site->documents, document, &pdf);
    if (e != OK)
        return e;
    making->total += pdf.bytes.size;
    if (making->total > QUEUE_BYTES_MAX) {
        fail_arg(op, "max", "%d", QUEUE_ITEMS_MAX);
        return fail(op, ERR_TOO_LARGE, "queue_items", "files of over %d bytes", QUEUE_BYTES_MAX);
    }
    *ret_bytes = pdf.bytes;
    return OK;
}

/* One PDF of the items from..to. */
static enum err make_batch(struct op *op, struct making *making, size_t from, size_t to,
                           struct bytes *ret_bytes)
{
    struct document *first = NULL;

    for (size_t i = from; i < to; i++) {
        struct application application = { 0 };
        struct document *one = NULL;
        enum err e = form_of(op, making->ids[i], &application, &one);
        if (e != OK)
            return e;
        if (first == NULL)
            first = one;
        else
            document_join(first, one);
    }
    return take_pdf(op, making, first, ret_bytes);
}

static enum err make_pdf(struct op *op, struct making *making)
{
    struct bytes bytes = { 0 };
    enum err e = OK;

    making->type = "application/pdf";
    if (making->count <= QUEUE_BATCH)
        return make_batch(op, making, 0, making->count, &making->bytes);
    making->type = "application/zip";
    e = zip_out_new(op, &making->zip);
    for (size_t from = 0; e == OK && from < making->count; from += QUEUE_BATCH) {
        size_t to = from + QUEUE_BATCH < making->count ? from + QUEUE_BATCH : making->count;
        e = make_batch(op, making, from, to, &bytes);
        if (e == OK)
            zip_out_add(making->zip, mem_printf(op, "%03zu-%03zu.pdf", from + 1, to), bytes, true);
        if (e == OK)
            e = progress(op, making, to);
    }
    return e == OK ? zip_out_done(op, making->zip, &making->bytes) : e;
}

static enum err make_zip(struct op *op, struct making *making)
{
    enum err e = zip_out_new(op, &making->zip);

    making->type = "application/zip";
    for (size_t i = 0; e == OK && i < making->count; i++) {
        struct application application = { 0 };
        struct document *document = NULL;
        struct bytes bytes = { 0 };
        e = form_of(op, making->ids[i], &application, &document);
        if (e == OK)
            e = take_pdf(op, making, document, &bytes);
        if (e == OK)
            zip_out_add(making->zip, mem_printf(op, "%03zu-%s.pdf", i + 1, application.code), bytes,
                        true);
        if (e == OK)
            e = progress(op, making, i + 1);
    }
    return e == OK ? zip_out_done(op, making->zip, &making->bytes) : e;
}

static enum err make_dossier(struct op *op, struct making *making)
{
    making->type = "application/zip";
    return dossier_build(op, making->ids[0], &making->bytes);
}

static enum err store_work(struct op *op, void *arg)
{
    struct making *making = arg;
    const struct bytes *bytes = &making->bytes;
    enum err e = OK;

    for (size_t at = 0; e == OK && at < bytes->size; at += CHUNK_BYTES) {
        size_t size = bytes->size - at < CHUNK_BYTES ? bytes->size - at : CHUNK_BYTES;
        int64_t n = (int64_t)(at / CHUNK_BYTES);
        struct seal_place place = place_of(op, &making->file, n);
        struct bytes sealed = { 0 };
        e = keys_seal(op, op->site->keys, &place, (struct bytes){ bytes->data + at, size },
                      &sealed);
        if (e == OK)
            e = db_run(op, &file_chunk_insert,
                       DB_IN(IN_INT(making->file.id), IN_INT(n), IN_BLOB(sealed.data, sealed.size)),
                       NULL);
    }
    if (e == OK)
        e = db_run(
            op, &file_made,
            DB_IN(IN_INT(making->file.id), IN_INT((int64_t)bytes->size), IN_TEXT(making->type)),
            NULL);
    return e == OK ? job_done(op, making->job, "") : e;
}

static const struct {
    const char *kind;
    enum err (*make)(struct op *op, struct making *making);
} makers[] = { { "pdf", make_pdf }, { "zip", make_zip }, { "dossier", make_dossier } };

static enum err make_and_store(struct op *op, struct making *making)
{
    enum err e = ERR_NOT_FOUND;

    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        if (strcmp(makers[i].kind, making->file.kind) == 0)
            e = makers[i].make(op, making);
    }
    return e == OK ? db_tx(op, store_work, making, NULL) : e;
}

enum err queue_job(struct op *op, struct job *job)
{
    struct making making = { .job = job };

    enum err e = one_file(op, &file_to_make, DB_IN(IN_TEXT(job->payload)), &making.file);
    if (e == ERR_NOT_FOUND) { /* made already, or gone */
        op_forgive(op);
        return OK;
    }
    if (e != OK)
        return e;
    op->actor = making.file.actor;
    split_ids(op, &making);
    e = make_and_store(op, &making);
    if (e == ERR_TOO_LARGE || e == ERR_NOT_FOUND) { /* final: the page tells */
        enum err kept = db_run(op, &file_failed,
                               DB_IN(IN_INT(making.file.id), IN_TEXT(op->failure.reason)), NULL);
        return kept == OK ? e : kept;
    }
    return e;
}

enum err queue_sweep(struct op *op, int64_t *ret_count)
{
    int64_t before_ms = op->now_ms - (int64_t)QUEUE_KEPT_HOURS * HOUR_MS;

    enum err e = db_run(op, &file_chunks_old, DB_IN(IN_INT(before_ms)), NULL);
    return e == OK ? db_run(op, &file_delete_old, DB_IN(IN_INT(before_ms)), ret_count) : e;
}
