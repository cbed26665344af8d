/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_speed: what the running program costs a request: processor time, latency, memory, start.
 *
 *     server_speed PROGRAM URL COUNT     COUNT applications are stored before the run
 *
 * Takes an empty rehearsal, fills it through the domain functions, starts the real program and
 * talks to it over one connection. Processor time is the server's own (/proc/PID/stat), children
 * apart; 10 ms is one tick, so each figure comes from enough requests to be hundreds of ticks.
 */
#include "app/app.h"
#include "application/application.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/org.h"
#include "org/user.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    REPLY_MAX = 4 * 1024 * 1024,
    HEAD_MAX = 2048,
    BATCH = 500,
    SAMPLES_MAX = 4000,
    WHOLE_COUNT = 499
};

static char *reply;

struct client {
    int fd;
    char cookie[200];
    char csrf[200];
};

static void stop(const char *why)
{
    (void)fprintf(stderr, "server_speed: %s\n", why);
    exit(3);
}

/* ---- filling ---- */

struct batch {
    const char *first; /* public id of the application that is copied */
    int count;
    int done;
};

DB_SQL(bench_copy, "ttti",
       "INSERT INTO application (public_id, code, call, track, capacity, quota_capacity, org_id,"
       " recommender_id, notify_id, desk_id, direct, state, form_version, revision, title,"
       " period_from, period_to, budget_fen, created_ms, saved_ms, saved_by, up_ms, sent_ms,"
       " changed_ms, place, expert_count)"
       " SELECT $2, $3, call, track, capacity, quota_capacity, org_id, recommender_id, notify_id,"
       " desk_id, direct, 'sent', form_version, revision, title, period_from, period_to,"
       " budget_fen, created_ms, saved_ms, saved_by, $4, $4, $4, place,"
       " expert_count FROM application"
       " WHERE public_id = $1 RETURNING id");

DB_SQL(bench_sent, "ti",
       "UPDATE application SET state = 'sent', up_ms = $2, sent_ms = $2, changed_ms = $2"
       " WHERE public_id = $1");

static enum err fill_batch(struct op *op, void *arg)
{
    struct batch *batch = arg;
    enum err e = OK;

    for (int i = 0; e == OK && i < BATCH && batch->done < batch->count; i++, batch->done++) {
        int64_t id = 0;
        e = db_row(op, &bench_copy,
                   DB_IN(IN_TEXT(batch->first), IN_TEXT(mem_printf(op, "bench%011d", batch->done)),
                         IN_TEXT(mem_printf(op, "B%07d", batch->done)),
                         IN_INT(op->now_ms + batch->done)),
                   DB_OUT(OUT_INT(&id)));
    }
    return e;
}

