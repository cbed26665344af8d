/* SPDX-License-Identifier: Apache-2.0 */
/* A letter is kept until a mail server takes it, goes out once, and leaves nothing of its text. */
#include "base/crypto.h"
#include "base/embed.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db_internal.h"
#include "mail/mail.h"
#include "mail/mail_text.h"
#include "mail/smtp.h"
#include "support/site.h"
#include "support/smtp_sink.h"

enum { MINUTE_MS = 60000 };

static struct smtp_sink *sink;
static struct smtp_server server;

DB_SQL(test_mail_bytes, "t", "SELECT length(sealed) FROM mail WHERE public_id = $1");

/* Lends the op a mail server for the rest of the case. */
static void lend(struct op *op, const char *url)
{
    struct site *site = mem_copy(op, op->site, sizeof *site);

    server = (struct smtp_server){ .url = url, .from = "no-reply@example.cn" };
    site->mail = &server;
    op->site = site;
}

static enum err add_to(struct op *op, const char *to, const char **ret_id)
{
    static const struct message_arg args[] = { { "demand", "奶牛乳房炎防治" },
                                               { "expert", "乌云" },
                                               { "link", "https://example.cn/i/abc" } };

    return mail_add(op,
                    &(struct mail_new){ .to = to,
                                        .template = "invitation",
                                        .args = args,
                                        .arg_count = 3,
                                        .subject_kind = "invitation",
                                        .subject_id = "inv1" },
                    ret_id);
}

static const char *a_letter(struct op *op)
{
    const char *id = NULL;
    assert_ok(op, add_to(op, "wuyun@example.cn", &id));
    return id;
}

static int64_t send_due(struct op *op)
{
    int64_t sent = 0;
    assert_ok(op, mail_send_due(op, &sent));
    return sent;
}

static struct mail_row the_row(struct op *op)
{
    struct mail_list list = { 0 };
    assert_ok(op, mail_list(op, "invitation", "inv1", &list));
    assert_int_equal(list.count, 1);
    return list.rows[0];
}

/* The text of a letter, out of its base64. */
static const char *text_in(struct op *op, const char *letter)
{
    const char *body = strstr(letter, "\r\n\r\n") + 4;
    char *joined = NULL;
    struct bytes bytes = { 0 };

    for (size_t length; *body != '\0'; body += length + 2) {
        length = strcspn(body, "\r");
        mem_append(op, &joined, "%.*s", (int)length, body);
    }
    assert_true(base64_parse(op, joined, &bytes));
    return mem_text_max(op, (const char *)bytes.data, bytes.size);
}

static void a_letter_reaches_the_server_and_its_text_is_dropped(void **state)
{
    struct op *op = site_op(*state);
    size_t before = smtp_sink_count(sink);

    lend(op, smtp_sink_url(sink));
    const char *id = a_letter(op);
    assert_true(number_in_db(op, &test_mail_bytes, id) > 100);
    assert_int_equal(send_due(op), 1);
    assert_int_equal(smtp_sink_count(sink), before + 1);
    const char *letter = smtp_sink_last(sink);
    assert_non_null(strstr(letter, "To: <wuyun@example.cn>\r\n"));
    assert_non_null(strstr(letter, mem_printf(op, "Message-ID: <%s@example.cn>\r\n", id)));
    assert_non_null(strstr(text_in(op, letter), "https://example.cn/i/abc"));
    assert_non_null(strstr(text_in(op, letter), "“奶牛乳房炎防治”"));
    assert_string_equal(the_row(op).state, "sent");
    assert_string_equal(the_row(op).shown, "w***@example.cn");
    assert_int_equal(number_in_db(op, &test_mail_bytes, id), 0);
    assert_int_equal(send_due(op), 0);
    assert_int_equal(smtp_sink_count(sink), before + 1);
    assert_chain_clean(op);
}

static void without_a_server_letters_wait(void **state)
{
    struct op *op = site_op(*state);

    (void)a_letter(op);
    assert_int_equal(send_due(op), 0);
    assert_string_equal(the_row(op).state, "waiting");
    assert_int_equal(the_row(op).attempts, 0);
}

