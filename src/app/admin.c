/* SPDX-License-Identifier: Apache-2.0 */
/* admin.c: the small verbs of those who keep the system. */
#include "app/app.h"
#include "app/reviewer.h"
#include "base/args.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call_cli.h"
#include "event/event.h"
#include "holiday/holiday.h"
#include "org/org.h"
#include "org/roster.h"
#include "org/user.h"
#include "publish/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* migrate --db URL: makes an absent SQLite file; keys are a matter of their own (key init). */
int migrate_main(int argc, char **argv)
{
    struct app_setup setup = { .create = true, .migrate = true, .keyless = true };
    const char *words[1];
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { 0 },
    };
    struct app app = { 0 };

    if (args_read(argc, argv, options, words, 0) != 0 || setup.db == NULL)
        return 2;
    int code = app_exit(&app, app_open(&setup, &app));
    app_close(&app);
    return code;
}

/* A version as it is loaded, and how it becomes public. */
struct loading {
    const char *folder;
    const char *reviewer; /* login of a head, "" not yet */
    const char *opinion;
};

static enum err print_findings(struct op *op, const char *call, int64_t n)
{
    struct publication_findings findings = { 0 };

    enum err e = publish_findings(op, call, n, &findings);
    for (size_t i = 0; e == OK && i < findings.count; i++)
        (void)printf("公开前请核对 %s:%lld %s %s\n", findings.rows[i].place,
                     (long long)findings.rows[i].line, findings.rows[i].kind,
                     findings.rows[i].masked);
    return e;
}

static enum err load_and_publish(struct app *app, const struct loading *loading)
{
    bool publish = loading->reviewer[0] != '\0';
    struct call_file *files = NULL;
    size_t count = 0;
    const char *call = NULL;
    int64_t n = 0;

    enum err e = call_read_folder(app->op, loading->folder, &files, &count);
    if (e == OK)
        e = publish_load(app->op, files, count, &call, &n);
    if (e == OK)
        e = print_findings(app->op, call, n);
    if (e == OK && publish)
        e = publish_reviewed(app->op, call, n, loading->reviewer, loading->opinion);
    if (e == OK)
        (void)printf("%s 第 %lld 版%s\n", call, (long long)n, publish ? "，已发布" : "，待发布");
    return e;
}

/* call load DIR --db URL [--reviewer LOGIN --opinion TEXT]: published once reviewed. Every other
 * form is pure and needs no database. */
int call_verb_main(int argc, char **argv)
{
    struct app_setup setup = { .keyless = true };
    const char *words[2] = { "", "" };
    struct loading loading = { "", "", "" };
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--reviewer", &loading.reviewer, NULL, NULL },
        { "--opinion", &loading.opinion, NULL, NULL },
        { 0 },
    };
    struct app app = { 0 };

    if (argc < 2 || strcmp(argv[1], "load") != 0)
        return call_main(argc, argv);
    if (args_read(argc, argv, options, words, 2) != 2 || setup.db == NULL)
        return 2;
    if ((loading.reviewer[0] == '\0') != (loading.opinion[0] == '\0'))
        return 2;
    loading.folder = words[1];
    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = load_and_publish(&app, &loading);
    int code = app_exit(&app, e);
    app_close(&app);
    return code;
}

/* holiday load FILE --db URL: a year's arrangement, for the head to confirm. */
int holiday_main(int argc, char **argv)
{
    struct app_setup setup = { .keyless = true };
    const char *words[2] = { "", "" };
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { 0 },
    };
    struct app app = { 0 };
    struct call_file file = { 0 };
    int year = 0;

    if (args_read(argc, argv, options, words, 2) != 2 || strcmp(words[0], "load") != 0 ||
        setup.db == NULL)
        return 2;
    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = call_read_file(app.op, words[1], words[1], &file);
    if (e == OK)
        e = holiday_propose(app.op, (struct bytes){ (const uint8_t *)file.bytes, file.size },
                            &year);
    if (e == OK)
        (void)printf(
            "已提交 %d 年放假安排：没有期限变动的，一分钟内生效；有变动的，等待厅负责人确认。\n",
            year);
    int code = app_exit(&app, e);
    app_close(&app);
    return code;
}

struct unit {
    struct org org;
    const char *capacities; /* "grassroots,park" */
    const char *reporting;  /* public id, or NULL */
};

static enum err unit_work(struct op *op, void *arg)
{
    struct unit *unit = arg;
    struct org reporting = { 0 };
    enum err e = OK;

