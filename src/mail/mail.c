/* SPDX-License-Identifier: Apache-2.0 */
/* mail.c: letters as rows: adding, claiming, sending, giving up. */
#include "mail/mail.h"

#include "base/crypto.h"
#include "base/embed.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/stop.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "job/job.h"
#include "mail/mail_text.h"
#include "mail/smtp.h"
#include "text/ident.h"

#include <string.h>

enum { BATCH_MAX = 50, RETRY_MS = 60000, RETRY_MAX_MS = 4 * 3600000, DOUBLINGS = 8 };

DB_SQL(mail_insert, "tttttbii",
       "INSERT INTO mail (public_id, subject_kind, subject_id, template, shown, sealed, state,"
       " lease, due_ms, attempts, error, created_ms, ended_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, 'waiting', '', $7, 0, '', $8, 0)");
DB_SQL(mail_rows, "tt",
       "SELECT public_id, template, shown, state, error, attempts, created_ms, due_ms, ended_ms"
       " FROM mail WHERE subject_kind = $1 AND subject_id = $2 ORDER BY id");
DB_SQL(mail_stop, "ttib",
       "UPDATE mail SET state = 'cancelled', lease = '', sealed = $4, ended_ms = $3"
       " WHERE subject_kind = $1 AND subject_id = $2 AND state = 'waiting'");
DB_SQL(mail_forget, "ttb",
       "UPDATE mail SET shown = '', sealed = $3, error = ''"
       " WHERE subject_kind = $1 AND subject_id = $2");
/* The outer conditions guard: who waited for the lock of the row finds due_ms moved. */
DB_SQL(mail_take, "iit",
       "UPDATE mail SET lease = $3, due_ms = $2, attempts = attempts + 1"
       " WHERE id = (SELECT id FROM mail WHERE state = 'waiting' AND due_ms <= $1"
       "              ORDER BY due_ms, id LIMIT 1)"
       "   AND state = 'waiting' AND due_ms <= $1"
       " RETURNING id, public_id, subject_kind, subject_id, sealed, attempts, created_ms");
DB_SQL(mail_later, "itti",
       "UPDATE mail SET lease = '', error = $3, due_ms = $4"
       " WHERE id = $1 AND lease = $2 AND state = 'waiting'");
DB_SQL(mail_end, "itttib",
       "UPDATE mail SET state = $3, lease = '', error = $4, ended_ms = $5, sealed = $6"
       " WHERE id = $1 AND lease = $2 AND state = 'waiting'");

DB_SQL(mail_void, "i",
       "UPDATE mail SET lease = '', due_ms = $1 WHERE state = 'waiting' AND lease <> ''");
DB_SQL(mail_shift, "i", "UPDATE mail SET due_ms = due_ms - $1 WHERE state = 'waiting'");

/* What a letter is, from claiming to its end. */
struct mail {
    int64_t id;
    const char *public_id;
    const char *subject_kind;
    const char *subject_id;
    struct bytes sealed;
    int64_t attempts;
    int64_t created_ms;
    const char *lease;
    const char *to;
    const char *subject;
    const char *text;
};

static struct seal_place place_of(const char *public_id)
{
    return (struct seal_place){ "mail", "sealed", public_id };
}

/* ---- adding ---- */

static enum err find_template(struct op *op, const char *code, const char **ret_text)
{
    const struct embedded *file = embed_find(mem_printf(op, "reference/mail/%s.txt", code));

    if (file == NULL)
        return fail(op, ERR_NOT_FOUND, "mail_template", "no template %s", code);
    *ret_text = (const char *)file->bytes;
    return OK;
}

/* First line the subject, the rest after empty lines the text. */
static enum err compose(struct op *op, const struct mail_new *in, json_t **ret_letter)
{
    const char *template = NULL;

    enum err e = find_template(op, in->template, &template);
    if (e != OK)
        return e;
    const char *whole = message_fill(op, template, in->args, in->arg_count);
    size_t length = strcspn(whole, "\n");
    const char *text = whole + length + strspn(whole + length, "\n");
    if (strlen(whole) > MAIL_TEXT_BYTES_MAX)
        return fail(op, ERR_TOO_LARGE, "mail_too_large", "%zu bytes", strlen(whole));
    *ret_letter =
        json_own(op, json_pack("{s:s, s:s, s:s}", "to", in->to, "subject",
                               mem_printf(op, "%s%.*s", op->site->rehearsal ? "【演练】" : "",
                                          (int)length, whole),
                               "text", text));
    return OK;
}

