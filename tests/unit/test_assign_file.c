/* SPDX-License-Identifier: Apache-2.0 */
/* test_assign_file.c: problems and certificates as files: read strictly, refused by line. */
#include "base/op.h"
#include "flow/assign.h"
#include "flow/assign_proof.h"
#include "flow/assign_read.h"
#include "flow/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char small[] = "# two demands, two experts\n"
                            "p assign 2 2 3\n"
                            "n 0 1\nn 1 2\nc 0 1\nc 1 2\n"
                            "a 0 0 10\na 1 0 20\na 1 1 5\n";

static char path[] = "/tmp/test_assign_file.XXXXXX";

static void write_text(const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Reads a text; the detail of its failure, or NULL, is copied to detail. */
static enum err try_text(const char *text, char *detail, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    struct assign_problem problem;

    write_text(text);
    enum err err = assign_read(op, path, &problem);
    (void)snprintf(detail, size, "%s", err == OK ? "" : op->failure.detail);
    op_free(op);
    return err;
}

static void a_problem_is_read_whole(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    struct assign_problem p;

    write_text("p assign 2 2 1\nn 0 1\nc 1 2\na 0 1 1000000\nm 1 1\nt 1 3\nx 0 0\nk 0 1\nf 0 1\n"
               "E 4 0 1\nD 5 1\nU 0 6 1\nV 1 7 0");
    assert_int_equal(assign_read(op, path, &p), OK);
    assert_int_equal(p.need[0], 1);
    assert_int_equal(p.need[1], 0);
    assert_int_equal(p.capacity[1], 2);
    assert_int_equal(p.edges[0].weight, 1000000);
    assert_int_equal(p.minimum[1], 1);
    assert_int_equal(p.tier[0], 1);
    assert_int_equal(p.tier[1], 3);
    assert_int_equal(p.conflicts.count, 1);
    assert_int_equal(p.previous.rows[0].expert, 1);
    assert_int_equal(p.pins.rows[0].demand, 0);
    assert_int_equal(p.group_count, 4);
    assert_true(p.groups[0].of_experts && p.groups[0].at == -1 && p.groups[0].limit == 4);
    assert_true(!p.groups[1].of_experts && p.groups[1].at == -1 && p.groups[1].members[0] == 1);
    assert_true(p.groups[2].of_experts && p.groups[2].at == 0 && p.groups[2].limit == 6);
    assert_true(!p.groups[3].of_experts && p.groups[3].at == 1 && p.groups[3].member_count == 1);
    op_free(op);
}

static void a_malformed_line_is_refused_by_its_number(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line;
    } cases[] = {
        { "", 1 },
        { "p assign 1 1\n", 1 },
        { "p assign 1 1 1 1\n", 1 },
        { "p assign 1 1 -1\n", 1 },
        { "p assign 1 1 0\nn 1 1\n", 2 },
        { "p assign 1 1 0\nn 0  1\n", 2 },
        { "p assign 1 1 0\n\nn 0 1000001\n", 3 },
        { "p assign 1 1 0\nc 0 1000001\n", 2 },
        { "p assign 1 1 0\nt 0 0\n", 2 },
        { "p assign 1 1 0\nt 0 1001\n", 2 },
        { "p assign 1 1 0\ny 0 1\n", 2 },
        { "p assign 1 1 0\nn 0 1x\n", 2 },
        { "p assign 1 1 0\nn 0 99999999999999999999\n", 2 },
        { "p assign 1 1 0\nE 1 1\n", 2 },
        { "p assign 1 1 0\nU 1\n", 2 },
        { "p assign 1 1 0\nx 0 1\n", 2 },
        { "p assign 1 1 1\na 0 0 0\n", 2 },
        { "p assign 1 1 1\na 0 0 1000001\n", 2 },
        { "p assign 1 1 1\na 0 1 1\n", 2 },
        { "p assign 1 1 1\na 0 0 1\na 0 0 1\n", 3 },
        { "p assign 1 1 1\nn 0 1\n", 3 },
    };
    char detail[256], place[64];

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        assert_int_equal(try_text(cases[k].text, detail, sizeof detail), ERR_INVALID);
        (void)snprintf(place, sizeof place, "%s:%d: ", path, cases[k].line);
        if (strncmp(detail, place, strlen(place)) != 0)
            fail_msg("case %zu: %s", k, detail);
    }
}

