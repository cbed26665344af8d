/* SPDX-License-Identifier: Apache-2.0 */
/* The statistics of a panel: agreement of a published example, leniency, outliers, parts, moves. */
#include "base/mem.h"
#include "base/op.h"
#include "rank/panel.h"

#include <math.h>
#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "item,reviewer,mark\n"

/* Six targets, four judges: Shrout and Fleiss 1979, table 2. ICC(1,1) .17, ICC(1,4) .44, ICC(3,1)
 * .71, * ICC(3,4) .91. */
static const int targets[6][4] = { { 9, 2, 5, 8 }, { 6, 1, 3, 2 },  { 8, 4, 6, 8 },
                                   { 7, 1, 2, 6 }, { 10, 5, 6, 9 }, { 6, 2, 4, 7 } };

static int start(void **state)
{
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int finish(void **state)
{
    op_free(*state);
    return 0;
}

static struct marks marks_of(struct op *op, const char *text)
{
    struct marks marks = { 0 };
    struct bytes bytes = { (const uint8_t *)text, strlen(text) };

    assert_int_equal(marks_read(op, bytes, &marks), OK);
    return marks;
}

static struct panel panel_of(struct op *op, const char *text)
{
    struct marks *marks = mem_new(op, struct marks);

    *marks = marks_of(op, text);
    return panel_describe(op, marks);
}

#define assert_near(a, b, by) assert_true(fabs((a) - (b)) <= (by))

static void agreement_is_that_of_the_published_example(void **state)
{
    char *same = mem_text(*state, HEAD);
    char *others = mem_text(*state, HEAD);

    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < 4; k++) {
            mem_append(*state, &same, "t%d,j%d,%d\n", i, k, targets[i][k]);
            mem_append(*state, &others, "t%d,j%d-%d,%d\n", i, i, k, targets[i][k]);
        }
    }
    struct panel panel = panel_of(*state, same);
    assert_near(panel.one, 0.71, 0.005);
    assert_near(panel.mean, 0.91, 0.005);
    assert_int_equal(panel.use, USE_NONE);
    assert_near(panel.noise_sd, sqrt(1.02), 0.005); /* their residual mean square */
    panel = panel_of(*state, others);
    assert_near(panel.one, 0.17, 0.005);
    assert_near(panel.mean, 0.44, 0.005);
    assert_int_equal(panel.part_count, 6);
    assert_int_equal(panel.use, USE_APART);
}

/* Items 1, 2, 3; v is half a point lenient, w half a point harsh, x neither. */
static void leniency_is_what_a_reviewer_adds(void **state)
{
    struct panel panel =
        panel_of(*state, HEAD "a,v,1.5\nb,v,2.5\nb,w,1.5\nc,w,2.5\nc,x,3\na,x,1\n");

    assert_near(panel.reviewers[0].leniency, 0.5, 1e-6);
    assert_near(panel.reviewers[1].leniency, -0.5, 1e-6);
    assert_near(panel.reviewers[2].leniency, 0, 1e-6);
    assert_near(panel.noise_sd, 0, 1e-6);
    assert_int_equal(panel.outlier_total, 0);
    assert_true(isnan(panel.reviewers[0].agreement)); /* two items are too few */
    assert_int_equal(panel.use, USE_GOOD);
}

static void a_slip_of_the_pen_stands_out(void **state)
{
    char *text = mem_text(*state, HEAD);

    for (int i = 0; i < 12; i++) {
        for (int k = 0; k < 4; k++)
            mem_append(*state, &text, "p%02d,v%d,%d\n", i, k,
                       i == 5 && k == 2 ? 8 : 80 + i % 4 + 2 * k + (i * 7 + k * 3) % 3);
    }
    struct marks marks = marks_of(*state, text);
    struct panel panel = panel_describe(*state, &marks);
    assert_int_equal(panel.outlier_total, 1);
    const struct mark *mark = &marks.rows[panel.outliers[0].row];
    assert_string_equal(marks.items.names[mark->item], "p05");
    assert_int_equal(mark->reviewer, 2);
    assert_true(panel.outliers[0].size < -PANEL_OUTLIER_SIZE && panel.outliers[0].expected > 50);
    assert_true(panel.reviewers[0].agreement > 0 && panel.reviewers[0].agreement <= 1);
}

static void use_tells_scale_and_little_difference(void **state)
{
    /* v1 and v2 differ by 40 points, then by nothing; neither marks all. */
    assert_int_equal(panel_of(*state, HEAD "a,v,80\na,w,40\nb,v,70\nb,w,31\nc,v,90\n").use,
                     USE_LARGE);
    assert_int_equal(panel_of(*state, HEAD "a,v,8\na,w,8\nb,v,7\nb,w,7.1\nc,v,9\n").use,
                     USE_LITTLE);
}

static void what_cannot_be_known_is_not_a_number(void **state)
{
    struct panel panel = panel_of(*state, HEAD "a,v,3\n");

    assert_true(isnan(panel.one) && isnan(panel.mean) && isnan(panel.noise_sd));
    assert_true(isnan(panel.leniency_sd));
    panel = panel_of(*state, HEAD "a,v,3\nb,v,3\na,w,3\nb,w,3\n");
    assert_true(isnan(panel.one));
    assert_int_equal(panel.outlier_total, 0);
}

static void moves_name_who_comes_in_and_goes_out(void **state)
{
    struct marks marks = marks_of(*state, HEAD "a,u,9\na,v,9\na,w,0\nb,u,7\nb,v,7\nb,w,7\nc,u,1\n");
    struct ranking first = { 0 };
    struct ranking other = { 0 };
    struct firm_request request = { METHOD_MEAN, -1, 1, 10 };

    assert_int_equal(rank_items(*state, &marks, &request, &first), OK);
    request.method = METHOD_MEDIAN;
    assert_int_equal(rank_items(*state, &marks, &request, &other), OK);
    struct panel_move move = panel_compare(*state, &first, &other, 1);
    assert_int_equal(move.moved, 2);
    assert_int_equal(move.in_count, 1);
    assert_int_equal(move.in[0], 0);
    assert_int_equal(move.out[0], 1);
    assert_int_equal(move.item, 1);
    assert_int_equal(move.to, 2);
    assert_int_equal(panel_compare(*state, &first, &first, 1).item, -1);
    assert_int_equal(panel_compare(*state, &first, &other, -1).in_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(agreement_is_that_of_the_published_example),
        TEST(leniency_is_what_a_reviewer_adds),
        TEST(a_slip_of_the_pen_stands_out),
        TEST(use_tells_scale_and_little_difference),
        TEST(what_cannot_be_known_is_not_a_number),
        TEST(moves_name_who_comes_in_and_goes_out),
    };
    return cmocka_run_group_tests_name("panel", tests, NULL, NULL);
}
