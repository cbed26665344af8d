/* SPDX-License-Identifier: Apache-2.0 */
/* pack.c: what an inspector takes away, as one signed archive. */
#include "inspection/inspection.h"

#include "application/application.h"
#include "application/decision.h"
#include "attachment/attachment.h"
#include "base/crypto.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "doc/zip_out.h"
#include "event/event.h"
#include "package/receipt.h"

#include <string.h>

enum { BATCH = 100, PACK_BYTES_MAX = 60 * 1024 * 1024 };

DB_SQL(pack_packages, "ttii",
       "SELECT DISTINCT p.id, p.public_id, p.number, o.name, p.sent_ms, p.receipt FROM package p"
       "  JOIN org o ON o.id = p.org_id JOIN package_item i ON i.package_id = p.id"
       "  JOIN application a ON a.id = i.application_id"
       " WHERE p.call = $1 AND ($2 = '' OR replace($2, ',' || a.track || ',', '') <> $2)"
       "   AND p.id > $3 ORDER BY p.id LIMIT $4");

/* The files of a pack, growing. */
struct packing {
    const struct pack_scope *scope;
    char *applications;
    char *packages;
    char *events;
    char *table; /* events.csv */
    int64_t application_count;
    int64_t package_count;
    int64_t event_count;
};

static size_t length(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static void put_event(struct op *op, struct op *scratch, struct packing *packing,
                      const struct event_line *line)
{
    const struct event *event = &line->event;
    json_t *json = json_own(
        scratch,
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s}", "seq",
                  (json_int_t)event->seq, "at_ms", (json_int_t)event->at_ms, "real_ms",
                  (json_int_t)event->real_ms, "actor_user_id", (json_int_t)event->actor_user_id,
                  "actor_post_id", (json_int_t)event->actor_post_id, "actor_org_id",
                  (json_int_t)event->actor_org_id, "request_id", event->request_id, "action",
                  event->action, "subject_kind", event->subject_kind, "subject_id",
                  event->subject_id, "org_id", (json_int_t)event->org_id, "data", event->data,
                  "prev_hash", event->prev_hash, "hash", event->hash));

    mem_append(op, &packing->events, "%s\n", json_text_of(scratch, json));
    mem_append(op, &packing->table, "%s", event_csv_line(scratch, scratch, line));
    packing->event_count++;
}

/* All events of one thing, newest first. */
static enum err put_events(struct op *op, struct op *scratch, struct packing *packing,
                           const struct event_filter *of)
{
    struct event_filter filter = *of;
    struct event_page page = { .more = true };
    enum err e = OK;

    filter.limit = EVENT_LIST_MAX;
    while (e == OK && page.more) {
        page = (struct event_page){ 0 };
        e = event_page(scratch, &filter, &page);
        for (size_t i = 0; e == OK && i < page.count; i++)
            put_event(op, scratch, packing, &page.rows[i]);
        if (page.more)
            filter.before_seq = page.rows[page.count - 1].event.seq;
    }
    return e;
}

/* ---- applications ---- */

static enum err add_versions(struct op *op, const struct application *application, json_t *json)
{
    struct application_versions list = { 0 };
    json_t *rows = json_array();

    (void)json_object_set_new(json, "versions", rows);
    enum err e = application_version_list(op, application, &list);
    for (size_t i = 0; e == OK && i < list.count; i++)
        (void)json_array_append_new(
            rows, json_pack("{s:I, s:s, s:s, s:s}", "n", (json_int_t)list.rows[i].n, "kind",
                            list.rows[i].kind, "digest", list.rows[i].digest, "at",
                            time_text(op, list.rows[i].at_ms, ZONE_SHANGHAI_MINUTES)));
    return e;
}

static enum err add_files(struct op *op, const struct application *application, json_t *json)
{
    struct attachment_list list = { 0 };
    json_t *rows = json_array();

    (void)json_object_set_new(json, "files", rows);
    enum err e = attachment_list(op, application->id, &list);
    for (size_t i = 0; e == OK && i < list.count; i++)
        (void)json_array_append_new(rows, json_pack("{s:s, s:s, s:I, s:o}", "name",
                                                    list.rows[i].name, "kind", list.rows[i].kind,
                                                    "size", (json_int_t)list.rows[i].size, "sm3",
                                                    text_or_null(list.rows[i].sm3)));
    return e;
}

static enum err add_decisions(struct op *op, const struct application *application, json_t *json)
{
    struct decision_list list = { 0 };
    json_t *rows = json_array();

