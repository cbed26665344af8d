/* SPDX-License-Identifier: Apache-2.0 */
/*
 * support.h: tests that touch SQL run on both databases, each case on a fresh database of its own.
 *
 *     static void get_hides_other_organisations(void **state)
 *     {
 *         struct op *op = *state;
 *         ...
 *     }
 *
 *     int main(void)
 *     {
 *         return run_on_each_db("org", (const struct CMUnitTest[]){
 *             TEST(get_hides_other_organisations),
 *             { 0 },
 *         });
 *     }
 */
#pragma once
#include "base/op.h"
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* cmocka's; ours is of base/op.h, theirs is told by assert_true(false) */

#define TEST(test_function) cmocka_unit_test(test_function)

/* The clocks of every op given to a test. They lie far apart, so that mixing them up shows. */
#define TEST_NOW_MS  INT64_C(1737338400000) /* business: 2025-01-20T10:00+08:00 */
#define TEST_REAL_MS INT64_C(1770084000000) /* real: 2026-02-03T10:00+08:00 */

/*
 * Runs tests (ending with { 0 }) on SQLite and, when the environment gives a server's URL in
 * DIANJIANG_TEST_POSTGRES, on PostgreSQL. *state is an op on a fresh, migrated database. Without
 * the variable it says so in a visible line, and fails when DIANJIANG_TEST_REQUIRE_POSTGRES is set.
 * DIANJIANG_TEST_ONLY=PATTERN runs the cases whose name matches. Returns the number that failed.
 */
int run_on_each_db(const char *name, const struct CMUnitTest *tests);

/* The same, each database filled beforehand: fill runs once a template, on an op of its own. */
typedef enum err (*test_fill)(struct op *op);
int run_on_each_filled_db(const char *name, const struct CMUnitTest *tests, test_fill fill);

/* The URL of op's database, for `--db`. Lives until the test ends. */
const char *test_db_url(void);

/*
 * Another op on a connection of its own to the same database, for a second actor or thread.
 * other_process: with a db_source of its own, as a second server has. The caller ends it with
 * op_free. May be called from any thread.
 */
struct op *test_op_another(bool other_process);

/*
 * Does act again and again, each time with the next of its statements failing as on a full disk,
 * until it gets through. Asserts that each failure is told as ERR_UNAVAILABLE "disk_full" and that
 * not a byte of the database has changed by then. Returns how many statements act has.
 */
int test_every_fault(struct op *op, db_work act, void *arg);

/*
 * The same of what answers by itself, as a request does: done says whether it got through. Not a
 * byte of the database has changed each time before. Returns how many times it did not.
 */
typedef bool test_done(struct op *op, void *arg);
int test_every_refusal(struct op *op, test_done *done, void *arg);

/* Asserts that e is OK, and shows why not. */
#define assert_ok(op, e) test_assert_ok((op), (e), #e, __FILE__, __LINE__)
void test_assert_ok(const struct op *op, enum err e, const char *what, const char *file, int line);

/* Asserts that e is the expected error for the expected reason, and forgets it. */
#define assert_fails(op, e, code, reason)                                                          \
    test_assert_fails((op), (e), (code), (reason), __FILE__, __LINE__)
void test_assert_fails(struct op *op, enum err e, enum err code, const char *reason,
                       const char *file, int line);
