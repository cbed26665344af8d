/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h: how the server is told what to do: options, then DIANJIANG_… of the environment, then
 * defaults.
 */
#pragma once
#include "base/op.h"

struct config {
    const char *db;         /* sqlite:FILE or postgresql://… */
    const char *listen;     /* HOST:PORT */
    const char *calls;      /* folder whose subfolders are calls to load, NULL: none */
    const char *keys;       /* folder of keys, NULL: where app.h says */
    int64_t workers;        /* 0..64; 0: twice the cores, at least 4 */
    bool cookie_secure;     /* cookies over TLS only: a proxy with TLS stands in front */
    const char *public_url; /* how people reach the server, for links in mail: https://… */
    const char *smtp;       /* mail server, smtp://… or smtps://…; NULL: mail waits */
    const char *mail_from;  /* sender's address, needed with smtp */
    const char *smtp_user;  /* best from the environment: options can be seen by others */
    const char *smtp_password;
    int64_t log_level; /* enum log_level */
};

/*
 * Reads `--name VALUE` or `--name=VALUE` from argv[1..]; environment (KEY=VALUE lines as environ,
 * ending with NULL, or NULL) says what no option says: --cookie-secure is DIANJIANG_COOKIE_SECURE.
 * Yes and no are yes, true, 1 and no, false, 0; an option that is yes or no needs no value. Texts
 * are borrowed from argv and environment, which outlive the program's work.
 * Errors, for exit code 2: ERR_INVALID "option_unknown" no such option, "option_value" a value
 * missing or of another form, "option_missing" no --db.
 */
CHECKED enum err config_read(struct op *op, int argc, char *const *argv, char *const *environment,
                             struct config *ret_config);

/* "--db URL [--listen HOST:PORT] …", one line, a child of parent. */
const char *config_usage(const void *parent);