    if (unit->reporting != NULL)
        e = org_find(op, unit->reporting, &reporting);
    unit->org.reporting_id = reporting.id;
    if (e == OK)
        e = org_add(op, &unit->org, &unit->org.id);
    for (const char *at = unit->capacities; e == OK && *at != '\0';) {
        size_t length = strcspn(at, ",");
        e = org_add_capacity(op, unit->org.id, mem_text_max(op, at, length),
                             day_of(op->now_ms, ZONE_SHANGHAI_MINUTES));
        at += length + (at[length] == ',');
    }
    return e == OK ? org_get(op, unit->org.id, &unit->org) : e;
}

/* Everybody's link on standard output, to be handed over; the page's address ends with its token.
 */
static enum err import(struct op *op, const char *path)
{
    struct call_file file = { 0 };
    struct roster roster = { 0 };
    struct roster_made made = { 0 };

    enum err e = call_read_file(op, path, path, &file);
    if (e == OK)
        e = roster_read(op, path, file.bytes, file.size, &roster);
    if (e == OK)
        e = roster_add(op, &roster, &made);
    if (e != OK)
        return e;
    (void)printf("新增单位 %zu 个，账号 %zu 个\n", made.unit_count, made.link_count);
    for (size_t i = 0; i < made.link_count; i++)
        (void)printf("%s\t%s\t%s\t%s%s\n", made.links[i].login, made.links[i].name,
                     made.links[i].unit_name, made.links[i].token == NULL ? "" : "/activate/",
                     made.links[i].token == NULL ? DEMO_PASSWORD : made.links[i].token);
    return OK;
}

/* org add NAME --capacity K[,K] [--reporting ID] [--region CODE] [--uscc CODE]: prints its id;
 * org import FILE.yaml: units and people of a roster. */
int org_main(int argc, char **argv)
{
    struct app_setup setup = { .keyless = true };
    struct unit unit = { .capacities = "" };
    const char *words[2] = { "", "" };
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--capacity", &unit.capacities, NULL, NULL },
        { "--reporting", &unit.reporting, NULL, NULL },
        { "--region", &unit.org.region, NULL, NULL },
        { "--uscc", &unit.org.uscc, NULL, NULL },
        { 0 },
    };
    struct app app = { 0 };

    if (args_read(argc, argv, options, words, 2) != 2 || setup.db == NULL)
        return 2;
    bool imports = strcmp(words[0], "import") == 0;
    if (!imports && strcmp(words[0], "add") != 0)
        return 2;
    unit.org.name = words[1];
    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = imports ? import(app.op, words[1]) : event_tx(app.op, unit_work, &unit);
    int code = app_exit(&app, e);
    if (e == OK && !imports)
        (void)printf("%s %s\n", unit.org.public_id, unit.org.name);
    app_close(&app);
    return code;
}

struct account {
    const char *login;
    const char *name;
    const char *org;
    const char *role;
    const char *password;
};

static enum err account_work(struct op *op, void *arg)
{
    const struct account *account = arg;
    struct user_new user = { account->login, account->name, account->password, NULL };
    struct org org = { 0 };
    int64_t id = 0;

    if (role_of(account->role) == POST_NONE)
        return fail(op, ERR_INVALID, "no_such_role", "unknown role %s", account->role);
    enum err e = org_find(op, account->org, &org);
    if (e == OK)
        e = user_add(op, &user, &id);
    if (e == OK)
        e = user_add_post(op, id, org.id, role_of(account->role),
                          day_of(op->now_ms, ZONE_SHANGHAI_MINUTES));
    return e;
}

/* user add LOGIN --name NAME --org ID --role ROLE; the password comes on standard input. */
int user_main(int argc, char **argv)
{
    struct app_setup setup = { 0 };
    struct account account = { 0 };
    const char *words[2] = { "", "" };
    char password[200] = "";
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--name", &account.name, NULL, NULL },
        { "--org", &account.org, NULL, NULL },
        { "--role", &account.role, NULL, NULL },
        { 0 },
    };
    struct app app = { 0 };

    if (args_read(argc, argv, options, words, 2) != 2 || strcmp(words[0], "add") != 0 ||
        setup.db == NULL || account.name == NULL || account.org == NULL || account.role == NULL)
        return 2;
    if (fgets(password, sizeof password, stdin) == NULL)
        return 2;
    password[strcspn(password, "\n")] = '\0';
    account.login = words[1];
    account.password = password;
    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = event_tx(app.op, account_work, &account);
    int code = app_exit(&app, e);
    app_close(&app);
    return code;
}
