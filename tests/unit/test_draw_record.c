/* SPDX-License-Identifier: Apache-2.0 */
/* test_draw_record.c: a record proves itself: no byte can be changed, no line forged. */
#include "base/mem.h"
#include "base/op.h"
#include "draw/record.h"
#include "support/long.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static void must_read(struct op *op, const char *pool_text, const char *rules_text,
                      struct draw_pool *pool, struct draw_rules *rules)
{
    assert_int_equal(draw_rules_read(op, "R", text_bytes(rules_text), rules), OK);
    assert_int_equal(draw_pool_read(op, text_bytes(pool_text), pool), OK);
    assert_int_equal(draw_pool_fit(op, rules, pool), OK);
}

#define HEAD "id,unit,field,level,reviews_this_year\n"

static struct draw_record read_text(struct op *op, const char *text)
{
    struct draw_record record = { 0 };

    if (draw_record_read(op, text_bytes(text), &record) != OK)
        fail_msg("%s", op->failure.detail);
    return record;
}

#define SECRET(letter) text_bytes(letter letter letter letter)

/* A record of three persons, two kinds of seat; with one draw void before it. */
static const char *make_record(struct op *op, int reveals)
{
    static const char pool_text[] = HEAD "a,u,f,3,0\nb,v,f,2,1\nc,w,g,9,2\nd,x,,,0\ne,y,g,4,0\n";
    static const char rules_text[] = "seats:\n  - { code: s, count: 1, level_min: 3 }\n"
                                     "  - { code: t, count: 1 }\nalternates: 1\nper_unit: 1\n"
                                     "exclude_units: [z]\n";
    static const uint8_t salts[5 * DRAW_SALT_BYTES] = { 1, 2, 3 };
    struct draw_pool pool;
    struct draw_rules rules;
    const char *added = NULL;

    must_read(op, pool_text, rules_text, &pool, &rules);
    const struct draw_opening opening = {
        &pool, &rules, text_bytes(pool_text), text_bytes(rules_text), salts, NULL, 0
    };
    assert_int_equal(draw_record_open(op, NULL, &opening, &added), OK);
    char *text = mem_text(op, added);
    struct draw_record record = read_text(op, text);
    assert_int_equal(draw_record_commit(op, &record, "A", SECRET("aaaa"), &added), OK);
    mem_append(op, &text, "%s", added);
    record = read_text(op, text);
    assert_int_equal(draw_record_open(op, &record, &opening, &added), OK);
    mem_append(op, &text, "%s", added);
    for (int k = 0; k < 3; k++) {
        record = read_text(op, text);
        assert_int_equal(draw_record_commit(op, &record,
                                            k == 0   ? "C"
                                            : k == 1 ? "A"
                                                     : "B",
                                            k == 0   ? SECRET("cccc")
                                            : k == 1 ? SECRET("dddd")
                                                     : SECRET("bbbb"),
                                            &added),
                         OK);
        mem_append(op, &text, "%s", added);
    }
    for (int k = 0; k < reveals; k++) {
        record = read_text(op, text);
        assert_int_equal(draw_record_reveal(op, &record,
                                            k == 0   ? "A"
                                            : k == 1 ? "B"
                                                     : "C",
                                            k == 0   ? SECRET("dddd")
                                            : k == 1 ? SECRET("bbbb")
                                                     : SECRET("cccc"),
                                            &added),
                         OK);
        mem_append(op, &text, "%s", added);
    }
    record = read_text(op, text);
    if (reveals == 3) {
        assert_int_equal(draw_record_supplement(op, &record, NULL, "one is ill", &added), OK);
        mem_append(op, &text, "%s", added);
    }
    return text;
}

/* Line of the failure's detail "line N". */
static size_t line_of(const struct op *op)
{
    assert_memory_equal(op->failure.detail, "line ", 5);
    return (size_t)strtoul(op->failure.detail + 5, NULL, 10);
}

