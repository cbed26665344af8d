/* SPDX-License-Identifier: Apache-2.0 */
/* A real server and raw bytes: slow clients, slow handlers, full queues, and the end. */
#include "http_child.h"

#include "base/mem.h"
#include "base/time.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
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

/* ---- slowness ------------------------------------------------------------------------------ */

static void slow_handlers_do_not_stall_others(void **state)
{
    int waiting[3];

    (void)state;
    for (int i = 0; i < 3; i++) {
        waiting[i] = child_connect(&shared);
        send_text(waiting[i], "GET /api/v1/wait HTTP/1.1\r\n" HOST END);
    }
    for (int i = 0; i < 50; i++)
        assert_int_equal(status_of(&shared, "GET /api/v1/hello HTTP/1.1\r\n" HOST END), 200);
    send_bytes(shared.gate, "", 0);
    assert_int_equal(write(shared.gate, "aaa", 3), 3);
    for (int i = 0; i < 3; i++) {
        assert_text_holds(read_reply(waiting[i], false), "{\"value\":1}");
        (void)close(waiting[i]);
    }
}

static void a_client_that_leaves_while_its_request_runs_harms_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        int fd = child_connect(&shared);
        send_text(fd, "GET /api/v1/wait HTTP/1.1\r\n" HOST END);
        (void)close(fd);
    }
    assert_int_equal(write(shared.gate, "aaa", 3), 3);
    assert_int_equal(status_of(&shared, "GET /api/v1/hello HTTP/1.1\r\n" HOST END), 200);
}

static const struct web_limits short_limits = { .head_ms = 1000, .body_ms = 1000, .queue_max = 1 };

static void a_head_that_does_not_end_is_closed(void **state)
{
    struct child child = { 0 };
    int64_t start_us = time_monotonic_us();

    (void)state;
    child_start(&child, &short_limits, 1);
    int fd = child_connect(&child);
    send_text(fd, "GET /api/v1/hello HTTP/1.1\r\n");
    for (int i = 0; i < 200 && time_monotonic_us() - start_us < 5000000; i++) {
        struct timeval pause = { .tv_usec = 50000 };
        if (send(fd, "X: y\r\n", 6, MSG_NOSIGNAL) != 6)
            break;
        (void)select(0, NULL, NULL, NULL, &pause);
    }
    assert_true(time_monotonic_us() - start_us < 4000000);
    (void)close(fd);
    child_stop(&child);
}

static void an_idle_connection_is_closed_and_a_slow_body_hears_408(void **state)
{
    struct child child = { 0 };

    (void)state;
    child_start(&child, &short_limits, 1);
    int idle = child_connect(&child);
    int body = child_connect(&child);
    int kept = child_connect(&child);
    send_text(kept, "GET /api/v1/hello HTTP/1.1\r\n" HOST END);
    send_text(body, "PUT /api/v1/bytes HTTP/1.1\r\n" HOST "Content-Length: 5\r\n" END "xx");
    assert_text_holds(read_reply(kept, false), "HTTP/1.1 200");
    assert_true(is_closed(idle));
    assert_true(is_closed(kept));
    assert_text_holds(read_reply(body, false), "HTTP/1.1 408");
    assert_true(is_closed(body));
    (void)close(idle);
    (void)close(body);
    (void)close(kept);
    child_stop(&child);
}

/* Connects with a small receive buffer, asks for 16 MiB, waits, then reads what there is. */
static size_t read_late(const struct child *child, int64_t wait_ms)
{
    char bytes[65536];
    struct timeval pause = { .tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000 };
    size_t total = 0;
    ssize_t got = 0;
    int fd = child_connect(child);

    send_text(fd, "GET /api/v1/large HTTP/1.1\r\n" HOST END);
    (void)select(0, NULL, NULL, NULL, &pause);
    while (total < LARGE_BYTES && (got = recv(fd, bytes, sizeof bytes, 0)) > 0)
        total += (size_t)got;
    (void)close(fd);
    return total;
}

static void a_client_that_does_not_read_is_closed(void **state)
{
    struct child child = { 0 };
    struct web_limits limits = { .body_ms = 1000, .bytes_a_second = 100 * 1024 * 1024 };

    (void)state;
    child_start(&child, &limits, 1);
    assert_true(read_late(&child, 0) >= LARGE_BYTES);
    assert_true(read_late(&child, 3000) < LARGE_BYTES);
    child_stop(&child);
}

