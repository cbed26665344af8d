/* SPDX-License-Identifier: Apache-2.0 */
/* move.c: an unsent application follows a newer form; what finds no place is sealed and kept. */
#include "application/move.h"

#include "application/internal.h"
#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "event/event.h"
#include "publish/publish.h"

#include <string.h>

enum { KEPT_MAX = 500 };

DB_SQL(move_pin, "iii",
       "UPDATE application SET form_version = $3 WHERE id = $1 AND form_version = $2");
DB_SQL(kept_next, "i",
       "SELECT coalesce(max(n), 0) + 1 FROM application_kept"
       " WHERE application_id = $1");
DB_SQL(kept_insert, "iiitbii",
       "INSERT INTO application_kept (application_id, n, form_version, field, sealed, user_id,"
       " at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)");
DB_SQL(kept_of, "i",
       "SELECT n, form_version, field, sealed, at_ms FROM application_kept"
       " WHERE application_id = $1 ORDER BY n DESC LIMIT 500");
DB_SQL(kept_count, "i", "SELECT count(*) FROM application_kept WHERE application_id = $1");

/* Kept values are work in hand: nobody else sees them. */
static bool sees_kept(const struct op *op, const struct application *application)
{
    return op->actor.org_id == application->org_id ||
           (op->actor.org_id == application->desk_id &&
            strcmp(application->channel, "online") != 0 && application->sent_ms == 0);
}

static bool may_move(const struct op *op, const struct application *application)
{
    return application->sent_ms == 0 && lifecycle_unsent(application->state) &&
           application_may_edit(op, application);
}

enum err move_plan(struct op *op, const struct application *application, struct move_plan *ret_plan)
{
    struct move_plan plan = { .from = application->form_version };

    enum err e = application_form(op, application, &plan.call_from, &plan.form_from);
    if (e == OK)
        e = publish_current(op, application->call, &plan.call_to, &plan.to);
    if (e != OK)
        return e;
    const struct track *track = call_track(plan.call_to, application->track);
    plan.form_to = track == NULL ? NULL : track->form;
    if (plan.form_to == NULL || plan.to < plan.from || !may_move(op, application) ||
        (plan.to != plan.from &&
         !form_differs(op, plan.call_from, plan.form_from, plan.call_to, plan.form_to)))
        plan.to = plan.from;
    *ret_plan = plan;
    return OK;
}

enum err move_preview(struct op *op, const struct application *application,
                      const struct move_plan *plan, struct form_moved *ret_moved)
{
    json_t *values = NULL;

    enum err e = application_values(op, application, &values);
    return e == OK ? form_move(op, plan->form_from, plan->form_to, values, ret_moved) : e;
}

/* ---- what is kept aside ---- */

static struct seal_place kept_place(struct op *op, const struct application *application, int64_t n)
{
    return (struct seal_place){ "application_kept", "sealed",
                                mem_printf(op, "%s/%lld", application->public_id, (long long)n) };
}

static enum err keep_one(struct op *op, const struct application *application,
                         const struct form_kept *kept, int64_t n)
{
    struct seal_place place = kept_place(op, application, n);
    struct bytes text = { 0 };
    struct bytes sealed = { 0 };
    json_t *object =
        json_own(op, json_pack("{s:s, s:s, s:s, s:O}", "label", kept->label, "kind", kept->kind,
                               "text", kept->text, "value", (json_t *)(uintptr_t)kept->value));

    if (n > KEPT_MAX) {
        fail_arg(op, "max", "%d", KEPT_MAX);
        return fail(op, ERR_TOO_LARGE, "too_many_versions", "too many values kept aside");
    }
    enum err e = json_canon(op, object, &text);
    if (e == OK)
        e = keys_seal(op, op->site->keys, &place, text, &sealed);
    if (e != OK)
        return e;
    return db_run(op, &kept_insert,
                  DB_IN(IN_INT(application->id), IN_INT(n), IN_INT(application->form_version),
                        IN_TEXT(kept->field), IN_BLOB(sealed.data, sealed.size),
                        IN_INT_OR_NULL(op->actor.user_id), IN_INT(op->now_ms)),
                  NULL);
}

static enum err keep_all(struct op *op, const struct application *application,
                         const struct form_moved *moved)
{
    int64_t n = 0;

    enum err e = db_row(op, &kept_next, DB_IN(IN_INT(application->id)), DB_OUT(OUT_INT(&n)));
    for (size_t i = 0; e == OK && i < moved->kept_count; i++)
        e = keep_one(op, application, &moved->kept[i], n + (int64_t)i);
    return e;
}

