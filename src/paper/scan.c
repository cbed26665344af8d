/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: the job that reads an uploaded scan, and what it kept. */
#include "paper/scan.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "doc/reader.h"
#include "event/event.h"
#include "paper/scan_judge.h"
#include "paper/twin.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

DB_SQL(scan_delete, "i", "DELETE FROM attachment_scan WHERE attachment_id = $1");
DB_SQL(scan_code_delete, "i", "DELETE FROM attachment_scan_code WHERE attachment_id = $1");
DB_SQL(scan_insert, "ititi",
       "INSERT INTO attachment_scan (attachment_id, state, page_count, unread, read_ms)"
       " VALUES ($1, $2, $3, $4, $5)");
DB_SQL(scan_code_insert, "iiit",
       "INSERT INTO attachment_scan_code (attachment_id, n, file_page, code)"
       " VALUES ($1, $2, $3, $4)");

#define SCAN_SELECT                                                                                \
    "SELECT t.id, t.public_id, t.kind, coalesce(s.state, ''), coalesce(s.page_count, 0),"          \
    " coalesce(s.unread, '') FROM attachment t"                                                    \
    "  LEFT JOIN attachment_scan s ON s.attachment_id = t.id"                                      \
    " WHERE t.state = 'ready' AND t.type IN ('application/pdf', 'image/jpeg', 'image/png',"        \
    " 'image/tiff')"
#define SCAN_CODE_SELECT                                                                           \
    "SELECT c.attachment_id, c.file_page, c.code FROM attachment_scan_code c"                      \
    "  JOIN attachment t ON t.id = c.attachment_id WHERE t.state = 'ready'"

DB_SQL(scans_of_application, "i", SCAN_SELECT " AND t.application_id = $1 ORDER BY t.id");
DB_SQL(scans_of_package, "i", SCAN_SELECT " AND t.package_id = $1 ORDER BY t.id");
DB_SQL(scan_codes_of_application, "i",
       SCAN_CODE_SELECT " AND t.application_id = $1 ORDER BY c.attachment_id, c.n");
DB_SQL(scan_codes_of_package, "i",
       SCAN_CODE_SELECT " AND t.package_id = $1 ORDER BY c.attachment_id, c.n");

/* ---- reading ---- */

struct keeping {
    const struct attachment *attachment;
    const json_t *json; /* of scan_in.h, NULL: unreadable */
};

/* "3,7" */
static const char *unread_text(struct op *op, const json_t *json)
{
    const json_t *unread = json_object_get(json, "unread");
    char *text = mem_text(op, "");

    for (size_t i = 0; i < json_array_size(unread); i++)
        mem_append(op, &text, "%s%" JSON_INTEGER_FORMAT, i == 0 ? "" : ",",
                   json_integer_value(json_object_get(json_array_get(unread, i), "page")));
    return text;
}

/* Codes of others may say anything about anybody: they are not kept. */
static enum err keep_codes(struct op *op, const struct keeping *keeping, int64_t *ret_count)
{
    const json_t *codes = json_object_get(keeping->json, "codes");
    int64_t n = 0;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < json_array_size(codes); i++) {
        const json_t *row = json_array_get(codes, i);
        const char *text = json_text_get(row, "text");
        const struct twin twin = twin_parse(op, text);
        if (twin.kind == TWIN_NONE)
            continue;
        e = db_run(op, &scan_code_insert,
                   DB_IN(IN_INT(keeping->attachment->id), IN_INT(n++),
                         IN_INT(json_integer_value(json_object_get(row, "page"))), IN_TEXT(text)),
                   NULL);
    }
    *ret_count = n;
    return e;
}

static enum err keep_work(struct op *op, void *arg)
{
    static const char *const subjects[] = { "application", "package", "round" };
    const struct keeping *keeping = arg;
    const struct attachment *attachment = keeping->attachment;
    int64_t pages = json_integer_value(json_object_get(keeping->json, "pages"));
    int64_t count = 0;

    enum err e = db_run(op, &scan_code_delete, DB_IN(IN_INT(attachment->id)), NULL);
    if (e == OK)
        e = db_run(op, &scan_delete, DB_IN(IN_INT(attachment->id)), NULL);
    if (e == OK)
        e = db_run(op, &scan_insert,
                   DB_IN(IN_INT(attachment->id),
                         IN_TEXT(keeping->json == NULL ? "unreadable" : "read"), IN_INT(pages),
                         IN_TEXT(unread_text(op, keeping->json)), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        e = keep_codes(op, keeping, &count);
    if (e == OK)
        event_add(op, "attachment.scan", subjects[attachment->holder], attachment->owner, 0,
                  mem_printf(op,
                             "{\"attachment\":\"%s\",\"codes\":%" PRId64 ",\"pages\":%" PRId64 "}",
                             attachment->public_id, count, pages));
    return e;
}

/* The reading process as where the chunks of an attachment go. */
struct to_reader {
    bool (*take)(void *to, struct bytes piece);
    void *to;
};

static bool hand_on(void *arg, int64_t offset, struct bytes chunk)
{
    const struct to_reader *reader = arg;

    (void)offset;
    return reader->take(reader->to, chunk);
}

static enum err each_chunk(struct op *op, const void *arg,
                           bool (*take)(void *to, struct bytes piece), void *to)
{
    return attachment_each(op, arg, hand_on, &(struct to_reader){ take, to });
}

enum err scan_read(struct op *op, const char *payload)
{
    struct attachment attachment = { 0 };
    struct reader_source source = { .each = each_chunk, .arg = &attachment };
    const struct reader_question question = { .kind = READER_SCAN, .source = &source };
    struct reader_reply reply = { 0 };

    enum err e = attachment_open(op, strtoll(payload, NULL, 10), &attachment);
    if (e == ERR_NOT_FOUND) { /* removed meanwhile */
        op_forgive(op);
        return OK;
    }
    source.size = (size_t)attachment.size;
    if (e == OK)
        e = documents_ask(op, op->site->documents, &question, &reply);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE) {
        op_forgive(op);
        e = OK;
    }
    return e == OK ? event_tx(op, keep_work, &(struct keeping){ &attachment, reply.json }) : e;
}

/* ---- what was kept ---- */

static enum err read_scans(struct op *op, const struct db_sql *sql, int64_t id,
                           struct scan_seen **ret_seen, size_t *ret_count)
{
    struct db_rows *rows = NULL;
    struct scan_seen row = { 0 };
    struct scan_seen *seen = NULL;
    size_t count = 0;

