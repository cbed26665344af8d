/* SPDX-License-Identifier: Apache-2.0 */
/* demo.c: fills an empty database as a rehearsal: units, one account per post, the call. */
#include "app/demo.h"

#include "app/app.h"
#include "app/demo_library.h"
#include "app/reviewer.h"
#include "base/args.h"
#include "base/embed.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call.h"
#include "db/db.h"
#include "org/role.h"
#include "org/roster.h"
#include "org/user.h"
#include "publish/publish.h"

#include <stdio.h>
#include <string.h>

DB_SQL(demo_user_count, "", "SELECT count(*) FROM app_user");

/* What a rehearsal is made of; NULL: what the program carries. */
struct demo_from {
    const char *call;  /* folder of a call */
    const char *units; /* file of a roster */
};

static const char demo_call[] = "calls/nmg-2025/";
static const char demo_units[] = "rehearsal/nmg-2025.yaml";

static enum err read_call(struct op *op, const char *folder, struct call_file **ret_files,
                          size_t *ret_count)
{
    struct embedded_list list = embed_list(demo_call);
    struct call_file *files = NULL;
    size_t count = 0;

    if (folder != NULL)
        return call_read_folder(op, folder, ret_files, ret_count);
    for (size_t i = 0; i < list.count; i++) {
        const struct embedded *file = &list.rows[i];
        struct call_file one = { file->path + strlen(demo_call), (const char *)file->bytes,
                                 file->size };
        mem_push(op, files, count, one);
    }
    *ret_files = files;
    *ret_count = count;
    return OK;
}

static enum err read_units(struct op *op, const char *path, struct roster *ret_roster)
{
    const struct embedded *carried = embed_find(demo_units);
    struct call_file file = { 0 };

    if (path == NULL && carried == NULL)
        return fail(op, ERR_INTERNAL, "internal", "no %s in the program", demo_units);
    if (path == NULL)
        return roster_read(op, demo_units, (const char *)carried->bytes, carried->size, ret_roster);
    enum err e = call_read_file(op, path, path, &file);
    return e == OK ? roster_read(op, path, file.bytes, file.size, ret_roster) : e;
}

static enum err fill_from(struct op *op, const struct demo_from *from, struct roster *ret_roster)
{
    struct roster_made made = { 0 };
    struct call_file *files = NULL;
    size_t count = 0;
    const char *call = NULL;
    int64_t n = 0;

    enum err e = read_call(op, from->call, &files, &count);
    if (e == OK)
        e = read_units(op, from->units, ret_roster);
    if (e == OK)
        e = roster_add(op, ret_roster, &made);
    if (e == OK)
        e = publish_load(op, files, count, &call, &n);
    return e == OK ? publish_reviewed(op, call, n, NULL, "演练数据，内容可以公开。") : e;
}

enum err demo_fill(struct op *op)
{
    const struct demo_from carried = { 0 };
    struct roster roster = { 0 };

    return fill_from(op, &carried, &roster);
}

static enum err fill(struct app *app, int64_t clock_offset_ms, const struct demo_from *from,
                     struct roster *ret_roster)
{
    struct op *op = app->op;
    int64_t users = 0;

    enum err e = db_row(op, &demo_user_count, DB_NONE, DB_OUT(OUT_INT(&users)));
    if (e == OK && users > 0)
        return fail(op, ERR_CONFLICT, "database_in_use", "database has users already");
    if (e == OK)
        e = app_mark_rehearsal(op, clock_offset_ms);
    app->site.rehearsal = true;
    app->site.clock_offset_ms = clock_offset_ms;
    op->now_ms = op->real_ms + clock_offset_ms;
    if (e == OK)
        e = fill_from(op, from, ret_roster);
    if (e == OK && from->units == NULL)
        e = demo_fill_library(op);
    return e == OK && from->units == NULL ? demo_fill_inspection(op, "nmg-2025") : e;
}

static void print_accounts(const struct roster *roster, bool inspector)
{
    (void)printf("演练账号（密码都是 %s）：\n", DEMO_PASSWORD);
    for (size_t i = 0; i < roster->person_count; i++) {
        const struct roster_person *row = &roster->people[i];
        (void)printf("  %-10s %s  %s\n", row->login, role_name(role_of(row->role)),
                     row->about == NULL ? "" : row->about);
    }
    if (inspector)
        (void)printf("  %-10s %s  %s\n", DEMO_INSPECTOR, role_name(POST_INSPECTOR),
                     DEMO_INSPECTOR_ABOUT);
}

/* demo --db URL [--clock INSTANT] [--call DIR --units FILE]: another call wants its own units;
 * demo --db URL --clock INSTANT --forward: an existing rehearsal at a later time. */
int demo_main(int argc, char **argv)
{
    struct app_setup setup = { .create = true, .migrate = true, .rehearsal = true };
    struct demo_from from = { 0 };
    struct roster roster = { 0 };
    const char *clock = NULL;
    bool forward = false;
    const char *words[1];
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--clock", &clock, NULL, NULL },
        { "--call", &from.call, NULL, NULL },
        { "--units", &from.units, NULL, NULL },
        { "--forward", NULL, &forward, NULL },
        { 0 },
    };
    struct app app = { 0 };
    int64_t start_ms = time_real_ms();

    if (args_read(argc, argv, options, words, 0) != 0 || setup.db == NULL ||
        (from.call != NULL) != (from.units != NULL) || (forward && clock == NULL))
        return 2;
    if (clock != NULL && !time_parse(clock, ZONE_SHANGHAI_MINUTES, &start_ms))
        return 2;
    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = forward ? app_move_rehearsal(app.op, start_ms - app.op->real_ms)
                    : fill(&app, start_ms - app.op->real_ms, &from, &roster);
    int code = app_exit(&app, e);
    if (e == OK && !forward)
        print_accounts(&roster, from.units == NULL);
    app_close(&app);
    return code;
}
