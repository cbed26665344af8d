/* SPDX-License-Identifier: Apache-2.0 */
/* app.c: opening a site. */
#include "app/app.h"

#include "app/site_check.h"
#include "base/crypto.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/self_test.h"
#include "base/time.h"
#include "call/calendar.h"
#include "call/reference.h"
#include "db/db.h"
#include "db/migrations.h"
#include "doc/worker.h"
#include "holiday/holiday.h"
#include "publish/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DB_SQL(setting_get, "t", "SELECT value FROM setting WHERE name = $1");
DB_SQL(setting_move, "t", "UPDATE setting SET value = $1 WHERE name = 'clock_offset_ms'");
DB_SQL(setting_insert, "tt", "INSERT INTO setting (name, value) VALUES ($1, $2)");

static const char *keys_folder(struct op *op, const struct app_setup *setup)
{
    static const char sqlite[] = "sqlite:";

    if (setup->keys != NULL)
        return setup->keys;
    if (strncmp(setup->db, sqlite, sizeof sqlite - 1) == 0)
        return mem_printf(op, "%s.keys", setup->db + sizeof sqlite - 1);
    return "keys";
}

static enum err open_schema(struct op *op, const struct app_setup *setup)
{
    struct migration *all = NULL;
    size_t count = 0;
    int applied = 0;

    enum err e = db_migrations(op, &all, &count);
    if (e != OK)
        return e;
    return setup->migrate ? db_migrate(op, all, count, &applied) : db_schema_check(op, all, count);
}

static enum err read_settings(struct op *op, struct site *site)
{
    const char *offset = NULL;

    enum err e =
        db_row(op, &setting_get, DB_IN(IN_TEXT("clock_offset_ms")), DB_OUT(OUT_TEXT(&offset)));
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    site->rehearsal = true;
    site->clock_offset_ms = strtoll(offset, NULL, 10);
    return OK;
}

static enum err open_keys(struct op *op, const struct app_setup *setup, struct site *site)
{
    const char *folder = keys_folder(op, setup);
    struct keys *keys = NULL;

    enum err e = crypto_self_test(op);
    if (e == OK)
        e = keys_load(op, folder, &keys);
    if (e == ERR_NOT_FOUND && setup->rehearsal) {
        op_forgive(op);
        e = keys_init(op, folder, true);
        if (e == OK)
            e = keys_load(op, folder, &keys);
    }
    if (e == OK && keys_rehearsal(keys) != (site->rehearsal || setup->rehearsal))
        e = fail(op, ERR_CONFLICT, "keys_mismatch", "keys and database are not of one kind");
    if (e == OK)
        site->keys = keys;
    return e;
}

enum err app_open(const struct app_setup *setup, struct app *ret_app)
{
    int64_t now_ms = time_real_ms();
    struct op *op = op_new(NULL, now_ms, now_ms);
    struct reference *reference = NULL;

    *ret_app = (struct app){ .op = op };
    enum err e = db_source_new(op, op, setup->db, &ret_app->source);
    if (e == OK)
        e = db_connect(op, op, ret_app->source, setup->create, &op->db);
    if (e == OK)
        e = open_schema(op, setup);
    if (e == OK)
        e = read_settings(op, &ret_app->site);
    if (e == OK && !setup->keyless)
        e = open_keys(op, setup, &ret_app->site);
    if (e == OK)
        e = reference_load_embedded(op, &reference);
    if (e != OK)
        return e;
    ret_app->site.reference = reference;
    ret_app->site.live_calendar = calendar_live(op, reference_calendar(reference));
    ret_app->site.calendar = ret_app->site.live_calendar;
    ret_app->site.calls = call_store_new(op);
    ret_app->site.documents = documents_new(op, "/proc/self/exe");
    op->site = &ret_app->site;
    op->now_ms = now_ms + ret_app->site.clock_offset_ms;
    e = holiday_refresh(op);
    return e != OK || setup->keyless ? e : site_check_keys(op);
}

void app_close(struct app *app)
{
    op_free(app->op);
    app->op = NULL;
}

int app_exit(struct app *app, enum err e)
{
    struct op *op = app->op;

    if (e == OK)
        return 0;
    (void)fprintf(stderr, "%s\n（%s）\n", op_failure_text(op),
                  op->failure.detail == NULL ? "" : op->failure.detail);
    for (size_t i = 0; i < op->problems.count; i++)
        (void)fprintf(stderr, "%s %s\n", op->problems.rows[i].path, op->problems.rows[i].message);
    return e == ERR_UNAVAILABLE || e == ERR_INTERNAL ? 3 : 1;
}

enum err app_move_rehearsal(struct op *op, int64_t clock_offset_ms)
{
    if (!op->site->rehearsal)
        return fail(op, ERR_CONFLICT, "not_a_rehearsal", "the database is no rehearsal");
    if (clock_offset_ms < op->site->clock_offset_ms)
        return fail(op, ERR_CONFLICT, "clock_backwards", "the business clock only goes on");
    return db_run(op, &setting_move,
                  DB_IN(IN_TEXT(mem_printf(op, "%lld", (long long)clock_offset_ms))), NULL);
}

enum err app_mark_rehearsal(struct op *op, int64_t clock_offset_ms)
{
    return db_run(op, &setting_insert,
                  DB_IN(IN_TEXT("clock_offset_ms"),
                        IN_TEXT(mem_printf(op, "%lld", (long long)clock_offset_ms))),
                  NULL);
}