enum err mail_add(struct op *op, const struct mail_new *in, const char **ret_public_id)
{
    const char *public_id = random_public_id(op);
    struct seal_place place = place_of(public_id);
    struct bytes sealed = { 0 };
    json_t *letter = NULL;

    struct ident to =
        ident_check(op, IDENT_EMAIL, in->to, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES));
    if (to.code != NULL)
        return fail(op, ERR_INVALID, to.code, "the address of a letter");
    enum err e = compose(op, in, &letter);
    if (e != OK)
        return e;
    const char *text = json_text_of(op, letter);
    e = keys_seal(op, op->site->keys, &place, (struct bytes){ (const uint8_t *)text, strlen(text) },
                  &sealed);
    if (e == OK)
        e = db_run(op, &mail_insert,
                   DB_IN(IN_TEXT(public_id), IN_TEXT(in->subject_kind), IN_TEXT(in->subject_id),
                         IN_TEXT(in->template), IN_TEXT(mail_masked(op, in->to)),
                         IN_BLOB(sealed.data, sealed.size),
                         IN_INT(in->due_ms == 0 ? op->real_ms : in->due_ms), IN_INT(op->real_ms)),
                   NULL);
    if (e == OK)
        e = job_add(op, "mail.send", "{}", in->due_ms, NULL);
    if (e == OK && ret_public_id != NULL)
        *ret_public_id = public_id;
    return e;
}

