/* SPDX-License-Identifier: Apache-2.0 */
/* The document process: retired, killed, stuck or missing, the next document is made anyway. */
#include "support/unit.h"

#include "base/op.h"
#include "doc/worker.h"
#include "support/run.h"

#include <signal.h>

static const struct text_style plain = { .face = FACE_FANGSONG, .size_pt = 12 };

static int begin(void **state)
{
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int end(void **state)
{
    op_free(*state);
    return 0;
}

static enum err make(struct op *op, struct documents *documents)
{
    struct document_setup setup = document_a4();
    struct document *document = document_new(op, &setup);
    struct pdf pdf = { 0 };

    op_forgive(op);
    document_paragraph(document, &plain, "推荐公函");
    enum err e = documents_pdf(op, documents, document, &pdf);
    if (e == OK) {
        assert_int_equal(pdf.page_count, 1);
        assert_memory_equal(pdf.bytes.data, "%PDF-", 5);
    }
    return e;
}

static void one_process_makes_many(void **state)
{
    struct op *op = *state;
    struct documents *documents = documents_new(op, run_dianjiang());

    assert_int_equal(documents_process(documents), 0);
    assert_int_equal(make(op, documents), OK);
    int first = documents_process(documents);
    assert_true(first > 0);
    assert_int_equal(make(op, documents), OK);
    assert_int_equal(documents_process(documents), first);
}

static void it_is_retired(void **state)
{
    struct op *op = *state;
    struct documents *documents = documents_new(op, run_dianjiang());

    documents_limit(documents, 2, WORKER_WAIT_MS);
    assert_int_equal(make(op, documents), OK);
    int first = documents_process(documents);
    assert_int_equal(make(op, documents), OK);
    assert_int_equal(documents_process(documents), 0);
    assert_int_equal(make(op, documents), OK);
    assert_int_not_equal(documents_process(documents), first);
}

static void one_that_died_is_replaced(void **state)
{
    struct op *op = *state;
    struct documents *documents = documents_new(op, run_dianjiang());

    assert_int_equal(make(op, documents), OK);
    assert_int_equal(kill(documents_process(documents), SIGKILL), 0);
    assert_int_equal(make(op, documents), OK);
}

static void one_that_is_stuck_is_killed(void **state)
{
    struct op *op = *state;
    struct documents *documents = documents_new(op, run_dianjiang());

    assert_int_equal(make(op, documents), OK);
    int stuck = documents_process(documents);
    documents_limit(documents, WORKER_DOCUMENTS, 200);
    assert_int_equal(kill(stuck, SIGSTOP), 0);
    assert_int_equal(make(op, documents), ERR_UNAVAILABLE);
    assert_string_equal(op->failure.reason, "document_unavailable");
    assert_int_equal(kill(stuck, 0), -1); /* waited for: not even its ghost is left */
    documents_limit(documents, WORKER_DOCUMENTS, WORKER_WAIT_MS);
    assert_int_equal(make(op, documents), OK);
}

static void a_program_that_is_none_makes_nothing(void **state)
{
    static const char *const programs[] = { "/nonexistent", "/bin/true", "/bin/echo" };
    struct op *op = *state;

    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        struct documents *documents = documents_new(op, programs[i]);
        assert_int_equal(make(op, documents), ERR_UNAVAILABLE);
        assert_int_equal(documents_process(documents), 0);
    }
}

static void garbage_ends_the_process(void **state)
{
    const char *argv[] = { run_dianjiang(), "doc-worker", NULL };

    /* a size far over the limit, then a document that is none */
    assert_int_equal(run_program(*state, NULL, "~~~~", argv).exit_code, 0);
    assert_int_equal(run_program(*state, NULL, "", argv).exit_code, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_process_makes_many),
        CASE(it_is_retired),
        CASE(one_that_died_is_replaced),
        CASE(one_that_is_stuck_is_killed),
        CASE(a_program_that_is_none_makes_nothing),
        CASE(garbage_ends_the_process),
    };

    return cmocka_run_group_tests_name("document_worker", tests, NULL, NULL);
}
