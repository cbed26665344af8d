/* SPDX-License-Identifier: Apache-2.0 */
/* What strangers may cost: room, workers, connections and the end of the server. */
#include "http_child.h"

#include "base/mem.h"
#include "base/time.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOST   "Host: x\r\n"
#define END    "\r\n"
#define HELLO  "GET /api/v1/hello HTTP/1.1\r\n" HOST END
#define SIGNED "Cookie: dj_session=good\r\nX-CSRF-Token: csrf\r\n"

enum { MIB = 1024 * 1024 };

static struct child server;

static void start_with(const struct web_limits *limits, int workers)
{
    child_start(&server, limits, workers);
}

static int finish(void **state)
{
    (void)state;
    if (server.pid != 0)
        (void)kill(server.pid, SIGKILL); /* only after a failed case */
    server.pid = 0;
    return 0;
}

static void stop_server(void)
{
    child_stop(&server);
    server.pid = 0;
}

static char *filled(size_t size)
{
    char *text = mem_zero(NULL, 1, size + 1, "filled");

    memset(text, 'x', size);
    return text;
}

static int begun_body(const char *line, const char *more, size_t length)
{
    char *head = mem_printf(NULL, "%s HTTP/1.1\r\n" HOST "%sContent-Length: %zu\r\n" END, line,
                            more, length);
    int fd = child_connect(&server);

    send_text(fd, head);
    mem_free(head);
    return fd;
}

/* Waits until /metrics has this line. */
static void await_metric(const char *line)
{
    for (int i = 0; i < 500; i++) {
        int fd = child_connect(&server);
        send_text(fd, "GET /metrics HTTP/1.1\r\n" HOST END);
        bool found = strstr(read_reply(fd, false), line) != NULL;
        (void)close(fd);
        if (found)
            return;
        (void)usleep(10000);
    }
    assert_string_equal("never", line);
}

/* ---- room ---------------------------------------------------------------------------------- */

static void announced_bodies_take_no_room(void **state)
{
    int silent[7];

    (void)state;
    start_with(&(struct web_limits){ .buffered_max = 1 * MIB }, 1);
    for (int i = 0; i < 7; i++)
        silent[i] = begun_body("PUT /api/v1/guarded", SIGNED, 4 * MIB);
    int fd = begun_body("PUT /api/v1/guarded", SIGNED, 100000);
    char *body = filled(100000);
    send_text(fd, body);
    assert_text_holds(read_reply(fd, false), "{\"value\":100000}");
    for (int i = 0; i < 7; i++)
        (void)close(silent[i]);
    (void)close(fd);
    mem_free(body);
    stop_server();
}

static void what_arrives_takes_room_and_small_bodies_keep_a_share(void **state)
{
    char *body = filled(2 * MIB);

    (void)state;
    start_with(&(struct web_limits){ .buffered_max = 1 * MIB }, 1);
    int holder = begun_body("PUT /api/v1/guarded", SIGNED, 700000);
    send_bytes(holder, body, 690000);
    await_metric("\ndianjiang_body_bytes 692224\n");
    int fd = begun_body("PUT /api/v1/guarded", SIGNED, 200000);
    send_bytes(fd, body, 200000);
    const char *reply = read_reply(fd, false);
    assert_text_holds(reply, "HTTP/1.1 503");
    assert_text_holds(reply, "\"code\":\"server_busy\"");
    int small = begun_body("PUT /api/v1/bytes", "", BODY_SMALL_BYTES);
    send_bytes(small, body, BODY_SMALL_BYTES);
    assert_text_holds(read_reply(small, false), "HTTP/1.1 200");
    send_bytes(holder, body, 10000);
    assert_text_holds(read_reply(holder, false), "{\"value\":700000}");
    int again = begun_body("PUT /api/v1/guarded", SIGNED, 200000); /* room was given back */
    send_bytes(again, body, 200000);
    assert_text_holds(read_reply(again, false), "{\"value\":200000}");
    (void)close(holder);
    (void)close(fd);
    (void)close(small);
    (void)close(again);
    mem_free(body);
    stop_server();
}

