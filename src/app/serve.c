/* SPDX-License-Identifier: Apache-2.0 */
/* serve.c: the server: routes, jobs, the clock. */
#include "app/apart.h"
#include "app/app.h"
#include "application/application.h"
#include "attachment/attachment.h"
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/migrations.h"
#include "event/event.h"
#include "expert/library.h"
#include "extension/extension.h"
#include "import/import.h"
#include "inspection/api.h"
#include "inspection/inspection.h"
#include "invitation/invitation.h"
#include "job/job.h"
#include "mail/mail.h"
#include "mail/smtp.h"
#include "matching/suggest.h"
#include "org/sign_in_try.h"
#include "org/user.h"
#include "paper/queue.h"
#include "paper/scan.h"
#include "publish/publish.h"
#include "web/web.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static enum err check_attachment(struct op *op, struct job *job)
{
    return attachment_check(op, job->payload);
}

static enum err read_scan(struct op *op, struct job *job)
{
    return scan_read(op, job->payload);
}

static enum err send_mail(struct op *op, struct job *job)
{
    int64_t sent = 0;

    (void)job;
    return mail_send_due(op, &sent);
}

/* One a line, so that branches merge. */
/* clang-format off */
static const struct job_kind kinds[] = {
    { "attachment.check", check_attachment },
    { "inspection.pack", pack_job },
    { LIBRARY_TAKE, library_take },
    { "mail.send", send_mail },
    { "match.score", apart_work },
    { SUGGEST_JOB, apart_work },
    { "paper.file", queue_job },
    { "scan.read", read_scan },
    { 0 },
};
/* clang-format on */

enum { JOBS_KEPT_DAYS = 30 };

/* Once a business day the end of the chain goes into the log, so that others know it too. */
static enum err daily(struct op *op)
{
    static _Atomic int last_day; /* of this process; 0 at start */
    struct event_head head = { 0 };
    int64_t removed = 0;
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    if (atomic_exchange(&last_day, today) == today)
        return OK;
    enum err e = event_head(op, &head);
    if (e == OK)
        log_line(LOG_NOTICE, "event=chain_head seq=%lld hash=%s", (long long)head.seq, head.hash);
    if (e == OK)
        e = heartbeat_tidy(op);
    if (e == OK)
        e = job_tidy(op, op->real_ms - (int64_t)JOBS_KEPT_DAYS * DAY_MS, &removed);
    return e;
}

/* What time alone does, in order; each says how many rows it changed. */
static const struct {
    const char *name;
    enum err (*sweep)(struct op *op, int64_t *ret_count);
} sweeps[] = {
    { "gaps", heartbeat },            /* this minute is served; an outage proposes an extension */
    { "overdue", application_sweep }, /* registers what was not sent in time */
    { "orphans", attachment_sweep },  /* drops uploads nobody finished */
    { "imports", import_sweep },      /* forgets lists that were never entered */
    { "papers", queue_sweep },        /* forgets print files of yesterday */
    { "tries", sign_in_sweep },       /* forgets old sign-in tries */
    { "invitations", invitation_sweep }, /* reminds, and registers what nobody answered */
    { "mails", mail_send_due },          /* sends what waits */
};

static enum err tick(struct op *op)
{
    enum err e = daily(op);

    for (size_t i = 0; e == OK && i < sizeof sweeps / sizeof sweeps[0]; i++) {
        int64_t count = 0;
        e = sweeps[i].sweep(op, &count);
        if (e == OK && count > 0)
            log_line(LOG_NOTICE, "event=tick %s=%lld", sweeps[i].name, (long long)count);
    }
    return e;
}

/* For /healthz: the database answers and has this program's schema. */
static enum err check_health(struct op *op)
{
    struct migration *all = NULL;
    size_t count = 0;

    enum err e = db_migrations(op, &all, &count);
    return e != OK ? e : db_schema_check(op, all, count);
}