    enum err e = db_query(op, sql, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows,
                   DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.attachment), OUT_TEXT(&row.kind),
                          OUT_TEXT(&row.state), OUT_INT(&row.page_count), OUT_TEXT(&row.unread))))
        mem_push(op, seen, count, row);
    e = db_done(rows);
    *ret_seen = seen;
    *ret_count = count;
    return e;
}

static enum err read_codes(struct op *op, const struct db_sql *sql, int64_t id,
                           struct scan_seen *seen, size_t count)
{
    struct db_rows *rows = NULL;
    int64_t attachment = 0;
    int64_t file_page = 0;
    const char *code = NULL;

    enum err e = db_query(op, sql, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&attachment), OUT_INT(&file_page), OUT_TEXT(&code)))) {
        for (size_t i = 0; i < count; i++) {
            if (seen[i].id == attachment)
                mem_push(op, seen[i].pages, seen[i].count,
                         ((struct scan_page){ file_page, twin_parse(op, code) }));
        }
    }
    return db_done(rows);
}

static const struct {
    const struct db_sql *scans;
    const struct db_sql *codes;
} selects[] = {
    [HOLDER_APPLICATION] = { &scans_of_application, &scan_codes_of_application },
    [HOLDER_PACKAGE] = { &scans_of_package, &scan_codes_of_package },
};

/* Kinds whose pages are ours; of other files only what names this application is told. */
static bool bears_codes(const char *kind)
{
    return strcmp(kind, "stamped_scan") == 0 || strcmp(kind, "letter_scan") == 0;
}

static enum err list_of(struct op *op, enum holder_kind kind, int64_t id,
                        const struct scan_expected *expected, struct scan_list *ret_list)
{
    struct scan_list list = { 0 };
    struct scan_seen *seen = NULL;
    size_t count = 0;

    enum err e = read_scans(op, selects[kind].scans, id, &seen, &count);
    if (e == OK)
        e = read_codes(op, selects[kind].codes, id, seen, count);
    for (size_t i = 0; e == OK && i < count; i++) {
        struct scan scan = scan_judge(op, expected, &seen[i]);
        bool says =
            scan.verdict == SCAN_SAME || scan.verdict == SCAN_MISSING || scan.verdict == SCAN_OTHER;
        if (says || bears_codes(scan.kind))
            mem_push(op, list.rows, list.count, scan);
    }
    if (e == OK)
        *ret_list = list;
    return e;
}

static enum err list_of_application(struct op *op, const struct application *application,
                                    struct scan_list *ret_list)
{
    struct scan_expected expected = { 0 };

    enum err e = scan_expect(op, application, &expected);
    return e == OK ? list_of(op, HOLDER_APPLICATION, application->id, &expected, ret_list) : e;
}

enum err scan_list(struct op *op, enum holder_kind kind, const char *owner,
                   struct scan_list *ret_list)
{
    struct application application = { 0 };
    struct package package = { 0 };
    enum err e = OK;

    if (kind == HOLDER_APPLICATION) {
        e = application_get(op, owner, &application);
        return e == OK ? list_of_application(op, &application, ret_list) : e;
    }
    e = package_get(op, owner, &package);
    if (e != OK)
        return e;
    const struct scan_expected expected = { .package = package.public_id };
    return list_of(op, HOLDER_PACKAGE, package.id, &expected, ret_list);
}

const struct scan *scan_newest(const struct scan_list *list, const char *kind)
{
    for (size_t i = list->count; i > 0; i--) {
        if (strcmp(list->rows[i - 1].kind, kind) == 0)
            return &list->rows[i - 1];
    }
    return NULL;
}

enum err scan_warning(struct op *op, const struct application *application, const char **ret_text)
{
    struct scan_list list = { 0 };

    enum err e = list_of_application(op, application, &list);
    if (e != OK)
        return e;
    const struct scan *scan = scan_newest(&list, "stamped_scan");
    bool wrong = scan != NULL && (scan->verdict == SCAN_OTHER || scan->verdict == SCAN_MISSING ||
                                  scan->verdict == SCAN_FOREIGN);
    *ret_text = wrong ? scan->text : NULL;
    return OK;
}