static void sizes_are_limited_before_memory_is_taken(void **state)
{
    (void)state;
    char detail[256];

    assert_int_equal(try_text("p assign 4000000 4000000 0\n", detail, sizeof detail), OK);
    assert_int_equal(try_text("p assign 4000001 1 0\n", detail, sizeof detail), ERR_TOO_LARGE);
    assert_int_equal(try_text("p assign 1 4000001 0\n", detail, sizeof detail), ERR_TOO_LARGE);
    assert_int_equal(try_text("p assign 1 1 20000001\n", detail, sizeof detail), ERR_TOO_LARGE);
}

static void a_missing_file_is_the_worlds_failure(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    struct assign_problem problem;

    assert_int_equal(assign_read(op, "/nonexistent/instance", &problem), ERR_UNAVAILABLE);
    op_free(op);
}

/* Writes the small problem's certificate with one line replaced, and checks it. */
static enum err check_forged(const char *line, const char *forged)
{
    struct op *op = op_new(NULL, 0, 0);
    struct assign_problem problem;
    struct assign *assign = NULL;
    struct assign_result result;
    struct assign_certificate certificate;
    char text[4096] = "";

    write_text(small);
    assert_int_equal(assign_read(op, path, &problem), OK);
    assert_int_equal(assign_new(op, &problem, &assign), OK);
    assert_int_equal(assign_solve(op, assign), OK);
    assign_result(op, assign, &result);
    assign_certify(op, assign, &certificate);
    assert_int_equal(assign_proof_write(op, path, &problem, &result, &certificate), OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text / 2, file);
    assert_int_equal(fclose(file), 0);
    text[size] = '\0';
    if (line != NULL) {
        char *at = strstr(text, line);
        char tail[2048];
        if (at == NULL)
            fail_msg("no \"%s\" in: %s", line, text);
        (void)snprintf(tail, sizeof tail, "%s", at + strlen(line));
        (void)snprintf(at, sizeof text - (size_t)(at - text), "%s%s", forged, tail);
    }
    write_text(text);
    enum err err = assign_proof_read(op, path, &problem, &result, &certificate);
    if (err == OK)
        err = assign_verify(op, &problem, &result, &certificate);
    op_free(op);
    return err;
}

static void a_certificate_proves_and_a_forged_one_does_not(void **state)
{
    (void)state;
    assert_int_equal(check_forged(NULL, NULL), OK);
    assert_int_equal(check_forged("s 25 2 3 0", "s 26 2 3 0"), ERR_INVALID);
    assert_int_equal(check_forged("s 25 2 3 0", "s 25 2 2 0"), ERR_INVALID);
    assert_int_equal(check_forged("r 1\n", "r 0\n"), ERR_INVALID);
    assert_int_equal(check_forged("r 1\n", "r 2\n"), ERR_INVALID);
    assert_int_equal(check_forged("r 1\n", "r 3\n"), ERR_INVALID);
    assert_int_equal(check_forged("r 1\n", ""), ERR_INVALID);
    assert_int_equal(check_forged("z\n", ""), ERR_INVALID);
    assert_int_equal(check_forged("z\n", "u 0 1\nz\n"), ERR_INVALID);
    assert_int_equal(check_forged("z\n", "p 1 1\nz\n"), ERR_INVALID);
    assert_int_equal(check_forged("z\n", "u 2 1\nz\n"), ERR_INVALID);
    assert_int_equal(check_forged("z\n", "q 0 1\nz\n"), ERR_INVALID);
    assert_int_equal(check_forged("p 0 3", "p 0 4"), ERR_INVALID);
    assert_int_equal(check_forged("k 1 ", "k 0 "), ERR_INVALID);
    assert_int_equal(check_forged("v 1 ", "v 1 -"), ERR_INVALID);
    assert_int_equal(check_forged("dianjiang", "dianjiana"), ERR_INVALID);
}

static int make_path(void **state)
{
    (void)state;
    int fd = mkstemp(path);

    return fd < 0 ? -1 : close(fd);
}

static int drop_path(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_problem_is_read_whole),
        cmocka_unit_test(a_malformed_line_is_refused_by_its_number),
        cmocka_unit_test(sizes_are_limited_before_memory_is_taken),
        cmocka_unit_test(a_missing_file_is_the_worlds_failure),
        cmocka_unit_test(a_certificate_proves_and_a_forged_one_does_not),
    };

    return cmocka_run_group_tests(tests, make_path, drop_path);
}
