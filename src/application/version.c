/* SPDX-License-Identifier: Apache-2.0 */
/* version.c: kept copies of the values: named saves, and what was frozen, sent and mended. */
#include "application/internal.h"
#include "application/row.h"

#include "base/mem.h"
#include "event/event.h"

#include <string.h>

enum { VERSIONS_MAX = 500 };

DB_SQL(version_next, "i",
       "SELECT coalesce(max(n), 0) + 1 FROM application_version WHERE application_id = $1");
DB_SQL(version_insert, "iittitbii",
       "INSERT INTO application_version"
       " (application_id, n, kind, name, form_version, digest, sealed, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
DB_SQL(version_list, "i",
       "SELECT v.n, v.kind, v.name, v.digest, v.at_ms, u.name FROM application_version v"
       "  LEFT JOIN app_user u ON u.id = v.user_id WHERE v.application_id = $1 ORDER BY v.n DESC"
       " LIMIT 500");
DB_SQL(version_values, "ii",
       "SELECT sealed FROM application_version WHERE application_id = $1 AND n = $2");

enum err version_add(struct op *op, const struct application *application, const char *kind,
                     const char *name, int64_t *ret_n, const char **ret_digest)
{
    json_t *values = NULL;
    struct sealed_values sealed = { 0 };
    int64_t n = 0;

    enum err e = application_values(op, application, &values);
    if (e == OK)
        e = values_seal(op, application, values, &sealed);
    if (e == OK)
        e = db_row(op, &version_next, DB_IN(IN_INT(application->id)), DB_OUT(OUT_INT(&n)));
    if (e == OK && n > VERSIONS_MAX) {
        fail_arg(op, "max", "%d", VERSIONS_MAX);
        return fail(op, ERR_TOO_LARGE, "too_many_versions", "application has too many versions");
    }
    if (e == OK)
        e = db_run(op, &version_insert,
                   DB_IN(IN_INT(application->id), IN_INT(n), IN_TEXT(kind), IN_TEXT(name),
                         IN_INT(application->form_version), IN_TEXT(sealed.digest),
                         IN_BLOB(sealed.sealed.data, sealed.sealed.size), IN_INT(op->actor.user_id),
                         IN_INT(op->now_ms)),
                   NULL);
    if (e != OK)
        return e;
    *ret_n = n;
    *ret_digest = sealed.digest;
    return OK;
}

struct named {
    const struct application *application;
    const char *name;
    int64_t n;
    const char *digest;
};

static enum err named_work(struct op *op, void *arg)
{
    struct named *named = arg;

    enum err e =
        version_add(op, named->application, "named", named->name, &named->n, &named->digest);
    if (e == OK)
        event_add(
            op, "application.version", "application", named->application->public_id,
            named->application->org_id,
            mem_printf(op, "{\"digest\":\"%s\",\"n\":%lld}", named->digest, (long long)named->n));
    return e;
}

enum err application_keep_version(struct op *op, const char *public_id, const char *name)
{
    struct application application = { 0 };
    struct named named = { .application = &application, .name = name };

    enum err e = application_get(op, public_id, &application);
    if (e == OK && !application_may_edit(op, &application))
        e = fail(op, ERR_CONFLICT, "not_editable", "no versions in state %s", application.state);
    return e == OK ? event_tx(op, named_work, &named) : e;
}

enum err application_version_list(struct op *op, const struct application *application,
                                  struct application_versions *ret_versions)
{
    struct db_rows *rows = NULL;
    struct application_versions list = { 0 };
    struct application_version row = { 0 };

    enum err e = db_query(op, &version_list, DB_IN(IN_INT(application->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.n), OUT_TEXT(&row.kind), OUT_TEXT(&row.name),
                                OUT_TEXT(&row.digest), OUT_INT(&row.at_ms), OUT_TEXT(&row.by))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_versions = list;
    return e;
}

DB_SQL(version_last, "i",
       "SELECT sealed FROM application_version WHERE application_id = $1"
       "   AND kind IN ('sent', 'mended') ORDER BY n DESC LIMIT 1");

enum err application_seen(struct op *op, const struct application *application, json_t **ret_values)
{
    struct bytes sealed = { 0 };
    bool mending = strcmp(application->state, "returned") == 0;

    if (!mending || application->org_id == op->actor.org_id || application_types(op, application))
        return application_values(op, application, ret_values);
    enum err e =
        db_row(op, &version_last, DB_IN(IN_INT(application->id)), DB_OUT(OUT_BLOB(&sealed)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_INTERNAL, "internal", "returned without a sent version");
    return e == OK ? values_open(op, application, sealed, ret_values) : e;
}

enum err application_version_values(struct op *op, const struct application *application, int64_t n,
                                    json_t **ret_values)
{
    struct bytes sealed = { 0 };

    if (n == 0)
        return application_seen(op, application, ret_values);
    enum err e = db_row(op, &version_values, DB_IN(IN_INT(application->id), IN_INT(n)),
                        DB_OUT(OUT_BLOB(&sealed)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no version %lld", (long long)n);
    return e == OK ? values_open(op, application, sealed, ret_values) : e;
}

DB_SQL(version_form, "ii",
       "SELECT form_version FROM application_version WHERE application_id = $1 AND n = $2");

enum err application_as_of(struct op *op, const struct application *application, int64_t n,
                           struct application *ret_then)
{
    struct application then = *application;
    enum err e = n == 0 ? OK
                        : db_row(op, &version_form, DB_IN(IN_INT(application->id), IN_INT(n)),
                                 DB_OUT(OUT_INT(&then.form_version)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no version %lld", (long long)n);
    if (e == OK)
        *ret_then = then;
    return e;
}

enum err application_version_form(struct op *op, const struct application *application, int64_t n,
                                  const struct call **ret_call, const struct form **ret_form)
{
    struct application then = { 0 };

    enum err e = application_as_of(op, application, n, &then);
    return e == OK ? application_form(op, &then, ret_call, ret_form) : e;
}
