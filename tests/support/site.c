/* SPDX-License-Identifier: Apache-2.0 */
/* site.c: the site of a test process, and asking it. */
#include "site.h"

#include "app/app.h"
#include "app/demo.h"
#include "base/crypto.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/log.h"
#include "base/mem.h"
#include "call/reference.h"
#include "db/db.h"
#include "doc/worker.h"
#include "event/event.h"
#include "inspection/api.h"
#include "org/user.h"
#include "publish/publish.h"
#include "support/run.h"
#include "web/web.h"

#include <stdlib.h>

DB_SQL(test_sign_in, "titi",
       "INSERT INTO session (token_hash, user_id, post_id, csrf, created_ms, seen_ms)"
       " SELECT $1, u.id, p.id, $3, $4, $4 FROM app_user u JOIN post p ON p.user_id = u.id"
       "  WHERE u.id = $2");
DB_SQL(test_user_id, "t", "SELECT id FROM app_user WHERE login = $1");
DB_SQL(test_state, "t", "SELECT state FROM application WHERE public_id = $1");
DB_SQL(test_rows, "",
       "SELECT public_id, state, revision, rank, return_count, quota_held, due_ms, extended_ms,"
       " sent_ms, up_ms, changed_ms, digest, channel, title FROM application ORDER BY id");
DB_SQL(test_counts, "",
       "SELECT (SELECT coalesce(CAST(sum(used) AS BIGINT), 0) FROM quota_use),"
       " (SELECT count(*) FROM application_version), (SELECT count(*) FROM application_save),"
       " (SELECT count(*) FROM attachment), (SELECT count(*) FROM attachment_chunk),"
       " (SELECT count(*) FROM package), (SELECT count(*) FROM package_item),"
       " (SELECT count(*) FROM acceptance), (SELECT count(*) FROM arrival),"
       " (SELECT count(*) FROM job)");

/* Failures asked for by tests are no news. */
#define LOG_NONE ((enum log_level)0)

static struct {
    void *root; /* of all this; lives as long as the process */
    struct site site;
    struct web *web;
    const char *place; /* address that requests come from */
} the;

static enum err make_site(struct op *op)
{
    struct reference *reference = NULL;
    struct keys *keys = NULL;
    struct web_config config = { .route_tables = app_routes,
                                 .hooks = { .authenticate = session_authenticate,
                                            .seen = inspection_seen },
                                 .site = &the.site };
    const char *folder = mem_printf(the.root, "%s/keys", run_directory(the.root));

    enum err e = keys_init(op, folder, true);
    if (e == OK)
        e = keys_load(the.root, folder, &keys);
    if (e == OK)
        e = reference_load_embedded(the.root, &reference);
    if (e == OK)
        e = web_new(op, the.root, &config, &the.web);
    if (e != OK)
        return e;
    struct calendar *live = calendar_live(the.root, reference_calendar(reference));
    the.site = (struct site){ .keys = keys,
                              .calls = call_store_new(the.root),
                              .reference = reference,
                              .calendar = live,
                              .live_calendar = live,
                              .documents = documents_new(the.root, run_dianjiang()),
                              .rehearsal = true };
    return OK;
}

static enum err sign_in_one(struct op *op, void *arg)
{
    const char *login = arg;
    const char *token = mem_printf(op, "token-%s", login);
    int64_t id = 0;

    enum err e = db_row(op, &test_user_id, DB_IN(IN_TEXT(login)), DB_OUT(OUT_INT(&id)));
    return e != OK ? e
                   : db_run(op, &test_sign_in,
                            DB_IN(IN_TEXT(sm3_hex(op, token, strlen(token))), IN_INT(id),
                                  IN_TEXT(mem_printf(op, "csrf-%s", login)), IN_INT(op->real_ms)),
                            NULL);
}

void site_sign_in(struct op *op, const char *login)
{
    if (db_tx(op, sign_in_one, (void *)(uintptr_t)login, NULL) != OK)
        assert_true(false);
}

static enum err sign_all_in(struct op *op, void *arg)
{
    struct demo_accounts accounts = { 0 };
    enum err e = OK;

    (void)arg;
    e = user_demo_accounts(op, &accounts);
    for (size_t i = 0; e == OK && i < accounts.count; i++)
        e = sign_in_one(op, (void *)(uintptr_t)accounts.rows[i].login);
    return e;
}

static enum err fill_site(struct op *op)
{
    enum err e = the.web == NULL ? make_site(op) : OK;

    op->site = &the.site;
    if (e == OK)
        e = demo_fill(op);
    return e == OK ? db_tx(op, sign_all_in, NULL, NULL) : e;
}