static json_t *patch_of(struct op *op)
{
    json_t *patch = json_own(op, json_array());
    static const char *const texts[][2] = {
        { "/values/title", "草原生态修复与现代牧业留学人才兴安行" },
        { "/values/organiser", "兴安盟蒙医院" },
        { "/values/place", "乌兰浩特市、科右中旗" },
        { "/values/content", "围绕草原生态修复、优良牧草繁育、肉羊精深加工和智慧牧业等方向，组织"
                             "留学回国专家深入苏木嘎查开展技术指导、专题讲座和项目对接。" },
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        json_array_append_new(patch,
                              json_pack("{s:s, s:s}", "path", texts[i][0], "value", texts[i][1]));
    json_array_append_new(patch, json_pack("{s:s, s:I}", "path", "/values/budget_total", "value",
                                           (json_int_t)23500000));
    return patch;
}

/* The values of the patch as a form holds them. */
static const json_t *values_of(struct op *op)
{
    json_t *values = json_own(op, json_object());
    json_t *patch = patch_of(op);
    size_t i = 0;
    json_t *entry = NULL;

    json_array_foreach(patch, i, entry)
    {
        const char *path = json_string_value(json_object_get(entry, "path"));
        json_object_set(values, path + strlen("/values/"), json_object_get(entry, "value"));
    }
    return values;
}

/* Applications with values of their own, as a league's ledger opens them, all sent. */
static enum err fill_whole(struct op *op, void *arg)
{
    struct batch *batch = arg;
    const json_t *values = values_of(op);
    enum err e = OK;

    for (int i = 0; e == OK && i < BATCH && batch->done < WHOLE_COUNT; i++, batch->done++) {
        const char *id = NULL;
        e = application_create_filled(op, "nmg-2025", "overseas", NULL, values, &id);
        if (e == OK)
            e = db_run(op, &bench_sent, DB_IN(IN_TEXT(id), IN_INT(op->now_ms + batch->done)), NULL);
    }
    return e;
}

/* One draft that is worked on, some hundred whole applications, then copies of a row as the lists
 * see them. */
static void fill(const char *url, int count)
{
    struct app_setup setup = { .db = url };
    const struct sign_in who = { "shenbao", DEMO_PASSWORD, NULL };
    struct application_saved saved = { 0 };
    struct session session = { 0 };
    struct app app = { 0 };
    const char *id = NULL;

    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = session_sign_in(app.op, &who, &session);
    if (e == OK)
        e = application_create(app.op, "nmg-2025", "overseas", "grassroots", "", &id);
    if (e == OK)
        e = application_save(app.op, id, 0, patch_of(app.op), &saved);
    struct batch batch = { id, count, 0 };
    while (e == OK && batch.done < WHOLE_COUNT) {
        struct op *scratch = op_new(app.op->db, app.op->now_ms, app.op->real_ms);
        scratch->site = app.op->site;
        scratch->actor = app.op->actor;
        e = event_tx(scratch, fill_whole, &batch);
        op_free(scratch);
    }
    while (e == OK && batch.done < count) {
        struct op *scratch = op_new(app.op->db, app.op->now_ms, app.op->real_ms);
        e = db_tx(scratch, fill_batch, &batch, NULL);
        op_free(scratch);
    }
    if (app_exit(&app, e) != 0)
        stop("filling failed");
    app_close(&app);
}

/* ---- talking ---- */

static int listen_port(FILE *log)
{
    char line[400];

    while (fgets(line, sizeof line, log) != NULL) {
        const char *at = strstr(line, "event=listening address=127.0.0.1:");
        if (at != NULL)
            return (int)strtol(at + strlen("event=listening address=127.0.0.1:"), NULL, 10);
    }
    stop("the server did not start");
    return 0;
}

static void connect_to(struct client *client, int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client->fd, (struct sockaddr *)&address, sizeof address) != 0)
        stop("cannot connect");
    (void)setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Sends one request and reads its whole answer; returns the status, the answer is in reply. */
static int talk(struct client *client, const char *method, const char *path, const char *body)
{
    char head[HEAD_MAX];
    size_t used = 0;
    size_t wanted = 0;

    int size = snprintf(head, sizeof head,
                        "%s %s HTTP/1.1\r\nHost: localhost\r\nCookie: dj_session=%s\r\n"
                        "X-CSRF-Token: %s\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n%s",
                        method, path, client->cookie, client->csrf, strlen(body), body);
    if (size < 0 || (size_t)size >= sizeof head || write(client->fd, head, (size_t)size) != size)
        stop("cannot send");
    do {
        ssize_t got = read(client->fd, reply + used, REPLY_MAX - used - 1);
        if (got <= 0)
            stop("the server closed the connection");
        used += (size_t)got;
        reply[used] = '\0';
        const char *end = strstr(reply, "\r\n\r\n");
        const char *length = strcasestr(reply, "content-length:");
        if (end != NULL && length != NULL)
            wanted = (size_t)(end + 4 - reply) +
                     (size_t)strtol(length + strlen("content-length:"), NULL, 10);
    } while (wanted == 0 || used < wanted);
    return (int)strtol(reply + strlen("HTTP/1.1 "), NULL, 10);
}

