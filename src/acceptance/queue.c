/* SPDX-License-Identifier: Apache-2.0 */
/* queue.c: the desk's queue and the checklist of one item. */
#include "acceptance/acceptance.h"

#include "application/row.h"
#include "attachment/attachment.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/calendar.h"
#include "package/package.h"
#include "publish/publish.h"

#include <string.h>

enum { QUEUE_DEFAULT = 100 };

DB_SQL(queue_rows, "ittti",
       APPLICATION_SELECT
       " WHERE " SEEN_BY_DESK " AND ($2 = '' OR a.call = $2)"
       "   AND (($3 = 'waiting' AND a.state = 'sent') OR a.state = $3 OR $3 = 'all')"
       "   AND ($4 = '' OR " SQL_HOLDS("a.title", "$4") " OR " SQL_HOLDS(
           "o.name", "$4") " OR " SQL_HOLDS("r.name",
                                            "$4") " OR substr(a.code, 1, length($4)) = upper($4))"
                                                  " ORDER BY a.sent_ms, a.id LIMIT $5");
DB_SQL(queue_counts, "it",
       "SELECT coalesce(CAST(sum(CASE WHEN a.state = 'sent' THEN 1 ELSE 0 END) AS BIGINT), 0),"
       " coalesce(CAST(sum(CASE WHEN a.state = 'returned' THEN 1 ELSE 0 END) AS BIGINT), 0),"
       " coalesce(CAST(sum(CASE WHEN a.state = 'accepted' THEN 1 ELSE 0 END) AS BIGINT), 0)"
       "  FROM application a WHERE " SEEN_BY_DESK " AND ($2 = '' OR a.call = $2)");

static void add_check(struct op *op, struct desk_checklist *list, const struct desk_check *check)
{
    mem_push(op, list->rows, list->count, *check);
}

static enum check_state found(bool there)
{
    return there ? DESK_CHECK_OK : DESK_CHECK_MISSING;
}

static enum err check_scan(struct op *op, const struct application *application,
                           const struct delivery *delivery, struct desk_checklist *list)
{
    bool scan = false;

    if (!delivery->stamped_scan)
        return OK;
    enum err e = attachment_has(op, application->id, "stamped_scan", &scan);
    if (e == OK)
        add_check(op, list,
                  &(struct desk_check){ "stamped_scan", "盖章扫描件", delivery->origin.clause_label,
                                        found(scan), scan ? "已上传，请核对印章" : NULL });
    return e;
}

static enum err check_form(struct op *op, const struct application *application,
                           const struct delivery *delivery, struct desk_checklist *list)
{
    struct problem_list problems = { 0 };
    json_t *values = NULL;

    if (!delivery->electronic)
        return OK;
    enum err e = application_values(op, application, &values);
    if (e == OK)
        e = application_problems(op, application, values, &problems);
    if (e != OK)
        return e;
    const char *note = problems.count == 0 ? NULL
                                           : mem_printf(op, "表格检查：%zu 处须改，%zu 处请核对",
                                                        problems.blocking_count,
                                                        problems.count - problems.blocking_count);
    add_check(op, list,
              &(struct desk_check){ "form", "电子版申报表", delivery->origin.clause_label,
                                    found(problems.blocking_count == 0), note });
    return OK;
}

/* What the call asks for beside the form: an optional one is shown when it came. */
static enum err check_materials(struct op *op, const struct application *application,
                                struct desk_checklist *list)
{
    struct attachment_kinds kinds = { 0 };

    enum err e = attachment_kinds(op, application, &kinds);
    for (size_t i = 0; e == OK && i < kinds.count; i++) {
        const struct attachment_kind *kind = &kinds.rows[i];
        bool there = false;
        if (kind->in_form || strcmp(kind->code, "stamped_scan") == 0 ||
            strcmp(kind->code, "letter") == 0 || strcmp(kind->code, "other") == 0)
            continue;
        e = attachment_has(op, application->id, kind->code, &there);
        if (e == OK && (there || kind->required))
            add_check(
                op, list,
                &(struct desk_check){ kind->code, kind->name, kind->clause, found(there), NULL });
    }
    return e;
}