static void one_address_has_its_share_of_connections(void **state)
{
    struct child child = { 0 };

    (void)state;
    child_start(&child, &(struct web_limits){ .client_connection_max = 2 }, 1);
    int first = child_connect(&child);
    int second = child_connect(&child);
    send_text(first, "GET /api/v1/hello HTTP/1.1\r\n" HOST END);
    send_text(second, "GET /api/v1/hello HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(first, false), "HTTP/1.1 200");
    assert_text_holds(read_reply(second, false), "HTTP/1.1 200");
    assert_int_equal(status_of(&child, "GET /api/v1/hello HTTP/1.1\r\n" HOST END), 0);
    (void)close(first);
    (void)close(second);
    child_stop(&child);
}

static void a_full_queue_answers_503_with_retry_after(void **state)
{
    struct child child = { 0 };
    int waiting[3];
    int refused = 0;

    (void)state;
    child_start(&child, &(struct web_limits){ .queue_max = 1 }, 1);
    for (int i = 0; i < 3; i++) {
        waiting[i] = child_connect(&child);
        send_text(waiting[i], "GET /api/v1/wait HTTP/1.1\r\n" HOST END);
    }
    /* One runs, one waits, one (whichever came last) is refused at once. */
    struct timeval short_wait = { .tv_usec = 700000 };
    for (int i = 0; i < 3; i++) {
        (void)setsockopt(waiting[i], SOL_SOCKET, SO_RCVTIMEO, &short_wait, sizeof short_wait);
        const char *reply = read_reply(waiting[i], false);
        if (reply[0] == '\0')
            continue;
        assert_text_holds(reply, "HTTP/1.1 503");
        assert_text_holds(reply, "Retry-After: 5");
        assert_text_holds(reply, "\"code\":\"server_busy\"");
        refused++;
    }
    assert_in_range(refused, 1, 2);
    assert_int_equal(write(child.gate, "aaa", 3), 3);
    for (int i = 0; i < 3; i++)
        (void)close(waiting[i]);
    child_stop(&child);
}

/* ---- the end -------------------------------------------------------------------------------- */

static void a_running_request_is_finished_at_the_end(void **state)
{
    struct child child = { 0 };
    int status = 0;

    (void)state;
    child_start(&child, &(struct web_limits){ 0 }, 2);
    int fd = child_connect(&child);
    int idle = child_connect(&child);
    send_text(idle, "GET /api/v1/hello HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(idle, false), "HTTP/1.1 200");
    send_text(fd, "GET /api/v1/wait HTTP/1.1\r\n" HOST END);
    send_text(idle, "GET /api/v1/hello HTTP/1.1\r\n" HOST END);
    assert_text_holds(read_reply(idle, false), "HTTP/1.1 200");
    assert_int_equal(kill(child.pid, SIGTERM), 0);
    char line[200] = "";
    for (size_t i = 0; strstr(line, "event=stopping") == NULL && i < sizeof line - 1; i++)
        assert_int_equal(read(child.log, line + i, 1), 1);
    assert_int_equal(write(child.gate, "a", 1), 1);
    const char *reply = read_reply(fd, false);
    assert_text_holds(reply, "{\"value\":1}");
    assert_text_holds(reply, "Connection: close");
    assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    (void)close(fd);
    (void)close(idle);
    (void)close(child.gate);
    (void)close(child.log);
}

static void a_request_that_never_ends_does_not_hold_the_end(void **state)
{
    struct child child = { 0 };
    int status = 0;

    (void)state;
    child_start(&child, &(struct web_limits){ .stop_ms = 200 }, 1);
    int fd = child_connect(&child);
    send_text(fd, "GET /api/v1/wait HTTP/1.1\r\n" HOST END);
    int other = child_connect(&child);
    send_text(other, "GET /api/v1/none HTTP/1.1\r\n" HOST END);
    struct timeval pause = { .tv_usec = 100000 };
    (void)select(0, NULL, NULL, NULL, &pause);
    int64_t start_us = time_monotonic_us();
    assert_int_equal(kill(child.pid, SIGTERM), 0);
    assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
    assert_true(time_monotonic_us() - start_us < 3000000);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    (void)close(fd);
    (void)close(other);
    (void)close(child.gate);
    (void)close(child.log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slow_handlers_do_not_stall_others),
        cmocka_unit_test(a_client_that_leaves_while_its_request_runs_harms_nothing),
        cmocka_unit_test(a_head_that_does_not_end_is_closed),
        cmocka_unit_test(an_idle_connection_is_closed_and_a_slow_body_hears_408),
        cmocka_unit_test(a_client_that_does_not_read_is_closed),
        cmocka_unit_test(one_address_has_its_share_of_connections),
        cmocka_unit_test(a_full_queue_answers_503_with_retry_after),
        cmocka_unit_test(a_running_request_is_finished_at_the_end),
        cmocka_unit_test(a_request_that_never_ends_does_not_hold_the_end),
    };

    return cmocka_run_group_tests(tests, start_shared, stop_shared);
}
