/* SPDX-License-Identifier: Apache-2.0 */
/* A real server and raw bytes: traps of libmicrohttpd, limits at and beyond. */
#include "http_child.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOST "Host: x\r\n"
#define END  "\r\n"

static struct child shared;

static int start_shared(void **state)
{
    (void)state;
    child_start(&shared, &(struct web_limits){ 0 }, 4);
    return 0;
}

static int stop_shared(void **state)
{
    (void)state;
    child_stop(&shared);
    return 0;
}

/* ---- ordinary requests --------------------------------------------------------------------- */

static void a_request_is_answered_with_the_guarding_headers(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "GET /api/v1/hello HTTP/1.1\r\n" HOST END);
    const char *reply = read_reply(fd, false);
    assert_text_holds(reply, "HTTP/1.1 200");
    assert_text_holds(reply, "{\"value\":1}");
    assert_text_holds(reply, "Content-Security-Policy: default-src 'self'");
    assert_text_holds(reply, "Content-Type: application/json; charset=utf-8");
    (void)close(fd);
}

static void a_connection_carries_many_requests(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    for (int i = 0; i < 20; i++) {
        send_text(fd, "GET /api/v1/hello HTTP/1.1\r\n" HOST END);
        assert_text_holds(read_reply(fd, false), "{\"value\":1}");
    }
    (void)close(fd);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "GET /api/v1/id/a HTTP/1.1\r\n" HOST END "PUT /api/v1/bytes HTTP/1.1\r\n" HOST
                  "Content-Length: 3\r\n" END "xxx"
                  "GET /api/v1/id/b HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(fd, false), "\r\n\r\na");
    assert_text_holds(read_reply(fd, false), "{\"value\":3}");
    assert_text_holds(read_reply(fd, false), "\r\n\r\nb");
    (void)close(fd);
}

static void head_has_the_length_and_no_body(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "HEAD /api/v1/hello HTTP/1.1\r\n" HOST END
                  "GET /api/v1/id/next HTTP/1.1\r\n" HOST END);
    const char *reply = read_reply(fd, true);
    assert_text_holds(reply, "HTTP/1.1 200");
    assert_text_holds(reply, "Content-Length: 11\r\n");
    assert_text_holds(read_reply(fd, false), "\r\n\r\nnext");
    (void)close(fd);
}

static void an_empty_reply_leaves_the_connection_in_step(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "POST /api/v1/nothing HTTP/1.1\r\n" HOST "Content-Length: 0\r\n" END
                  "GET /api/v1/id/next HTTP/1.1\r\n" HOST END);
    const char *reply = read_reply(fd, true);
    assert_text_holds(reply, "HTTP/1.1 204");
    assert_null(strcasestr(reply, "Content-Length"));
    assert_text_holds(read_reply(fd, false), "\r\n\r\nnext");
    (void)close(fd);
}

static void http_1_0_is_answered_and_closed(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "GET /api/v1/hello HTTP/1.0\r\n\r\n");
    assert_text_holds(read_reply(fd, false), "{\"value\":1}");
    assert_true(is_closed(fd));
    (void)close(fd);
}

static void the_absolute_form_is_taken(void **state)
{
    (void)state;
    assert_int_equal(status_of(&shared, "GET http://x/api/v1/hello HTTP/1.1\r\n" HOST END), 200);
}

static void expect_100_is_answered_before_the_body(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "PUT /api/v1/bytes HTTP/1.1\r\n" HOST
                  "Content-Length: 2\r\nExpect: 100-continue\r\n" END);
    assert_text_holds(read_reply(fd, true), "HTTP/1.1 100");
    send_text(fd, "xx");
    assert_text_holds(read_reply(fd, false), "{\"value\":2}");
    (void)close(fd);
}

