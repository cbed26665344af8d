/* SPDX-License-Identifier: Apache-2.0 */
/* Relevance: the top is exact, reasons add up, rules are hard, boosts soft, words meet. */
#include "base/mem.h"
#include "base/op.h"
#include "match/index.h"
#include "support/unit.h"

#include <stdio.h>

enum { RANDOM_EXPERTS = 400, RANDOM_DEMANDS = 40, WORD_ROOM = 24 };

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % limit;
}

static int start(void **state)
{
    seed = 20250124;
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int finish(void **state)
{
    op_free(*state);
    return 0;
}

/* An index of experts with one work each. */
static struct match_index *index_of(struct op *op, const char *const *works, size_t count)
{
    struct match_index *index = match_index_new(op);

    for (size_t i = 0; i < count; i++) {
        struct match_expert expert = { .works = &works[i], .work_count = 1 };
        assert_int_equal(match_add(op, index, &expert), OK);
    }
    assert_int_equal(match_seal(op, index, false), OK);
    return index;
}

#define INDEX_OF(op, ...)                                                                          \
    index_of((op), (const char *const[]){ __VA_ARGS__ },                                           \
             sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* The first hit's number for a text, or -1. */
static int best(struct op *op, const struct match_index *index, const char *text)
{
    struct match_demand demand = { .text = text };
    struct match_hit *hits = NULL;
    size_t count = 0;

    assert_int_equal(match_query(op, index, &demand, 1, &hits, &count), OK);
    return count == 0 ? -1 : (int)hits[0].expert;
}

/* A text of Zipf-like words; Chinese words are two characters, English ones get endings. */
static const char *random_text(struct op *op, bool chinese, uint32_t words)
{
    static const char *const endings[] = { "", "s", "ing", "ed", "ation" };
    char *text = NULL;

    mem_append(op, &text, "%s", "");
    for (uint32_t i = 0; i < words; i++) {
        uint32_t word = random_below(1 + random_below(300));
        if (chinese)
            mem_append(op, &text, "%s%c%c%c%c%c%c", i % 4 == 3 ? " " : "", 0xE4 + word % 5,
                       0xB8 + word % 7, 0x80 + word % 50, 0xE6, 0x90 + word % 11, 0x80 + word % 13);
        else
            mem_append(op, &text, "w%c%cr%u%c%s ", 'a' + word % 26, 'a' + word / 26, word % 3,
                       'n' + word % 5, endings[random_below(5)]);
    }
    return text;
}

static struct match_index *random_index(struct op *op, bool chinese)
{
    struct match_index *index = match_index_new(op);

    for (int i = 0; i < RANDOM_EXPERTS; i++) {
        const char *works[20];
        struct match_expert expert = { .works = works,
                                       .work_count = random_below(20),
                                       .field = random_below(3) == 0 ? "210" : "620",
                                       .region = random_below(3) == 0 ? "150400" : NULL,
                                       .org = random_below(5) == 0 ? "农牧业科学院" : "大学",
                                       .level = (enum match_level)random_below(5) };
        for (size_t k = 0; k < expert.work_count; k++)
            works[k] = random_text(op, chinese, 3 + random_below(30));
        assert_int_equal(match_add(op, index, &expert), OK);
    }
    assert_int_equal(match_seal(op, index, false), OK);
    return index;
}

/* Score of one expert by the other road: the sum of its reasons. */
static uint32_t score_by_reasons(struct op *op, const struct match_index *index,
                                 const struct match_demand *demand, uint32_t expert)
{
    struct match_reason *rows = NULL;
    size_t count = 0;
    uint32_t points = 0;
    uint32_t permille = 0;

    assert_int_equal(match_explain(op, index, demand, expert, &rows, &count), OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(rows[i].points > 0);
        assert_true(i == 0 || rows[i - 1].points >= rows[i].points);
        points += rows[i].points;
        permille += rows[i].permille;
    }
    assert_int_equal(permille, points == 0 ? 0 : 1000);
    return points;
}

/* How many experts stand before this one: a greater score, or the same and an earlier number. */
static size_t rank_of(const uint32_t *scores, uint32_t expert)
{
    size_t before = 0;

    for (uint32_t i = 0; i < RANDOM_EXPERTS; i++)
        before += scores[i] > scores[expert] || (scores[i] == scores[expert] && i < expert);
    return before;
}

static void check_top(struct op *op, const struct match_index *index,
                      const struct match_demand *demand, const uint32_t *scores, size_t top)
{
    struct match_hit *hits = NULL;
    size_t count = 0;
    size_t scored = 0;

    assert_int_equal(match_query(op, index, demand, top, &hits, &count), OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(hits[i].score, scores[hits[i].expert]);
        assert_int_equal(rank_of(scores, hits[i].expert), i);
    }
    for (size_t i = 0; i < RANDOM_EXPERTS; i++)
        scored += scores[i] > 0;
    assert_int_equal(count, scored < top ? scored : top);
}

static void compare_with_brute_force(struct op *op, bool chinese)
{
    const struct match_index *index = random_index(op, chinese);

    for (int n = 0; n < RANDOM_DEMANDS; n++) {
        struct match_demand demand = { .text = random_text(op, chinese, 1 + random_below(40)),
                                       .field = n % 3 == 0 ? "210" : NULL,
                                       .region = n % 4 == 0 ? "150400" : NULL,
                                       .org = n % 5 == 0 ? "农牧业科学院" : NULL,
                                       .level_min = (enum match_level)(n % 5) };
        uint32_t scores[RANDOM_EXPERTS];
        uint32_t conflict = match_name(index, demand.org);
        for (uint32_t i = 0; i < RANDOM_EXPERTS; i++) {
            const struct expert_facts *facts = &index->facts[0][i];
            bool out =
                facts->level < demand.level_min || (demand.org != NULL && facts->org == conflict);
            scores[i] = out ? 0 : score_by_reasons(op, index, &demand, i);
        }
        check_top(op, index, &demand, scores, 1);
        check_top(op, index, &demand, scores, 10);
        check_top(op, index, &demand, scores, RANDOM_EXPERTS + 1);
    }
}

static void the_top_is_the_brute_force_top_in_chinese(void **state)
{
    compare_with_brute_force(*state, true);
}

static void the_top_is_the_brute_force_top_in_english(void **state)
{
    compare_with_brute_force(*state, false);
}

static void plurals_and_derivations_meet(void **state)
{
    const struct match_index *index =
        INDEX_OF(*state, "soil erosion", "sheep diseases", "irrigating fields");

    assert_int_equal(best(*state, index, "A disease of sheep's lungs"), 1);
    assert_int_equal(best(*state, index, "IRRIGATED field"), 2);
    assert_int_equal(best(*state, index, "eroding soils"), 0);
}

static void width_and_case_are_folded_and_scripts_are_not(void **state)
{
    const struct match_index *index = INDEX_OF(*state, "ＰＭ２．５监测", "pm25", "監測", "ﬁeld É");

    assert_int_equal(best(*state, index, "pm2.5"), 0);
    assert_int_equal(best(*state, index, "監測"), 2);
    assert_int_equal(best(*state, index, "FIELD"), 3);
    assert_int_equal(best(*state, index, "é"), 3);
}

static void adjoining_characters_count_more_than_scattered_ones(void **state)
{
    const struct match_index *index =
        INDEX_OF(*state, "原来草木皆兵说明文", "草原说明来文皆兵", "别的事情");

    assert_int_equal(best(*state, index, "草原"), 1);
}

static void a_demand_that_shares_nothing_has_no_hits(void **state)
{
    const struct match_index *index = INDEX_OF(*state, "草原", "牧业");

    assert_int_equal(best(*state, index, "计算机"), -1);
    assert_int_equal(best(*state, index, ""), -1);
    assert_int_equal(best(*state, index, " ，。\xFF\xC0 "), -1);
}

static void many_works_alone_do_not_win(void **state)
{
    struct op *op = *state;
    struct match_index *index = match_index_new(op);
    const char *many[200];
    const char *one[] = { "奶牛 乳房炎 防治" };

    for (int i = 0; i < 200; i++)
        many[i] = i == 0 ? "奶牛 饲料" : random_text(op, true, 8);
    struct match_expert broad = { .works = many, .work_count = 200 };
    struct match_expert narrow = { .works = one, .work_count = 1 };
    assert_int_equal(match_add(op, index, &broad), OK);
    assert_int_equal(match_add(op, index, &narrow), OK);
    assert_int_equal(match_seal(op, index, false), OK);
    assert_int_equal(best(op, index, "奶牛乳房炎怎么防治"), 1);
}

static void boosts_reorder_but_never_filter(void **state)
{
    struct op *op = *state;
    struct match_index *index = match_index_new(op);
    const char *works[] = { "土壤改良" };
    const char *other[] = { "考古发掘" };
    struct match_expert plain = { .works = works, .work_count = 1, .field = "620" };
    struct match_expert same = {
        .works = works, .work_count = 1, .field = "210", .region = "1504"
    };
    struct match_expert apart = { .works = other, .work_count = 1, .field = "210" };
    struct match_demand demand = { .text = "土壤改良", .field = "210", .region = "1504" };
    struct match_hit *hits = NULL;
    size_t count = 0;

    assert_int_equal(match_add(op, index, &plain), OK);
    assert_int_equal(match_add(op, index, &same), OK);
    assert_int_equal(match_add(op, index, &apart), OK);
    assert_int_equal(match_seal(op, index, false), OK);
    assert_int_equal(match_query(op, index, &demand, 9, &hits, &count), OK);
    assert_int_equal(hits[0].expert, 1);
    assert_int_equal(hits[1].expert, 0);
    assert_int_equal(hits[0].score,
                     hits[1].score +
                         hits[1].score * (MATCH_FIELD_PERMILLE + MATCH_REGION_PERMILLE) / 1000);
    uint64_t allowed = ~UINT64_C(2);
    demand.allowed = &allowed;
    assert_int_equal(match_query(op, index, &demand, 9, &hits, &count), OK);
    assert_int_equal(hits[0].expert, 0);
}

static void reasons_name_the_words_of_the_demand(void **state)
{
    struct op *op = *state;
    struct match_index *index = match_index_new(op);
    const char *works[] = { "盐碱地土壤改良技术", "Soil erosion control" };
    struct match_expert expert = { .works = works, .work_count = 2, .field = "210" };
    struct match_demand demand = { .text = "求：土壤改良；soil erosion", .field = "210" };
    struct match_reason *rows = NULL;
    size_t count = 0;
    int seen = 0;

    assert_int_equal(match_add(op, index, &expert), OK);
    assert_int_equal(match_seal(op, index, false), OK);
    assert_int_equal(match_explain(op, index, &demand, 0, &rows, &count), OK);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        seen += strcmp(rows[i].text, "土壤改良") == 0 ||
                strcmp(rows[i].text, "soil erosion") == 0 || strcmp(rows[i].kind, "领域") == 0;
    assert_int_equal(seen, 3);
}

static void peers_lend_words_and_are_named(void **state)
{
    struct op *op = *state;
    struct match_demand demand = { .text = "乳房炎" };
    struct match_reason *rows = NULL;
    struct match_hit *hits = NULL;
    size_t count = 0;
    const struct match_index *index =
        INDEX_OF(op, "奶牛饲养管理与繁殖", "奶牛饲养繁殖与乳房炎", "历史文献整理", "隧道掘进");

    assert_int_equal(match_query(op, index, &demand, 4, &hits, &count), OK);
    assert_int_equal(count, 2);
    assert_int_equal(hits[0].expert, 1);
    assert_int_equal(hits[1].expert, 0);
    assert_int_equal(match_explain(op, index, &demand, 0, &rows, &count), OK);
    assert_string_equal(rows[0].kind, "同行");
}

static void adding_after_sealing_equals_adding_before(void **state)
{
    struct op *op = *state;
    const char *works[] = { "草原沙化治理", "草原鼠害防治", "奶牛养殖", "soil erosion" };
    struct match_index *whole = index_of(op, works, 4);
    struct match_index *grown = index_of(op, works, 2);
    struct match_demand demand = { .text = "草原 soil 养殖" };
    struct match_hit *hits[2] = { NULL, NULL };
    size_t count = 0;

    for (size_t i = 2; i < 4; i++) {
        struct match_expert expert = { .works = &works[i], .work_count = 1 };
        assert_int_equal(match_add(op, grown, &expert), OK);
    }
    assert_int_equal(match_query(op, grown, &demand, 4, &hits[0], &count), ERR_INVALID);
    op_forgive(op);
    assert_int_equal(match_seal(op, grown, true), OK);
    assert_int_equal(match_query(op, grown, &demand, 4, &hits[0], &count), OK);
    assert_int_equal(match_query(op, whole, &demand, 4, &hits[1], &count), OK);
    assert_int_equal(count, 4);
    assert_memory_equal(hits[0], hits[1], count * sizeof *hits[0]);
    struct match_expert late = { .works = works, .work_count = 1 };
    assert_int_equal(match_add(op, grown, &late), ERR_INVALID);
}

static void experts_of_a_second_segment_are_found(void **state)
{
    struct op *op = *state;
    struct match_index *index = match_index_new(op);
    char name[WORD_ROOM];

    for (uint32_t i = 0; i < SEGMENT_EXPERTS + 3; i++) {
        const char *work = name;
        struct match_expert expert = { .works = &work, .work_count = 1 };
        (void)snprintf(name, sizeof name, "x%u y%u", i, i % 7);
        assert_int_equal(match_add(op, index, &expert), OK);
    }
    assert_int_equal(match_seal(op, index, true), OK);
    assert_int_equal(best(op, index, "x65535"), SEGMENT_EXPERTS - 1);
    assert_int_equal(best(op, index, "x65536 y2"), SEGMENT_EXPERTS);
    assert_int_equal(best(op, index, "x65538"), SEGMENT_EXPERTS + 2);
    assert_int_equal(best(op, index, "y6"), 6);
}

static void limits_hold_at_and_beyond(void **state)
{
    struct op *op = *state;
    const struct match_index *index = INDEX_OF(op, "草原");
    struct match_index *other = match_index_new(op);
    char *text = mem_array(op, char, MATCH_TEXT_BYTES_MAX + 2);
    const char **works = mem_array(op, const char *, MATCH_WORKS_MAX + 1);
    struct match_expert expert = { .works = works, .work_count = MATCH_WORKS_MAX };
    struct match_demand demand = { .text = "草" };
    struct match_hit *hits = NULL;
    size_t count = 0;

    for (size_t i = 0; i <= MATCH_WORKS_MAX; i++)
        works[i] = "草";
    assert_int_equal(match_add(op, other, &expert), OK);
    expert.work_count++;
    assert_int_equal(match_add(op, other, &expert), ERR_TOO_LARGE);
    op_forgive(op);
    assert_int_equal(match_query(op, index, &demand, MATCH_TOP_MAX, &hits, &count), OK);
    assert_int_equal(match_query(op, index, &demand, MATCH_TOP_MAX + 1, &hits, &count),
                     ERR_INVALID);
    op_forgive(op);
    assert_int_equal(match_query(op, index, &demand, 0, &hits, &count), ERR_INVALID);
    op_forgive(op);
    memset(text, 'a', MATCH_TEXT_BYTES_MAX);
    demand.text = text;
    assert_int_equal(match_query(op, index, &demand, 1, &hits, &count), OK);
    text[MATCH_TEXT_BYTES_MAX] = 'a';
    assert_int_equal(match_query(op, index, &demand, 1, &hits, &count), ERR_TOO_LARGE);
}

/* Every expert one character, a demand of them all: sums stay in 16 bits. */
static void a_demand_of_very_many_words_is_cut_to_the_heaviest(void **state)
{
    struct op *op = *state;
    struct match_index *index = match_index_new(op);
    char *text = NULL;

    for (int i = 0; i < MATCH_QUERY_TERMS_MAX + 50; i++) {
        const char *work = mem_printf(op, "q%dx", i);
        struct match_expert expert = { .works = &work, .work_count = 1 };
        mem_append(op, &text, "q%dx, ", i);
        assert_int_equal(match_add(op, index, &expert), OK);
    }
    const char *all = text;
    struct match_expert expert = { .works = &all, .work_count = 1 };
    assert_int_equal(match_add(op, index, &expert), OK);
    assert_int_equal(match_seal(op, index, false), OK);
    assert_int_equal(best(op, index, text), MATCH_QUERY_TERMS_MAX + 50);
}

static void levels_are_read_with_and_without_their_suffix(void **state)
{
    enum match_level level = MATCH_LEVEL_UNKNOWN;

    (void)state;
    assert_true(match_level_parse("副高级", &level));
    assert_int_equal(level, MATCH_LEVEL_DEPUTY_SENIOR);
    assert_true(match_level_parse("正高", &level));
    assert_int_equal(level, MATCH_LEVEL_SENIOR);
    assert_false(match_level_parse("高级", &level));
    assert_int_equal(level, MATCH_LEVEL_SENIOR);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_top_is_the_brute_force_top_in_chinese),
        TEST(the_top_is_the_brute_force_top_in_english),
        TEST(plurals_and_derivations_meet),
        TEST(width_and_case_are_folded_and_scripts_are_not),
        TEST(adjoining_characters_count_more_than_scattered_ones),
        TEST(a_demand_that_shares_nothing_has_no_hits),
        TEST(many_works_alone_do_not_win),
        TEST(boosts_reorder_but_never_filter),
        TEST(reasons_name_the_words_of_the_demand),
        TEST(peers_lend_words_and_are_named),
        TEST(adding_after_sealing_equals_adding_before),
        TEST(experts_of_a_second_segment_are_found),
        TEST(limits_hold_at_and_beyond),
        TEST(a_demand_of_very_many_words_is_cut_to_the_heaviest),
        TEST(levels_are_read_with_and_without_their_suffix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
