/* SPDX-License-Identifier: Apache-2.0 */
/* erase.c: taking the personal values and the files of an application out for good. */
#include "application/duplicate.h"
#include "application/internal.h"

#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "demand/public.h"
#include "event/event.h"
#include "expert/expert.h"
#include "package/package.h"
#include "privacy/erase.h"

#include <string.h>

DB_SQL(erase_lock, "i", "UPDATE application SET changed_ms = changed_ms WHERE id = $1");
DB_SQL(erase_set_values, "ib",
       "UPDATE application_values SET sealed = $2 WHERE application_id = $1");
DB_SQL(erase_versions, "i",
       "SELECT n, form_version, sealed FROM application_version WHERE application_id = $1"
       " ORDER BY n");
DB_SQL(erase_set_version, "iib",
       "UPDATE application_version SET sealed = $3 WHERE application_id = $1 AND n = $2");
DB_SQL(erase_kept, "i", "DELETE FROM application_kept WHERE application_id = $1");
DB_SQL(erase_chunks, "i",
       "DELETE FROM attachment_chunk WHERE attachment_id IN"
       " (SELECT id FROM attachment WHERE application_id = $1)");
DB_SQL(erase_files, "itt",
       "UPDATE attachment SET state = 'rejected', reason = $3, name = $2"
       " WHERE application_id = $1");

DB_SQL(erase_files_left, "i",
       "SELECT count(*) FROM attachment WHERE application_id = $1 AND state <> 'rejected'");
DB_SQL(erase_last_version, "i",
       "SELECT coalesce(max(n), 0) FROM application_version WHERE application_id = $1");

/* States in which nobody works on it any more. */
static bool at_rest(const char *state)
{
    static const char *const states[] = { "withdrawn", "refused", "forfeited", "accepted" };

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strcmp(state, states[i]) == 0)
            return true;
    }
    return false;
}

struct erasing_work {
    const char *public_id;
    struct application application; /* as it is behind the lock */
    const struct erasing *erasing;
};

/* then: the application with the form these values follow. */
static enum err sealed_again(struct op *op, const struct application *then, json_t *values,
                             struct bytes *ret_sealed)
{
    struct sealed_values sealed = { 0 };
    const struct call *call = NULL;
    const struct form *form = NULL;

    enum err e = application_form(op, then, &call, &form);
    if (e == OK)
        e = values_seal(op, then, form_erase(op, form, values, ERASED_TEXT), &sealed);
    if (e == OK)
        *ret_sealed = sealed.sealed;
    return e;
}

static enum err erase_one_version(struct op *op, const struct application *then, int64_t n,
                                  struct bytes old)
{
    json_t *values = NULL;
    struct bytes sealed = { 0 };

    enum err e = values_open(op, then, old, &values);
    if (e == OK)
        e = sealed_again(op, then, values, &sealed);
    if (e == OK)
        e = db_run(op, &erase_set_version,
                   DB_IN(IN_INT(then->id), IN_INT(n), IN_BLOB(sealed.data, sealed.size)), NULL);
    return e;
}

static enum err erase_all_versions(struct op *op, const struct erasing_work *work)
{
    struct db_rows *rows = NULL;
    struct application then = work->application;
    struct bytes old = { 0 };
    int64_t n = 0;

    enum err e = db_query(op, &erase_versions, DB_IN(IN_INT(work->application.id)), &rows);
    if (e != OK)
        return e;
    while (e == OK &&
           db_next(rows, DB_OUT(OUT_INT(&n), OUT_INT(&then.form_version), OUT_BLOB(&old))))
        e = erase_one_version(op, &then, n, old);
    enum err read = db_done(rows);
    return e == OK ? read : e;
}

/* Nobody can save, move or send it from here on. */
static enum err hold(struct op *op, const char *public_id, struct application *ret_application)
{
    struct application application = { 0 };

    enum err e = application_get(op, public_id, &application);
    if (e == OK)
        e = db_run(op, &erase_lock, DB_IN(IN_INT(application.id)), NULL);
    if (e == OK)
        e = application_get(op, public_id, ret_application);
    if (e == OK && !at_rest(ret_application->state))
        e = fail(op, ERR_CONFLICT, "not_at_rest", "somebody works on it: %s",
                 ret_application->state);
    return e;
}

static enum err erase_values(struct op *op, const struct erasing_work *work)
{
    const struct application *application = &work->application;
    json_t *values = NULL;
    struct bytes sealed = { 0 };

    enum err e = application_values(op, application, &values);
    if (e == OK)
        e = sealed_again(op, application, values, &sealed);
    if (e == OK)
        e = db_run(op, &erase_set_values,
                   DB_IN(IN_INT(application->id), IN_BLOB(sealed.data, sealed.size)), NULL);
    if (e == OK)
        e = erase_all_versions(op, work);
    if (e == OK)
        e = db_run(op, &erase_kept, DB_IN(IN_INT(application->id)), NULL);
    if (e == OK)
        e = db_run(op, &erase_chunks, DB_IN(IN_INT(application->id)), NULL);
    if (e == OK)
        e = db_run(op, &erase_files,
                   DB_IN(IN_INT(application->id), IN_TEXT(ERASED_TEXT), IN_TEXT("erased")), NULL);
    if (e == OK)
        e = duplicate_forget(op, application->id);
    if (e == OK)
        e = package_letters_erase(op, application);
    if (e == OK)
        e = expert_forget_nomination(op, application->id);
    if (e == OK)
        e = demand_contacts_erase(op, application->id);
    return e;
}

/* Whether nothing was written or filed since it was erased. */
static enum err refuse_twice(struct op *op, const struct application *application)
{
    int64_t files = 0;
    bool erased = false;

    enum err e = application_erased(op, application, 0, &erased);
    if (e == OK && erased)
        e = db_row(op, &erase_files_left, DB_IN(IN_INT(application->id)), DB_OUT(OUT_INT(&files)));
    if (e == OK && erased && files == 0)
        e = fail(op, ERR_CONFLICT, "already_erased", "nothing new since it was erased");
    return e;
}

static enum err erase_work(struct op *op, void *arg)
{
    struct erasing_work *work = arg;
    const struct application *application = &work->application;
    struct erased_at at = { 0 };

    enum err e = hold(op, work->public_id, &work->application);
    if (e == OK)
        e = erase_typed(op, work->erasing, application->code);
    if (e == OK)
        e = refuse_twice(op, application);
    if (e == OK)
        e = erase_values(op, work);
    if (e == OK)
        e = db_row(op, &erase_last_version, DB_IN(IN_INT(application->id)),
                   DB_OUT(OUT_INT(&at.version_n)));
    at.revision = application->revision;
    return e == OK ? erase_add(op, "application", application->public_id, application->org_id,
                               work->erasing, &at)
                   : e;
}

enum err application_erased(struct op *op, const struct application *application, int64_t n,
                            bool *ret_erased)
{
    struct erased_at at = { 0 };
    bool done = false;

    enum err e = erase_last(op, "application", application->public_id, &done, &at);
    if (e == OK)
        *ret_erased = done && (n == 0 ? at.revision == application->revision : n <= at.version_n);
    return e;
}

enum err application_erase(struct op *op, const char *public_id, const struct erasing *erasing)
{
    struct erasing_work work = { .public_id = public_id, .erasing = erasing };

    return event_tx(op, erase_work, &work);
}
