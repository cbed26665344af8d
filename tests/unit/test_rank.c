/* SPDX-License-Identifier: Apache-2.0 */
/* Ranking: published answers, twins, groups, seeds, and marks at the edges of the model. */
#include "base/mem.h"
#include "base/op.h"
#include "rank/rank.h"
#include "support/long.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { SEEDS = 20, PANEL = 15 };

/* Marks 1 to 6 of five reviewers on fifteen items: mock data of the R package ERforResearch (Swiss
 * National Science Foundation, MIT licence), and the expected ranks it publishes for them. */
static const int panel_marks[PANEL][5] = {
    { 6, 6, 6, 5, 2 }, { 6, 6, 5, 5, 1 }, { 6, 5, 6, 4, 2 }, { 6, 4, 5, 6, 2 }, { 6, 5, 5, 4, 2 },
    { 6, 4, 6, 3, 2 }, { 6, 5, 4, 3, 2 }, { 6, 2, 5, 5, 2 }, { 6, 4, 3, 4, 2 }, { 6, 3, 5, 2, 2 },
    { 5, 4, 3, 3, 2 }, { 5, 3, 4, 2, 2 }, { 5, 2, 3, 3, 1 }, { 5, 4, 3, 1, 1 }, { 5, 2, 2, 3, 1 },
};
static const double panel_published[PANEL] = { 2.44, 4.06, 4.09, 4.12, 5.08, 6.19, 7.34, 7.26,
                                               8.43, 9.42, 10.4, 11.4, 13.0, 13.0, 13.7 };

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

static struct marks panel_of(struct op *op)
{
    char *text = mem_text(op, "item,reviewer,mark\n");

    for (int i = 0; i < PANEL; i++) {
        for (int k = 0; k < 5; k++)
            mem_append(op, &text, "p%02d,v%d,%d\n", i + 1, k, panel_marks[i][k]);
    }
    return marks_of(op, text);
}

static struct firm firm_of(struct op *op, const struct marks *marks, int places, uint64_t seed,
                           int draws)
{
    struct firm firm = { 0 };
    struct firm_request request = { METHOD_CALIBRATED, places, seed, draws };

    assert_int_equal(firm_draw(op, marks, &request, &firm), OK);
    return firm;
}

static double expected(const struct firm *firm, int item)
{
    return (double)firm->items[item].rank_sum / (double)firm->items[item].drawn;
}

static void the_published_panel_comes_out_with_every_seed(void **state)
{
    struct marks marks = panel_of(*state);
    double sums[PANEL] = { 0 };

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct firm firm = firm_of(*state, &marks, 5, seed, FIRM_DRAWS);
        for (int i = 0; i < PANEL; i++) {
            assert_true(fabs(expected(&firm, i) - panel_published[i]) <= 0.15);
            sums[i] += expected(&firm, i);
            for (int j = 0; j < i; j++) {
                if (panel_published[i] - panel_published[j] >= 0.15)
                    assert_true(expected(&firm, j) < expected(&firm, i));
            }
        }
    }
    for (int i = 0; i < PANEL; i++)
        assert_true(fabs(sums[i] / SEEDS - panel_published[i]) <= 0.10);
}

static void ranks_of_all_items_add_up_in_each_draw(void **state)
{
    struct marks marks = panel_of(*state);
    struct firm firm = firm_of(*state, &marks, 5, 7, 1001);
    double ranks = 0;
    double selected = 0;

    for (int i = 0; i < PANEL; i++) {
        ranks += expected(&firm, i);
        selected += (double)firm.items[i].selected / (double)firm.items[i].drawn;
    }
    assert_true(fabs(ranks - PANEL * (PANEL + 1) / 2.0) < 1e-9);
    assert_true(fabs(selected - 5) < 1e-9);
}

static void twins_share_what_was_drawn(void **state)
{
    struct marks marks = panel_of(*state);
    struct ranking ranking = { 0 };
    struct firm_request request = { METHOD_CALIBRATED, 2, 3, 501 };

    assert_int_equal(rank_items(*state, &marks, &request, &ranking), OK);
    assert_int_equal(ranking.rank[1], 2); /* p02, p03, p04: the same sum by the same reviewers */
    assert_int_equal(ranking.rank[2], 2);
    assert_int_equal(ranking.rank[3], 2);
    assert_int_equal(ranking.rank[4], 5);
    assert_int_equal(ranking.firm.items[3].drawn, 3 * 501);
    assert_memory_equal(&ranking.firm.items[1], &ranking.firm.items[3],
                        sizeof ranking.firm.items[1]);
}

