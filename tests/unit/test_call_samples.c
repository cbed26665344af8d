/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of other places hold together, and their filled forms are judged as their notices say. */
#include "support/call_files.h"

#include "base/json_own.h"
#include "call/lint.h"
#include "call/reference.h"

static struct op *op;
static struct reference *reference;

static int start(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return reference_load_embedded(op, &reference) == OK ? 0 : 1;
}

static int stop(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

/* How many problems each filled form has: blocking, and in all. The bad ones break a rule of every
 * part of their form; the good ones may be warned of what the notice only prefers. */
static const struct sample {
    const char *call;
    const char *track;
    size_t good_count;
    size_t bad_blocking;
    size_t bad_count;
} samples[] = {
    { "yunling-2026", "team", 0, 11, 12 },  { "yunling-2026", "station", 0, 7, 11 },
    { "yunling-2026", "group", 1, 4, 6 },   { "yunling-2026", "challenge", 0, 5, 5 },
    { "erasmus-2026", "campus", 0, 9, 11 }, { "erasmus-2026", "school", 0, 4, 5 },
};

static struct problem_list check(const struct sample *sample, const char *which)
{
    const struct call *call = call_of(op, mem_printf(op, "tests/data/calls/%s", sample->call));
    const struct track *track = call_track(call, sample->track);
    const char *path = mem_printf(op, "%s/tests/data/calls/%s/samples/%s-%s.json",
                                  getenv("DIANJIANG_SOURCE"), sample->call, sample->track, which);
    json_t *document = json_own(op, json_load_file(path, 0, NULL));
    const struct form_context context = { .today = 20260301,
                                          .calendar = reference_calendar(reference),
                                          .reference = reference,
                                          .track = track };
    struct problem_list problems = { 0 };

    assert_non_null(document);
    assert_int_equal(form_check_document(op, call, track->form, document, &context, &problems), OK);
    return problems;
}

static void tell(const struct problem_list *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        print_error("%s %s %s\n", problems->rows[i].path, problems->rows[i].code,
                    problems->rows[i].message);
}

static void good_forms_are_not_blocked_and_bad_ones_are_told_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct problem_list good = check(&samples[i], "good");
        struct problem_list bad = check(&samples[i], "bad");
        if (good.count != samples[i].good_count)
            tell(&good);
        assert_int_equal(good.blocking_count, 0);
        assert_int_equal(good.count, samples[i].good_count);
        if (bad.count != samples[i].bad_count)
            tell(&bad);
        assert_int_equal(bad.count, samples[i].bad_count);
        assert_int_equal(bad.blocking_count, samples[i].bad_blocking);
    }
}

static void calls_of_other_places_have_no_errors(void **state)
{
    static const char *const folders[] = { "tests/data/calls/yunling-2026",
                                           "tests/data/calls/erasmus-2026" };

    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct finding_list findings = { 0 };
        assert_int_equal(
            call_lint(op, call_of(op, folders[i]), reference_calendar(reference), &findings), OK);
        assert_int_equal(findings.error_count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_forms_are_not_blocked_and_bad_ones_are_told_whole),
        cmocka_unit_test(calls_of_other_places_have_no_errors),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
