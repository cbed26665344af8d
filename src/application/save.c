/* SPDX-License-Identifier: Apache-2.0 */
/* save.c: the values: opening, patching on a base revision, sealing. */
#include "application/internal.h"
#include "application/row.h"

#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "event/event.h"
#include "publish/publish.h"

#include <string.h>

enum { SAVES_KEPT = 500, PATH_BYTES_MAX = 300 };

DB_SQL(values_of, "i", "SELECT sealed FROM application_values WHERE application_id = $1");
DB_SQL(values_update, "ib", "UPDATE application_values SET sealed = $2 WHERE application_id = $1");
DB_SQL(save_lock, "it",
       "UPDATE application SET revision = revision + 1 WHERE id = $1 AND state = $2"
       " RETURNING revision");
DB_SQL(save_paths, "ii",
       "SELECT paths FROM application_save WHERE application_id = $1 AND revision > $2");
DB_SQL(save_insert, "iitii",
       "INSERT INTO application_save (application_id, revision, paths, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5)");
DB_SQL(save_prune, "ii",
       "DELETE FROM application_save WHERE application_id = $1 AND revision <= $2");
DB_SQL(save_columns, "itiiiiiiti",
       "UPDATE application SET title = $2, period_from = $3, period_to = $4, budget_fen = $5,"
       " blocking_count = $6, saved_ms = $7, changed_ms = $7, saved_by = $8, place = $9,"
       " expert_count = $10 WHERE id = $1");

static struct seal_place values_place(const struct application *application)
{
    return (struct seal_place){ "application", "values", application->public_id };
}

enum err values_seal(struct op *op, const struct application *application, const json_t *values,
                     struct sealed_values *ret_sealed)
{
    struct seal_place place = values_place(application);
    struct sealed_values sealed = { 0 };
    struct bytes text = { 0 };

    enum err e = json_canon(op, values, &text);
    if (e == OK)
        e = keys_seal(op, op->site->keys, &place, text, &sealed.sealed);
    if (e != OK)
        return e;
    sealed.digest = sm3_hex(op, text.data, text.size);
    *ret_sealed = sealed;
    return OK;
}

enum err values_open(struct op *op, const struct application *application, struct bytes sealed,
                     json_t **ret_values)
{
    struct seal_place place = values_place(application);
    struct bytes text = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, sealed, &text);
    if (e != OK)
        return e;
    json_t *values = json_own(op, json_loadb((const char *)text.data, text.size, 0, NULL));
    if (values == NULL)
        return fail(op, ERR_INTERNAL, "internal", "stored values are not JSON");

    *ret_values = values;
    return OK;
}

enum err application_values(struct op *op, const struct application *application,
                            json_t **ret_values)
{
    struct bytes sealed = { 0 };

    enum err e = db_row(op, &values_of, DB_IN(IN_INT(application->id)), DB_OUT(OUT_BLOB(&sealed)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_INTERNAL, "internal", "application without values");
    return e == OK ? values_open(op, application, sealed, ret_values) : e;
}

enum err application_form(struct op *op, const struct application *application,
                          const struct call **ret_call, const struct form **ret_form)
{
    const struct call *call = NULL;

    enum err e = publish_version(op, application->call, application->form_version, &call);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, application->track);
    if (track == NULL)
        return fail(op, ERR_INTERNAL, "internal", "pinned version lacks the track");
    *ret_call = call;
    *ret_form = track->form;
    return OK;
}

/* ---- saving ---- */

enum err values_lock(struct op *op, const struct application *application, int64_t *ret_revision)
{
    enum err e = db_row(op, &save_lock, DB_IN(IN_INT(application->id), IN_TEXT(application->state)),
                        DB_OUT(OUT_INT(ret_revision)));

    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_CONFLICT, "state_moved", "state changed under the save");
    return e;
}

struct save {
    const struct application *application;
    const struct call *call;
    const struct form *form;
    int64_t base;
    const json_t *patch;
    struct application_saved saved;
};

/* Adds a problem for every path of the patch that touches one of these lines of paths. */
static void contest(struct op *op, const json_t *patch, const char *paths)
{
    for (const char *line = paths; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *saved = mem_text_max(op, line, length);
        size_t i = 0;
        const json_t *item = NULL;
        json_array_foreach(patch, i, item)
        {
            const char *path = json_string_value(json_object_get(item, "path"));
            if (form_paths_meet(saved, path)) {
                problem_add(
                    op, &op->problems,
                    &(struct problem){ .path = path,
                                       .code = "stale_patch",
                                       .basis = BASIS_SYSTEM,
                                       .blocks = true,
                                       .message = message_text(op, "stale_path", NULL, 0) });
            }
        }
        line += length + (line[length] == '\n');
    }
}

/* What others saved since the base of this patch; a contested path refuses it. */
static enum err check_base(struct op *op, struct save *save, int64_t revision)
{
    struct db_rows *rows = NULL;
    const char *paths = NULL;