static enum err run(struct app *app, const char *listen, int worker_count)
{
    const struct job_setup jobs = {
        .source = app->source, .site = &app->site, .kinds = kinds, .tick = tick
    };
    const struct web_config config = { .route_tables = app_routes,
                                       .hooks = { .authenticate = session_authenticate,
                                                  .seen = inspection_seen,
                                                  .health = check_health },
                                       .listen = listen,
                                       .source = app->source,
                                       .worker_count = worker_count,
                                       .site = &app->site };
    struct job_runner *runner = NULL;
    struct web *web = NULL;

    web_hold_signals();
    enum err e = web_new(app->op, app->op, &config, &web);
    if (e == OK)
        e = job_runner_start(app->op, &jobs, &runner);
    if (e == OK)
        e = web_serve(app->op, web);
    if (runner != NULL)
        job_runner_stop(runner);
    return e;
}

static enum err offer_call(struct app *app, const char *folder)
{
    struct call_file *files = NULL;
    size_t count = 0;
    const char *call = NULL;
    int64_t n = 0;

    enum err e = call_read_folder(app->op, folder, &files, &count);
    if (e == OK)
        e = publish_load(app->op, files, count, &call, &n);
    if (e == OK)
        log_line(LOG_NOTICE, "event=call_offered call=%s version=%lld", call, (long long)n);
    return e;
}

/* Each subfolder is a call; a changed one becomes a version that waits to be published. */
static enum err offer_calls(struct app *app, const char *folder)
{
    enum err e = OK;

    if (folder == NULL)
        return OK;
    DIR *stream = opendir(folder);
    if (stream == NULL)
        return fail(app->op, ERR_UNAVAILABLE, "calls_unreadable", "cannot read the folder --calls");
    for (struct dirent *entry = readdir(stream); e == OK && entry != NULL;
         entry = readdir(stream)) {
        const char *path = mem_printf(app->op, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && access(mem_printf(app->op, "%s/call.yaml", path), R_OK) == 0)
            e = offer_call(app, path);
    }
    (void)closedir(stream);
    return e;
}

/* Mail goes out only with a server and a sender that can be right. */
static enum err set_mail(struct app *app, const struct config *config, struct smtp_server *server)
{
    app->site.public_url = config->public_url;
    if (config->smtp == NULL)
        return OK;
    if (!smtp_url_good(config->smtp))
        return fail(app->op, ERR_INVALID, "mail_server_url", "--smtp is no smtp:// address");
    if (config->mail_from == NULL)
        return fail(app->op, ERR_INVALID, "mail_from_missing", "--smtp without --mail-from");
    if (config->public_url == NULL)
        return fail(app->op, ERR_INVALID, "public_url_missing", "--smtp without --public-url");
    *server = (struct smtp_server){ config->smtp, config->mail_from, config->smtp_user,
                                    config->smtp_password };
    app->site.mail = server;
    return OK;
}

int serve_main(int argc, char **argv)
{
    struct smtp_server mail = { 0 };
    struct apart apart = { 0 };
    struct config config = { 0 };
    struct app app = { 0 };

    struct op *op = op_new(NULL, 0, 0);
    if (config_read(op, argc, argv, environ, &config) != OK) {
        (void)fprintf(stderr, "%s\n%s\n", op_failure_text(op), config_usage(op));
        op_free(op);
        return 2;
    }
    log_set_level((enum log_level)config.log_level);
    const struct app_setup setup = { .db = config.db, .keys = config.keys };
    enum err e = app_open(&setup, &app);
    app.site.cookie_secure = config.cookie_secure;
    apart = (struct apart){ config.db, config.keys, config.public_url };
    app.site.apart = &apart;
    if (e == OK)
        e = set_mail(&app, &config, &mail);
    if (e == OK)
        e = offer_calls(&app, config.calls);
    if (e == OK)
        e = run(&app, config.listen, (int)config.workers);
    int code = app_exit(&app, e);
    app_close(&app);
    op_free(op);
    return code;
}