static void copy_after(char *to, size_t room, const char *key, char end)
{
    const char *at = strstr(reply, key);

    if (at == NULL)
        stop("an answer lacks something");
    at += strlen(key);
    size_t length = strcspn(at, (char[]){ end, '\0' });
    (void)snprintf(to, room, "%.*s", (int)length, at);
}

static void sign_in(struct client *client, const char *login)
{
    char body[200];

    client->cookie[0] = '\0';
    client->csrf[0] = '\0';
    (void)snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"%s\"}", login,
                   DEMO_PASSWORD);
    if (talk(client, "POST", "/api/v1/session", body) != 200)
        stop("cannot sign in");
    copy_after(client->cookie, sizeof client->cookie, "dj_session=", ';');
    copy_after(client->csrf, sizeof client->csrf, "\"csrf\":\"", '"');
}

/* ---- measuring ---- */

static long server_ticks(pid_t pid)
{
    char path[64];
    char text[1024] = "";
    unsigned long user = 0;
    unsigned long system = 0;

    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(text, sizeof text, file) == NULL)
        stop("no /proc");
    (void)fclose(file);
    const char *after_name = strrchr(text, ')');
    if (after_name == NULL ||
        sscanf(after_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
               &system) != 2)
        stop("cannot read /proc");
    return (long)(user + system);
}

static double resident_mb(pid_t pid)
{
    char path[64];
    char line[200];
    long kb = 0;

    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    }
    if (file != NULL)
        (void)fclose(file);
    return (double)kb / 1024;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

struct case_row {
    const char *name;
    const char *method;
    const char *path; /* below /api/v1/ */
    bool one;         /* the application's id follows */
    bool save;        /* the body is a patch on the running revision */
    int requests;
    double cpu_ms_budget; /* 0: none */
    double p99_ms_budget;
};

static bool measure(struct client *client, pid_t pid, const struct case_row *row, const char *id)
{
    static int64_t took_us[SAMPLES_MAX];
    static int revision = 1;
    char path[200];
    char body[300] = "";

    (void)snprintf(path, sizeof path, "/api/v1/%s%s%s", row->path, row->one ? id : "",
                   row->save ? "/values" : "");
    long before = server_ticks(pid);
    for (int i = 0; i < row->requests; i++) {
        if (row->save)
            (void)snprintf(body, sizeof body,
                           "{\"base\":%d,\"patch\":[{\"path\":\"/values/place\",\"value\":"
                           "\"乌兰浩特市第%d次\"}]}",
                           revision++, i);
        int64_t from_us = time_monotonic_us();
        if (talk(client, row->method, path, body) != 200)
            stop(reply);
        took_us[i] = time_monotonic_us() - from_us;
    }
    double cpu_ms =
        (double)(server_ticks(pid) - before) * 1000 / (double)sysconf(_SC_CLK_TCK) / row->requests;
    qsort(took_us, (size_t)row->requests, sizeof took_us[0], by_value);
    int half = row->requests / 2;
    int last = row->requests * 99 / 100;
    double p50 = (double)took_us[half] / 1000;
    double p99 = (double)took_us[last] / 1000;
    bool good = (row->cpu_ms_budget == 0 || cpu_ms <= row->cpu_ms_budget) &&
                (row->p99_ms_budget == 0 || p99 < row->p99_ms_budget);
    (void)printf("%-34s %9.2f %9.2f %9.2f %10zu  %s\n", row->name, cpu_ms, p50, p99, strlen(reply),
                 good ? "" : "OVER BUDGET");
    return good;
}

