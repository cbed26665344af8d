/* SPDX-License-Identifier: Apache-2.0 */
/* The road of a request, station by station, with a session hook of the test's own. */
#include "base/log.h"
#include "base/mem.h"
#include "unit.h"
#include "web/web.h"

struct note_new {
    const char *text;
};

struct note_query {
    int64_t limit;
};

static const struct json_field note_new_fields[] = {
    JSON_TEXT(struct note_new, text, 1, 5),
    JSON_DONE,
};
static const struct json_shape note_new_shape = JSON_SHAPE(struct note_new, note_new_fields);

static const struct json_field note_query_fields[] = {
    JSON_INT(struct note_query, limit, 1, 500, .optional = true),
    JSON_DONE,
};
static const struct json_shape note_query_shape = JSON_SHAPE(struct note_query, note_query_fields);

static enum err echo(struct op *op, const struct request *request, struct response *response)
{
    response->status = 201;
    return respond(op, response, &note_new_shape, request->in);
}

static enum err show(struct op *op, const struct request *request, struct response *response)
{
    struct note_new note = { request_param(request, "id") };

    return respond(op, response, &note_new_shape, &note);
}

static enum err count(struct op *op, const struct request *request, struct response *response)
{
    const struct note_query *query = request->query;
    struct note_new note = { mem_printf(op, "%lld", (long long)query->limit) };

    return respond(op, response, &note_new_shape, &note);
}

static enum err size(struct op *op, const struct request *request, struct response *response)
{
    struct note_new note = { mem_printf(op, "%zu", request->body_size) };

    return respond(op, response, &note_new_shape, &note);
}

static enum err empty(struct op *op, const struct request *request, struct response *response)
{
    (void)op;
    (void)request;
    return respond_empty(response);
}

static enum err breaks(struct op *op, const struct request *request, struct response *response)
{
    (void)request;
    response_header(response, "X-Secret", "half-done");
    return fail(op, ERR_INTERNAL, "not_found", "secret of the machine room");
}

static enum err forgets(struct op *op, const struct request *request, struct response *response)
{
    (void)op;
    (void)request;
    (void)response;
    return ERR_NOT_FOUND;
}

static enum err refuses(struct op *op, const struct request *request, struct response *response)
{
    struct problem warning = { .path = "/values/text",
                               .code = "long",
                               .basis = BASIS_DEFAULT,
                               .blocks = true,
                               .message = "偏长" };

    (void)request;
    (void)response;
    problem_add(op, &op->problems, &warning);
    fail_clause(op, "附件2 二(一)", BASIS_NOTICE);
    return fail(op, ERR_CONFLICT, "conflict", "quota");
}

static enum err sign_in(struct op *op, const struct request *request, struct response *response)
{
    (void)request;
    response_session(op, response, "abc-DEF_1");
    return respond_empty(response);
}

static const struct route routes[] = {
    { "GET", "/api/v1/notes", PERM_ANYONE, count, "Notes", .query = &note_query_shape,
      .out = &note_new_shape },
    { "POST", "/api/v1/notes", PERM_APPLICATION_EDIT, echo, "Add a note", .in = &note_new_shape,
      .out = &note_new_shape },
    { "GET", "/api/v1/notes/{id}", PERM_SIGNED_IN, show, "One note", .out = &note_new_shape },
    { "DELETE", "/api/v1/notes/{id}", PERM_DESK, empty, "Remove a note" },
    { "POST", "/api/v1/session", PERM_ANYONE, sign_in, "Sign in", .flags = ROUTE_NO_CSRF },
    { "PUT", "/api/v1/raw", PERM_ANYONE, size, "Bytes", .body_max = 10, .flags = ROUTE_RAW_BODY,
      .out = &note_new_shape },
    { "POST", "/api/v1/small", PERM_ANYONE, echo, "Small", .in = &note_new_shape,
      .body_max = 2048 },
    { "POST", "/api/v1/act", PERM_ANYONE, empty, "Act" },
    { "GET", "/api/v1/breaks", PERM_ANYONE, breaks, "Breaks" },
    { "GET", "/api/v1/forgets", PERM_ANYONE, forgets, "Forgets" },
    { "GET", "/api/v1/refuses", PERM_ANYONE, refuses, "Refuses" },
    { 0 },
};

static const struct route *const tables[] = { routes, NULL };

static enum err authenticate(struct op *op, const char *token, const char **ret_csrf)
{
    if (strcmp(token, "gone") == 0)
        return fail(op, ERR_UNAVAILABLE, "database_gone", "no database");
    if (strcmp(token, "clerk") != 0)
        return fail(op, ERR_SIGNED_OUT, "signed_out", "unknown token");
    op->actor.user_id = 7;
    op->actor.perms = UINT64_C(1) << PERM_APPLICATION_EDIT;
    *ret_csrf = "csrf-of-clerk";
    return OK;
}

