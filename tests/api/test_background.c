/* SPDX-License-Identifier: Apache-2.0 */
/* What the server does by itself: no work waits for work of another kind, no sweep for another. */
#include "app/background.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db_internal.h"
#include "extension/extension.h"
#include "mail/mail.h"
#include "mail/smtp.h"
#include "support/site.h"
#include "support/smtp_sink.h"

#include <time.h>

enum { WAIT_MS = 10000, LETTERS = 3 };

DB_SQL(test_beats, "t", "SELECT count(*) FROM heartbeat WHERE '' = $1");
DB_SQL(test_tries, "t", "SELECT count(*) FROM sign_in_try WHERE login_key = $1");
DB_SQL(test_mail_tried, "t", "SELECT count(*) FROM mail WHERE attempts > 0 AND state = $1");
DB_SQL(test_leases, "t", "SELECT count(*) FROM job WHERE lease <> '' AND kind = $1");

/* Waits until the statement counts at least one; how often is not looked at. */
static void assert_soon(struct op *op, const struct db_sql *sql, const char *parameter,
                        int64_t expected)
{
    const struct timespec moment = { .tv_nsec = 20000000 };
    int64_t until_us = time_monotonic_us() + (int64_t)WAIT_MS * 1000;

    while (number_in_db(op, sql, parameter) != expected && time_monotonic_us() < until_us)
        (void)nanosleep(&moment, NULL);
    assert_int_equal(number_in_db(op, sql, parameter), expected);
}

static struct job_runner *runner_on(struct op *op)
{
    const struct job_setup setup = background(op->db->source, op->site);
    struct job_runner *runner = NULL;

    assert_ok(op, job_runner_start(op, &setup, &runner));
    return runner;
}

static void a_letter(struct op *op)
{
    static const struct message_arg args[] = { { "link", "https://example.cn/i/abc" } };

    assert_ok(op, mail_add(op,
                           &(struct mail_new){ .to = "wuyun@example.cn",
                                               .template = "invitation",
                                               .args = args,
                                               .arg_count = 1,
                                               .subject_kind = "invitation",
                                               .subject_id = "inv1" },
                           NULL));
}

/* An upload that is complete and waits for its check; its id. */
static const char *an_upload(struct op *op)
{
    static const char bytes[] = "%PDF-1.4\na scan of a test\n";
    const char *id = a_draft(op, &HOSPITAL);
    struct reply begun =
        call_as(op, "shenbao", "POST", mem_printf(op, "/api/v1/applications/%s/attachments", id),
                mem_printf(op, "{'kind':'letter','name':'扫描件.pdf','size':%zu}", sizeof bytes));

    assert_status(begun, 201);
    const char *upload = text_of(begun, "id");
    assert_status(put_chunk_as(op, "shenbao", upload, 0, bytes, sizeof bytes), 204);
    assert_status(call_as(op, "shenbao", "POST",
                          mem_printf(op, "/api/v1/attachments/%s/complete", upload), "{}"),
                  200);
    return upload;
}

DB_SQL(test_ready, "t", "SELECT count(*) FROM attachment WHERE public_id = $1 AND state = 'ready'");

/* For a sweep to forget. */
static void an_old_try(struct op *op)
{
    assert_ok(
        op, db_text(op, "test", "INSERT INTO sign_in_try (login_key, tried_ms) VALUES ('old', 1)"));
}

static void uploads_and_the_clock_do_not_wait_for_a_silent_mail_server(void **state)
{
    struct op *op = site_op(*state);
    struct smtp_tarpit *tarpit = smtp_tarpit_start();
    struct smtp_server server = { .url = smtp_tarpit_url(tarpit), .from = "no-reply@example.cn" };
    struct site *site = mem_copy(op, op->site, sizeof *site);

    site->mail = &server;
    op->site = site;
    for (int i = 0; i < LETTERS; i++)
        a_letter(op);
    an_old_try(op);
    struct job_runner *runner = runner_on(op);
    assert_soon(op, &test_mail_tried, "waiting", 1); /* and it hangs there from now on */
    /* The tick has passed where it drops uploads of long ago, as those of this site's clock are. */
    assert_soon(op, &test_tries, "old", 0);
    const char *upload = an_upload(op);
    job_runner_wake(runner);
    assert_soon(op, &test_ready, upload, 1);
    assert_soon(op, &test_beats, "", 1);
    assert_int_equal(number_in_db(op, &test_mail_tried, "waiting"), 1);
    smtp_tarpit_stop(tarpit);
    job_runner_stop(runner);
}

static void a_call_that_cannot_be_read_stops_neither_clock_nor_workbench(void **state)
{
    struct op *op = site_op(*state);

    assert_ok(op, db_text(op, "test", "UPDATE call_file SET path = 'lost-' || path"));
    assert_ok(
        op, db_text(op, "test", "INSERT INTO sign_in_try (login_key, tried_ms) VALUES ('old', 1)"));
    site_forget_calls();
    op = site_op(*state);
    assert_status(get_as(op, "shouli", "/api/v1/work"), 200);
    struct job_runner *runner = runner_on(op);
    assert_soon(op, &test_tries, "old", 0); /* a sweep behind the one that reads calls */
    assert_soon(op, &test_beats, "", 1);
    job_runner_stop(runner);
    site_forget_calls();
}

static void a_start_ends_the_leases_of_a_dead_server(void **state)
{
    struct op *op = site_op(*state);
    struct job job = { 0 };

    assert_ok(op, job_add(op, "paper.file", "{}", 0, NULL));
    assert_ok(op, job_claim(op, NULL, &job));
    assert_int_equal(number_in_db(op, &test_leases, "paper.file"), 1);
    assert_ok(op, background_begin(op, op->db->source));
    assert_int_equal(number_in_db(op, &test_leases, "paper.file"),
                     db_dialect(op) == DB_SQLITE ? 0 : 1);
}

static void one_file_has_one_server(void **state)
{
    struct op *op = site_op(*state);
    struct db_source *second = NULL;

    if (db_dialect(op) != DB_SQLITE)
        return; /* several servers may share PostgreSQL: test_evening */
    const char *url = mem_printf(op, "sqlite:%s", op->db->source->address);
    assert_ok(op, db_source_new(op, op, url, &second));
    assert_ok(op, db_serve_alone(op, op->db->source));
    assert_int_equal(db_serve_alone(op, second), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "server_running");
}

int main(void)
{
    return run_on_each_site("background",
                            (const struct CMUnitTest[]){
                                TEST(uploads_and_the_clock_do_not_wait_for_a_silent_mail_server),
                                TEST(a_call_that_cannot_be_read_stops_neither_clock_nor_workbench),
                                TEST(a_start_ends_the_leases_of_a_dead_server),
                                TEST(one_file_has_one_server),
                                { 0 },
                            });
}