static void the_same_seed_gives_the_same_bytes_in_any_order_of_lines(void **state)
{
    struct marks forth = marks_of(
        *state, "item,reviewer,mark,section\na,v,3,s\nb,v,4,s\na,w,2.5,s\nc,w,1,t\nb,x,4,t\n");
    struct marks back = marks_of(
        *state, "item,reviewer,mark,section\nb,x,4,t\nc,w,1,t\na,w,2.5,s\nb,v,4,s\na,v,3,s\n");
    struct firm first = firm_of(*state, &forth, 1, 9, 301);
    struct firm second = firm_of(*state, &back, 1, 9, 301);
    struct firm other = firm_of(*state, &forth, 1, 10, 301);

    for (int i = 0; i < 3; i++)
        assert_memory_equal(&first.items[i], &second.items[i], sizeof first.items[i]);
    assert_int_not_equal(first.items[0].rank_sum, other.items[0].rank_sum);
}

static void groups_follow_the_expected_rank_of_the_last_place(void **state)
{
    struct marks marks = panel_of(*state);

    for (int places = 0; places <= PANEL + 1; places++) {
        struct firm firm = firm_of(*state, &marks, places, 1, 2000);
        int32_t order[PANEL];
        int32_t rank[PANEL];
        firm_order(*state, &firm, PANEL, order, rank);
        double threshold = places == 0      ? -INFINITY
                           : places > PANEL ? INFINITY
                                            : expected(&firm, order[places - 1]);
        for (int i = 0; i < PANEL; i++) {
            const struct firm_item *item = &firm.items[i];
            enum firm_group group = item->high50 < threshold  ? GROUP_ACCEPT
                                    : item->low50 > threshold ? GROUP_REJECT
                                                              : GROUP_LOTTERY;
            assert_int_equal(item->group, group);
            assert_true(places > 0 || item->selected == 0);
            assert_true(places < PANEL || item->selected == item->drawn);
        }
    }
    assert_int_equal(firm_of(*state, &marks, -1, 1, 10).items[0].group, GROUP_NONE);
}

/* With fewer draws than items the table holds ranks, with more it holds counts. */
static void few_draws_are_counted_like_many(void **state)
{
    struct marks marks = panel_of(*state);

    for (int draws = 1; draws <= PANEL + 2; draws++) {
        struct firm firm = firm_of(*state, &marks, 5, 4, draws);
        for (int i = 0; i < PANEL; i++) {
            assert_true(firm.items[i].low50 >= 1 && firm.items[i].high50 <= PANEL);
            assert_true(firm.items[i].low50 <= firm.items[i].high50);
            if (draws == 1 && firm.items[i].drawn == 1)
                assert_int_equal(firm.items[i].low50, firm.items[i].rank_sum);
        }
    }
}

/* Marks at the edges of the model: what must hold of all of them. */
static void edges_of_the_model_stay_finite(void **state)
{
    static const char *const files[] = {
        "a,v,3\n",                                                /* one mark */
        "a,v,3\na,w,4\na,x,5\n",                                  /* one item */
        "a,v,3\nb,v,4\nc,v,5\nd,v,5\n",                           /* one reviewer */
        "a,v,3\nb,v,3\nc,v,3\na,w,3\nb,w,3\nc,w,3\n",             /* all equal */
        "a,v,1\nb,v,2\nc,v,3\na,w,2\nb,w,3\nc,w,4\n",             /* no noise at all */
        "a,v,0\nb,v,50\nc,v,100\na,w,90\nb,w,10\nc,w,30\n",       /* sds at their upper end */
        "a,v,1000000\nb,v,-1000000\nc,v,0\na,w,5\nb,w,1000000\n", /* as large as allowed */
        "a,v,1\nb,w,2\nc,x,3\n",                                  /* nothing in common */
    };

    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        struct marks marks =
            marks_of(*state, mem_printf(*state, "item,reviewer,mark\n%s", files[f]));
        struct firm firm = firm_of(*state, &marks, 1, 1, 400);
        double ranks = 0;
        for (int i = 0; i < marks.items.count; i++) {
            assert_true(isfinite(firm.items[i].score));
            ranks += expected(&firm, i);
        }
        assert_true(fabs(ranks - marks.items.count * (marks.items.count + 1) / 2.0) < 1e-9);
        for (int s = 0; s <= SD_ITEM; s++)
            assert_true(firm.sds[s] >= SD_MIN && firm.sds[s] <= SD_MAX);
    }
}

