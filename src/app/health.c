/* SPDX-License-Identifier: Apache-2.0 */
/* health.c: one look at every part. */
#include "app/health.h"

#include "app/site_check.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "db/migrations.h"

enum { MINUTE_MS = 60000, JOBS_LATE_MS = 10 * MINUTE_MS, MAIL_LATE_MS = 60 * MINUTE_MS };
enum { CLOCK_LATE_MINUTES = 3, GRACE_MINUTES = 3 };

DB_SQL(health_jobs, "i", "SELECT count(*) FROM job WHERE state = 'open' AND due_ms < $1");
DB_SQL(health_mail, "i", "SELECT count(*) FROM mail WHERE state = 'waiting' AND due_ms < $1");
DB_SQL(health_beats, "i", "SELECT count(*) FROM heartbeat WHERE minute >= $1");

static enum err look_at_schema(struct op *op)
{
    struct migration *all = NULL;
    size_t count = 0;

    enum err e = db_migrations(op, &all, &count);
    return e != OK ? e : db_schema_check(op, all, count);
}

static enum err none_late(struct op *op, const struct db_sql *sql, int64_t before,
                          const char *reason)
{
    int64_t count = 0;

    enum err e = db_row(op, sql, DB_IN(IN_INT(before)), DB_OUT(OUT_INT(&count)));
    if (e == OK && count > 0)
        return fail(op, ERR_UNAVAILABLE, reason, "%lld late", (long long)count);
    return e;
}

/* What was left behind by a stop is late when the server starts again: it has some minutes. */
static bool just_started(void)
{
    static int64_t first_us; /* of the one thread that looks */

    if (first_us == 0)
        first_us = time_monotonic_us();
    return time_monotonic_us() - first_us < (int64_t)GRACE_MINUTES * MINUTE_MS * 1000;
}

static enum err look_at_jobs(struct op *op)
{
    return just_started() ? OK
                          : none_late(op, &health_jobs, op->real_ms - JOBS_LATE_MS, "jobs_late");
}

static enum err look_at_mail(struct op *op)
{
    return just_started() || op->site->mail == NULL
               ? OK
               : none_late(op, &health_mail, op->real_ms - MAIL_LATE_MS, "mail_late");
}

static enum err look_at_clock(struct op *op)
{
    int64_t count = 0;

    if (just_started())
        return OK;
    enum err e =
        db_row(op, &health_beats, DB_IN(IN_INT(op->now_ms / MINUTE_MS - CLOCK_LATE_MINUTES)),
               DB_OUT(OUT_INT(&count)));
    if (e == OK && count == 0)
        return fail(op, ERR_UNAVAILABLE, "clock_late", "no beat for minutes");
    return e;
}

static const struct {
    const char *name;
    enum err (*look)(struct op *op);
    bool stops;
} looks[] = {
    { "database", look_at_schema, true }, { "writing", site_check_write, true },
    { "keys", site_check_crypto, true },  { "jobs", look_at_jobs, false },
    { "clock", look_at_clock, false },    { "mail", look_at_mail, false },
};

size_t health_look(struct op *op, struct health_part *parts)
{
    size_t count = sizeof looks / sizeof looks[0];

    for (size_t i = 0; i < count; i++) {
        enum err e = looks[i].look(op);
        parts[i] =
            (struct health_part){ looks[i].name, e == OK ? "" : err_name(e), looks[i].stops };
        if (e != OK && op->failure.reason != NULL)
            parts[i].reason = op->failure.reason;
        op_forgive(op);
        if (e != OK && i == 0)
            return 1;
    }
    return count;
}
