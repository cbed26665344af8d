/* SPDX-License-Identifier: Apache-2.0 */
/* Selections beside every choice there is, and beside the list done by hand. */
#include "base/crypto.h"
#include "choose_text.h"
#include "long.h"

#include <string.h>

enum { ITEMS_MAX = 6 };

/* A small problem of plain numbers, from which both its text and its answer are made. */
struct tiny {
    int item_count, target_count, tie_count;
    int score[ITEMS_MAX], a[ITEMS_MAX], b[ITEMS_MAX], tie[ITEMS_MAX]; /* a, b: -1 none */
    int min[3], max[3], where[3]; /* where: value of a, -1 everybody */
    bool exclusive[3][3];
    int limit_count, by[3], value[3], limit_min[3], limit_max[3]; /* by 0: a, 1: b */
    bool by_sum, lot;
};

static uint64_t random_state;

static int below(int count)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (int)(random_state % (uint64_t)count);
}

static struct tiny a_tiny(void)
{
    struct tiny tiny = { .item_count = 1 + below(ITEMS_MAX), .target_count = 1 + below(3) };
    int scores = below(2) ? 3 : 50;

    for (int i = 0; i < tiny.item_count; i++) {
        tiny.score[i] = below(scores);
        tiny.a[i] = below(4) - 1;
        tiny.b[i] = below(3) - 1;
        tiny.tie[i] = below(3);
    }
    for (int t = 0; t < tiny.target_count; t++) {
        tiny.max[t] = below(4);
        tiny.min[t] = below(6) == 0 && tiny.max[t] > 0 ? 1 : 0;
        tiny.where[t] = below(2) ? -1 : below(3);
        for (int u = 0; u < t; u++)
            tiny.exclusive[t][u] = tiny.exclusive[u][t] = below(2) != 0;
    }
    tiny.limit_count = below(4);
    for (int k = 0; k < tiny.limit_count; k++) {
        tiny.by[k] = below(2);
        tiny.value[k] = below(2 + !tiny.by[k]);
        tiny.limit_max[k] = 1 + below(3);
        tiny.limit_min[k] = below(6) == 0 ? 1 : 0;
    }
    tiny.by_sum = below(3) == 0;
    tiny.tie_count = below(2);
    tiny.lot = below(2) != 0;
    return tiny;
}

static const char *text_of_tiny(struct op *op, const struct tiny *tiny)
{
    char *text = mem_text(op, "{'items':[");

    for (int i = 0; i < tiny->item_count; i++) {
        mem_append(op, &text, "%s{'id':'i%d','score':", i == 0 ? "" : ",", i);
        mem_append(op, &text, "%d", tiny->score[i]);
        if (tiny->a[i] >= 0)
            mem_append(op, &text, ",'a':'%d'", tiny->a[i]);
        if (tiny->b[i] >= 0)
            mem_append(op, &text, ",'b':%d", tiny->b[i]);
        mem_append(op, &text, ",'t':%d}", tiny->tie[i]);
    }
    mem_append(op, &text, "],'targets':[");
    for (int t = 0; t < tiny->target_count; t++) {
        mem_append(op, &text, "%s{'code':'T%d','min':%d,'max':%d", t == 0 ? "" : ",", t,
                   tiny->min[t], tiny->max[t]);
        if (tiny->where[t] >= 0)
            mem_append(op, &text, ",'where':{'a':'%d'}", tiny->where[t]);
        mem_append(op, &text, "}");
    }
    mem_append(op, &text, "],'limits':[");
    for (int k = 0; k < tiny->limit_count; k++)
        mem_append(op, &text, "%s{'by':'%s','value':%d,'min':%d,'max':%d}", k == 0 ? "" : ",",
                   tiny->by[k] == 0 ? "a" : "b", tiny->value[k], tiny->limit_min[k],
                   tiny->limit_max[k]);
    mem_append(op, &text, "],'exclusive':[");
    for (int t = 0, n = 0; t < tiny->target_count; t++) {
        for (int u = 0; u < t; u++) {
            if (tiny->exclusive[t][u])
                mem_append(op, &text, "%s['T%d','T%d']", n++ == 0 ? "" : ",", t, u);
        }
    }
    mem_append(op, &text, "],'objective':'%s','ties':[", tiny->by_sum ? "sum" : "rank");
    if (tiny->tie_count > 0)
        mem_append(op, &text, "['t','desc']%s", tiny->lot ? "," : "");
    if (tiny->lot)
        mem_append(op, &text, "['lot','S']");
    mem_append(op, &text, "]}");
    return text;
}