static void equal_marks_give_equal_ranks_and_noise_is_not_invented(void **state)
{
    struct marks equal =
        marks_of(*state, "item,reviewer,mark\na,v,3\nb,v,3\nc,v,3\na,w,3\nb,w,3\nc,w,3\n");
    struct marks sure =
        marks_of(*state, "item,reviewer,mark\na,v,1\nb,v,2\nc,v,3\na,w,2\nb,w,3\nc,w,4\n");
    struct firm firm = firm_of(*state, &equal, 1, 1, 999);

    assert_true(expected(&firm, 0) == 2.0 && expected(&firm, 2) == 2.0);
    firm = firm_of(*state, &sure, 1, 1, 999);
    assert_true(expected(&firm, 2) < 1.2 && expected(&firm, 0) > 2.8);
}

/* A lenient reviewer's items come down, a harsh one's go up, but for what both mark. */
static void calibration_takes_leniency_off(void **state)
{
    char *text = mem_text(*state, "item,reviewer,mark\n");

    for (int i = 0; i < 12; i++)
        mem_append(*state, &text, "c%02d,v,%d.8\nc%02d,w,%d.2\n", i, 2 + i % 3, i, 2 + i % 3);
    mem_append(*state, &text, "x,v,3.5\ny,w,3.2\n");
    struct marks marks = marks_of(*state, text);
    struct firm firm = firm_of(*state, &marks, 1, 1, 4000);
    assert_true(firm.items[13].rank_sum < firm.items[12].rank_sum);
    assert_true(marks.rows[marks.count - 2].hundredths > marks.rows[marks.count - 1].hundredths);
}

static void what_is_too_large_is_refused(void **state)
{
    struct op *op = *state;
    struct firm firm = { 0 };
    struct firm_request request = { METHOD_CALIBRATED, 1, 1, FIRM_DRAWS };

    for (int more = 0; more < 2; more++) {
        char *text = mem_text(op, "item,reviewer,mark\n");
        for (int i = 0; i < MODEL_KEPT_MAX + more; i++)
            mem_append(op, &text, "p%d,v%d,%d\n", i, i, i % 7);
        struct marks marks = marks_of(op, text);
        struct model *model = NULL;
        assert_int_equal(model_new(op, &marks, &model), more == 0 ? OK : ERR_TOO_LARGE);
        op_forgive(op);
    }
    char *text = mem_text(op, "item,reviewer,mark\n");
    for (int i = 0; i < 20000; i++)
        mem_append(op, &text, "p%d,v%d,%d\n", i, i % 3, i % 7);
    struct marks marks = marks_of(op, text);
    assert_int_equal(firm_draw(op, &marks, &request, &firm), ERR_TOO_LARGE);
    assert_string_equal(op->failure.reason, "rank_too_much");
    assert_string_equal(op->failure.args[0].value, "3000"); /* 6 * 10^7 cells of 20,000 items */
    op_forgive(op);
    request.draws = test_amount(0, 3000); /* the largest table takes seconds */
    if (request.draws > 0)
        assert_int_equal(firm_draw(op, &marks, &request, &firm), OK);
    request.draws = 3001;
    assert_int_equal(firm_draw(op, &marks, &request, &firm), ERR_TOO_LARGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_published_panel_comes_out_with_every_seed),
        TEST(ranks_of_all_items_add_up_in_each_draw),
        TEST(twins_share_what_was_drawn),
        TEST(the_same_seed_gives_the_same_bytes_in_any_order_of_lines),
        TEST(groups_follow_the_expected_rank_of_the_last_place),
        TEST(few_draws_are_counted_like_many),
        TEST(edges_of_the_model_stay_finite),
        TEST(equal_marks_give_equal_ranks_and_noise_is_not_invented),
        TEST(calibration_takes_leniency_off),
        TEST(what_is_too_large_is_refused),
    };
    return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