int run_on_each_site(const char *name, const struct CMUnitTest *tests)
{
    struct op *root = op_new(NULL, TEST_NOW_MS, TEST_REAL_MS);

    the.root = root;
    log_set_level(getenv("DIANJIANG_TEST_LOG") == NULL ? LOG_NONE : LOG_INFO);
    int failed = run_on_each_filled_db(name, tests, fill_site);
    op_free(root);
    return failed;
}

struct op *site_op(struct op *op)
{
    op->site = &the.site;
    return op;
}

void site_place(const char *place)
{
    the.place = place;
}

void site_forget_calls(void)
{
    the.site.calls = call_store_new(the.root);
}

/* ---- asking ------------------------------------------------------------------------------- */

static const char *header_of(const struct response *response, const char *name)
{
    for (int i = 0; i < response->header_count; i++) {
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    }
    return "";
}

/* All bytes of a reply, which may be a file, and a NUL behind them. */
static const char *with_end(struct op *op, const void *bytes, size_t size)
{
    char *copy = mem_array(op, char, size + 1);

    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

struct asked {
    const char *token;
    const char *csrf;
    const char *method;
    const char *target;
    const char *type;
    const void *bytes;
    size_t size;
};

/* The request has an op of its own, as on a server; what it answers is copied out. */
static struct reply ask(struct op *op, const struct asked *asked)
{
    struct op *own = site_op(op_new(op->db, op->now_ms, op->real_ms));
    struct response response = { 0 };
    struct request_pair headers[] = {
        { "Cookie", mem_printf(own, "dj_session=%s", asked->token) },
        { "X-CSRF-Token", asked->csrf },
        { "Content-Type", asked->type },
    };
    struct raw_request raw = { asked->method,
                               asked->target,
                               headers,
                               3,
                               asked->bytes,
                               asked->size,
                               the.place == NULL ? "192.0.2.1" : the.place };

    web_dispatch(the.web, own, &raw, &response);
    if (response_gather(own, &response) != OK)
        response.status = 0;
    struct reply reply = {
        .status = response.status,
        .size = response.size,
        .bytes = with_end(op, response.bytes, response.size),
        .type = response.content_type == NULL ? "" : mem_text(op, response.content_type),
        .cookie = mem_text(op, header_of(&response, "Set-Cookie")),
        .detail = own->failure.detail == NULL ? "" : mem_text(op, own->failure.detail),
    };
    reply.body = json_own(op, json_loadb(reply.bytes, strlen(reply.bytes), JSON_DECODE_ANY, NULL));
    op_free(own);
    return reply;
}

static const char *double_quotes(struct op *op, const char *text)
{
    char *copy = mem_text(op, text);

    for (char *at = copy; *at != '\0'; at++) {
        if (*at == '\'')
            *at = '"';
    }
    return copy;
}

struct reply call_with(struct op *op, const char *token, const char *csrf, const char *method,
                       const char *target, const char *body)
{
    const char *json = body == NULL ? "" : double_quotes(op, body);
    struct asked asked = { token, csrf, method, target, "application/json", json, strlen(json) };

    return ask(op, &asked);
}

struct reply call_as(struct op *op, const char *login, const char *method, const char *target,
                     const char *body)
{
    if (login == NULL)
        return call_with(op, "", "", method, target, body);
    return call_with(op, mem_printf(op, "token-%s", login), mem_printf(op, "csrf-%s", login),
                     method, target, body);
}

struct reply get_as(struct op *op, const char *login, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *target = mem_vprintf(op, format, args);
    va_end(args);
    return call_as(op, login, "GET", target, NULL);
}

struct reply put_chunk_as(struct op *op, const char *login, const char *upload, int n,
                          const void *bytes, size_t size)
{
    struct asked asked = { mem_printf(op, "token-%s", login),
                           mem_printf(op, "csrf-%s", login),
                           "PUT",
                           mem_printf(op, "/api/v1/attachments/%s/chunks/%d", upload, n),
                           "application/octet-stream",
                           bytes,
                           size };

    return ask(op, &asked);
}

struct reply post_bytes_as(struct op *op, const char *login, const char *target, const void *bytes,
                           size_t size)
{
    struct asked asked = { mem_printf(op, "token-%s", login),
                           mem_printf(op, "csrf-%s", login),
                           "POST",
                           target,
                           "application/octet-stream",
                           bytes,
                           size };

    return ask(op, &asked);
}

/* ---- looking ------------------------------------------------------------------------------ */

const json_t *member(const struct reply *reply, const char *path)
{
    const json_t *at = reply->body;
    char name[64] = "";

    for (const char *part = path; at != NULL; part++) {
        size_t length = strcspn(part, ".");
        (void)snprintf(name, sizeof name, "%.*s", (int)length, part);
        at = json_is_array(at) ? json_array_get(at, (size_t)strtoul(name, NULL, 10))
                               : json_object_get(at, name);
        part += length;
        if (*part == '\0')
            break;
    }
    if (at == NULL)
        print_error("no %s in %d %s\n", path, reply->status, reply->bytes);
    assert_non_null(at);
    return at;
}

const char *text_of(struct reply reply, const char *path)
{
    const json_t *found = member(&reply, path);

    if (!json_is_string(found))
        print_error("%s is no text in %s\n", path, reply.bytes);
    assert_true(json_is_string(found));
    return json_string_value(found);
}

int64_t int_of(struct reply reply, const char *path)
{
    const json_t *found = member(&reply, path);

    assert_true(json_is_integer(found));
    return json_integer_value(found);
}

void assert_status_at(struct reply reply, int expected, const char *file, int line)
{
    if (reply.status == expected)
        return;
    print_error("expected %d, found %d: %s (%s)\n", expected, reply.status, reply.bytes,
                reply.detail);
    _fail(file, line);
}

void assert_refused_at(struct reply reply, int status, const char *code, const char *file, int line)
{
    const char *found = json_text_get(reply.body, "code");

    if (reply.status == status && strcmp(found, code) == 0)
        return;
    print_error("expected %d %s, found %d: %s (%s)\n", status, code, reply.status, reply.bytes,
                reply.detail);
    _fail(file, line);
}

const char *state_of(struct op *op, const char *id)
{
    const char *state = "";

    assert_int_equal(db_row(op, &test_state, DB_IN(IN_TEXT(id)), DB_OUT(OUT_TEXT(&state))), OK);
    return state;
}

int64_t number_in_db(struct op *op, const struct db_sql *sql, const char *parameter)
{
    int64_t number = 0;

    assert_ok(op, db_row(op, sql, DB_IN(IN_TEXT(parameter)), DB_OUT(OUT_INT(&number))));
    return number;
}

enum { NUMBER_COUNT = 10 };

static void append_counts(struct op *op, char **text)
{
    int64_t n[NUMBER_COUNT] = { 0 };

    assert_ok(op, db_row(op, &test_counts, DB_NONE,
                         DB_OUT(OUT_INT(&n[0]), OUT_INT(&n[1]), OUT_INT(&n[2]), OUT_INT(&n[3]),
                                OUT_INT(&n[4]), OUT_INT(&n[5]), OUT_INT(&n[6]), OUT_INT(&n[7]),
                                OUT_INT(&n[8]), OUT_INT(&n[9]))));
    for (int i = 0; i < NUMBER_COUNT; i++)
        mem_append(op, text, " %lld", (long long)n[i]);
}

const char *fingerprint(struct op *op)
{
    struct event_head head = { 0 };
    struct db_rows *rows = NULL;
    const char *t[5] = { NULL };
    int64_t n[9] = { 0 };

    assert_ok(op, event_head(op, &head));
    char *text = mem_printf(op, "%lld:%s", (long long)head.seq, head.hash);
    append_counts(op, &text);
    assert_ok(op, db_query(op, &test_rows, DB_NONE, &rows));
    while (db_next(rows, DB_OUT(OUT_TEXT(&t[0]), OUT_TEXT(&t[1]), OUT_INT(&n[0]), OUT_INT(&n[1]),
                                OUT_INT(&n[2]), OUT_INT(&n[3]), OUT_INT(&n[4]), OUT_INT(&n[5]),
                                OUT_INT(&n[6]), OUT_INT(&n[7]), OUT_INT(&n[8]), OUT_TEXT(&t[2]),
                                OUT_TEXT(&t[3]), OUT_TEXT(&t[4])))) {
        mem_append(op, &text, "\n%s %s %s %s %s", t[0], t[1], t[2], t[3], t[4]);
        for (int i = 0; i < 9; i++)
            mem_append(op, &text, " %lld", (long long)n[i]);
    }
    assert_ok(op, db_done(rows));
    return text;
}

void assert_chain_clean(struct op *op)
{
    struct event_verdict verdict = { 0 };

    assert_ok(op, event_verify(op, NULL, NULL, NULL, &verdict));
    assert_string_equal(event_fault_name(verdict.fault), event_fault_name(EVENT_CLEAN));
    assert_true(verdict.count == verdict.head.seq);
}