    (void)json_object_set_new(json, "decisions", rows);
    enum err e = decision_all(op, application->id, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct decision *decision = &list.rows[i];
        json_t *reasons = json_array();
        for (size_t k = 0; k < decision->reason_count; k++)
            (void)json_array_append_new(reasons, text_or_null(decision->reasons[k].text));
        (void)json_array_append_new(
            rows, json_pack("{s:s, s:o, s:o, s:s}", "action", decision->action, "by",
                            text_or_null(decision->by), "reasons", reasons, "at",
                            time_text(op, decision->at_ms, ZONE_SHANGHAI_MINUTES)));
    }
    return e;
}

static enum err add_values(struct op *op, const struct application *application, json_t *json)
{
    const struct call *call = NULL;
    const struct form *form = NULL;
    json_t *values = NULL;

    enum err e = application_form(op, application, &call, &form);
    if (e == OK)
        e = application_seen(op, application, &values);
    if (e == OK)
        (void)json_object_set(json, "values", form_mask(op, form, values));
    return e;
}

/* One line of applications.jsonl, and the events of it. */
static enum err put_application(struct op *op, struct op *scratch, struct packing *packing,
                                const struct application *application)
{
    const struct event_filter events = { .item = application->public_id };
    json_t *json =
        json_own(scratch, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id",
                                    application->public_id, "code", application->code, "track",
                                    application->track, "unit", application->org_name,
                                    "recommender", application->recommender_name, "title",
                                    application->title, "state", application->state, "sent",
                                    time_text(scratch, application->sent_ms, ZONE_SHANGHAI_MINUTES),
                                    "digest", application->digest));

    enum err e = add_values(scratch, application, json);
    if (e == OK)
        e = add_versions(scratch, application, json);
    if (e == OK)
        e = add_files(scratch, application, json);
    if (e == OK)
        e = add_decisions(scratch, application, json);
    if (e == OK)
        e = put_events(op, scratch, packing, &events);
    if (e != OK)
        return e;
    mem_append(op, &packing->applications, "%s\n", json_text_of(scratch, json));
    packing->application_count++;
    return OK;
}

/* An op for a batch, so that memory holds the files only. */
static struct op *scratch_of(struct op *op)
{
    struct op *scratch = op_new(op->db, op->now_ms, op->real_ms);

    scratch->site = op->site;
    return scratch;
}

static enum err end_scratch(struct op *op, struct op *scratch, enum err e)
{
    if (e != OK)
        e = fail(op, e, scratch->failure.reason, "%s", scratch->failure.detail);
    op_free(scratch);
    return e;
}

static enum err check_size(struct op *op, const struct packing *packing)
{
    size_t size = length(packing->applications) + length(packing->packages) +
                  length(packing->events) + length(packing->table);

    if (size <= PACK_BYTES_MAX && packing->application_count <= PACK_APPLICATIONS_MAX)
        return OK;
    return fail(op, ERR_TOO_LARGE, "pack_too_large", "pack has %zu bytes", size);
}

static enum err put_applications(struct op *op, struct packing *packing)
{
    struct application_list list = { .count = BATCH };
    int64_t after_id = 0;
    enum err e = OK;

    while (e == OK && list.count == BATCH) {
        struct op *scratch = scratch_of(op);
        list = (struct application_list){ 0 };
        e = application_sent_list(scratch, packing->scope->call, packing->scope->tracks, after_id,
                                  BATCH, &list);
        for (size_t i = 0; e == OK && i < list.count; i++)
            e = put_application(op, scratch, packing, &list.rows[i]);
        if (list.count > 0)
            after_id = list.rows[list.count - 1].id;
        e = end_scratch(op, scratch, e);
        if (e == OK)
            e = check_size(op, packing);
    }
    return e;
}

/* ---- packages ---- */

struct sent_package {
    int64_t id;
    const char *public_id;
    const char *number;
    const char *unit;
    int64_t sent_ms;
    const char *receipt;
};