enum err mail_list(struct op *op, const char *subject_kind, const char *subject_id,
                   struct mail_list *ret_list)
{
    struct mail_list list = { 0 };
    struct mail_row row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &mail_rows, DB_IN(IN_TEXT(subject_kind), IN_TEXT(subject_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows,
                   DB_OUT(OUT_TEXT(&row.public_id), OUT_TEXT(&row.template), OUT_TEXT(&row.shown),
                          OUT_TEXT(&row.state), OUT_TEXT(&row.error), OUT_INT(&row.attempts),
                          OUT_INT(&row.created_ms), OUT_INT(&row.due_ms), OUT_INT(&row.ended_ms))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err mail_cancel(struct op *op, const char *subject_kind, const char *subject_id,
                     int64_t *ret_count)
{
    return db_run(
        op, &mail_stop,
        DB_IN(IN_TEXT(subject_kind), IN_TEXT(subject_id), IN_INT(op->real_ms), IN_BLOB(NULL, 0)),
        ret_count);
}

enum err mail_erase(struct op *op, const char *subject_kind, const char *subject_id)
{
    enum err e = mail_cancel(op, subject_kind, subject_id, NULL);

    return e != OK
               ? e
               : db_run(op, &mail_forget,
                        DB_IN(IN_TEXT(subject_kind), IN_TEXT(subject_id), IN_BLOB(NULL, 0)), NULL);
}

enum err mail_void_leases(struct op *op)
{
    return db_run(op, &mail_void, DB_IN(IN_INT(op->real_ms)), NULL);
}

enum err mail_clock_back(struct op *op, int64_t by_ms)
{
    return db_run(op, &mail_shift, DB_IN(IN_INT(by_ms)), NULL);
}

/* ---- sending ---- */

/* One round of the worker; servers may be slow, so the clock goes on from the op's. */
struct round {
    int64_t started_us;
    int64_t sent;
    bool more;   /* there may be another letter due */
    bool silent; /* the mail server does not answer */
};

static int64_t now_of(const struct op *op, const struct round *round)
{
    return op->real_ms + (time_monotonic_us() - round->started_us) / 1000;
}

static enum err claim(struct op *op, const struct round *round, struct mail *mail)
{
    int64_t now = now_of(op, round);

    mail->lease = random_public_id(op);
    return db_row(
        op, &mail_take, DB_IN(IN_INT(now), IN_INT(now + MAIL_LEASE_MS), IN_TEXT(mail->lease)),
        DB_OUT(OUT_INT(&mail->id), OUT_TEXT(&mail->public_id), OUT_TEXT(&mail->subject_kind),
               OUT_TEXT(&mail->subject_id), OUT_BLOB(&mail->sealed), OUT_INT(&mail->attempts),
               OUT_INT(&mail->created_ms)));
}

static enum err open_letter(struct op *op, struct mail *mail)
{
    struct seal_place place = place_of(mail->public_id);
    struct bytes plain = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, mail->sealed, &plain);
    if (e != OK)
        return e;
    json_t *json = json_own(op, json_loadb((const char *)plain.data, plain.size, 0, NULL));
    mail->to = json_text_get(json, "to");
    mail->subject = json_text_get(json, "subject");
    mail->text = json_text_get(json, "text");
    return OK;
}

struct ending {
    const struct mail *mail;
    bool sent;
    const char *said;
    int64_t now_ms;
};

/* Sent: the text goes, links in it are keys. Failed: it stays, the address may be put right. */
static enum err end_work(struct op *op, void *arg)
{
    const struct ending *ending = arg;
    const struct mail *mail = ending->mail;
    struct bytes kept = ending->sent ? (struct bytes){ 0 } : mail->sealed;
    int64_t changed = 0;

    enum err e = db_run(op, &mail_end,
                        DB_IN(IN_INT(mail->id), IN_TEXT(mail->lease),
                              IN_TEXT(ending->sent ? "sent" : "failed"), IN_TEXT(ending->said),
                              IN_INT(ending->now_ms), IN_BLOB(kept.data, kept.size)),
                        &changed);
    if (e == OK && changed > 0)
        event_add(op, ending->sent ? "mail.sent" : "mail.failed", mail->subject_kind,
                  mail->subject_id, 0, NULL);
    return e;
}

/* After one minute, two, four, at last every four hours. */
static int64_t pause_after(int64_t attempts)
{
    int64_t pause = (int64_t)RETRY_MS << (attempts - 1 < DOUBLINGS ? attempts - 1 : DOUBLINGS);

    return pause < RETRY_MAX_MS ? pause : RETRY_MAX_MS;
}

static enum err settle(struct op *op, const struct round *round, const struct mail *mail,
                       enum smtp_result result, const char *said)
{
    int64_t now = now_of(op, round);
    struct ending ending = { mail, result == SMTP_TAKEN, said, now };

    if ((result == SMTP_LATER || result == SMTP_SILENT) && now - mail->created_ms < MAIL_GIVE_UP_MS)
        return db_run(op, &mail_later,
                      DB_IN(IN_INT(mail->id), IN_TEXT(mail->lease), IN_TEXT(said),
                            IN_INT(now + pause_after(mail->attempts))),
                      NULL);
    return event_tx(op, end_work, &ending);
}

/* Hands over one that was claimed and opened. */
static enum err deliver(struct op *op, struct round *round, const struct mail *mail)
{
    const struct smtp_server *server = op->site->mail;
    const char *text = op->site->public_url == NULL
                           ? mail->text
                           : mail_links_whole(op, mail->text, op->site->public_url);
    const struct mail_letter letter = { .id = mail->public_id,
                                        .from = server->from,
                                        .from_name = message_text(op, "mail_from_name", NULL, 0),
                                        .to = mail->to,
                                        .subject = mail->subject,
                                        .text = text,
                                        .at_ms = now_of(op, round) };
    enum smtp_result result = SMTP_LATER;
    const char *said = "";

    enum err e = smtp_send(op, server, mail->to, mail_letter_bytes(op, &letter), &result, &said);
    if (e != OK)
        return e;
    round->silent = result == SMTP_SILENT;
    e = settle(op, round, mail, result, said);
    round->sent += e == OK && result == SMTP_TAKEN;
    return e;
}

static enum err send_one(struct op *op, struct round *round)
{
    struct mail mail = { 0 };

    enum err e = claim(op, round, &mail);
    round->more = e == OK;
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    e = open_letter(op, &mail);
    if (e != OK) { /* not its reader's fault, perhaps tomorrow's key opens it */
        const char *reason = mem_text(op, op->failure.reason);
        op_forgive(op);
        return settle(op, round, &mail, SMTP_LATER, reason);
    }
    return deliver(op, round, &mail);
}

/* A letter more in this round? */
static bool goes_on(const struct op *op, const struct round *round)
{
    return op->site->mail != NULL && round->more && !round->silent && !stop_asked() &&
           time_monotonic_us() - round->started_us < (int64_t)MAIL_ROUND_MS * 1000;
}

enum err mail_send_due(struct op *op, int64_t *ret_sent)
{
    struct round round = { .started_us = time_monotonic_us(), .more = true };
    enum err e = OK;

    for (int i = 0; e == OK && goes_on(op, &round) && i < BATCH_MAX; i++)
        e = send_one(op, &round);
    if (e == OK)
        *ret_sent = round.sent;
    return e;
}