static void who_is_not_signed_in_hears_401_before_the_body(void **state)
{
    (void)state;
    start_with(&(struct web_limits){ 0 }, 1);
    int silent = begun_body("PUT /api/v1/guarded", "", 1 * MIB);
    assert_text_holds(read_reply(silent, false), "HTTP/1.1 401");
    assert_true(is_closed(silent));
    int stale = begun_body("PUT /api/v1/guarded", "Cookie: dj_session=old\r\n", 1 * MIB);
    assert_text_holds(read_reply(stale, false), "HTTP/1.1 401");
    int forged = begun_body("PUT /api/v1/guarded", "Cookie: dj_session=good\r\n", 1 * MIB);
    assert_text_holds(read_reply(forged, false), "\"code\":\"csrf_missing\"");
    (void)close(silent);
    (void)close(stale);
    (void)close(forged);
    stop_server();
}

static void a_refusal_is_heard_by_who_sends_on(void **state)
{
    char *body = filled(3 * MIB);

    (void)state;
    start_with(&(struct web_limits){ 0 }, 1);
    for (int i = 0; i < 20; i++) {
        int fd = begun_body("PUT /api/v1/guarded", "", 3 * MIB);
        send_bytes(fd, body, 3 * MIB);
        assert_text_holds(read_reply(fd, false), "HTTP/1.1 401");
        (void)close(fd);
    }
    mem_free(body);
    stop_server();
}

static void a_wanted_body_passes_with_and_without_asking(void **state)
{
    char *body = filled(3 * MIB);

    (void)state;
    start_with(&(struct web_limits){ 0 }, 1);
    int fd = begun_body("PUT /api/v1/guarded", SIGNED "Expect: 100-continue\r\n", 3 * MIB);
    assert_text_holds(read_reply(fd, true), "HTTP/1.1 100");
    for (int i = 0; i < 3; i++) {
        send_bytes(fd, body, 3 * MIB);
        assert_text_holds(read_reply(fd, false), "{\"value\":3145728}");
        send_text(fd,
                  "PUT /api/v1/guarded HTTP/1.1\r\n" HOST SIGNED "Content-Length: 3145728\r\n" END);
    }
    (void)close(fd);
    mem_free(body);
    stop_server();
}

/* ---- streams ------------------------------------------------------------------------------- */

static void assert_streamed(int fd)
{
    size_t at = 0;
    unsigned char bytes[5000];
    const char *head = read_reply(fd, true);

    assert_text_holds(head, "HTTP/1.1 200");
    char length[64];
    (void)snprintf(length, sizeof length, "Content-Length: %d\r\n", STREAM_BYTES);
    assert_text_holds(head, length);
    while (at < STREAM_BYTES) {
        size_t left = STREAM_BYTES - at;
        ssize_t got = recv(fd, bytes, left < sizeof bytes ? left : sizeof bytes, 0);
        assert_true(got > 0);
        for (ssize_t i = 0; i < got; i++)
            assert_int_equal(bytes[i], (unsigned char)((at + (size_t)i) / 7));
        at += (size_t)got;
    }
}

static void a_stream_arrives_whole_and_the_connection_stays(void **state)
{
    (void)state;
    start_with(&(struct web_limits){ 0 }, 2);
    int fd = child_connect(&server);
    for (int i = 0; i < 2; i++) {
        send_text(fd, "GET /api/v1/stream/x HTTP/1.1\r\n" HOST END);
        assert_streamed(fd);
    }
    send_text(fd, HELLO);
    assert_text_holds(read_reply(fd, false), "{\"value\":1}");
    (void)close(fd);
    stop_server();
}