/* One choice: the targets of each item as bits. */
struct way {
    int targets[ITEMS_MAX];
    int64_t scores[ITEMS_MAX]; /* of items, in millionths */
};

static bool way_is_allowed(const struct tiny *tiny, const struct way *way)
{
    for (int i = 0; i < tiny->item_count; i++) {
        for (int t = 0; t < tiny->target_count; t++) {
            if ((way->targets[i] >> t & 1) == 0)
                continue;
            if (tiny->where[t] >= 0 && tiny->a[i] != tiny->where[t])
                return false;
            for (int u = 0; u < tiny->target_count; u++) {
                if ((way->targets[i] >> u & 1) != 0 && tiny->exclusive[t][u])
                    return false;
            }
        }
    }
    for (int t = 0; t < tiny->target_count; t++) {
        int count = 0;
        for (int i = 0; i < tiny->item_count; i++)
            count += way->targets[i] >> t & 1;
        if (count < tiny->min[t] || count > tiny->max[t])
            return false;
    }
    for (int k = 0; k < tiny->limit_count; k++) {
        int count = 0;
        for (int i = 0; i < tiny->item_count; i++) {
            int held = tiny->by[k] == 0 ? tiny->a[i] : tiny->b[i];
            count += way->targets[i] != 0 && held == tiny->value[k];
        }
        if (count < tiny->limit_min[k] || count > tiny->limit_max[k])
            return false;
    }
    return true;
}

static void lot_of(int item, uint8_t ret_lot[SM3_BYTES])
{
    char text[8] = { 'S', 'i', (char)('0' + item), '\0' };

    sm3_once(text, strlen(text), ret_lot);
}

/* How a place of one item stands beside one of another, counting the first so many rules. */
static int compare_items(const struct tiny *tiny, const struct way *way, const int items[2],
                         int rules)
{
    int a = items[0];
    int b = items[1];
    uint8_t lots[2][SM3_BYTES];

    if (!tiny->by_sum && way->scores[a] != way->scores[b])
        return way->scores[a] > way->scores[b] ? -1 : 1;
    if (rules > 0 && tiny->tie_count > 0 && tiny->tie[a] != tiny->tie[b])
        return tiny->tie[a] > tiny->tie[b] ? -1 : 1;
    if (rules > tiny->tie_count) {
        lot_of(a, lots[0]);
        lot_of(b, lots[1]);
        return memcmp(lots[0], lots[1], SM3_BYTES);
    }
    return 0;
}

/* The items of the places, best first by so many rules. */
static int sorted_places(const struct tiny *tiny, const struct way *way, int rules,
                         int ret_items[ITEMS_MAX * 3])
{
    int count = 0;

    for (int i = 0; i < tiny->item_count; i++) {
        for (int t = 0; t < tiny->target_count; t++) {
            if ((way->targets[i] >> t & 1) == 0)
                continue;
            int at = count++;
            for (; at > 0; at--) {
                const int pair[2] = { i, ret_items[at - 1] };
                if (compare_items(tiny, way, pair, rules) >= 0)
                    break;
                ret_items[at] = ret_items[at - 1];
            }
            ret_items[at] = i;
        }
    }
    return count;
}