static pid_t start(const char *program, const char *url, double *start_ms, int *port)
{
    int pipe_fd[2];
    int64_t from_us = time_monotonic_us();

    if (pipe(pipe_fd) != 0)
        stop("no pipe");
    pid_t pid = fork();
    if (pid == 0) {
        (void)dup2(pipe_fd[1], STDERR_FILENO);
        (void)close(pipe_fd[0]);
        (void)execl(program, program, "serve", "--db", url, "--listen", "127.0.0.1:0",
                    "--log-level", "notice", (char *)NULL);
        _exit(127);
    }
    (void)close(pipe_fd[1]);
    FILE *log = fdopen(pipe_fd[0], "r");
    *port = listen_port(log);
    *start_ms = (double)(time_monotonic_us() - from_us) / 1000;
    return pid;
}

static bool run(const char *program, const char *url, int count)
{
    static const struct case_row rows[] = {
        { "list of 50, unit", "GET", "applications?limit=50", false, false, 1000, 0, 0 },
        { "list of 500, unit", "GET", "applications?limit=500", false, false, 300, 3.0, 100 },
        { "one application", "GET", "applications/", true, false, 2000, 0.7, 0 },
        { "durable save (patch)", "PATCH", "applications/", true, true, 2000, 1.0, 0 },
        { "one application, after the saves", "GET", "applications/", true, false, 1000, 0.7, 0 },
        { "workbench", "GET", "work", false, false, 300, 0, 0 },
    };
    static const struct case_row department[] = {
        { "list of 500, department", "GET", "applications?limit=500", false, false, 300, 3.0, 100 },
        { "search in titles, department", "GET", "applications?limit=50&q=B00", false, false, 300,
          0, 100 },
    };
    static const struct case_row desk[] = {
        { "desk's queue of 500", "GET", "desk/queue?call=nmg-2025&limit=500", false, false, 300,
          3.0, 100 },
        { "desk's queue, accepted", "GET", "desk/queue?call=nmg-2025&state=accepted", false, false,
          300, 3.0, 100 },
    };
    static const struct case_row league[] = {
        { "league's board", "GET", "league/nmg-2025/board", false, false, 300, 15.0,
          0 }, /* counts all of a league in a call: a hundred times a season's at 50,000 */
        { "league's ledger of 500", "GET", "league/nmg-2025/ledger", false, false, 100, 3.0, 100 },
    };
    struct client client = { 0 };
    double start_ms = 0;
    char id[64];
    int port = 0;
    bool good = true;

    pid_t pid = start(program, url, &start_ms, &port);
    connect_to(&client, port);
    sign_in(&client, "shenbao");
    if (talk(&client, "GET", "/api/v1/applications?state=draft&limit=1", "") != 200)
        stop(reply);
    copy_after(id, sizeof id, "\"rows\":[{\"id\":\"", '"');
    (void)printf("%d applications stored\n%-34s %9s %9s %9s %10s\n", count + 1, "request", "CPU ms",
                 "p50 ms", "p99 ms", "bytes");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        good = measure(&client, pid, &rows[i], id) && good;
    sign_in(&client, "jingban");
    for (size_t i = 0; i < sizeof department / sizeof department[0]; i++)
        good = measure(&client, pid, &department[i], id) && good;
    sign_in(&client, "shouli");
    for (size_t i = 0; i < sizeof desk / sizeof desk[0]; i++)
        good = measure(&client, pid, &desk[i], id) && good;
    sign_in(&client, "tuijian");
    for (size_t i = 0; i < sizeof league / sizeof league[0]; i++)
        good = measure(&client, pid, &league[i], id) && good;
    (void)printf("resident %.1f MB (budget 50), start %.1f ms (budget 100)\n", resident_mb(pid),
                 start_ms);
    good = good && resident_mb(pid) < 50 && start_ms < 100;
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
    return good;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fprintf(stderr, "server_speed PROGRAM URL COUNT\n");
        return 2;
    }
    int count = (int)strtol(argv[3], NULL, 10);
    fill(argv[2], count);
    reply = mem_array(NULL, char, REPLY_MAX);
    bool good = run(argv[1], argv[2], count);
    mem_free(reply);
    return good ? 0 : 1;
}