static size_t line_at(const char *text, const char *at)
{
    size_t line = 1;

    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* A byte changed anywhere is found, at its line or at the next mark at the latest. */
static void no_byte_can_be_changed(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    char *text = mem_text(op, make_record(op, 3));
    size_t size = strlen(text);

    for (size_t k = 0; k < size; k++) {
        struct op *apart = op_new(NULL, 0, 0);
        struct draw_record record;
        char was = text[k];
        text[k] = (char)(was ^ (k % 3 == 0 ? 1 : k % 3 == 1 ? 4 : 0x10));
        enum err e = draw_record_read(apart, (struct bytes){ (uint8_t *)text, size }, &record);
        text[k] = was;
        if (e != ERR_INVALID)
            fail_msg("byte %zu of \"%.40s\"", k, text + k);
        const char *mark = strstr(text + k, "mark\t");
        size_t line = line_of(apart);
        if (mark != NULL && line > line_at(text, mark) + 1)
            fail_msg("byte %zu: line %zu", k, line);
        op_free(apart);
    }
    op_free(op);
}

/* What is cut off ends at a mark, or is found. */
static void a_record_that_is_cut_off_is_found(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    const char *text = make_record(op, 3);
    size_t size = strlen(text);
    int whole = 0;

    for (size_t k = 0; k < size; k++) {
        struct op *apart = op_new(NULL, 0, 0);
        struct draw_record record;
        if (draw_record_read(apart, (struct bytes){ (const uint8_t *)text, k }, &record) == OK)
            whole++;
        op_free(apart);
    }
    assert_int_equal(whole, 1 + 1 + 1 + 3 + 3); /* all acts but the last */
    op_free(op);
}

/* Swaps in another text and makes all marks after it right again: a forger who can count. */
static const char *forge(struct op *op, const char *text, const char *old, const char *put)
{
    const char *at = strstr(text, old);
    uint8_t mark[SM3_BYTES] = { 0 };

    assert_non_null(at);
    const char *rest = mem_printf(op, "%.*s%s%s", (int)(at - text), text, put, at + strlen(old));
    char *forged = mem_text(op, "");
    for (const char *end; (end = strstr(rest, "mark\t")) != NULL; rest = strchr(end, '\n') + 1) {
        sm3_chain(mark, rest, (size_t)(end - rest), mark);
        mem_append(op, &forged, "%.*smark\t%s\n", (int)(end - rest), rest,
                   hex_text(op, (struct bytes){ mark, SM3_BYTES }));
    }
    mem_append(op, &forged, "%s", rest);
    return forged;
}

static void assert_forged(struct op *op, const char *text, const char *reason, const char *line)
{
    struct draw_record record;

    assert_int_equal(draw_record_read(op, text_bytes(text), &record), ERR_INVALID);
    assert_string_equal(op->failure.reason, reason);
    const char *at = strstr(text, line);
    assert_non_null(at);
    assert_int_equal(line_of(op), line_at(text, at));
    op_forgive(op);
}

static void a_forged_line_is_told(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    const char *text = make_record(op, 3);
    const char *drawn = strstr(text, "drawn\ts\tmember\t1\t");

    assert_non_null(drawn);
    assert_string_equal(forge(op, text, "draw\t1", "draw\t1"), text);
    const char *line = mem_text_max(op, drawn, (size_t)(strchr(drawn, '\n') - drawn));
    assert_forged(op, forge(op, text, line, "drawn\ts\tmember\t1\t4\tx"), "draw_line_result",
                  "drawn\ts\tmember\t1\t4\tx");
    assert_forged(op, forge(op, text, "seed\t", "seed\t0"), "draw_line_result", "seed\t0");
    assert_forged(op, forge(op, text, "seat\ts\t1", "seat\ts\t2"), "draw_line_rules", "seat\ts\t2");
    assert_forged(op, forge(op, text, "rule\tper_unit: 1", "rule\tper_unit: 2"), "draw_line_digest",
                  "rules\t");
    assert_forged(op, forge(op, text, "reveal\tA\t6464", "reveal\tA\t6465"), "draw_line_secret",
                  "reveal\tA\t6465");
    assert_forged(op, forge(op, text, "draw\t2", "draw\t3"), "draw_line_form", "draw\t3");
    assert_forged(op, forge(op, text, "supplement\t1", "supplement\t2"), "draw_line_form",
                  "supplement\t2");
    assert_forged(op, forge(op, text, "called\tt", "called\tq"), "draw_line_form", "called\tq");
    op_free(op);
}

static void acts_come_in_their_order(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    struct draw_record record = read_text(op, make_record(op, 1));
    const char *added = NULL;

    assert_int_equal(record.number, 2);
    assert_string_equal(record.voids[0], "A");
    assert_int_equal(record.stage, DRAW_REVEALING);
    assert_int_equal(draw_record_commit(op, &record, "D", SECRET("eeee"), &added), ERR_CONFLICT);
    op_forgive(op);
    assert_int_equal(draw_record_reveal(op, &record, "A", SECRET("dddd"), &added), ERR_CONFLICT);
    op_forgive(op);
    assert_int_equal(draw_record_reveal(op, &record, "D", SECRET("dddd"), &added), ERR_NOT_FOUND);
    op_forgive(op);
    assert_int_equal(draw_record_supplement(op, &record, NULL, "x", &added), ERR_CONFLICT);
    op_forgive(op);
    /* 10^5 other secrets: none fits what B committed to */
    for (uint64_t k = 0; k < 100000; k++) {
        struct op *apart = op_new(NULL, 0, 0);
        uint64_t own[2] = { k, test_seed() };
        struct bytes tried = { (uint8_t *)own, sizeof own };
        if (draw_record_reveal(apart, &record, "B", tried, &added) != ERR_INVALID)
            fail_msg("secret %llu fits", (unsigned long long)k);
        op_free(apart);
    }
    record = read_text(op, make_record(op, 0));
    assert_int_equal(draw_record_commit(op, &record, "D", SECRET("eeee"), &added), OK);
    assert_int_equal(draw_record_commit(op, &record, "A", SECRET("eeee"), &added), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "draw_committed");
    op_free(op);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_byte_can_be_changed),
        cmocka_unit_test(a_record_that_is_cut_off_is_found),
        cmocka_unit_test(a_forged_line_is_told),
        cmocka_unit_test(acts_come_in_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
