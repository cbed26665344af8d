/* SPDX-License-Identifier: Apache-2.0 */
/* A call declared English is told in English: every phrase and every problem, no Chinese left. */
#include "support/call_files.h"
#include "support/form_cases.h"

#include "base/json_own.h"
#include "base/message.h"
#include "base/time.h"
#include "call/plain.h"
#include "call/reference.h"
#include "text/utf8.h"

#include <ctype.h>

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

static const struct phrase {
    const char *chinese, *english, *one;
} phrases[] = {
#define PHRASE_EN(chinese, ...) { chinese, __VA_ARGS__ },
#include "base/phrases_en.inc"
#undef PHRASE_EN
};

static const struct text {
    const char *key, *text;
} chinese[] = {
#define MESSAGE(key, text) { key, text },
#include "base/messages.inc"
#undef MESSAGE
}, english[] = {
#define MESSAGE_EN(key, text) { key, text },
#include "base/messages_en.inc"
#undef MESSAGE_EN
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* The first Chinese sign of a text: a character, full-width or Chinese punctuation; NULL: none. */
static const char *chinese_in(const char *text)
{
    struct bytes rest = { (const uint8_t *)text, strlen(text) };
    uint32_t code = 0;

    for (const char *at = text; rest.size > 0 && utf8_next(&rest, &code);
         at = (const char *)rest.data) {
        if ((code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xf900 && code <= 0xfaff) ||
            (code >= 0xfe30 && code <= 0xffef) || code >= 0x20000)
            return at;
    }
    return NULL;
}

static void assert_no_chinese(const char *text)
{
    const char *at = chinese_in(text);

    if (at != NULL)
        print_error("Chinese in %s\n", at);
    assert_null(at);
}

/* What each argument of a format is ("d", "lld", "zu", "s"), [0] of the first. At most 8. */
static size_t arguments(const char *format, char kinds[8][8])
{
    size_t next = 0;
    size_t most = 0;

    for (const char *at = format; (at = strchr(at, '%')) != NULL;) {
        at++;
        if (*at == '%') {
            at++;
            continue;
        }
        size_t digits = strspn(at, "0123456789");
        size_t place = at[digits] == '$' ? (size_t)strtoul(at, NULL, 10) - 1 : next++;
        at += at[digits] == '$' ? digits + 1 : 0;
        if (*at == '*') { /* a width is an argument of its own */
            (void)snprintf(kinds[place], 8, "*");
            place = next++;
        }
        size_t skip = strspn(at, "*.0123456789");
        size_t size = strspn(at + skip, "lzh") + 1;
        (void)snprintf(kinds[place], 8, "%.*s", (int)size, at + skip);
        at += skip + size;
        most = place + 1 > most ? place + 1 : most;
    }
    return most;
}

static void assert_same_arguments(const char *one, const char *other)
{
    char of_one[8][8] = { 0 };
    char of_other[8][8] = { 0 };

    size_t count = arguments(one, of_one);
    assert_int_equal(count, arguments(other, of_other));
    for (size_t i = 0; i < count; i++)
        assert_string_equal(of_one[i], of_other[i]);
}

static void phrases_keep_their_arguments_and_have_no_chinese(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(phrases); i++) {
        const struct phrase *row = &phrases[i];
        assert_no_chinese(row->english);
        assert_same_arguments(row->chinese, row->english);
        assert_ptr_equal(phrase(LANGUAGE_CHINESE, row->chinese), row->chinese);
        assert_string_equal(phrase(LANGUAGE_ENGLISH, row->chinese), row->english);
        assert_string_equal(phrase_count(LANGUAGE_ENGLISH, row->chinese, 1),
                            row->one == NULL ? row->english : row->one);
        if (row->one == NULL)
            continue;
        assert_no_chinese(row->one);
        assert_same_arguments(row->chinese, row->one);
    }
}

/* Every {name} of a text is one that the Chinese text fills as well. */
static void assert_names_known(const char *text, const char *chinese_text)
{
    for (const char *at = text; (at = strchr(at, '{')) != NULL; at++) {
        const char *name = mem_printf(op, "%.*s", (int)strcspn(at, "|}"), at);
        if (strstr(chinese_text, name) == NULL)
            print_error("%s} of: %s\n", name, text);
        assert_non_null(strstr(chinese_text, name));
    }
}

static void english_texts_are_sorted_and_filled_by_the_same_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(english); i++) {
        const char *original = NULL;
        if (i > 0)
            assert_true(strcmp(english[i - 1].key, english[i].key) < 0);
        assert_no_chinese(english[i].text);
        for (size_t k = 0; k < COUNT(chinese); k++) {
            if (strcmp(chinese[k].key, english[i].key) == 0)
                original = chinese[k].text;
        }
        assert_non_null(original);
        assert_names_known(english[i].text, original);
    }
}

