/* SPDX-License-Identifier: Apache-2.0 */
/* Pages: history addresses, caching, gzip; from a table of the test's own (tests/data/pages). */
#include "base/embed.h"
#include "base/log.h"
#include "base/mem.h"
#include "unit.h"
#include "web/web.h"

struct fixture {
    struct op *op;
    struct web *web;
    const char *accept;
    const char *encoding;
    const char *if_none_match;
    struct response response;
};

static int setup(void **state)
{
    static const struct route *const tables[] = { NULL };
    struct op *op = op_new(NULL, 0, 0);
    struct fixture *fixture = mem_new(op, struct fixture);
    struct web_config config = { .route_tables = tables };

    log_set_level(LOG_ERROR);
    *fixture = (struct fixture){ .op = op, .accept = "", .encoding = "", .if_none_match = "" };
    *state = fixture;
    return (int)web_new(op, op, &config, &fixture->web);
}

static int teardown(void **state)
{
    op_free(((struct fixture *)*state)->op);
    return 0;
}

static int get(struct fixture *fixture, const char *method, const char *target)
{
    struct request_pair headers[] = {
        { "Accept", fixture->accept },
        { "Accept-Encoding", fixture->encoding },
        { "If-None-Match", fixture->if_none_match },
    };
    struct raw_request raw = {
        .method = method, .target = target, .headers = headers, .header_count = 3
    };

    op_forgive(fixture->op);
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

static void the_root_is_the_page_and_is_asked_for_again(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(get(fixture, "GET", "/"), 200);
    assert_string_equal(fixture->response.content_type, "text/html; charset=utf-8");
    assert_string_equal(header(fixture, "Cache-Control"), "no-cache");
    assert_int_equal(get(fixture, "HEAD", "/"), 200);
}

static void an_address_of_the_pages_is_the_page_for_browsers_only(void **state)
{
    struct fixture *fixture = *state;

    fixture->accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
    assert_int_equal(get(fixture, "GET", "/applications/7/edit"), 200);
    assert_string_equal(fixture->response.content_type, "text/html; charset=utf-8");
    fixture->accept = "*/*";
    assert_int_equal(get(fixture, "GET", "/assets/gone-1.js"), 404);
    fixture->accept = "text/html;q=0";
    assert_int_equal(get(fixture, "GET", "/applications"), 404);
    fixture->accept = "text/html";
    assert_int_equal(get(fixture, "POST", "/applications"), 404);
}

static void unknown_addresses_of_the_interface_are_never_the_page(void **state)
{
    struct fixture *fixture = *state;

    fixture->accept = "text/html";
    assert_int_equal(get(fixture, "GET", "/api/v1/none"), 404);
    assert_string_equal(fixture->response.content_type, "application/problem+json; charset=utf-8");
    assert_int_equal(get(fixture, "GET", "/api"), 404);
}

static void a_hashed_file_is_kept_for_ever(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(get(fixture, "GET", "/assets/app-1a2b3c.js"), 200);
    assert_string_equal(header(fixture, "Cache-Control"), "public, max-age=31536000, immutable");
    assert_int_equal(get(fixture, "GET", "/mark.svg"), 200);
    assert_string_equal(header(fixture, "Cache-Control"), "no-cache");
}

static void gzip_goes_to_who_takes_it(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *accepts;
        bool gzip;
    } rows[] = {
        { "gzip", true },
        { "br, gzip;q=0.5", true },
        { "GZIP , deflate", true },
        { "", false },
        { "br", false },
        { "gzip;q=0", false },
        { "gzip; q=0.0", false },
        { "xgzip", false },
        { "gzipx", false },
        { "gzip;q=0.001", true },
    };
    const struct embedded *file = embed_find("web/assets/app-1a2b3c.js");

    assert_non_null(file->gzip);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture->encoding = rows[i].accepts;
        assert_int_equal(get(fixture, "GET", "/assets/app-1a2b3c.js"), 200);
        assert_string_equal(header(fixture, "Vary"), "Accept-Encoding");
        assert_string_equal(header(fixture, "Content-Encoding"), rows[i].gzip ? "gzip" : "");
        assert_int_equal(fixture->response.size, rows[i].gzip ? file->gzip_size : file->size);
    }
}

static void who_has_it_gets_304(void **state)
{
    struct fixture *fixture = *state;
    const char *etag = embed_find("web/index.html")->etag;

    fixture->if_none_match = mem_printf(fixture->op, "\"other\", W/%s", etag);
    assert_int_equal(get(fixture, "GET", "/"), 304);
    assert_string_equal(header(fixture, "Content-Encoding"), "");
    assert_string_equal(header(fixture, "ETag"), mem_printf(fixture->op, "W/%s", etag));
    fixture->if_none_match = "\"other\"";
    assert_int_equal(get(fixture, "GET", "/"), 200);
}

static void a_path_leads_nowhere_but_into_the_pages(void **state)
{
    struct fixture *fixture = *state;
    static const char *const targets[] = { "/../migrations/0001-ground.sql", "/..%2Findex.html",
                                           "/assets/../index.html", "//index.html", "/assets" };

    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        assert_true(get(fixture, "GET", targets[i]) >= 400);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_root_is_the_page_and_is_asked_for_again),
        CASE(an_address_of_the_pages_is_the_page_for_browsers_only),
        CASE(unknown_addresses_of_the_interface_are_never_the_page),
        CASE(a_hashed_file_is_kept_for_ever),
        CASE(gzip_goes_to_who_takes_it),
        CASE(who_has_it_gets_304),
        CASE(a_path_leads_nowhere_but_into_the_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