static void a_server_that_says_later_is_asked_again_later(void **state)
{
    struct op *op = site_op(*state);

    lend(op, smtp_sink_url(sink));
    (void)a_letter(op);
    smtp_sink_answer(sink, "451 mailbox busy");
    assert_int_equal(send_due(op), 0);
    smtp_sink_answer(sink, NULL);
    assert_string_equal(the_row(op).state, "waiting");
    assert_int_equal(the_row(op).attempts, 1);
    assert_non_null(strstr(the_row(op).error, "451"));
    assert_true(the_row(op).due_ms >= op->real_ms + MINUTE_MS);
    assert_int_equal(send_due(op), 0);
    op->real_ms = the_row(op).due_ms;
    assert_int_equal(send_due(op), 1);
    assert_int_equal(the_row(op).attempts, 2);
}

static int64_t attempts(struct op *op)
{
    struct mail_list list = { 0 };
    int64_t count = 0;

    assert_ok(op, mail_list(op, "invitation", "inv1", &list));
    for (size_t i = 0; i < list.count; i++)
        count += list.rows[i].attempts;
    return count;
}

static void a_round_ends_at_a_server_that_does_not_answer(void **state)
{
    struct op *op = site_op(*state);

    lend(op, "smtp://127.0.0.1:1");
    for (int i = 0; i < 3; i++)
        (void)a_letter(op);
    assert_int_equal(send_due(op), 0);
    assert_int_equal(attempts(op), 1);
    assert_int_equal(send_due(op), 0); /* the next round begins with the next letter */
    assert_int_equal(attempts(op), 2);
}

static void a_letter_that_does_not_open_stops_no_other(void **state)
{
    struct op *op = site_op(*state);
    size_t before = smtp_sink_count(sink);

    lend(op, smtp_sink_url(sink));
    (void)a_letter(op);
    assert_ok(op, db_text(op, "test", "UPDATE mail SET public_id = 'another'"));
    (void)a_letter(op);
    assert_int_equal(send_due(op), 1);
    assert_int_equal(smtp_sink_count(sink), before + 1);
    assert_int_equal(attempts(op), 2);
}

static void a_link_written_without_a_host_leaves_with_one(void **state)
{
    struct op *op = site_op(*state);

    assert_string_equal(
        mail_links_whole(op, "请答复\n\n    /i/abc\n见 /i/d。a/i/b /index", "https://example.cn"),
        "请答复\n\n    https://example.cn/i/abc\n见 https://example.cn/i/d。a/i/b /index");
    assert_string_equal(mail_links_whole(op, "/i/a", "http://h"), "http://h/i/a");
    assert_string_equal(mail_links_whole(op, "https://x.cn/i/a", "http://h"), "https://x.cn/i/a");
}

static void a_server_that_is_away_is_tried_for_three_days(void **state)
{
    struct op *op = site_op(*state);

    lend(op, "smtp://127.0.0.1:1");
    (void)a_letter(op);
    const int64_t created = the_row(op).created_ms;
    op->real_ms = created + MAIL_GIVE_UP_MS - MINUTE_MS;
    assert_int_equal(send_due(op), 0);
    assert_string_equal(the_row(op).state, "waiting");
    op->real_ms = created + MAIL_GIVE_UP_MS + MINUTE_MS;
    assert_int_equal(send_due(op), 0);
    assert_string_equal(the_row(op).state, "failed");
    assert_true(the_row(op).error[0] != '\0');
}

static void a_refused_address_is_not_tried_again(void **state)
{
    struct op *op = site_op(*state);
    size_t before = smtp_sink_count(sink);

    lend(op, smtp_sink_url(sink));
    (void)a_letter(op);
    smtp_sink_answer(sink, "550 no such person");
    assert_int_equal(send_due(op), 0);
    smtp_sink_answer(sink, NULL);
    assert_string_equal(the_row(op).state, "failed");
    assert_non_null(strstr(the_row(op).error, "550"));
    op->real_ms += MAIL_GIVE_UP_MS;
    assert_int_equal(send_due(op), 0);
    assert_int_equal(smtp_sink_count(sink), before);
}