static enum err put_package(struct op *op, struct op *scratch, struct packing *packing,
                            const struct sent_package *package)
{
    struct event *events = NULL;
    size_t count = 0;
    const struct event_query query = { .by = EVENT_BY_SUBJECT,
                                       .subject_kind = "package",
                                       .subject_id = package->public_id,
                                       .limit = EVENT_LIST_MAX };
    json_t *json =
        json_own(scratch, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", package->public_id, "number",
                                    package->number, "unit", package->unit, "sent",
                                    time_text(scratch, package->sent_ms, ZONE_SHANGHAI_MINUTES),
                                    "receipt", package->receipt));

    enum err e = event_list(scratch, &query, &events, &count);
    for (size_t i = 0; e == OK && i < count; i++)
        put_event(op, scratch, packing,
                  &(struct event_line){ .event = events[i], .org = package->unit });
    if (e != OK)
        return e;
    mem_append(op, &packing->packages, "%s\n", json_text_of(scratch, json));
    packing->package_count++;
    return OK;
}

static enum err packages_after(struct op *op, const struct pack_scope *scope, int64_t after_id,
                               struct sent_package **ret_rows, size_t *ret_count)
{
    struct sent_package row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(
        op, &pack_packages,
        DB_IN(IN_TEXT(scope->call), IN_TEXT(scope->tracks), IN_INT(after_id), IN_INT(BATCH)),
        &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_TEXT(&row.number),
                             OUT_TEXT(&row.unit), OUT_INT(&row.sent_ms), OUT_TEXT(&row.receipt))))
        mem_push(op, *ret_rows, *ret_count, row);
    return db_done(rows);
}

static enum err put_packages(struct op *op, struct packing *packing)
{
    size_t count = BATCH;
    int64_t after_id = 0;
    enum err e = OK;

    while (e == OK && count == BATCH) {
        struct op *scratch = scratch_of(op);
        struct sent_package *list = NULL;
        count = 0;
        e = packages_after(scratch, packing->scope, after_id, &list, &count);
        for (size_t i = 0; e == OK && i < count; i++)
            e = put_package(op, scratch, packing, &list[i]);
        if (count > 0)
            after_id = list[count - 1].id;
        e = end_scratch(op, scratch, e);
        if (e == OK)
            e = check_size(op, packing);
    }
    return e;
}

/* ---- the archive ---- */

static enum err sign_manifest(struct op *op, const struct packing *packing, json_t *files,
                              const char **ret_text)
{
    const struct pack_scope *scope = packing->scope;
    struct event_head head = { 0 };

    enum err e = event_head(op, &head);
    if (e != OK)
        return e;
    json_t *manifest =
        json_own(op, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:{s:I, s:s}, s:O}",
                               "kind", "dianjiang.audit.1", "letter", scope->letter, "issuer",
                               scope->issuer, "call", scope->call, "tracks", scope->tracks, "made",
                               time_text(op, op->now_ms, ZONE_SHANGHAI_MINUTES), "applications",
                               (json_int_t)packing->application_count, "packages",
                               (json_int_t)packing->package_count, "events",
                               (json_int_t)packing->event_count, "chain", "seq",
                               (json_int_t)head.seq, "hash", head.hash, "files", files));
    return receipt_sign(op, op->site->keys, manifest, ret_text);
}

static enum err archive(struct op *op, const struct packing *packing, struct bytes *ret_bytes)
{
    const struct {
        const char *name;
        const char *text;
    } files[] = {
        { "applications.jsonl", or_empty(packing->applications) },
        { "events.csv", or_empty(packing->table) },
        { "events.jsonl", or_empty(packing->events) },
        { "packages.jsonl", or_empty(packing->packages) },
    };
    json_t *list = json_own(op, json_array());
    struct zip_out *zip = NULL;
    const char *manifest = NULL;

    enum err e = zip_out_new(op, &zip);
    if (e != OK)
        return e;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        size_t size = strlen(files[i].text);
        zip_out_add(zip, files[i].name, (struct bytes){ (const uint8_t *)files[i].text, size },
                    false);
        (void)json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "name", files[i].name,
                                                    "size", (json_int_t)size, "sm3",
                                                    sm3_hex(op, files[i].text, size)));
    }
    e = sign_manifest(op, packing, list, &manifest);
    if (e != OK)
        return e;
    zip_out_add(zip, "manifest.json", (struct bytes){ (const uint8_t *)manifest, strlen(manifest) },
                false);
    return zip_out_done(op, zip, ret_bytes);
}

enum err pack_build(struct op *op, const struct pack_scope *scope, struct bytes *ret_bytes)
{
    struct packing packing = { .scope = scope };

    mem_append(op, &packing.table, "%s", event_csv_line(op, op, NULL));
    enum err e = put_applications(op, &packing);
    if (e == OK)
        e = put_packages(op, &packing);
    return e == OK ? archive(op, &packing, ret_bytes) : e;
}
