/* SPDX-License-Identifier: Apache-2.0 */
/* The target is split raw and decoded after; routes match by segment. */
#include "base/mem.h"
#include "unit.h"
#include "web/router.h"

static enum err nothing(struct op *op, const struct request *request, struct response *response)
{
    (void)op;
    (void)request;
    return respond_empty(response);
}

static const struct route routes[] = {
    { "GET", "/api/v1/things", PERM_ANYONE, nothing },
    { "POST", "/api/v1/things", PERM_ANYONE, nothing },
    { "GET", "/api/v1/things/{id}", PERM_ANYONE, nothing },
    { "GET", "/api/v1/things/new", PERM_ANYONE, nothing },
    { "DELETE", "/api/v1/things/{id}", PERM_ANYONE, nothing },
    { "GET", "/api/v1/things/new/{day}/x", PERM_ANYONE, nothing },
    { "POST", "/api/v1/things/{id}/parts/{part}", PERM_ANYONE, nothing },
    { "GET", "/", PERM_ANYONE, nothing },
    { 0 },
};

static const struct route *const tables[] = { routes, NULL };

static int setup(void **state)
{
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int teardown(void **state)
{
    op_free(*state);
    return 0;
}

static struct target target(struct op *op, const char *raw)
{
    struct target parsed = { 0 };

    assert_int_equal(target_parse(op, raw, &parsed), OK);
    return parsed;
}

static struct match match(struct op *op, const char *method, const char *raw)
{
    struct target parsed = target(op, raw);

    return router_match(op, router_new(op, tables), method_of(method), &parsed);
}

static void segments_are_decoded_after_splitting(void **state)
{
    struct target parsed = target(*state, "/a/b%20c/%E7%82%B9%e5%b0%86/");

    assert_int_equal(parsed.segment_count, 4);
    assert_string_equal(parsed.segments[1], "b c");
    assert_string_equal(parsed.segments[2], "点将");
    assert_string_equal(parsed.segments[3], "");
    assert_string_equal(parsed.path, "/a/b c/点将/");
}

static void the_query_is_split_then_decoded(void **state)
{
    struct target parsed = target(*state, "/x?a=1+2&b=%26%3D&&c&d==e&=f");

    assert_int_equal(parsed.query_count, 5);
    assert_string_equal(parsed.query[0].value, "1 2");
    assert_string_equal(parsed.query[1].value, "&=");
    assert_string_equal(parsed.query[2].name, "c");
    assert_string_equal(parsed.query[2].value, "");
    assert_string_equal(parsed.query[3].value, "=e");
    assert_string_equal(parsed.query[4].name, "");
}

static void the_absolute_form_is_taken_by_its_path(void **state)
{
    assert_string_equal(target(*state, "http://host:1/a?b=c").path, "/a");
    assert_string_equal(target(*state, "HTTPS://user@host/a/b").path, "/a/b");
}

static void bad_targets_are_refused(void **state)
{
    static const char *const raws[] = {
        "",       "a",       "*",          "http://host",   "http://host?x", "ftp://host/a",
        "/%",     "/%4",     "/%4g",       "/%zz",          "/%00",          "/a%2fb",
        "/a%2Fb", "/a%5cb",  "/%0a",       "/%7f",          "/a#b",          "/a\x01",
        "/%ff",   "/%c0%af", "/%ed%a0%80", "/%f4%90%80%80", "/%e7%82",       "/x?a=%00",
        "/x?%=1", "/x?a=%f", "/x?a=%ff",   "/x?a=\xff",
    };

    for (size_t i = 0; i < sizeof raws / sizeof raws[0]; i++) {
        struct op *op = *state;
        struct target parsed = { 0 };
        op_forgive(op);
        assert_int_equal(target_parse(op, raws[i], &parsed), ERR_INVALID);
        assert_string_equal(op->failure.reason, "bad_target");
        assert_null(parsed.path);
    }
}

static char *repeated(struct op *op, const char *head, char c, size_t count)
{
    char *text = mem_zero(op, 1, strlen(head) + count + 1, "text");

    memcpy(text, head, strlen(head));
    memset(text + strlen(head), c, count);
    return text;
}

static void a_target_of_4096_bytes_passes_and_4097_does_not(void **state)
{
    struct op *op = *state;
    struct target parsed = { 0 };

    assert_int_equal(target_parse(op, repeated(op, "/", 'a', 4095), &parsed), OK);
    assert_int_equal(target_parse(op, repeated(op, "/", 'a', 4096), &parsed), ERR_TOO_LARGE);
    assert_string_equal(op->failure.reason, "target_too_long");
}

static void sixteen_query_pairs_pass_and_seventeen_do_not(void **state)
{
    struct op *op = *state;
    struct target parsed = { 0 };
    char *raw = mem_text(op, "/x?a=1");

    for (int i = 1; i < 16; i++)
        mem_append(op, &raw, "&a=1");
    assert_int_equal(target_parse(op, raw, &parsed), OK);
    assert_int_equal(parsed.query_count, 16);
    mem_append(op, &raw, "&a=1");
    assert_int_equal(target_parse(op, raw, &parsed), ERR_INVALID);
}

static void a_query_name_of_64_bytes_passes_and_65_does_not(void **state)
{
    struct op *op = *state;
    struct target parsed = { 0 };

    assert_int_equal(target_parse(op, repeated(op, "/?", 'n', 64), &parsed), OK);
    assert_int_equal(target_parse(op, repeated(op, "/?", 'n', 65), &parsed), ERR_INVALID);
}

static void a_literal_wins_over_a_parameter(void **state)
{
    assert_string_equal(match(*state, "GET", "/api/v1/things/new").route->path,
                        "/api/v1/things/new");
    assert_string_equal(match(*state, "GET", "/api/v1/things/7").route->path,
                        "/api/v1/things/{id}");
    assert_string_equal(match(*state, "POST", "/api/v1/things/new/parts/2").route->path,
                        "/api/v1/things/{id}/parts/{part}");
}

static void parameters_carry_their_names(void **state)
{
    struct match found = match(*state, "POST", "/api/v1/things/a%20b/parts/%E7%82%B9");

    assert_int_equal(found.param_count, 2);
    assert_string_equal(found.params[0].name, "id");
    assert_string_equal(found.params[0].value, "a b");
    assert_string_equal(found.params[1].name, "part");
    assert_string_equal(found.params[1].value, "点");
}

static void a_parameter_of_64_bytes_passes_and_65_does_not(void **state)
{
    struct op *op = *state;

    assert_true(match(op, "GET", repeated(op, "/api/v1/things/", 'x', 64)).path_known);
    assert_false(match(op, "GET", repeated(op, "/api/v1/things/", 'x', 65)).path_known);
    assert_false(match(op, "GET", "/api/v1/things/").path_known);
}

static void unknown_paths_and_methods_are_told_apart(void **state)
{
    struct op *op = *state;
    static const char *const unknown[] = {
        "/api", "/api/v1/thing",   "/api/v1/things/7/parts",      "/api/v1/things/new/x",
        "//",   "/api//v1/things", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n"
    };

    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        assert_false(match(op, "GET", unknown[i]).path_known);
    struct match found = match(op, "PUT", "/api/v1/things");
    assert_true(found.path_known);
    assert_null(found.route);
    assert_string_equal(methods_text(op, found.methods), "GET, HEAD, POST");
    assert_null(match(op, "BREW", "/").route);
    assert_null(match(op, "get", "/").route);
}

static void head_takes_the_route_of_get(void **state)
{
    assert_string_equal(match(*state, "HEAD", "/").route->method, "GET");
    assert_null(match(*state, "HEAD", "/api/v1/things/1/parts/2").route);
}

static void routes_come_sorted(void **state)
{
    struct router *router = router_new(*state, tables);

    assert_int_equal(router_count(router), 8);
    assert_string_equal(router_at(router, 0)->path, "/");
    assert_string_equal(router_at(router, 1)->method, "GET");
    assert_string_equal(router_at(router, 2)->method, "POST");
}

static void every_permission_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < PERM_COUNT; i++)
        assert_non_null(perm_name((enum perm)i));
    assert_null(perm_name(PERM_COUNT));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(segments_are_decoded_after_splitting),
        CASE(the_query_is_split_then_decoded),
        CASE(the_absolute_form_is_taken_by_its_path),
        CASE(bad_targets_are_refused),
        CASE(a_target_of_4096_bytes_passes_and_4097_does_not),
        CASE(sixteen_query_pairs_pass_and_seventeen_do_not),
        CASE(a_query_name_of_64_bytes_passes_and_65_does_not),
        CASE(a_literal_wins_over_a_parameter),
        CASE(parameters_carry_their_names),
        CASE(a_parameter_of_64_bytes_passes_and_65_does_not),
        CASE(unknown_paths_and_methods_are_told_apart),
        CASE(head_takes_the_route_of_get),
        CASE(routes_come_sorted),
        CASE(every_permission_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