struct fixture {
    struct op *op;
    struct web *web;
    const char *cookie;
    const char *csrf;
    const char *type;
    const char *client;
    struct response response;
};

static int setup(void **state)
{
    struct op *op = op_new(NULL, 0, 0);
    struct fixture *fixture = mem_new(op, struct fixture);
    struct web_config config = { .route_tables = tables, .hooks = { authenticate } };

    log_set_level(LOG_ERROR);
    fixture->op = op;
    fixture->type = "application/json";
    *state = fixture;
    return (int)web_new(op, op, &config, &fixture->web);
}

static int teardown(void **state)
{
    op_free(((struct fixture *)*state)->op);
    return 0;
}

/* Sends and returns the status; the reply stays in fixture->response. */
static int call(struct fixture *fixture, const char *method, const char *target, const char *body)
{
    struct request_pair headers[3] = { 0 };
    struct raw_request raw = {
        .method = method, .target = target, .headers = headers, .client = fixture->client
    };

    fixture->op->actor = (struct actor){ .name = "" };
    op_forgive(fixture->op);
    if (fixture->cookie != NULL)
        headers[raw.header_count++] = (struct request_pair){ "cookie", fixture->cookie };
    if (fixture->csrf != NULL)
        headers[raw.header_count++] = (struct request_pair){ "X-Csrf-Token", fixture->csrf };
    if (body != NULL) {
        headers[raw.header_count++] = (struct request_pair){ "Content-Type", fixture->type };
        raw.body = (const unsigned char *)body;
        raw.body_size = strlen(body);
    }
    web_dispatch(fixture->web, fixture->op, &raw, &fixture->response);
    return fixture->response.status;
}

static const char *header(const struct fixture *fixture, const char *name)
{
    for (int i = 0; i < fixture->response.header_count; i++) {
        if (strcmp(fixture->response.headers[i].name, name) == 0)
            return fixture->response.headers[i].value;
    }
    return "";
}

static void assert_holds(const struct fixture *fixture, const char *part)
{
    assert_text_holds((const char *)fixture->response.bytes, part);
}

static void signed_in(struct fixture *fixture)
{
    fixture->cookie = "other=1; dj_session=clerk; last=2";
    fixture->csrf = "csrf-of-clerk";
}

static void a_query_reaches_the_handler_parsed(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(call(fixture, "GET", "/api/v1/notes?limit=500", NULL), 200);
    assert_string_equal(fixture->response.bytes, "{\"text\":\"500\"}");
    assert_int_equal(call(fixture, "GET", "/api/v1/notes?limit=501", NULL), 422);
    assert_holds(fixture, "\"path\":\"/limit\",\"code\":\"too_large\"");
    assert_int_equal(call(fixture, "GET", "/api/v1/notes?sort=1", NULL), 422);
    assert_holds(fixture, "\"code\":\"unknown_key\"");
}

static void unknown_paths_are_404_and_methods_405_with_allow(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(call(fixture, "GET", "/api/v1/none", NULL), 404);
    assert_holds(fixture, "\"code\":\"not_found\"");
    assert_int_equal(call(fixture, "PATCH", "/api/v1/notes", NULL), 405);
    assert_string_equal(header(fixture, "Allow"), "GET, HEAD, POST");
    assert_int_equal(call(fixture, "TRACE", "/api/v1/notes", NULL), 405);
    assert_int_equal(call(fixture, "HEAD", "/api/v1/notes", NULL), 200);
}

static void a_bad_target_is_400_and_a_long_one_414(void **state)
{
    struct fixture *fixture = *state;
    char *target = mem_zero(fixture->op, 1, 4098, "target");

    assert_int_equal(call(fixture, "GET", "/api/v1/notes/a%2Fb", NULL), 400);
    assert_int_equal(call(fixture, "GET", "/api/v1/notes/a%00", NULL), 400);
    memset(target, 'a', 4097);
    target[0] = '/';
    assert_int_equal(call(fixture, "GET", target, NULL), 414);
}

static void signed_out_is_401_and_denied_403(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(call(fixture, "GET", "/api/v1/notes/1", NULL), 401);
    assert_holds(fixture, "\"code\":\"signed_out\"");
    fixture->cookie = "dj_session=stale";
    assert_int_equal(call(fixture, "GET", "/api/v1/notes/1", NULL), 401);
    signed_in(fixture);
    assert_int_equal(call(fixture, "GET", "/api/v1/notes/1", NULL), 200);
    assert_int_equal(call(fixture, "DELETE", "/api/v1/notes/1", NULL), 403);
    assert_holds(fixture, "\"code\":\"not_allowed\"");
}