/* Negative: the first way is better. Of the same items' scores. */
static int compare_ways(const struct tiny *tiny, const struct way *first, const struct way *second)
{
    int places[2][ITEMS_MAX * 3] = { { 0 } };
    int rule_count = tiny->tie_count + tiny->lot;
    int count = sorted_places(tiny, first, 0, places[0]);
    int64_t sum = 0;

    if (count != sorted_places(tiny, second, 0, places[1]))
        return sorted_places(tiny, second, 0, places[1]) - count;
    for (int i = 0; i < count && tiny->by_sum; i++)
        sum += first->scores[places[0][i]] - first->scores[places[1][i]];
    if (sum != 0)
        return sum > 0 ? -1 : 1;
    for (int rules = tiny->by_sum ? 1 : 0; rules <= rule_count; rules++) {
        (void)sorted_places(tiny, first, rules, places[0]);
        (void)sorted_places(tiny, second, rules, places[1]);
        for (int i = 0; i < count; i++) {
            const int pair[2] = { places[0][i], places[1][i] };
            int order = compare_items(tiny, first, pair, rules);
            if (order != 0)
                return order;
        }
    }
    return 0;
}

static int places_of(const struct way *way, int item)
{
    return __builtin_popcount((unsigned)way->targets[item]);
}

static bool same_places(const struct tiny *tiny, const struct way *a, const struct way *b)
{
    for (int i = 0; i < tiny->item_count; i++) {
        if (places_of(a, i) != places_of(b, i))
            return false;
    }
    return true;
}

struct answer {
    int found; /* 0: none is allowed */
    bool open; /* others are as good, with other items or places */
    struct way best;
    bool always[ITEMS_MAX]; /* in every best one */
    bool varies[ITEMS_MAX]; /* with another number of places in some best one */
};

static struct answer try_all(const struct tiny *tiny, const int64_t scores[ITEMS_MAX])
{
    struct answer answer = { 0 };
    int sets = 1 << tiny->target_count;
    int64_t count = 1;

    for (int i = 0; i < tiny->item_count; i++)
        count *= sets;
    for (int64_t n = 0; n < count; n++) {
        struct way way = { 0 };
        int64_t rest = n;
        memcpy(way.scores, scores, sizeof way.scores);
        for (int i = 0; i < tiny->item_count; i++, rest /= sets)
            way.targets[i] = (int)(rest % sets);
        if (!way_is_allowed(tiny, &way))
            continue;
        int order = answer.found == 0 ? -1 : compare_ways(tiny, &way, &answer.best);
        if (order > 0)
            continue;
        if (order < 0) {
            answer = (struct answer){ .found = 1, .best = way };
            for (int i = 0; i < tiny->item_count; i++)
                answer.always[i] = way.targets[i] != 0;
            continue;
        }
        answer.open = answer.open || !same_places(tiny, &way, &answer.best);
        for (int i = 0; i < tiny->item_count; i++) {
            answer.always[i] = answer.always[i] && way.targets[i] != 0;
            answer.varies[i] = answer.varies[i] || places_of(&way, i) != places_of(&answer.best, i);
        }
    }
    return answer;
}

/* At the score that was told the item is in every best choice, one step below it is not. */
static void check_border(struct op *op, const struct tiny *tiny, int item,
                         const struct choose_line *line)
{
    int64_t scores[ITEMS_MAX] = { 0 };
    bool chosen_now = line->state == CHOOSE_SELECTED;

    for (int i = 0; i < tiny->item_count; i++)
        scores[i] = tiny->score[i] * CHOOSE_SCALE;
    if (line->has_border) {
        scores[item] = line->border;
        bool at = try_all(tiny, scores).always[item];
        scores[item]--;
        bool below_it = try_all(tiny, scores).always[item];
        if (at && !below_it)
            return;
    } else {
        scores[item] = chosen_now ? -CHOOSE_SCORE_MAX : CHOOSE_SCORE_MAX;
        if (try_all(tiny, scores).always[item] == chosen_now)
            return;
    }
    print_error("border of i%d: %s\n%s\n", item,
                line->has_border ? choose_decimal_text(op, line->border) : "none",
                text_of_tiny(op, tiny));
    assert_true(0);
}

