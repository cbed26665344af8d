/* SPDX-License-Identifier: Apache-2.0 */
/* Selections: what is refused, and examples of what is chosen and why. */
#include "choose_text.h"

#include <string.h>

static const char *arg_of(const struct op *op, const char *name)
{
    for (int i = 0; i < op->failure.arg_count; i++) {
        if (strcmp(op->failure.args[i].name, name) == 0)
            return op->failure.args[i].value;
    }
    return "";
}

/* ---- reading ---- */

static void what_is_wrong_is_named_with_its_place(void **state)
{
    static const struct {
        const char *text, *reason, *path;
    } rows[] = {
        { "{'items':[],'targets':[]", "choose_json", "" },
        { "[]", "choose_kind", "problem" },
        { "{'items':[]}", "choose_missing", "problem" },
        { "{'items':[],'targets':[],'extra':1}", "choose_key", "problem" },
        { "{'items':{},'targets':[]}", "choose_kind", "items" },
        { "{'items':[1],'targets':[]}", "choose_kind", "items[0]" },
        { "{'items':[{'id':'a'}],'targets':[]}", "choose_missing", "items[0]" },
        { "{'items':[{'id':'','score':1}],'targets':[]}", "choose_text", "items[0].id" },
        { "{'items':[{'id':'a\\u0001','score':1}],'targets':[]}", "choose_text", "items[0].id" },
        { "{'items':[{'id':'a','score':1},{'id':'a','score':2}],'targets':[]}", "choose_twice",
          "items[1]" },
        { "{'items':[{'id':'a','score':1.5}],'targets':[]}", "choose_score", "items[0].score" },
        { "{'items':[{'id':'a','score':'1.0000001'}],'targets':[]}", "choose_score",
          "items[0].score" },
        { "{'items':[{'id':'a','score':'1e3'}],'targets':[]}", "choose_score", "items[0].score" },
        { "{'items':[{'id':'a','score':'.5'}],'targets':[]}", "choose_score", "items[0].score" },
        { "{'items':[{'id':'a','score':'5.'}],'targets':[]}", "choose_score", "items[0].score" },
        { "{'items':[{'id':'a','score':'1000000000.000001'}],'targets':[]}", "choose_score",
          "items[0].score" },
        { "{'items':[{'id':'a','score':true}],'targets':[]}", "choose_score", "items[0].score" },
        { "{'items':[{'id':'a','score':1,'b':1.5}],'targets':[]}", "choose_attribute",
          "items[0].b" },
        { "{'items':[{'id':'a','score':1,'b':{}}],'targets':[]}", "choose_attribute",
          "items[0].b" },
        { "{'items':[],'targets':[{'code':'T','max':-1}]}", "choose_number", "targets[0].max" },
        { "{'items':[],'targets':[{'code':'T','max':1000001}]}", "choose_number",
          "targets[0].max" },
        { "{'items':[],'targets':[{'code':'T','max':1,'min':2}]}", "choose_range", "targets[0]" },
        { "{'items':[],'targets':[{'code':'T','max':1,'places':2}]}", "choose_range",
          "targets[0]" },
        { "{'items':[],'targets':[{'code':'T'},{'code':'T'}]}", "choose_twice", "targets[1]" },
        { "{'items':[],'targets':[{'code':'T','where':1}]}", "choose_kind", "targets[0].where" },
        { "{'items':[],'targets':[],'limits':[{'by':'a'}]}", "choose_missing", "limits[0]" },
        { "{'items':[],'targets':[],'limits':[{'by':'a','max':1,'of':2}]}", "choose_key",
          "limits[0]" },
        { "{'items':[],'targets':[{'code':'T'}],'exclusive':[['T','U']]}", "choose_unknown",
          "exclusive[0]" },
        { "{'items':[],'targets':[{'code':'T'}],'exclusive':[['T','T']]}", "choose_twice",
          "exclusive[0]" },
        { "{'items':[],'targets':[],'ties':[['lot','s'],['a','asc']]}", "choose_lot", "ties[0]" },
        { "{'items':[],'targets':[],'ties':[['a','up']]}", "choose_direction", "ties[0]" },
        { "{'items':[],'targets':[],'objective':'mean'}", "choose_objective", "objective" },
        { "{'items':[],'targets':[],'reserve':-1}", "choose_number", "problem.reserve" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct op *op = op_new(NULL, 0, 0);
        struct choose_problem problem = { 0 };
        if (read_text(op, rows[i].text, &problem) != ERR_INVALID ||
            strcmp(op->failure.reason, rows[i].reason) != 0 ||
            strcmp(arg_of(op, "path"), rows[i].path) != 0) {
            print_error("%s: %s %s\n", rows[i].text, or_empty(op->failure.reason),
                        arg_of(op, "path"));
            assert_true(0);
        }
        op_free(op);
    }
    (void)state;
}

static void every_limit_holds_and_one_more_is_refused(void **state)
{
    struct op *op = *state;
    static const struct {
        int count;
        enum err expected;
    } rows[] = { { CHOOSE_TARGETS_MAX, OK }, { CHOOSE_TARGETS_MAX + 1, ERR_TOO_LARGE } };

    for (size_t i = 0; i < 2; i++) {
        struct choose_problem problem = { 0 };
        char *text = mem_text(op, "{'items':[],'targets':[");
        for (int k = 0; k < rows[i].count; k++)
            mem_append(op, &text, "%s{'code':'T%d','max':1}", k == 0 ? "" : ",", k);
        mem_append(op, &text, "]}");
        assert_int_equal(read_text(op, text, &problem), rows[i].expected);
        op_forgive(op);
    }
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };
    char *text = mem_text(op, "{'items':[{'id':'a','score':1}],'targets':[");
    for (int k = 0; k < 9; k++) /* 2^9 sets of targets that one may fill together */
        mem_append(op, &text, "%s{'code':'T%d','max':1}", k == 0 ? "" : ",", k);
    mem_append(op, &text, "]}");
    assert_int_equal(read_text(op, text, &problem), OK);
    assert_int_equal(choose(op, &problem, &choosing), ERR_TOO_LARGE);
    assert_string_equal(op->failure.reason, "choose_too_many");
    op_forgive(op);
}