static void a_stale_session_does_not_shut_open_routes(void **state)
{
    struct fixture *fixture = *state;

    fixture->cookie = "dj_session=stale";
    assert_int_equal(call(fixture, "GET", "/api/v1/notes", NULL), 200);
}

static void a_session_store_that_is_gone_is_503(void **state)
{
    struct fixture *fixture = *state;

    fixture->cookie = "dj_session=gone";
    assert_int_equal(call(fixture, "GET", "/api/v1/notes", NULL), 503);
    assert_string_equal(header(fixture, "Retry-After"), "5");
}

static void a_malformed_token_never_reaches_the_store(void **state)
{
    struct fixture *fixture = *state;
    char *cookie = mem_text(fixture->op, "dj_session=");

    fixture->cookie = "dj_session=go ne";
    assert_int_equal(call(fixture, "GET", "/api/v1/notes", NULL), 200);
    for (int i = 0; i < 129; i++)
        mem_append(fixture->op, &cookie, "g");
    fixture->cookie = cookie;
    assert_int_equal(call(fixture, "GET", "/api/v1/notes", NULL), 200);
}

static void a_change_needs_the_csrf_header(void **state)
{
    struct fixture *fixture = *state;

    signed_in(fixture);
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":\"好\"}"), 201);
    fixture->csrf = "csrf-of-clerl";
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":\"好\"}"), 403);
    assert_holds(fixture, "\"code\":\"csrf_missing\"");
    fixture->csrf = NULL;
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":\"好\"}"), 403);
    assert_int_equal(call(fixture, "POST", "/api/v1/act", NULL), 403);
    assert_int_equal(call(fixture, "POST", "/api/v1/session", NULL), 204);
    assert_int_equal(call(fixture, "GET", "/api/v1/notes/1", NULL), 200);
}

static void the_session_cookie_is_closed_to_scripts_and_other_sites(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(call(fixture, "POST", "/api/v1/session", NULL), 204);
    assert_string_equal(header(fixture, "Set-Cookie"),
                        "dj_session=abc-DEF_1; Path=/; HttpOnly; SameSite=Strict");
}

static void a_body_must_be_json_by_name_and_form(void **state)
{
    struct fixture *fixture = *state;

    signed_in(fixture);
    fixture->type = "text/plain";
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":\"好\"}"), 415);
    fixture->type = "application/jsonp";
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":\"好\"}"), 415);
    fixture->type = "Application/JSON; charset=utf-8";
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":\"好\"}"), 201);
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":"), 422);
    assert_holds(fixture, "\"code\":\"json_broken\"");
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", NULL), 422);
    assert_int_equal(call(fixture, "POST", "/api/v1/notes", "{\"text\":\"一二三四五六\",\"x\":1}"),
                     422);
    assert_holds(fixture, "\"path\":\"/text\",\"code\":\"too_long\",\"clause\":null,"
                          "\"basis\":\"system\",\"level\":\"error\"");
    assert_holds(fixture, "\"path\":\"/x\",\"code\":\"unknown_key\"");
}

static void a_body_nobody_asked_for_is_empty_or_an_empty_object(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(call(fixture, "POST", "/api/v1/act", NULL), 204);
    assert_int_equal(call(fixture, "POST", "/api/v1/act", "{}"), 204);
    assert_int_equal(call(fixture, "POST", "/api/v1/act", "{\"a\":1}"), 422);
}

static void the_body_limit_holds_at_and_one_beyond(void **state)
{
    struct fixture *fixture = *state;
    char *body = mem_zero(fixture->op, 1, BODY_BYTES_DEFAULT_MAX + 2, "body");

    assert_int_equal(call(fixture, "PUT", "/api/v1/raw", "0123456789"), 200);
    assert_string_equal(fixture->response.bytes, "{\"text\":\"10\"}");
    assert_int_equal(call(fixture, "PUT", "/api/v1/raw", "0123456789a"), 413);
    assert_holds(fixture, "超过 10 字节");
    memset(body, ' ', BODY_BYTES_DEFAULT_MAX);
    memcpy(body, "{}", 2);
    assert_int_equal(call(fixture, "POST", "/api/v1/act", body), 204);
    body[BODY_BYTES_DEFAULT_MAX] = ' ';
    assert_int_equal(call(fixture, "POST", "/api/v1/act", body), 413);
    assert_holds(fixture, "超过 256 KiB");
}

