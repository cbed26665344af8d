/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail.h: the outbox. A letter is a row, added in the transaction of what it tells; a job hands it
 * to the mail server later and again until it is taken. Table: mail (migrations/0090).
 *
 * All times are of the real clock: mail leaves the rehearsal too, and says so in its subject.
 * Address and text are sealed, and the text is dropped once the letter is sent (links in it are
 * keys). Without a configured server letters wait; nothing is lost.
 */
#pragma once
#include "base/message.h"
#include "base/op.h"

enum {
    MAIL_TEXT_BYTES_MAX = 64 * 1024,
    MAIL_LEASE_MS = 120000,        /* longer than smtp_send takes */
    MAIL_ROUND_MS = 45000,         /* with one letter more shorter than a job's lease */
    MAIL_GIVE_UP_MS = 3 * 86400000 /* after the first attempt was due */
};

struct mail_new {
    const char *to;       /* one address, ident_check's form */
    const char *template; /* reference/mail/CODE.txt: first line the subject, then the text */
    const struct message_arg *args;
    size_t arg_count;
    const char *subject_kind; /* what it is about: "invitation" */
    const char *subject_id;   /* its public id */
    int64_t due_ms;           /* not before, real clock; 0 at once */
};

/*
 * Puts a letter into the outbox, inside the caller's transaction, and a job that sends it.
 * Errors: ERR_INVALID "email_form" no address; ERR_NOT_FOUND "mail_template" no such template;
 * ERR_TOO_LARGE "mail_too_large" over MAIL_TEXT_BYTES_MAX.
 */
CHECKED enum err mail_add(struct op *op, const struct mail_new *in, const char **ret_public_id);

/* What became of the letters about a thing; oldest first. */
struct mail_row {
    const char *public_id;
    const char *template;
    const char *shown; /* masked address */
    const char *state; /* "waiting", "sent", "failed", "cancelled" */
    const char *error; /* "" none */
    int64_t attempts;
    int64_t created_ms;
    int64_t due_ms;   /* next attempt while waiting */
    int64_t ended_ms; /* 0 while waiting */
};

struct mail_list {
    struct mail_row *rows;
    size_t count;
};

CHECKED enum err mail_list(struct op *op, const char *subject_kind, const char *subject_id,
                           struct mail_list *ret_list);

/* Those about a thing that still wait are not sent any more; one in a worker's hands may be. */
CHECKED enum err mail_cancel(struct op *op, const char *subject_kind, const char *subject_id,
                             int64_t *ret_count);

/*
 * Sends what is due, each letter claimed by lease, so that several servers share the outbox; by
 * the job "mail.send" and once a minute. The round ends after MAIL_ROUND_MS, and at a server that
 * does not answer: what is left is the next round's. A letter that cannot be opened waits and stops
 * no other. A letter that was taken by the mail server while we were
 * killed is handed over again with the same Message-ID.
 * ret_sent: letters taken. OK also when there is no server or it does not answer.
 */
CHECKED enum err mail_send_due(struct op *op, int64_t *ret_sent);

/* As job_void_leases and job_clock_back, for letters. */
CHECKED enum err mail_void_leases(struct op *op);
CHECKED enum err mail_clock_back(struct op *op, int64_t by_ms);

/* Those about a thing are not sent any more and keep no address and no text. */
CHECKED enum err mail_erase(struct op *op, const char *subject_kind, const char *subject_id);