/* before, the part so many times with commas (or bare), after. */
static void every_bound_of_the_file_holds_and_one_more_is_refused(void **state)
{
    static const struct {
        const char *before, *part, *comma, *after, *path;
        int most;
    } rows[] = {
        { "{'items':[{'id':'", "x", "", "','score':1}],'targets':[]}", "items[0].id",
          CHOOSE_NAME_BYTES_MAX },
        { "{'items':[{'id':'a','score':1,'b':[", "1", ",", "]}],'targets':[]}", "items[0].b",
          CHOOSE_VALUES_MAX },
        { "{'items':[],'targets':[],'limits':[", "{'by':'a','max':1}", ",", "]}", "limits",
          CHOOSE_LIMITS_MAX },
        { "{'items':[],'targets':[],'ties':[", "['a','asc']", ",", "]}", "ties", CHOOSE_TIES_MAX },
    };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct op *op = op_new(NULL, 0, 0);
        struct choose_problem problem = { 0 };
        int count = rows[i / 2].most + (int)(i % 2);
        char *text = mem_text(op, rows[i / 2].before);
        for (int k = 0; k < count; k++)
            mem_append(op, &text, "%s%s", k == 0 ? "" : rows[i / 2].comma, rows[i / 2].part);
        mem_append(op, &text, "%s", rows[i / 2].after);
        enum err e = read_text(op, text, &problem);
        assert_int_equal(e == OK, i % 2 == 0);
        if (e != OK)
            assert_string_equal(arg_of(op, "path"), rows[i / 2].path);
        op_free(op);
    }
}