static void words_follow_their_number(void **state)
{
    const struct message_arg one[] = { { "label", "Plan" }, { "value", "1" }, { "limit", "5" } };
    const struct message_arg many[] = { { "label", "Plan" }, { "value", "6" }, { "limit", "1" } };

    (void)state;
    assert_string_equal(message_in(op, LANGUAGE_ENGLISH, "too_few_words", one, 3),
                        "Plan has 1 word; at least 5 words required. Write more.");
    assert_string_equal(message_in(op, LANGUAGE_ENGLISH, "too_many_words", many, 3),
                        "Plan has 6 words; at most 1 word allowed. Shorten it.");
    /* a text without English is better told in Chinese than not at all */
    assert_string_equal(message_in(op, LANGUAGE_ENGLISH, "too_many", NULL, 0),
                        message_text(op, "too_many", NULL, 0));
}

static void tags_and_days_are_read(void **state)
{
    int size = 0;

    (void)state;
    assert_int_equal(language_of("en"), LANGUAGE_ENGLISH);
    assert_int_equal(language_of("EN-gb"), LANGUAGE_ENGLISH);
    assert_int_equal(language_of("enm"), LANGUAGE_CHINESE);
    assert_int_equal(language_of("zh-CN"), LANGUAGE_CHINESE);
    assert_int_equal(language_of(NULL), LANGUAGE_CHINESE);
    assert_string_equal(day_in(op, LANGUAGE_ENGLISH, 20260305, true), "Thursday 5 March 2026");
    assert_string_equal(day_in(op, LANGUAGE_ENGLISH, 20261231, false), "31 December 2026");
    assert_string_equal(day_in(op, LANGUAGE_CHINESE, 20260305, true),
                        day_chinese(op, 20260305, true));
    assert_int_equal(month_named("MAY 5", &size), 5);
    assert_int_equal(size, 3);
    assert_int_equal(month_named("Sept. 5", &size), 9);
    assert_int_equal(month_named("Marc 5", &size), 0);
    assert_int_equal(month_named("", &size), 0);
}

static json_t *json_of(const char *text)
{
    char *copy = mem_text(op, text);

    for (char *at = copy; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    json_t *value = json_own(op, json_loads(copy, 0, NULL));
    assert_non_null(value);
    return value;
}

/* The form of every kind, its call declared English. */
static void every_problem_of_a_form_is_told_in_english(void **state)
{
    struct files files = files_of(op, "tests/data/call/kinds");
    struct finding_list findings = { 0 };
    struct call *call = NULL;
    size_t told = 0;

    (void)state;
    (void)files_replace(op, &files, "code: kinds-2026\n", "code: kinds-2026\nlanguage: en\n");
    assert_int_equal(call_load(op, files.rows, files.count, &call, &findings), OK);
    for (size_t i = 0; i < FORM_CASE_COUNT; i++) {
        struct problem_list problems = { 0 };
        const struct form_context context = { .today = 20260301,
                                              .calendar = reference_calendar(reference),
                                              .reference = reference,
                                              .track = &call->tracks[0] };
        json_t *values = json_of(RICH);
        (void)json_object_update(values, json_of(form_cases[i].values));
        assert_int_equal(form_check(op, call, call->tracks[0].form, values, &context, &problems),
                         OK);
        for (size_t k = 0; k < problems.count; k++) {
            const char *code = problems.rows[k].code;
            if (!message_known_in(LANGUAGE_ENGLISH, code))
                print_error("%s has no English\n", code);
            assert_true(message_known_in(LANGUAGE_ENGLISH, code));
            told++;
        }
    }
    assert_true(told >= 70);
}

static void assert_problems_english(const char *track, const char *which)
{
    const struct call *call = call_of(op, "tests/data/calls/erasmus-2026");
    const char *path = mem_printf(op, "%s/tests/data/calls/erasmus-2026/samples/%s-%s.json",
                                  getenv("DIANJIANG_SOURCE"), track, which);
    const struct form_context context = { .today = 20260301,
                                          .calendar = reference_calendar(reference),
                                          .reference = reference,
                                          .track = call_track(call, track) };
    json_t *document = json_own(op, json_load_file(path, 0, NULL));
    struct problem_list problems = { 0 };

    assert_int_equal(
        form_check_document(op, call, context.track->form, document, &context, &problems), OK);
    for (size_t i = 0; i < problems.count; i++) {
        assert_no_chinese(problems.rows[i].message);
        assert_no_chinese(or_empty(problems.rows[i].clause));
    }
}

static void an_english_call_is_told_without_a_chinese_sign(void **state)
{
    (void)state;
    assert_no_chinese(call_show(op, call_of(op, "tests/data/calls/erasmus-2026")));
    assert_no_chinese(call_show(op, call_of(op, "tests/data/call/english")));
    assert_problems_english("campus", "bad");
    assert_problems_english("school", "bad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_keep_their_arguments_and_have_no_chinese),
        cmocka_unit_test(english_texts_are_sorted_and_filled_by_the_same_names),
        cmocka_unit_test(words_follow_their_number),
        cmocka_unit_test(tags_and_days_are_read),
        cmocka_unit_test(every_problem_of_a_form_is_told_in_english),
        cmocka_unit_test(an_english_call_is_told_without_a_chinese_sign),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