/* An open tie names exactly the items that are not the same in all best choices. */
static bool tie_names_them(const struct op *op, const struct tiny *tiny,
                           const struct answer *answer)
{
    const char *names = "";

    for (int i = 0; i < op->failure.arg_count; i++) {
        if (strcmp(op->failure.args[i].name, "items") == 0)
            names = op->failure.args[i].value;
    }
    for (int i = 0; i < tiny->item_count; i++) {
        const char id[] = { 'i', (char)('0' + i), '\0' };
        if ((strstr(names, id) != NULL) != answer->varies[i])
            return false;
    }
    return true;
}

static void check_tiny(const struct tiny *tiny, bool borders)
{
    struct op *op = op_new(NULL, 0, 0);
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };
    int64_t scores[ITEMS_MAX] = { 0 };
    const char *text = text_of_tiny(op, tiny);

    for (int i = 0; i < tiny->item_count; i++)
        scores[i] = tiny->score[i] * CHOOSE_SCALE;
    struct answer answer = try_all(tiny, scores);
    assert_int_equal(read_text(op, text, &problem), OK);
    enum err e = choose(op, &problem, &choosing);
    const char *expected = answer.found == 0 ? "choose_clash"
                           : answer.open     ? "choose_open_tie"
                                             : "";
    bool good = strncmp(or_empty(op->failure.reason), expected, strlen(expected)) == 0 &&
                (e == OK) == (expected[0] == '\0');
    if (good && answer.open)
        good = tie_names_them(op, tiny, &answer);
    struct way way = { 0 };
    memcpy(way.scores, scores, sizeof way.scores);
    for (int i = 0; e == OK && i < tiny->item_count; i++)
        way.targets[i] = (int)choosing.lines[i].targets;
    if (good && e == OK)
        good = way_is_allowed(tiny, &way) && same_places(tiny, &way, &answer.best);
    if (!good) {
        print_error("%s\nexpected %s, found %s\n", text, expected, or_empty(op->failure.reason));
        assert_true(0);
    }
    for (int i = 0; e == OK && borders && i < tiny->item_count; i++)
        check_border(op, tiny, i, &choosing.lines[i]);
    op_free(op);
}

static void random_problems_are_as_every_choice_says(void **state)
{
    int count = test_amount(3000, 100000);

    (void)state;
    random_state = test_seed() * 2654435761U + 88172645463325252U;
    for (int i = 0; i < count; i++) {
        struct tiny tiny = a_tiny();
        check_tiny(&tiny, i % 10 == 0);
    }
}

/* ---- larger ones ---- */

/* One target, one attribute with its own most: down the list, as one does it by hand. */
static void one_attribute_is_the_list_by_hand(void **state)
{
    int rounds = test_amount(30, 1000);

    (void)state;
    random_state = test_seed() * 2654435761U + 1;
    for (int round = 0; round < rounds; round++) {
        struct op *op = op_new(NULL, 0, 0);
        int score[200] = { 0 };
        int league[200] = { 0 };
        int held[8] = { 0 };
        int most = 1 + below(5);
        int places = 1 + below(40);
        char *text = mem_text(op, "{'items':[");
        for (int i = 0; i < 200; i++) {
            score[i] = below(1000000) * 200 + i; /* nobody beside another */
            league[i] = below(8);
            mem_append(op, &text, "%s{'id':'i%d','score':%d,'league':'L%d'}", i == 0 ? "" : ",", i,
                       score[i], league[i]);
        }
        mem_append(op, &text,
                   "],'targets':[{'code':'T','max':%d}],'limits':[{'by':'league','max':"
                   "%d}]}",
                   places, most);
        struct choosing choosing = chosen(op, text);
        bool taken[200] = { false };
        for (int n = 0; n < places; n++) {
            int best = -1;
            for (int i = 0; i < 200; i++) {
                if (!taken[i] && held[league[i]] < most && (best < 0 || score[i] > score[best]))
                    best = i;
            }
            if (best < 0)
                break;
            taken[best] = true;
            held[league[best]]++;
        }
        for (int i = 0; i < 200; i++)
            assert_int_equal(choosing.lines[i].state == CHOOSE_SELECTED, taken[i]);
        op_free(op);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_problems_are_as_every_choice_says),
        cmocka_unit_test(one_attribute_is_the_list_by_hand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