static void decimals_are_exact_and_short(void **state)
{
    static const struct {
        const char *text, *again;
    } rows[] = {
        { "86", "86" }, { "86.50", "86.5" }, { "0.000001", "0.000001" },    { "-0.5", "-0.5" },
        { "-0", "0" },  { "007", "7" },      { "1000000000", "1000000000" }
    };
    int64_t number = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(choose_decimal(rows[i].text, &number));
        assert_string_equal(choose_decimal_text(*state, number), rows[i].again);
    }
}

/* ---- examples ---- */

static const char *const TEN =
    "{'items':[{'id':'a','score':'95','league':'X'},{'id':'b','score':'94','league':'X'},"
    "{'id':'c','score':'93','league':'Y'},{'id':'d','score':'92','league':'X'}],"
    "'targets':[{'code':'team','max':2}],'limits':[{'by':'league','max':1}],'reserve':1}";

static void down_the_list_skips_who_breaks_a_limit(void **state)
{
    struct op *op = *state;
    struct choosing choosing = chosen(op, TEN);

    assert_int_equal(choosing.lines[0].state, CHOOSE_SELECTED);
    assert_int_equal(choosing.lines[1].state, CHOOSE_RESERVE);
    assert_int_equal(choosing.lines[1].reason, CHOOSE_BY_LIMIT);
    assert_string_equal(choosing.lines[1].of, "league=X");
    assert_int_equal(choosing.lines[2].state, CHOOSE_SELECTED);
    assert_int_equal(choosing.lines[3].state, CHOOSE_OUT);
    assert_int_equal(choosing.filled, 2);
    assert_string_equal(choose_decimal_text(op, choosing.lines[0].border), "94.000001");
    assert_string_equal(choose_decimal_text(op, choosing.lines[1].border), "95.000001");
    assert_false(choosing.lines[2].has_border); /* the only one of Y */
}

/* Of two limits used up the one that stands first in the file is told, whichever of them names a
 * value and whoever stands first among the items. */
static void the_first_limit_of_the_file_is_told(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *limits, *of;
    } rows[] = {
        { "{'by':'b','max':1},{'by':'a','value':'x','max':1}", "b=p" },
        { "{'by':'a','value':'x','max':1},{'by':'b','max':1}", "a=x" },
        { "{'by':'c','max':1},{'by':'b','max':1}", "c=k" },
        { "{'by':'b','max':1},{'by':'c','max':1}", "b=p" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = mem_printf(
            op,
            "{'items':[{'id':'z','score':0,'b':'p'},{'id':'y','score':1,'a':'x','b':'p','c':'k'},"
            "{'id':'v','score':2,'a':'x','b':'p','c':'k'}],'targets':[{'code':'T','max':3}],"
            "'limits':[%s]}",
            rows[i].limits);
        struct choosing choosing = chosen(op, text);
        assert_int_equal(choosing.lines[2].state, CHOOSE_SELECTED);
        assert_int_equal(choosing.lines[1].reason, CHOOSE_BY_LIMIT);
        assert_string_equal(choosing.lines[1].of, rows[i].of);
    }
}

static void minima_that_cannot_be_met_are_named(void **state)
{
    struct op *op = *state;
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };

    assert_int_equal(
        read_text(
            op,
            "{'items':[{'id':'a','score':1,'u':'X'},{'id':'b','score':2,'u':'X'},"
            "{'id':'c','score':3,'u':'Y'}],'targets':[{'code':'T','min':3,'max':3},"
            "{'code':'U','max':2}],'limits':[{'by':'u','max':1},{'by':'u','value':'Y','max':1}"
            "]}",
            &problem),
        OK);
    assert_int_equal(choose(op, &problem, &choosing), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "choose_clash");
    assert_string_equal(arg_of(op, "bounds"), "T 至少 3；u=X 至多 1");
    assert_string_equal(arg_of(op, "missing"), "1");
    op_forgive(op);
}