static void a_stream_that_breaks_is_seen_to_be_cut(void **state)
{
    static char bytes[65536];
    size_t total = 0;
    ssize_t got = 0;

    (void)state;
    start_with(&(struct web_limits){ 0 }, 1);
    int fd = child_connect(&server);
    send_text(fd, "GET /api/v1/stream/broken HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(fd, true), "HTTP/1.1 200");
    while ((got = recv(fd, bytes, sizeof bytes, 0)) > 0)
        total += (size_t)got;
    assert_true(total > 0 && total < STREAM_BYTES);
    (void)close(fd);
    assert_int_equal(status_of(&server, HELLO), 200);
    stop_server();
}

static void replies_together_have_a_limit(void **state)
{
    (void)state;
    start_with(&(struct web_limits){ .replies_max = LARGE_BYTES + MIB }, 2);
    int slow = child_connect(&server);
    send_text(slow, "GET /api/v1/large HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(slow, true), "HTTP/1.1 200"); /* and its body stays unread */
    assert_int_equal(status_of(&server, "GET /api/v1/large HTTP/1.1\r\n" HOST END), 503);
    assert_int_equal(status_of(&server, HELLO), 200);
    (void)close(slow);
    stop_server();
}

/* ---- passwords ----------------------------------------------------------------------------- */

#define GUESS                                                                                      \
    "POST /api/v1/password HTTP/1.1\r\n" HOST                                                      \
    "Content-Type: application/json\r\nContent-Length: 11\r\n" END "{\"value\":1}"

static void passwords_wait_by_themselves_and_an_address_has_its_share(void **state)
{
    int guesses[4];
    int refused = 0;
    struct timeval moment = { .tv_usec = 500000 };

    (void)state;
    start_with(&(struct web_limits){ .password_client_max = 2 }, 1);
    for (int i = 0; i < 4; i++) {
        guesses[i] = child_connect(&server);
        send_text(guesses[i], GUESS);
    }
    for (int i = 0; i < 20; i++)
        assert_int_equal(status_of(&server, HELLO), 200); /* the one worker is free */
    for (int i = 0; i < 4; i++) {
        (void)setsockopt(guesses[i], SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment);
        refused += strstr(read_reply(guesses[i], false), "HTTP/1.1 503") != NULL;
    }
    assert_in_range(refused, 1, 2); /* one is judged, two wait */
    assert_int_equal(write(server.gate, "aaaa", 4), 4);
    for (int i = 0; i < 4; i++)
        (void)close(guesses[i]);
    stop_server();
}

/* ---- connections --------------------------------------------------------------------------- */

static void an_idle_connection_makes_room_for_a_new_one(void **state)
{
    int idle[6];

    (void)state;
    start_with(&(struct web_limits){ .connection_max = 2 }, 1);
    for (int i = 0; i < 6; i++) {
        idle[i] = child_connect(&server);
        send_text(idle[i], HELLO);
        assert_text_holds(read_reply(idle[i], false), "HTTP/1.1 200");
    }
    assert_true(is_closed(idle[0]));
    for (int i = 0; i < 6; i++)
        (void)close(idle[i]);
    stop_server();
}

/* ---- heads --------------------------------------------------------------------------------- */

static void lines_that_others_would_cut_elsewhere_are_refused(void **state)
{
    static const struct {
        const char *head;
        size_t size;
    } bad[] = {
#define HEAD(text) { (text), sizeof(text) - 1 }
        HEAD("GET /api/v1/hello HTTP/1.1\r\n" HOST "X: a\r\n b\r\n" END),
        HEAD("GET /api/v1/hello HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\nY: c\r\n" END),
        HEAD("GET /api/v1/hello HTTP/1.1\n" HOST END),
        HEAD("GET /api/v1/hello HTTP/1.1\r\n" HOST "X: a\nY: b\r\n" END),
        HEAD("GET /api/v1/hello HTTP/1.1\r\n" HOST "X: a\rY: b\r\n" END),
        HEAD("GET /api/v1/hello HTTP/1.1\r\n" HOST "X: a\0b\r\nY: b\r\n" END),
    };

    (void)state;
    start_with(&(struct web_limits){ 0 }, 1);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int fd = child_connect(&server);
        send_bytes(fd, bad[i].head, bad[i].size);
        assert_text_holds(read_reply(fd, false), "HTTP/1.1 400");
        assert_true(is_closed(fd));
        (void)close(fd);
    }
    stop_server();
}

/* However a good head is cut into packets, and whatever its headers' sizes, it is taken. */
static void good_heads_in_pieces_are_taken(void **state)
{
    unsigned seed = 20251130;

    (void)state;
    start_with(&(struct web_limits){ 0 }, 1);
    for (int i = 0; i < 60; i++) {
        char *head = mem_text(NULL, "GET /api/v1/hello HTTP/1.1\r\n" HOST);
        int headers = rand_r(&seed) % 20;
        for (int k = 0; k < headers; k++) {
            char *value = filled((size_t)(rand_r(&seed) % 1400));
            mem_append(NULL, &head, "X-%d:%s%s\r\n", k, k % 3 == 0 ? "" : "  ", value);
            mem_free(value);
        }
        mem_append(NULL, &head, "%s", END);
        int fd = child_connect(&server);
        for (size_t at = 0; at < strlen(head);) {
            size_t piece = 1 + (size_t)(rand_r(&seed) % 3000);
            piece = piece < strlen(head) - at ? piece : strlen(head) - at;
            send_bytes(fd, head + at, piece);
            at += piece;
            (void)usleep(200); /* so that pieces arrive as pieces; nothing is raced */
        }
        assert_text_holds(read_reply(fd, false), "{\"value\":1}");
        (void)close(fd);
        mem_free(head);
    }
    stop_server();
}

/* ---- the end ------------------------------------------------------------------------------- */

static int64_t ms_to_end(int expected)
{
    int status = 0;
    int64_t start_us = time_monotonic_us();

    assert_int_equal(kill(server.pid, SIGTERM), 0);
    assert_int_equal(waitpid(server.pid, &status, 0), server.pid);
    server.pid = 0;
    (void)close(server.gate);
    (void)close(server.log);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
    return (time_monotonic_us() - start_us) / 1000;
}

static void a_body_half_sent_does_not_hold_the_end(void **state)
{
    (void)state;
    start_with(&(struct web_limits){ 0 }, 1);
    int fd = begun_body("PUT /api/v1/bytes", "", 50000);
    send_text(fd, "xxxxxxxx");
    assert_int_equal(status_of(&server, HELLO), 200);
    assert_true(ms_to_end(0) < 3000);
    (void)close(fd);
}

static void a_reply_nobody_reads_is_cut_at_the_end(void **state)
{
    (void)state;
    start_with(&(struct web_limits){ .stop_ms = 300 }, 1);
    int whole = child_connect(&server);
    int stream = child_connect(&server);
    send_text(whole, "GET /api/v1/large HTTP/1.1\r\n" HOST END);
    send_text(stream, "GET /api/v1/stream/x HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(whole, true), "HTTP/1.1 200");
    assert_text_holds(read_reply(stream, true), "HTTP/1.1 200");
    assert_true(ms_to_end(0) < 5000);
    (void)close(whole);
    (void)close(stream);
}

#define CASE(name) cmocka_unit_test_teardown(name, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(announced_bodies_take_no_room),
        CASE(what_arrives_takes_room_and_small_bodies_keep_a_share),
        CASE(who_is_not_signed_in_hears_401_before_the_body),
        CASE(a_refusal_is_heard_by_who_sends_on),
        CASE(a_wanted_body_passes_with_and_without_asking),
        CASE(a_stream_arrives_whole_and_the_connection_stays),
        CASE(a_stream_that_breaks_is_seen_to_be_cut),
        CASE(replies_together_have_a_limit),
        CASE(passwords_wait_by_themselves_and_an_address_has_its_share),
        CASE(an_idle_connection_makes_room_for_a_new_one),
        CASE(lines_that_others_would_cut_elsewhere_are_refused),
        CASE(good_heads_in_pieces_are_taken),
        CASE(a_body_half_sent_does_not_hold_the_end),
        CASE(a_reply_nobody_reads_is_cut_at_the_end),
    };

    return cmocka_run_group_tests_name("http_strangers", tests, NULL, NULL);
}