static void the_raw_target_decides(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    assert_int_equal(status_of(&shared, "GET /api/v1/id/a%2Fb HTTP/1.1\r\n" HOST END), 400);
    assert_int_equal(status_of(&shared, "GET /api/v1/id/a%00b HTTP/1.1\r\n" HOST END), 400);
    assert_int_equal(status_of(&shared, "GET /api/v1/id/%zz HTTP/1.1\r\n" HOST END), 400);
    assert_int_equal(status_of(&shared, "GET /api/v1%2Fhello HTTP/1.1\r\n" HOST END), 400);
    assert_int_equal(status_of(&shared, "GET /api/v1/id/x?a=1 HTTP/1.1\r\n" HOST END), 422);
    send_text(fd, "GET /api/v1/id/a%2520%41+b HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(fd, false), "\r\n\r\na%20A+b");
    (void)close(fd);
}

static void a_proxy_on_this_machine_names_the_client(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "GET /api/v1/id/x HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(fd, false), "X-Client: 127.0.0.1\r\n");
    send_text(fd,
              "GET /api/v1/id/x HTTP/1.1\r\n" HOST "X-Forwarded-For: 1.2.3.4, 2001:db8::7\r\n" END);
    assert_text_holds(read_reply(fd, false), "X-Client: 2001:db8::7\r\n");
    (void)close(fd);
}

/* ---- requests that two readers could cut differently -------------------------------------- */

static void every_doubtful_head_is_refused_and_the_connection_closed(void **state)
{
    static const struct {
        const char *head;
        int status;
    } rows[] = {
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n", 400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 0\r\n", 400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n", 400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: +3\r\n", 400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: -3\r\n", 400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: 0x3\r\n", 400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n", 0 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST
          "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
          400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n", 411 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n", 411 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST
          "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
          400 },
        { "PUT /api/v1/bytes HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400 },
        { "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length : 3\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\n" HOST "Content-Length: 3\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\n" HOST "Host: y\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\nHost: \r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\nHost: a,b\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\nHost: a@b\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\nHost: a/b\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\n" HOST "X: a\x01\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\n" HOST "X y: a\r\n", 400 },
        { "GET /api/v1/hello HTTP/1.1\r\n" HOST "Expect: magic\r\n", 417 },
        { "GET /api/v1/hello HTTP/1.2\r\n" HOST, 505 },
        { "GET /api/v1/hello HTTP/3.0\r\n" HOST, 505 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int fd = child_connect(&shared);
        send_text(fd, rows[i].head);
        send_text(fd, END);
        const char *reply = read_reply(fd, false);
        int status = reply[0] == '\0' ? 0 : (int)strtol(reply + 9, NULL, 10);
        if (status != rows[i].status && rows[i].status != 0)
            print_error("%s: %.60s\n", rows[i].head, reply);
        assert_true(rows[i].status == 0 ? status >= 400 || status == 0 : status == rows[i].status);
        bool closed = is_closed(fd);
        if (!closed)
            print_error("%s: not closed\n", rows[i].head);
        assert_true(closed);
        (void)close(fd);
    }
}

/* libmicrohttpd ends a value at a NUL; it must not make a header out of what follows. */
static void a_nul_byte_in_a_head_smuggles_nothing(void **state)
{
    static const char head[] = "PUT /api/v1/bytes HTTP/1.1\r\nHost: x\r\n"
                               "Content-Length: 1\r\nX: a\0Content-Length: 30\r\n\r\nx"
                               "GET /api/v1/id/next HTTP/1.1\r\nHost: x\r\n\r\n";
    int fd = child_connect(&shared);

    (void)state;
    send_bytes(fd, head, sizeof head - 1);
    const char *reply = read_reply(fd, false);
    if (strncmp(reply + 9, "400", 3) != 0) {
        assert_text_holds(reply, "{\"value\":1}");
        assert_text_holds(read_reply(fd, false), "\r\n\r\nnext");
    }
    (void)close(fd);
}

static void a_folded_header_smuggles_nothing(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "X: a\r\n Content-Length: 30\r\n"
                  "Content-Length: 1\r\n" END "x"
                  "GET /api/v1/id/next HTTP/1.1\r\n" HOST END);
    const char *reply = read_reply(fd, false);
    if (strncmp(reply + 9, "400", 3) != 0) {
        assert_text_holds(reply, "{\"value\":1}");
        assert_text_holds(read_reply(fd, false), "\r\n\r\nnext");
    }
    (void)close(fd);
}

static void a_bare_line_feed_smuggles_nothing(void **state)
{
    int fd = child_connect(&shared);

    (void)state;
    send_text(fd, "PUT /api/v1/bytes HTTP/1.1\nHost: x\nContent-Length: 1\n\n"
                  "x"
                  "GET /api/v1/id/next HTTP/1.1\r\n" HOST END);
    const char *reply = read_reply(fd, false);
    if (strncmp(reply + 9, "400", 3) != 0) {
        assert_text_holds(reply, "{\"value\":1}");
        assert_text_holds(read_reply(fd, false), "\r\n\r\nnext");
    }
    (void)close(fd);
    /* A line that a proxy took for the value of X. */
    assert_int_equal(status_of(&shared,
                               "POST /api/v1/nothing HTTP/1.1\r\n" HOST
                               "Content-Length: 0\r\nX: a\nTransfer-Encoding: chunked\r\n" END),
                     400);
    assert_int_equal(status_of(&shared, "POST /api/v1/nothing HTTP/1.1\r\n" HOST
                                        "Content-Length: 0\r\nX: a\rContent-Length: 5\r\n" END),
                     400);
}

static void garbage_is_closed(void **state)
{
    static const char *const texts[] = { "\r\n\r\n\r\n\r\n", "GET\r\n\r\n",
                                         "\x16\x03\x01\x02\r\n\r\n",
                                         "GET  /api/v1/hello  HTTP/1.1\r\n\r\n", "GET /\r\n\r\n" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int fd = child_connect(&shared);
        send_text(fd, texts[i]);
        (void)shutdown(fd, SHUT_WR);
        const char *reply = read_reply(fd, false);
        assert_true(reply[0] == '\0' || reply[9] == '4' || reply[9] == '5');
        (void)close(fd);
    }
    assert_int_equal(status_of(&shared, "GET /api/v1/hello HTTP/1.1\r\n" HOST END), 200);
}

/* ---- limits -------------------------------------------------------------------------------- */

static char *filled(size_t size)
{
    char *text = mem_zero(NULL, 1, size + 1, "filled");

    memset(text, 'x', size);
    return text;
}

/* Sends a body of size bytes to /api/v1/bytes and returns the status; asserts on what follows. */
static int put_bytes(size_t size, const char *holds)
{
    int fd = child_connect(&shared);
    char *body = filled(size);
    char head[200];

    (void)snprintf(head, sizeof head,
                   "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n", size);
    send_text(fd, head);
    send_bytes(fd, body, size);
    const char *reply = read_reply(fd, false);
    int status = reply[0] == '\0' ? 0 : (int)strtol(reply + 9, NULL, 10);
    if (holds != NULL)
        assert_text_holds(reply, holds);
    if (status == 413)
        assert_true(is_closed(fd));
    mem_free(body);
    (void)close(fd);
    return status;
}

static void a_body_at_the_limit_passes_and_one_beyond_is_413(void **state)
{
    (void)state;
    assert_int_equal(put_bytes(100000, "{\"value\":100000}"), 200);
    assert_int_equal(put_bytes(100001, "超过 100000 字节"), 413);
}

static void a_moderate_body_beyond_the_limit_still_hears_the_refusal(void **state)
{
    (void)state;
    assert_int_equal(put_bytes(3 * 1024 * 1024, "\"code\":\"body_too_large\""), 413);
}

static void a_huge_body_is_refused_before_it_is_sent(void **state)
{
    (void)state;
    assert_int_equal(status_of(&shared, "PUT /api/v1/bytes HTTP/1.1\r\n" HOST
                                        "Content-Length: 99999999999\r\n" END),
                     413);
    assert_int_equal(status_of(&shared, "PUT /api/v1/bytes HTTP/1.1\r\n" HOST
                                        "Content-Length: 100001\r\nExpect: 100-continue\r\n" END),
                     413);
}

static void a_body_for_no_route_is_404(void **state)
{
    (void)state;
    assert_int_equal(
        status_of(&shared, "POST /api/v1/none HTTP/1.1\r\n" HOST "Content-Length: 3\r\n" END "xxx"),
        404);
    assert_int_equal(status_of(&shared, "POST /api/v1/hello HTTP/1.1\r\n" HOST
                                        "Content-Length: 3\r\n" END "xxx"),
                     405);
}

static int status_with_target(int size)
{
    void *root = mem_new(NULL, int);
    char *path = filled((size_t)size - 1);
    int status = status_of(&shared, mem_printf(root, "GET /%s HTTP/1.1\r\n" HOST END, path));

    mem_free(path);
    mem_free(root);
    return status;
}

static void a_target_of_4096_bytes_is_looked_up_and_4097_is_414(void **state)
{
    (void)state;
    assert_int_equal(status_with_target(4096), 404);
    assert_int_equal(status_with_target(4097), 414);
}

static int status_with_headers(int count, size_t bytes_each)
{
    void *root = mem_new(NULL, int);
    char *text = mem_text(root, "GET /api/v1/hello HTTP/1.1\r\n" HOST);
    char *value = filled(bytes_each);

    for (int i = 1; i < count; i++)
        mem_append(root, &text, "H: %s\r\n", value);
    mem_append(root, &text, "\r\n");
    int status = status_of(&shared, text);
    mem_free(value);
    mem_free(root);
    return status;
}

static void a_hundred_headers_pass_and_one_more_is_431(void **state)
{
    (void)state;
    assert_int_equal(status_with_headers(100, 1), 200);
    assert_int_equal(status_with_headers(101, 1), 431);
}

static void a_head_of_32_kib_passes_and_more_is_431(void **state)
{
    (void)state;
    assert_int_equal(status_with_headers(2, 32 * 1024 - 30), 200);
    assert_int_equal(status_with_headers(2, 32 * 1024), 431);
    assert_int_equal(status_with_headers(2, 200 * 1024), 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered_with_the_guarding_headers),
        cmocka_unit_test(a_connection_carries_many_requests),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(head_has_the_length_and_no_body),
        cmocka_unit_test(an_empty_reply_leaves_the_connection_in_step),
        cmocka_unit_test(http_1_0_is_answered_and_closed),
        cmocka_unit_test(the_absolute_form_is_taken),
        cmocka_unit_test(expect_100_is_answered_before_the_body),
        cmocka_unit_test(the_raw_target_decides),
        cmocka_unit_test(a_proxy_on_this_machine_names_the_client),
        cmocka_unit_test(every_doubtful_head_is_refused_and_the_connection_closed),
        cmocka_unit_test(a_nul_byte_in_a_head_smuggles_nothing),
        cmocka_unit_test(a_folded_header_smuggles_nothing),
        cmocka_unit_test(a_bare_line_feed_smuggles_nothing),
        cmocka_unit_test(garbage_is_closed),
        cmocka_unit_test(a_body_at_the_limit_passes_and_one_beyond_is_413),
        cmocka_unit_test(a_moderate_body_beyond_the_limit_still_hears_the_refusal),
        cmocka_unit_test(a_huge_body_is_refused_before_it_is_sent),
        cmocka_unit_test(a_body_for_no_route_is_404),
        cmocka_unit_test(a_target_of_4096_bytes_is_looked_up_and_4097_is_414),
        cmocka_unit_test(a_hundred_headers_pass_and_one_more_is_431),
        cmocka_unit_test(a_head_of_32_kib_passes_and_more_is_431),
    };

    return cmocka_run_group_tests(tests, start_shared, stop_shared);
}
