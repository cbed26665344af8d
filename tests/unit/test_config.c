/* SPDX-License-Identifier: Apache-2.0 */
/* Options before environment before defaults; what is unknown or malformed is refused. */
#include "base/config.h"
#include "base/log.h"
#include "unit.h"

static int setup(void **state)
{
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int teardown(void **state)
{
    op_free(*state);
    return 0;
}

static struct config good(struct op *op, const char **argv, const char **environment)
{
    struct config config = { 0 };
    int argc = 0;

    while (argv[argc] != NULL)
        argc++;
    assert_int_equal(config_read(op, argc, (char **)argv, (char **)environment, &config), OK);
    return config;
}

static void bad(struct op *op, const char **argv, const char **environment, const char *reason)
{
    struct config config = { 0 };
    int argc = 0;

    while (argv[argc] != NULL)
        argc++;
    op_forgive(op);
    assert_int_equal(config_read(op, argc, (char **)argv, (char **)environment, &config),
                     ERR_INVALID);
    assert_string_equal(op->failure.reason, reason);
    assert_null(config.listen);
}

static void defaults_stand_for_all_but_the_database(void **state)
{
    const char *argv[] = { "serve", "--db", "sqlite:x.db", NULL };
    struct config config = good(*state, argv, NULL);

    assert_string_equal(config.db, "sqlite:x.db");
    assert_string_equal(config.listen, "127.0.0.1:8080");
    assert_null(config.calls);
    assert_int_equal(config.workers, 0);
    assert_false(config.cookie_secure);
    assert_int_equal(config.log_level, LOG_INFO);
}

static void every_option_is_read_in_both_forms(void **state)
{
    const char *argv[] = {
        "serve",           "--db=sqlite:a=b",   "--listen", "[::1]:0", "--workers", "64",
        "--cookie-secure", "--log-level=debug", "--calls",  "c",       "--keys=k",  NULL
    };
    struct config config = good(*state, argv, NULL);

    assert_string_equal(config.db, "sqlite:a=b");
    assert_string_equal(config.listen, "[::1]:0");
    assert_int_equal(config.workers, 64);
    assert_true(config.cookie_secure);
    assert_int_equal(config.log_level, LOG_DEBUG);
    assert_string_equal(config.calls, "c");
    assert_string_equal(config.keys, "k");
}

static void an_option_goes_before_the_environment(void **state)
{
    const char *argv[] = { "serve", "--workers", "2", NULL };
    const char *environment[] = { "DIANJIANG_DB=sqlite:e.db",
                                  "DIANJIANG_WORKERS=3",
                                  "DIANJIANG_COOKIE_SECURE=TRUE",
                                  "DIANJIANG_DBX=1",
                                  "DB=2",
                                  NULL };
    struct config config = good(*state, argv, environment);

    assert_string_equal(config.db, "sqlite:e.db");
    assert_int_equal(config.workers, 2);
    assert_true(config.cookie_secure);
}

static void what_is_unknown_or_malformed_is_refused(void **state)
{
    const char *unknown[] = { "serve", "--db", "x", "--port", "1", NULL };
    const char *prefix[] = { "serve", "--d", "x", NULL };
    const char *bare[] = { "serve", "x", NULL };
    const char *cut[] = { "serve", "--db", NULL };
    const char *empty[] = { "serve", "--db=", NULL };
    const char *many[] = { "serve", "--db", "x", "--workers", "65", NULL };
    const char *negative[] = { "serve", "--db", "x", "--workers=-1", NULL };
    const char *level[] = { "serve", "--db", "x", "--log-level", "loud", NULL };
    const char *maybe[] = { "serve", "--db", "x", "--cookie-secure=maybe", NULL };
    const char *nothing[] = { "serve", NULL };
    const char *environment[] = { "DIANJIANG_DB=x", "DIANJIANG_WORKERS=many", NULL };

    bad(*state, unknown, NULL, "option_unknown");
    bad(*state, prefix, NULL, "option_unknown");
    bad(*state, bare, NULL, "option_unknown");
    bad(*state, cut, NULL, "option_value");
    bad(*state, empty, NULL, "option_value");
    bad(*state, many, NULL, "option_value");
    bad(*state, negative, NULL, "option_value");
    bad(*state, level, NULL, "option_value");
    bad(*state, maybe, NULL, "option_value");
    bad(*state, nothing, NULL, "option_missing");
    bad(*state, nothing, environment, "option_value");
}

static void the_usage_names_every_option(void **state)
{
    assert_string_equal(
        config_usage(*state),
        "--db URL [--listen HOST:PORT] [--calls DIR] [--keys DIR] [--workers N]"
        " [--cookie-secure] [--public-url URL] [--smtp URL] [--mail-from ADDRESS]"
        " [--smtp-user NAME] [--smtp-password WORD] [--log-level error|warning|notice|info|debug]");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(defaults_stand_for_all_but_the_database),
        CASE(every_option_is_read_in_both_forms),
        CASE(an_option_goes_before_the_environment),
        CASE(what_is_unknown_or_malformed_is_refused),
        CASE(the_usage_names_every_option),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