/* A letter is wanted of recommending units; what the package says of it is all we have. */
static enum err check_letter(struct op *op, const struct application *application,
                             const struct delivery *delivery, struct desk_checklist *list)
{
    bool letter = false;

    if (!delivery->letter)
        return OK;
    enum err e = attachment_has(op, application->id, "letter", &letter);
    if (e == OK)
        add_check(op, list,
                  &(struct desk_check){ "letter", "推荐公函", delivery->origin.clause_label,
                                        found(letter), NULL });
    return e;
}

static void check_paper(struct op *op, const struct delivery *delivery, struct desk_checklist *list)
{
    for (int i = 1; i <= delivery->paper_copies; i++)
        add_check(op, list,
                  &(struct desk_check){ mem_printf(op, "paper_%d", i),
                                        mem_printf(op, "纸质申报表第 %d 份", i),
                                        delivery->origin.clause_label, DESK_CHECK_UNKNOWN, NULL });
}

static enum err checks_of(struct op *op, const struct application *application,
                          struct desk_checklist *list)
{
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, application->call, &call, &n);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, application->track);
    if (track == NULL)
        return fail(op, ERR_CONFLICT, "track_gone", "current call has no such track");
    e = check_form(op, application, &track->delivery, list);
    if (e == OK)
        e = check_scan(op, application, &track->delivery, list);
    if (e == OK)
        e = check_letter(op, application, &track->delivery, list);
    if (e == OK)
        e = check_materials(op, application, list);
    if (e != OK)
        return e;
    check_paper(op, &track->delivery, list);
    const struct correction *correction = &track->correction;
    list->electronic_due_ms = mend_due_ms(op, call, correction, correction->electronic_days);
    list->paper_due_ms = mend_due_ms(op, call, correction, correction->paper_days);
    return OK;
}

enum err desk_checklist(struct op *op, const char *public_id, struct desk_checklist *ret_checklist)
{
    struct application application = { 0 };
    struct desk_checklist list = { 0 };

    enum err e = application_get(op, public_id, &application);
    if (e == OK)
        e = checks_of(op, &application, &list);
    if (e == OK)
        *ret_checklist = list;
    return e;
}

static const char *age_text(struct op *op, int64_t since_ms)
{
    int64_t minutes = (op->now_ms - since_ms) / 60000;

    if (since_ms == 0 || minutes < 0)
        return "";
    if (minutes < 60)
        return mem_printf(op, "%lld 分钟", (long long)minutes);
    if (minutes < (int64_t)24 * 60)
        return mem_printf(op, "%lld 小时", (long long)(minutes / 60));
    int days = calendar_count(op->site->calendar, day_of(since_ms, ZONE_SHANGHAI_MINUTES),
                              day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), NULL);
    return mem_printf(op, "第 %d 个工作日", days);
}

/* What is missing is worked out for the items that wait for a decision only. */
static enum err fill_row(struct op *op, struct desk_row *row)
{
    struct desk_checklist checks = { 0 };

    row->age_text = age_text(op, row->application.sent_ms);
    if (strcmp(row->application.state, "sent") != 0)
        return OK;
    enum err e = checks_of(op, &row->application, &checks);
    for (size_t i = 0; e == OK && i < checks.count; i++) {
        if (checks.rows[i].state == DESK_CHECK_MISSING)
            mem_push(op, row->missing, row->missing_count, checks.rows[i].text);
    }
    return e;
}

enum err desk_queue(struct op *op, const struct desk_filter *filter, struct desk_queue *ret_queue)
{
    struct db_rows *rows = NULL;
    struct desk_queue queue = { 0 };
    struct desk_row row = { 0 };
    const char *call = filter->call == NULL ? "" : filter->call;
    const char *state =
        filter->state == NULL || filter->state[0] == '\0' ? "waiting" : filter->state;

    enum err e =
        db_row(op, &queue_counts, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call)),
               DB_OUT(OUT_INT(&queue.waiting), OUT_INT(&queue.returned), OUT_INT(&queue.accepted)));
    if (e == OK)
        e = db_query(op, &queue_rows,
                     DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_TEXT(state),
                           IN_TEXT(filter->q == NULL ? "" : filter->q),
                           IN_INT(filter->limit == 0 ? QUEUE_DEFAULT : filter->limit)),
                     &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row.application)))
        mem_push(op, queue.rows, queue.count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < queue.count; i++)
        e = fill_row(op, &queue.rows[i]);
    if (e == OK)
        *ret_queue = queue;
    return e;
}