static void an_inner_error_tells_nothing_but_the_request_id(void **state)
{
    struct fixture *fixture = *state;

    memcpy(fixture->op->request_id, "rq1", 4);
    assert_int_equal(call(fixture, "GET", "/api/v1/breaks", NULL), 500);
    assert_holds(fixture, "\"code\":\"internal\"");
    assert_holds(fixture, "请把编号 rq1 告诉管理员");
    assert_null(strstr(fixture->response.bytes, "secret"));
    assert_string_equal(header(fixture, "X-Secret"), "");
    assert_string_equal(header(fixture, "X-Request-Id"), "rq1");
}

static void an_unexplained_error_gets_a_general_text(void **state)
{
    assert_int_equal(call(*state, "GET", "/api/v1/forgets", NULL), 404);
    assert_holds(*state, "\"detail\":\"没有找到，或者不在您的权限范围内。\"");
}

static void a_refusal_names_clause_basis_and_all_problems(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(call(fixture, "GET", "/api/v1/refuses", NULL), 409);
    assert_string_equal(fixture->response.content_type, "application/problem+json; charset=utf-8");
    assert_holds(fixture, "{\"type\":\"about:blank\",\"title\":\"与现状冲突\",\"status\":409,");
    assert_holds(fixture, "\"clause\":\"附件2 二(一)\",\"basis\":\"notice\",\"request_id\":\"");
    assert_holds(fixture, "\"problems\":[{\"path\":\"/values/text\",\"code\":\"long\","
                          "\"clause\":null,\"basis\":\"default\",\"level\":\"warning\","
                          "\"message\":\"偏长\"}]}");
}

static void every_reply_carries_the_guarding_headers(void **state)
{
    struct fixture *fixture = *state;
    static const char *const targets[] = { "/api/v1/notes", "/api/v1/none", "/api/v1/breaks" };

    for (size_t i = 0; i < 3; i++) {
        (void)call(fixture, "GET", targets[i], NULL);
        assert_non_null(strstr(header(fixture, "Content-Security-Policy"), "default-src 'self'"));
        assert_null(strstr(header(fixture, "Content-Security-Policy"), "unsafe"));
        assert_string_equal(header(fixture, "X-Content-Type-Options"), "nosniff");
        assert_string_equal(header(fixture, "Cache-Control"), "no-store");
        assert_int_equal(strlen(header(fixture, "X-Request-Id")), 16);
    }
}

static struct health_part ill = { "database", "", true };

static size_t look(struct op *op, struct health_part *parts)
{
    (void)op;
    parts[0] = (struct health_part){ "keys", "", true };
    parts[1] = ill;
    return 2;
}

static void health_says_which_part_is_ill_and_is_503_when_nothing_can_be_saved(void **state)
{
    struct fixture *fixture = *state;
    struct web_config config = { .route_tables = tables, .hooks = { .health = look } };

    assert_int_equal(call(fixture, "GET", "/healthz", NULL), 200);
    assert_string_equal(fixture->response.bytes,
                        "{\"status\":\"ok\",\"reason\":null,\"parts\":[]}");
    assert_int_equal(web_new(fixture->op, fixture->op, &config, &fixture->web), OK);
    ill = (struct health_part){ "mail", "mail_late", false };
    assert_int_equal(call(fixture, "GET", "/healthz", NULL), 200);
    assert_string_equal(fixture->response.bytes,
                        "{\"status\":\"degraded\",\"reason\":\"mail_late\",\"parts\":["
                        "{\"name\":\"keys\",\"reason\":\"\"},"
                        "{\"name\":\"mail\",\"reason\":\"mail_late\"}]}");
    ill = (struct health_part){ "writing", "disk_full", true };
    assert_int_equal(call(fixture, "GET", "/healthz", NULL), 503);
    assert_non_null(strstr(fixture->response.bytes,
                           "{\"status\":\"unavailable\",\"reason\":\"disk_full\",\"parts\""));
}

static void metrics_count_requests_and_stay_on_this_machine(void **state)
{
    struct fixture *fixture = *state;

    (void)call(fixture, "GET", "/api/v1/notes", NULL);
    (void)call(fixture, "GET", "/api/v1/notes?limit=0", NULL);
    (void)call(fixture, "GET", "/api/v1/none", NULL);
    fixture->client = "127.0.0.1";
    assert_int_equal(call(fixture, "GET", "/metrics", NULL), 200);
    assert_holds(fixture, "dianjiang_requests_total{method=\"GET\",route=\"/api/v1/notes\","
                          "status=\"2xx\"} 1\n");
    assert_holds(fixture, "route=\"/api/v1/notes\",status=\"4xx\"} 1\n");
    assert_holds(fixture, "{method=\"\",route=\"\",status=\"4xx\"} 1\n");
    assert_holds(fixture, "dianjiang_request_seconds_bucket{method=\"GET\","
                          "route=\"/api/v1/notes\",le=\"+Inf\"} 2\n");
    assert_holds(fixture, "\ndianjiang_resident_bytes ");
    fixture->client = "10.0.0.1";
    assert_int_equal(call(fixture, "GET", "/metrics", NULL), 404);
    fixture->client = NULL;
}