static void a_letter_called_back_is_not_sent(void **state)
{
    struct op *op = site_op(*state);
    int64_t count = 0;

    lend(op, smtp_sink_url(sink));
    const char *id = a_letter(op);
    assert_ok(op, mail_cancel(op, "invitation", "inv1", &count));
    assert_int_equal(count, 1);
    assert_int_equal(send_due(op), 0);
    assert_string_equal(the_row(op).state, "cancelled");
    assert_int_equal(number_in_db(op, &test_mail_bytes, id), 0);
}

static void addresses_and_templates_are_checked(void **state)
{
    static const char *const bad[] = { "", "wuyun", "a@b@c", "w@example.cn\r\nBcc: x@example.cn" };
    struct op *op = site_op(*state);

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(add_to(op, bad[i], NULL), ERR_INVALID);
        op_forgive(op);
    }
    assert_int_equal(
        mail_add(op, &(struct mail_new){ .to = "a@example.cn", .template = "none" }, NULL),
        ERR_NOT_FOUND);
}

static void a_text_at_the_limit_is_kept_and_one_byte_more_is_not(void **state)
{
    struct op *op = site_op(*state);
    const char *bare = NULL;

    for (size_t more = 0; more < 2; more++) {
        char *long_text = mem_array(op, char, MAIL_TEXT_BYTES_MAX + 1);
        struct message_arg arg = { "contact", long_text };
        struct mail_new in = { .to = "a@example.cn",
                               .template = "invitation",
                               .args = &arg,
                               .arg_count = 1,
                               .subject_kind = "invitation",
                               .subject_id = "x" };
        const struct embedded *file = embed_find("reference/mail/invitation.txt");
        bare = message_fill(op, (const char *)file->bytes, NULL, 0);
        memset(long_text, 'a', MAIL_TEXT_BYTES_MAX - strlen(bare) + more);
        assert_int_equal(mail_add(op, &in, NULL), more == 0 ? OK : ERR_TOO_LARGE);
    }
}

static void headers_cannot_be_added_and_words_are_encoded(void **state)
{
    struct op *op = site_op(*state);
    struct bytes bytes = mail_letter_bytes(
        op, &(struct mail_letter){ .id = "x",
                                   .from = "a@example.cn",
                                   .from_name = "平台\r\nBcc: evil@example.cn",
                                   .to = "b@example.cn\nBcc: evil@example.cn",
                                   .subject =
                                       "邀请您到基层服务：一二三四五六七八九十一二三四五六七八九十",
                                   .text = ".\n..\nend",
                                   .at_ms = INT64_C(1737339120000) });
    const char *letter = (const char *)bytes.data;

    assert_null(strstr(letter, "\nBcc:"));
    assert_non_null(strstr(letter, "Date: Mon, 20 Jan 2025 10:12:00 +0800\r\n"));
    assert_string_equal(text_in(op, letter), ".\r\n..\r\nend\r\n");
    for (const char *at = letter; *at != '\0'; at += strcspn(at, "\n") + 1)
        assert_true(strcspn(at, "\n") <= 78);
}

int main(void)
{
    sink = smtp_sink_start();
    int failed =
        run_on_each_site("mail", (const struct CMUnitTest[]){
                                     TEST(a_letter_reaches_the_server_and_its_text_is_dropped),
                                     TEST(without_a_server_letters_wait),
                                     TEST(a_server_that_says_later_is_asked_again_later),
                                     TEST(a_server_that_is_away_is_tried_for_three_days),
                                     TEST(a_round_ends_at_a_server_that_does_not_answer),
                                     TEST(a_letter_that_does_not_open_stops_no_other),
                                     TEST(a_link_written_without_a_host_leaves_with_one),
                                     TEST(a_refused_address_is_not_tried_again),
                                     TEST(a_letter_called_back_is_not_sent),
                                     TEST(addresses_and_templates_are_checked),
                                     TEST(a_text_at_the_limit_is_kept_and_one_byte_more_is_not),
                                     TEST(headers_cannot_be_added_and_words_are_encoded),
                                     { 0 },
                                 });
    smtp_sink_stop(sink);
    return failed;
}
