/* SPDX-License-Identifier: Apache-2.0 */
/* serve.c: the server: its routes, what it is told by options, its life. */
#include "app/apart.h"
#include "app/app.h"
#include "app/background.h"
#include "app/health.h"
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"
#include "inspection/api.h"
#include "mail/smtp.h"
#include "org/user.h"
#include "publish/publish.h"
#include "web/web.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

static enum err run(struct app *app, const char *listen, int worker_count)
{
    const struct job_setup jobs = background(app->source, &app->site);
    const struct web_config config = { .route_tables = app_routes,
                                       .hooks = { .authenticate = session_authenticate,
                                                  .seen = inspection_seen,
                                                  .health = health_look },
                                       .listen = listen,
                                       .source = app->source,
                                       .worker_count = worker_count,
                                       .site = &app->site };
    struct job_runner *runner = NULL;
    struct web *web = NULL;

    web_hold_signals();
    enum err e = background_begin(app->op, app->source);
    if (e == OK)
        e = web_new(app->op, app->op, &config, &web);
    if (e == OK)
        e = job_runner_start(app->op, &jobs, &runner);
    if (e == OK)
        e = web_serve(app->op, web);
    stop_ask(); /* who waits for a mail server or a process need not wait on */
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