static void the_openapi_file_is_json_of_all_routes(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(call(fixture, "GET", "/api/v1/openapi.json", NULL), 200);
    json_t *root = json_loads(fixture->response.bytes, JSON_REJECT_DUPLICATES, NULL);
    json_t *paths = json_object_get(root, "paths");
    json_t *get = json_object_get(json_object_get(paths, "/api/v1/notes/{id}"), "get");
    json_t *note =
        json_object_get(json_object_get(json_object_get(root, "components"), "schemas"), "NoteNew");
    assert_string_equal(json_string_value(json_object_get(root, "openapi")), "3.1.0");
    assert_int_equal(json_object_size(paths), 12);
    assert_string_equal(json_string_value(json_object_get(get, "operationId")), "getNotesById");
    assert_int_equal(json_array_size(json_object_get(get, "parameters")), 1);
    assert_string_equal(json_string_value(json_object_get(get, "x-permission")), "PERM_SIGNED_IN");
    assert_int_equal(json_array_size(json_object_get(note, "required")), 1);
    json_decref(root);
}

static void the_table_of_routes_is_sorted_text(void **state)
{
    struct fixture *fixture = *state;
    const char *table = web_route_table(fixture->op, fixture->web);

    assert_ptr_equal(strstr(table, "POST /api/v1/act PERM_ANYONE\n"), table);
    assert_non_null(strstr(table, "DELETE /api/v1/notes/{id} PERM_DESK\n"
                                  "GET /api/v1/notes/{id} PERM_SIGNED_IN\n"));
}

static void the_client_has_a_function_a_route(void **state)
{
    struct fixture *fixture = *state;
    const char *text = web_typescript(fixture->op, fixture->web);

    assert_non_null(strstr(text, "export interface NoteQuery {\n  limit?: number | null;\n}\n"));
    assert_non_null(strstr(text, "export interface NoteNew {\n  text: string;\n}\n"));
    assert_non_null(strstr(text, "  getNotesById: (id: string) =>\n    request<NoteNew>('GET', "
                                 "`/api/v1/notes/${encodeURIComponent(id)}`),\n"));
    assert_non_null(strstr(text,
                           "  getNotes: (query: NoteQuery = {}) =>\n    request<NoteNew>('GET', "
                           "`/api/v1/notes`, { query }),\n"));
    assert_non_null(strstr(text, "  postNotes: (body: NoteNew) =>\n"));
    assert_non_null(strstr(text, "  putRaw: (bytes: Blob | ArrayBuffer) =>\n"));
    assert_null(strstr(text, "/healthz"));
    assert_non_null(strstr(text, "  deleteNotesById: (id: string) =>\n    request<void>("));
    assert_non_null(strstr(text, "  level: \"error\" | \"warning\";\n"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_query_reaches_the_handler_parsed),
        CASE(unknown_paths_are_404_and_methods_405_with_allow),
        CASE(a_bad_target_is_400_and_a_long_one_414),
        CASE(signed_out_is_401_and_denied_403),
        CASE(a_stale_session_does_not_shut_open_routes),
        CASE(a_session_store_that_is_gone_is_503),
        CASE(a_malformed_token_never_reaches_the_store),
        CASE(a_change_needs_the_csrf_header),
        CASE(the_session_cookie_is_closed_to_scripts_and_other_sites),
        CASE(a_body_must_be_json_by_name_and_form),
        CASE(a_body_nobody_asked_for_is_empty_or_an_empty_object),
        CASE(the_body_limit_holds_at_and_one_beyond),
        CASE(an_inner_error_tells_nothing_but_the_request_id),
        CASE(an_unexplained_error_gets_a_general_text),
        CASE(a_refusal_names_clause_basis_and_all_problems),
        CASE(every_reply_carries_the_guarding_headers),
        CASE(health_says_which_part_is_ill_and_is_503_when_nothing_can_be_saved),
        CASE(metrics_count_requests_and_stay_on_this_machine),
        CASE(the_openapi_file_is_json_of_all_routes),
        CASE(the_table_of_routes_is_sorted_text),
        CASE(the_client_has_a_function_a_route),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
