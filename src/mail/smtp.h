/* SPDX-License-Identifier: Apache-2.0 */
/* smtp.h: handing one letter to a mail server (RFC 5321). */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>

struct op;

/* The server that takes our mail; texts outlive the process's work. */
struct smtp_server {
    const char *url;      /* smtp://HOST[:PORT] or smtps://HOST[:PORT] */
    const char *from;     /* address of the sender */
    const char *user;     /* NULL: no login */
    const char *password; /* NULL: no login */
};

enum smtp_result {
    SMTP_TAKEN,  /* the server has it */
    SMTP_LATER,  /* not now: no login, a 4xx answer */
    SMTP_SILENT, /* not now, and others need not try: no connection, no answer in time */
    SMTP_REFUSED /* never: a 5xx answer to the address or the letter */
};

/*
 * Speaks with the server for at most a minute, and no longer than until stop_asked. smtp://
 * demands STARTTLS unless the host is this machine; certificates are checked. letter: RFC 5322 with
 * CRLF. *ret_said: what failed, in the
 * server's or libcurl's words, one line, a child of op; "" when taken. When the connection breaks
 * after the letter went over, it may have been taken: then SMTP_SILENT, and the same Message-ID
 * tells the receiving side.
 * Errors: ERR_INTERNAL no memory for a connection.
 */
CHECKED enum err smtp_send(struct op *op, const struct smtp_server *server, const char *to,
                           struct bytes letter, enum smtp_result *ret_result,
                           const char **ret_said);

/* Whether url is of a form smtp_send takes. */
bool smtp_url_good(const char *url);

/* "libcurl 7.88.1": what runs, a child of parent. */
const char *smtp_libraries(const void *parent);
