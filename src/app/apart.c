/* SPDX-License-Identifier: Apache-2.0 */
/* apart.c: a job handed to another process as JSON, and how it ended handed back. */
#include "app/apart.h"

#include "app/app.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/op.h"
#include "base/stop.h"
#include "base/time.h"
#include "doc/helper.h"
#include "doc/reader.h"
#include "doc/wire.h"
#include "import/list_in.h"
#include "matching/matching.h"
#include "matching/suggest.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH_BYTES = 4, MESSAGE_MAX = 1 << 20, LOOK_EVERY_MS = 500 };

static const struct job_kind kinds[] = {
    { "match.score", matching_score },
    { SUGGEST_JOB, suggest_work },
    { 0 },
};

/* ---- both ends ---- */

static bool put(int fd, const void *parent, const json_t *json)
{
    const char *text = json_text_of(parent, json);
    uint8_t length[LENGTH_BYTES];

    wire_put(length, (uint32_t)strlen(text));
    return wire_write(fd, length, sizeof length, 0) && wire_write(fd, text, strlen(text), 0);
}

/* NULL: the other end is gone, or does not keep to the rules. */
static json_t *get(int fd, const void *parent)
{
    uint8_t length[LENGTH_BYTES];

    if (!wire_read(fd, length, sizeof length, 0) || wire_get(length) > MESSAGE_MAX)
        return NULL;
    size_t size = wire_get(length);
    char *text = mem_array(parent, char, size + 1);
    if (!wire_read(fd, text, size, 0))
        return NULL;
    return json_own(parent, json_loadb(text, size, 0, NULL));
}

static json_int_t number(const json_t *json, const char *key)
{
    return json_integer_value(json_object_get(json, key));
}

/* ---- the server's end ---- */

static json_t *request_of(struct op *op, const struct job *job)
{
    const struct apart *apart = op->site->apart;

    return json_own(op,
                    json_pack("{s:s, s:s?, s:s?, s:I, s:s, s:I, s:s, s:s, s:s, s:I}", "db",
                              apart->db, "keys", apart->keys, "public_url", apart->public_url, "id",
                              (json_int_t)job->id, "job", job->public_id, "user",
                              (json_int_t)job->user_id, "kind", job->kind, "payload", job->payload,
                              "lease", job->lease, "attempts", (json_int_t)job->attempts));
}

/* Waits until it has something to say or is gone; false: the server is to end before that. */
static bool answers(int fd)
{
    struct pollfd socket = { .fd = fd, .events = POLLIN };
    int found = 0;

    while (found <= 0 && !stop_asked())
        found = poll(&socket, 1, LOOK_EVERY_MS);
    return found > 0;
}

enum err apart_work(struct op *op, struct job *job)
{
    struct helper helper = { 0 };
    const json_t *answer = NULL;

    if (!helper_start("/proc/self/exe", "job-worker", &helper))
        return fail(op, ERR_UNAVAILABLE, "job_process", "no process for the job");
    if (put(helper.fd, op, request_of(op, job)) && answers(helper.fd))
        answer = get(helper.fd, op);
    int status = helper_end(&helper, answer == NULL && stop_asked());
    json_int_t e = number(answer, "error");
    if (answer == NULL || e < 0 || e >= ERR_COUNT)
        return fail(op, ERR_UNAVAILABLE, "job_process", "the process ended by %d", status);
    job->finished = json_is_true(json_object_get(answer, "finished"));
    if (e != OK)
        return fail(op, (enum err)e, mem_text(op, json_text_get(answer, "reason")), "%s",
                    json_text_get(answer, "detail"));
    return OK;
}

/* ---- the other end ---- */

static job_work work_of(const char *kind)
{
    for (size_t i = 0; kinds[i].kind != NULL; i++) {
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].work;
    }
    return NULL;
}

static enum err work(struct app *app, const json_t *request, struct job *job)
{
    const struct app_setup setup = { .db = json_text_get(request, "db"),
                                     .keys = json_string_value(json_object_get(request, "keys")) };
    job_work do_it = work_of(job->kind);

    enum err e = app_open(&setup, app);
    if (e != OK)
        return e;
    app->site.public_url = json_string_value(json_object_get(request, "public_url"));
    return do_it == NULL ? fail(app->op, ERR_INVALID, "job_unknown", "no such kind")
                         : do_it(app->op, job);
}

int apart_main(int argc, char **argv)
{
    struct op *op = op_new(NULL, 0, 0);
    struct app app = { 0 };
    int code = 2;

    (void)argv;
    const json_t *request = argc == 1 ? get(STDIN_FILENO, op) : NULL;
    if (request != NULL) {
        struct job job = { .id = number(request, "id"),
                           .public_id = json_text_get(request, "job"),
                           .user_id = number(request, "user"),
                           .kind = json_text_get(request, "kind"),
                           .payload = json_text_get(request, "payload"),
                           .lease = json_text_get(request, "lease"),
                           .attempts = number(request, "attempts"),
                           .claimed_ms = time_real_ms(),
                           .claimed_monotonic_us = time_monotonic_us() };
        enum err e = work(&app, request, &job);
        const struct failure *failure = &app.op->failure;
        const json_t *answer =
            json_own(op, json_pack("{s:i, s:s, s:s, s:b}", "error", (int)e, "reason",
                                   failure->reason == NULL ? "" : failure->reason, "detail",
                                   failure->detail == NULL ? "" : failure->detail, "finished",
                                   job.finished));
        code = put(STDOUT_FILENO, op, answer) ? 0 : 3;
        app_close(&app);
    }
    op_free(op);
    return code;
}

int doc_reader_main(int argc, char **argv)
{
    (void)argv;
    return argc == 1 ? reader_run(STDIN_FILENO, STDOUT_FILENO, list_in) : 2;
}