    if (save->base == revision - 1)
        return OK;
    if (save->base < 0 || save->base >= revision || revision - save->base > SAVES_KEPT)
        return fail(op, ERR_CONFLICT, "stale_patch", "base revision is out of reach");
    enum err e =
        db_query(op, &save_paths, DB_IN(IN_INT(save->application->id), IN_INT(save->base)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&paths))))
        contest(op, save->patch, paths);
    e = db_done(rows);
    if (e == OK && op->problems.count > 0)
        e = fail(op, ERR_CONFLICT, "stale_patch", "the same path was changed meanwhile");
    return e;
}

static const char *patch_paths(struct op *op, const json_t *patch)
{
    char *paths = NULL;
    size_t i = 0;
    const json_t *item = NULL;

    json_array_foreach(patch, i, item)
        mem_append(op, &paths, "%s\n", json_string_value(json_object_get(item, "path")));
    return paths == NULL ? "" : paths;
}

enum err values_write(struct op *op, const struct application *application,
                      const struct values_write *write, const char **ret_digest)
{
    struct form_index index = { 0 };
    struct sealed_values sealed = { 0 };

    enum err e = form_roles(op, write->form, write->values, &index);
    if (e == OK)
        e = values_seal(op, application, write->values, &sealed);
    if (e == OK)
        e = db_run(op, &values_update,
                   DB_IN(IN_INT(application->id), IN_BLOB(sealed.sealed.data, sealed.sealed.size)),
                   NULL);
    if (e == OK)
        e = db_run(op, &save_insert,
                   DB_IN(IN_INT(application->id), IN_INT(write->revision), IN_TEXT(write->paths),
                         IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK && write->revision % SAVES_KEPT == 0)
        e = db_run(op, &save_prune,
                   DB_IN(IN_INT(application->id), IN_INT(write->revision - SAVES_KEPT)), NULL);
    if (e == OK)
        e = db_run(op, &save_columns,
                   DB_IN(IN_INT(application->id), IN_TEXT(index.title), IN_INT(index.from),
                         IN_INT(index.to), IN_INT(index.budget == LIMIT_NONE ? 0 : index.budget),
                         IN_INT((int64_t)write->blocking_count), IN_INT(op->now_ms),
                         IN_INT(op->actor.user_id), IN_TEXT(or_empty(index.place)),
                         IN_INT(index.expert_count == LIMIT_NONE ? 0 : index.expert_count)),
                   NULL);
    if (e == OK)
        *ret_digest = sealed.digest;
    return e;
}

static enum err write_save(struct op *op, struct save *save, const json_t *values)
{
    const struct application *application = save->application;
    const struct values_write write = { save->form, values, patch_paths(op, save->patch),
                                        save->saved.revision, save->saved.problems.blocking_count };
    const char *digest = NULL;

    enum err e = values_write(op, application, &write, &digest);
    if (e == OK)
        event_add(op, "application.save", "application", application->public_id,
                  application->org_id,
                  mem_printf(op, "{\"digest\":\"%s\",\"revision\":%lld}", digest,
                             (long long)save->saved.revision));
    return e;
}

static enum err save_work(struct op *op, void *arg)
{
    struct save *save = arg;
    const struct application *application = save->application;
    json_t *values = NULL;

    save->saved = (struct application_saved){ .saved_ms = op->now_ms };
    enum err e = values_lock(op, application, &save->saved.revision);
    if (e == OK)
        e = check_base(op, save, save->saved.revision);
    if (e == OK)
        e = application_values(op, application, &values);
    if (e == OK)
        e = form_patch(op, save->form, values, save->patch);
    if (e == OK)
        e = application_problems(op, application, values, &save->saved.problems);
    if (e == OK && save->base != save->saved.revision - 1)
        save->saved.values = values;
    return e == OK ? write_save(op, save, values) : e;
}

/* The patch must be a list of {path, value} before its values are looked at. */
static enum err check_patch(struct op *op, const json_t *patch)
{
    size_t i = 0;
    const json_t *item = NULL;

    if (json_array_size(patch) > FORM_PATCH_MAX) {
        fail_arg(op, "max", "%d", FORM_PATCH_MAX);
        return fail(op, ERR_TOO_LARGE, "patch_too_long", "patch has too many items");
    }
    json_array_foreach(patch, i, item)
    {
        const char *path = json_string_value(json_object_get(item, "path"));
        if (path == NULL || path[0] != '/' || strlen(path) > PATH_BYTES_MAX ||
            strchr(path, '\n') != NULL || json_object_get(item, "value") == NULL)
            return fail(op, ERR_INVALID, "patch_broken", "patch item %zu is malformed", i);
    }
    return OK;
}

enum err application_save(struct op *op, const char *public_id, int64_t base, const json_t *patch,
                          struct application_saved *ret_saved)
{
    struct application application = { 0 };
    struct save save = { .application = &application, .base = base, .patch = patch };

    enum err e = application_get(op, public_id, &application);
    if (e == OK)
        e = check_patch(op, patch);
    if (e == OK && !application_may_edit(op, &application))
        e = fail(op, ERR_CONFLICT, "not_editable", "values cannot be changed in state %s",
                 application.state);
    if (e == OK)
        e = application_form(op, &application, &save.call, &save.form);
    if (e == OK)
        e = event_tx(op, save_work, &save);
    if (e == OK)
        *ret_saved = save.saved;
    return e;
}
