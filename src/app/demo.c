/* SPDX-License-Identifier: Apache-2.0 */
/* demo.c: fills an empty database as a rehearsal: units, one account per post, the call. */
#include "app/app.h"
#include "app/demo_data.h"
#include "base/args.h"
#include "base/embed.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call.h"
#include "db/db.h"
#include "event/event.h"
#include "org/org.h"
#include "org/user.h"
#include "publish/publish.h"

#include <stdio.h>
#include <string.h>

enum { DEMO_FROM_DAY = 20200101, DEMO_ORGS_MAX = 64 };

DB_SQL(demo_user_count, "", "SELECT count(*) FROM app_user");

struct made {
    const char *key;
    int64_t id;
};

struct filling {
    struct made orgs[DEMO_ORGS_MAX];
    size_t org_count;
};

static int64_t made_org(const struct filling *filling, const char *key)
{
    for (size_t i = 0; i < filling->org_count; i++) {
        if (strcmp(filling->orgs[i].key, key) == 0)
            return filling->orgs[i].id;
    }
    return 0;
}

static enum err add_org(struct op *op, struct filling *filling, const struct demo_org *row)
{
    struct org org = { .name = row->name,
                       .uscc = row->uscc,
                       .region = row->region,
                       .reporting_id =
                           row->reporting == NULL ? 0 : made_org(filling, row->reporting) };
    struct made *made = &filling->orgs[filling->org_count];

    enum err e = org_add(op, &org, &made->id);
    for (int i = 0; e == OK && i < DEMO_CAPACITIES_MAX && row->capacities[i] != NULL; i++)
        e = org_add_capacity(op, made->id, row->capacities[i], DEMO_FROM_DAY);
    made->key = row->key;
    filling->org_count++;
    return e;
}

static enum err add_account(struct op *op, const struct filling *filling,
                            const struct demo_person *row)
{
    struct user_new user = { row->login, row->name, DEMO_PASSWORD, row->what };
    int64_t id = 0;

    enum err e = user_add(op, &user, &id);
    if (e == OK)
        e = user_add_post(op, id, made_org(filling, row->org), row->role, DEMO_FROM_DAY);
    return e;
}

static enum err fill_work(struct op *op, void *arg)
{
    struct filling *filling = arg;
    enum err e = OK;

    filling->org_count = 0;
    for (const struct demo_org *row = demo_orgs; e == OK && row->key != NULL; row++)
        e = add_org(op, filling, row);
    for (const struct demo_person *row = demo_people; e == OK && row->login != NULL; row++)
        e = add_account(op, filling, row);
    return e;
}

static enum err publish_embedded(struct op *op, const char *prefix)
{
    struct embedded_list list = embed_list(prefix);
    struct call_file *files = NULL;
    size_t count = 0;
    const char *call = NULL;
    int64_t n = 0;

    for (size_t i = 0; i < list.count; i++) {
        const struct embedded *file = &list.rows[i];
        struct call_file one = { file->path + strlen(prefix), (const char *)file->bytes,
                                 file->size };
        mem_push(op, files, count, one);
    }
    enum err e = publish_load(op, files, count, &call, &n);
    return e == OK ? publish_release(op, call, n) : e;
}

enum err demo_fill(struct op *op)
{
    struct filling filling = { 0 };

    enum err e = event_tx(op, fill_work, &filling);
    return e == OK ? publish_embedded(op, "calls/nmg-2025/") : e;
}

static enum err fill(struct app *app, int64_t clock_offset_ms)
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
    return e == OK ? demo_fill(op) : e;
}

static void print_accounts(void)
{
    (void)printf("演练账号（密码都是 %s）：\n", DEMO_PASSWORD);
    for (const struct demo_person *row = demo_people; row->login != NULL; row++)
        (void)printf("  %-10s %s  %s\n", row->login, role_name(row->role), row->what);
}

int demo_main(int argc, char **argv)
{
    struct app_setup setup = { .create = true, .migrate = true, .rehearsal = true };
    const char *clock = NULL;
    const char *words[1];
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--clock", &clock, NULL, NULL },
        { 0 },
    };
    struct app app = { 0 };
    int64_t start_ms = time_real_ms();

    if (args_read(argc, argv, options, words, 0) != 0 || setup.db == NULL)
        return 2;
    if (clock != NULL && !time_parse(clock, ZONE_SHANGHAI_MINUTES, &start_ms))
        return 2;
    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = fill(&app, start_ms - app.op->real_ms);
    int code = app_exit(&app, e);
    if (e == OK)
        print_accounts();
    app_close(&app);
    return code;
}
