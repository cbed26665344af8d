/* SPDX-License-Identifier: Apache-2.0 */
/* The process that does one job: what it is sent, what it answers, how its loss is told. */
#include "support/unit.h"

#include "app/apart.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/op.h"
#include "doc/helper.h"
#include "doc/wire.h"
#include "support/run.h"

#include <string.h>
#include <sys/wait.h>

static struct op *op;

static int begin(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

/* Sends text behind a length and returns the exit code; ret_answer: NULL when there is none. */
static int asked(const char *text, uint32_t length, const json_t **ret_answer)
{
    struct helper helper = { 0 };
    uint8_t head[4];

    *ret_answer = NULL;
    assert_true(helper_start(run_dianjiang(), "job-worker", &helper));
    wire_put(head, length);
    (void)wire_write(helper.fd, head, sizeof head, 0);
    (void)wire_write(helper.fd, text, strlen(text), 0);
    if (wire_read(helper.fd, head, sizeof head, 0)) {
        size_t size = wire_get(head);
        char *answer = mem_array(op, char, size + 1);
        assert_true(wire_read(helper.fd, answer, size, 0));
        *ret_answer = json_own(op, json_loadb(answer, size, 0, NULL));
    }
    int status = helper_end(&helper, false);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void nonsense_is_called_wrongly(void **state)
{
    const json_t *answer = NULL;

    (void)state;
    assert_int_equal(asked("{]", 2, &answer), 2);
    assert_null(answer);
    assert_int_equal(asked("{}", (1 << 20) + 1, &answer), 2);
    assert_null(answer);
}

static void a_database_that_is_not_there_is_told(void **state)
{
    static const char request[] =
        "{\"db\":\"sqlite:/nonexistent/x.db\",\"id\":1,\"job\":\"a\",\"kind\":\"match.score\","
        "\"payload\":\"1\",\"lease\":\"l\",\"attempts\":1}";
    const json_t *answer = NULL;

    (void)state;
    assert_int_equal(asked(request, sizeof request - 1, &answer), 0);
    assert_non_null(answer);
    assert_int_not_equal(json_integer_value(json_object_get(answer, "error")), OK);
    assert_string_not_equal(json_text_get(answer, "reason"), "");
    assert_true(json_is_false(json_object_get(answer, "finished")));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nonsense_is_called_wrongly),
        CASE(a_database_that_is_not_there_is_told),
    };

    return cmocka_run_group_tests_name("apart", tests, NULL, NULL);
}
