/* SPDX-License-Identifier: Apache-2.0 */
/* background.c: the tables of jobs, lanes and sweeps. */
#include "app/background.h"

#include "app/apart.h"
#include "application/application.h"
#include "attachment/attachment.h"
#include "base/log.h"
#include "base/time.h"
#include "event/event.h"
#include "expert/library.h"
#include "extension/extension.h"
#include "holiday/holiday.h"
#include "import/import.h"
#include "inspection/inspection.h"
#include "invitation/invitation.h"
#include "mail/mail.h"
#include "matching/suggest.h"
#include "org/sign_in_try.h"
#include "paper/queue.h"
#include "paper/scan.h"

#include <stdatomic.h>

/* ---- jobs --------------------------------------------------------------------------------- */

static enum err check_attachment(struct op *op, struct job *job)
{
    return attachment_check(op, job->payload);
}

static enum err read_scan(struct op *op, struct job *job)
{
    return scan_read(op, job->payload);
}

static enum err send_mail(struct op *op, struct job *job)
{
    int64_t sent = 0;

    (void)job;
    return mail_send_due(op, &sent);
}

/* An upload must be ready soon: nothing waits for it in LANE_CHECKS but other uploads. */
enum lane { LANE_OTHERS, LANE_CHECKS, LANE_SCANS, LANE_DOCUMENTS, LANE_MATCHING, LANE_MAIL };

static const struct job_lane lanes[] = {
    [LANE_OTHERS] = { "others", NULL },
    [LANE_CHECKS] = { "checks", NULL },
    [LANE_SCANS] = { "scans", NULL },
    [LANE_DOCUMENTS] = { "documents", NULL },
    [LANE_MATCHING] = { "matching", NULL },
    [LANE_MAIL] = { "mail", mail_send_due }, /* also what was put off */
    { 0 },
};

/* One a line, so that branches merge. */
/* clang-format off */
static const struct job_kind kinds[] = {
    { "attachment.check", check_attachment, LANE_CHECKS },
    { "inspection.pack", pack_job, LANE_DOCUMENTS },
    { LIBRARY_TAKE, library_take, LANE_OTHERS },
    { "mail.send", send_mail, LANE_MAIL },
    { "match.score", apart_work, LANE_MATCHING },
    { SUGGEST_JOB, apart_work, LANE_MATCHING },
    { "paper.file", queue_job, LANE_DOCUMENTS },
    { "scan.read", read_scan, LANE_SCANS },
    { 0 },
};
/* clang-format on */

/* ---- the clock ---------------------------------------------------------------------------- */

enum { JOBS_KEPT_DAYS = 30 };

/* Once a business day the end of the chain goes into the log, so that others know it too. */
static enum err sweep_daily(struct op *op, int64_t *ret_count)
{
    static _Atomic int last_day; /* of this process; 0 at start */
    struct event_head head = { 0 };
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    *ret_count = 0;
    if (atomic_load(&last_day) == today)
        return OK;
    enum err e = event_head(op, &head);
    if (e != OK)
        return e;
    log_line(LOG_NOTICE, "event=chain_head seq=%lld hash=%s", (long long)head.seq, head.hash);
    e = heartbeat_tidy(op);
    if (e == OK)
        e = job_tidy(op, op->real_ms - (int64_t)JOBS_KEPT_DAYS * DAY_MS, ret_count);
    if (e == OK)
        atomic_store(&last_day, today);
    return e;
}

/* What time alone does, in order; each says how many rows it changed. */
static const struct {
    const char *name;
    enum err (*sweep)(struct op *op, int64_t *ret_count);
} sweeps[] = {
    { "gaps", heartbeat },            /* this minute is served; an outage proposes an extension */
    { "daily", sweep_daily },         /* the chain's end, old rows */
    { "overdue", application_sweep }, /* registers what was not sent in time */
    { "orphans", attachment_sweep },  /* drops uploads nobody finished */
    { "imports", import_sweep },      /* forgets lists that were never entered */
    { "holidays", holiday_sweep },    /* years that became known */
    { "papers", queue_sweep },        /* forgets print files of yesterday */
    { "tries", sign_in_sweep },       /* forgets old sign-in tries */
    { "invitations", invitation_sweep }, /* reminds, and registers what nobody answered */
};

/* Each in an op of its own: one that fails is told in the log and ends no other. */
static enum err tick(struct op *op)
{
    for (size_t i = 0; i < sizeof sweeps / sizeof sweeps[0]; i++) {
        struct op *own = op_new(op->db, op->now_ms, op->real_ms);
        int64_t count = 0;
        own->site = op->site;
        enum err e = sweeps[i].sweep(own, &count);
        if (e != OK)
            log_line(LOG_ERROR, "event=tick sweep=%s result=%s reason=%s detail=\"%s\"",
                     sweeps[i].name, err_name(e), own->failure.reason, own->failure.detail);
        else if (count > 0)
            log_line(LOG_NOTICE, "event=tick %s=%lld", sweeps[i].name, (long long)count);
        op_free(own);
    }
    return OK;
}

/* What waits for an instant of the real clock waits no longer than before. */
static enum err clock_back(struct op *op, int64_t by_ms)
{
    enum err e = job_clock_back(op, by_ms);
    if (e == OK)
        e = mail_clock_back(op, by_ms);
    return e == OK ? sign_in_clock_back(op, by_ms) : e;
}

struct job_setup background(struct db_source *source, const struct site *site)
{
    return (struct job_setup){ .source = source,
                               .site = site,
                               .kinds = kinds,
                               .lanes = lanes,
                               .tick = tick,
                               .clock_back = clock_back };
}

enum err background_begin(struct op *op, struct db_source *source)
{
    enum err e = db_serve_alone(op, source);
    if (e != OK || db_dialect(op) != DB_SQLITE)
        return e;
    e = job_void_leases(op);
    return e == OK ? mail_void_leases(op) : e;
}