static enum err open_one(struct op *op, const struct application *application, struct bytes sealed,
                         struct kept_value *kept)
{
    struct seal_place place = kept_place(op, application, kept->n);
    struct bytes text = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, sealed, &text);
    if (e != OK)
        return e;
    json_t *object = json_own(op, json_loadb((const char *)text.data, text.size, 0, NULL));
    kept->label = json_text_get(object, "label");
    kept->kind = json_text_get(object, "kind");
    kept->text = json_text_get(object, "text");
    kept->value = json_object_get(object, "value");
    return kept->value == NULL ? fail(op, ERR_INTERNAL, "internal", "kept value is not JSON") : OK;
}

enum err move_kept(struct op *op, const struct application *application, struct kept_list *ret_list)
{
    struct kept_list list = { 0 };
    struct kept_value row = { 0 };
    struct bytes *sealed = NULL;
    struct bytes bytes = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    if (!sees_kept(op, application)) {
        *ret_list = list;
        return OK;
    }
    enum err e = db_query(op, &kept_of, DB_IN(IN_INT(application->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.n), OUT_INT(&row.form_version), OUT_TEXT(&row.field),
                                OUT_BLOB(&bytes), OUT_INT(&row.at_ms)))) {
        mem_push(op, list.rows, list.count, row);
        mem_push(op, sealed, count, bytes);
    }
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < list.count; i++)
        e = open_one(op, application, sealed[i], &list.rows[i]);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err move_kept_count(struct op *op, const struct application *application, int64_t *ret_count)
{
    *ret_count = 0;
    if (!sees_kept(op, application))
        return OK;
    return db_row(op, &kept_count, DB_IN(IN_INT(application->id)), DB_OUT(OUT_INT(ret_count)));
}

/* ---- the move ---- */

struct form_moving {
    const struct application *application;
    struct move_plan plan;
    int64_t base;
};

static enum err write_move(struct op *op, const struct form_moving *moving,
                           const struct form_moved *moved, int64_t revision)
{
    struct application after = *moving->application;
    struct problem_list problems = { 0 };
    const char *digest = NULL;
    int64_t changed = 0;

    after.form_version = moving->plan.to;
    enum err e = application_problems(op, &after, moved->values, &problems);
    if (e != OK)
        return e;
    const struct values_write write = { moving->plan.form_to, moved->values, "/values\n", revision,
                                        problems.blocking_count };
    e = values_write(op, &after, &write, &digest);
    if (e == OK)
        e = db_run(op, &move_pin,
                   DB_IN(IN_INT(after.id), IN_INT(moving->plan.from), IN_INT(moving->plan.to)),
                   &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "form was moved meanwhile");
    if (e == OK)
        event_add(op, "application.move", "application", after.public_id, after.org_id,
                  mem_printf(op, "{\"digest\":\"%s\",\"from\":%lld,\"kept\":%zu,\"to\":%lld}",
                             digest, (long long)moving->plan.from, moved->kept_count,
                             (long long)moving->plan.to));
    return e;
}

static enum err move_work(struct op *op, void *arg)
{
    struct form_moving *moving = arg;
    const struct application *application = moving->application;
    struct form_moved moved = { 0 };
    const char *digest = NULL;
    int64_t revision = 0;
    int64_t n = 0;

    enum err e = values_lock(op, application, &revision);
    if (e == OK && moving->base != revision - 1)
        e = fail(op, ERR_CONFLICT, "stale_patch", "values were saved meanwhile");
    if (e == OK)
        e = version_add(op, application, "moved", NULL, &n, &digest);
    if (e == OK)
        e = move_preview(op, application, &moving->plan, &moved);
    if (e == OK)
        e = keep_all(op, application, &moved);
    return e == OK ? write_move(op, moving, &moved, revision) : e;
}

enum err application_move(struct op *op, const char *public_id, int64_t base, int64_t to)
{
    struct application application = { 0 };
    struct form_moving moving = { .application = &application, .base = base };

    enum err e = application_get(op, public_id, &application);
    if (e == OK && !may_move(op, &application))
        e = fail(op, ERR_CONFLICT, "not_editable", "form is fixed in state %s", application.state);
    if (e == OK)
        e = move_plan(op, &application, &moving.plan);
    if (e == OK && (moving.plan.to == moving.plan.from || moving.plan.to != to))
        e = fail(op, ERR_CONFLICT, "form_no_newer", "no move to version %lld", (long long)to);
    return e == OK ? event_tx(op, move_work, &moving) : e;
}
