/* SPDX-License-Identifier: Apache-2.0 */
/*
 * app.h: the parts put together: a database with its keys, calls and reference data, for the verbs.
 * Table: setting (migrations/0010).
 */
#pragma once
#include "base/op.h"
#include "base/site.h"
#include "web/route.h"

struct db_source;

struct app {
    struct op *op; /* of the verb: freed by app_close */
    struct db_source *source;
    struct site site;
};

struct app_setup {
    const char *db;   /* URL */
    const char *keys; /* directory, NULL: beside an SQLite file, FILE.keys; else ./keys */
    bool create;      /* an absent SQLite file is made */
    bool migrate;     /* brings the schema up to date; else another schema is refused */
    bool rehearsal;   /* absent keys are made, marked as a rehearsal's */
    bool keyless;     /* the verb reads and writes nothing sealed: keys are not looked for */
};

/*
 * Opens the database, its settings, keys, reference data. app->op is there in any case, also to
 * tell what failed; app_close frees it all. Errors: those of db_source_new, db_connect, db_migrate,
 * crypto_self_test, keys_load, reference_load; ERR_CONFLICT "keys_mismatch" rehearsal keys on a
 * real database or the other way round, "keys_other" keys of another database (site_check.h).
 */
CHECKED enum err app_open(const struct app_setup *setup, struct app *ret_app);
void app_close(struct app *app);

/* Prints why the verb failed and returns its exit code: 1 judged wrong, 3 the world failed. */
int app_exit(struct app *app, enum err e);

/* Marks a database as a rehearsal for ever, with the offset of its business clock. */
CHECKED enum err app_mark_rehearsal(struct op *op, int64_t clock_offset_ms);

/*
 * Moves the business clock of a rehearsal on, so that what comes after a deadline can be rehearsed;
 * a running server goes on with the old one. Errors: ERR_CONFLICT "not_a_rehearsal" |
 * "clock_backwards".
 */
CHECKED enum err app_move_rehearsal(struct op *op, int64_t clock_offset_ms);

/* All route tables of the program; NULL-terminated. */
extern const struct route *const app_routes[];

/* The verbs. */
int serve_main(int argc, char **argv);
int migrate_main(int argc, char **argv);
int demo_main(int argc, char **argv);
int audit_main(int argc, char **argv);
int org_main(int argc, char **argv);
int holiday_main(int argc, char **argv);
int user_main(int argc, char **argv);
int backup_main(int argc, char **argv);
int restore_main(int argc, char **argv);
int call_verb_main(int argc, char **argv); /* call load; the rest is call_main */
int routes_main(int argc, char **argv);    /* tables and generated texts, for tests and tools */
int version_main(int argc, char **argv);
