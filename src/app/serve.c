/* SPDX-License-Identifier: Apache-2.0 */
/* serve.c: the server: routes, jobs, the clock. */
#include "app/app.h"
#include "application/application.h"
#include "attachment/attachment.h"
#include "base/args.h"
#include "base/log.h"
#include "job/job.h"
#include "org/user.h"
#include "web/web.h"

#include <stdlib.h>

enum { WORKERS_MAX = 256 };

static enum err check_attachment(struct op *op, struct job *job)
{
    return attachment_check(op, job->payload);
}

static const struct job_kind kinds[] = {
    { "attachment.check", check_attachment },
    { 0 },
};

/* What time alone does: registers what was not sent in time, drops uploads nobody finished. */
static enum err tick(struct op *op)
{
    int64_t overdue = 0;
    int64_t orphans = 0;

    enum err e = application_sweep(op, &overdue);
    if (e == OK)
        e = attachment_sweep(op, &orphans);
    if (e == OK && overdue + orphans > 0)
        log_line(LOG_NOTICE, "event=tick overdue=%lld orphans=%lld", (long long)overdue,
                 (long long)orphans);
    return e;
}

static enum err run(struct app *app, const char *listen, int worker_count)
{
    const struct job_setup jobs = {
        .source = app->source, .site = &app->site, .kinds = kinds, .tick = tick
    };
    const struct web_config config = { .route_tables = app_routes,
                                       .hooks = { .authenticate = session_authenticate },
                                       .listen = listen,
                                       .source = app->source,
                                       .worker_count = worker_count,
                                       .site = &app->site };
    struct job_runner *runner = NULL;
    struct web *web = NULL;

    enum err e = web_new(app->op, app->op, &config, &web);
    if (e == OK)
        e = job_runner_start(app->op, &jobs, &runner);
    if (e == OK)
        e = web_serve(app->op, web);
    if (runner != NULL)
        job_runner_stop(runner);
    return e;
}

int serve_main(int argc, char **argv)
{
    struct app_setup setup = { 0 };
    const char *listen = "127.0.0.1:8080";
    const char *workers = "0";
    const char *words[1];
    bool secure = false;
    const char *calls = NULL;
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--listen", &listen, NULL, "DIANJIANG_LISTEN" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--calls", &calls, NULL, "DIANJIANG_CALLS" },
        { "--workers", &workers, NULL, "DIANJIANG_WORKERS" },
        { "--cookie-secure", NULL, &secure, NULL },
        { 0 },
    };
    struct app app = { 0 };

    if (args_read(argc, argv, options, words, 0) != 0 || setup.db == NULL)
        return 2;
    long worker_count = strtol(workers, NULL, 10);
    if (worker_count < 0 || worker_count > WORKERS_MAX)
        return 2;
    enum err e = app_open(&setup, &app);
    app.site.cookie_secure = secure;
    if (e == OK)
        e = run(&app, listen, (int)worker_count);
    int code = app_exit(&app, e);
    app_close(&app);
    return code;
}