#define TWO_ALIKE                                                                                  \
    "{'items':[{'id':'a','score':5},{'id':'b','score':'5.0'}],'targets':[{'code':'T','max':1}]"

static void an_open_tie_is_told_and_a_lot_ends_it(void **state)
{
    struct op *op = *state;
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };

    assert_int_equal(read_text(op, TWO_ALIKE "}", &problem), OK);
    assert_int_equal(choose(op, &problem, &choosing), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "choose_open_tie");
    assert_string_equal(arg_of(op, "items"), "a、b");
    op_forgive(op);
    choosing = chosen(op, TWO_ALIKE ",'ties':[['lot','2025']]}");
    assert_int_equal(choosing.filled, 1);
}

/* The names of the tie between so many items alike for so many places. */
static const char *tied_names(struct op *op, int items, int places)
{
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };
    char *text = mem_text(op, "{'items':[");

    for (int i = 0; i < items; i++)
        mem_append(op, &text, "%s{'id':'n%02d','score':7}", i == 0 ? "" : ",", i);
    mem_append(op, &text, ",{'id':'best','score':9},{'id':'last','score':1}],");
    mem_append(op, &text, "'targets':[{'code':'T','max':%d}]}", places);
    assert_int_equal(read_text(op, text, &problem), OK);
    assert_int_equal(choose(op, &problem, &choosing), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "choose_open_tie");
    return arg_of(op, "items");
}

static void everybody_in_an_open_tie_is_named(void **state)
{
    struct op *op = *state;

    assert_string_equal(tied_names(op, 5, 3), "n00、n01、n02、n03、n04");
    op_forgive(op);
    assert_string_equal(
        tied_names(op, 20, 2),
        "n00、n01、n02、n03、n04、n05、n06、n07、n08、n09、n10、n11、n12、n13、n14、"
        "n15、n16、n17、n18、n19");
    op_forgive(op);
    assert_string_equal(
        tied_names(op, 21, 20),
        "n00、n01、n02、n03、n04、n05、n06、n07、n08、n09、n10、n11、n12、n13、n14、"
        "n15、n16、n17、n18、n19等");
    op_forgive(op);
}

static void the_better_item_fills_the_earlier_target(void **state)
{
    struct op *op = *state;
    struct choosing choosing =
        chosen(op, "{'items':[{'id':'a','score':1},{'id':'b','score':2}],"
                   "'targets':[{'code':'first','max':1},{'code':'second','max':1}],"
                   "'exclusive':[['first','second']]}");

    assert_int_equal(choosing.lines[0].targets, 2);
    assert_int_equal(choosing.lines[1].targets, 1);
}

static void nobody_and_nothing_is_no_error(void **state)
{
    struct op *op = *state;
    struct choosing none = chosen(op, "{'items':[],'targets':[]}");
    struct choosing ranked =
        chosen(op, "{'items':[{'id':'a','score':1}],'targets':[{'code':'T'}]}");

    assert_int_equal(none.filled, 0);
    assert_int_equal(ranked.filled, 0);
    assert_int_equal(ranked.lines[0].state, CHOOSE_OUT);
}

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

#define CASE(test) cmocka_unit_test_setup_teardown(test, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_wrong_is_named_with_its_place),
        CASE(every_limit_holds_and_one_more_is_refused),
        CASE(every_bound_of_the_file_holds_and_one_more_is_refused),
        CASE(decimals_are_exact_and_short),
        CASE(down_the_list_skips_who_breaks_a_limit),
        CASE(the_first_limit_of_the_file_is_told),
        CASE(minima_that_cannot_be_met_are_named),
        CASE(an_open_tie_is_told_and_a_lot_ends_it),
        CASE(everybody_in_an_open_tie_is_named),
        CASE(the_better_item_fills_the_earlier_target),
        CASE(nobody_and_nothing_is_no_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
