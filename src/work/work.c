/* SPDX-License-Identifier: Apache-2.0 */
/* work.c: todos by role from one table of (state, who) rows. */
#include "work/work.h"

#include "acceptance/acceptance.h"
#include "acceptance/handover.h"
#include "application/row.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "event/words.h"
#include "extension/extension.h"
#include "holiday/holiday.h"
#include "inspection/inspection.h"
#include "league/league.h"
#include "notice/notice.h"
#include "org/org.h"
#include "org/post.h"
#include "package/package.h"
#include "package/recommendation.h"
#include "publish/publish.h"

#include <stdlib.h>
#include <string.h>

enum { SOON_DAYS = 3, TODOS_MAX = 50 };

/* What a state means to the post that has to act on it. Lateness comes from the item's due time. */
static const struct {
    enum role role;
    const char *state;
    const char *action;
    const char *text;
    const char *page; /* NULL: the application itself */
} waits[] = {
    { POST_APPLICANT, "draft", "继续填报", "草稿尚未提交单位审核", NULL },
    { POST_APPLICANT, "returned", "去补正", "受理部门一次性告知补正", NULL },
    { POST_APPROVER, "unit_review", "去审核", "等待本单位审核", NULL },
    { POST_APPROVER, "frozen", "盖章上传", "已定稿，打印盖章、上传扫描件后提交", NULL },
    { POST_APPROVER, "returned", "去补正", "受理部门一次性告知补正", NULL },
    { POST_RECOMMENDER, "county_review", "去初审", "等待县级初审", NULL },
    { POST_RECOMMENDER, "recommending", "去推荐", "等待推荐", "/recommend" },
    { POST_RECOMMENDER, "recommended", "去报送", "已推荐，尚未报送", "/recommend" },
    { POST_RECOMMENDER, "draft", "继续填报", "草稿尚未定稿", NULL },
    { POST_RECOMMENDER, "returned", "去补正", "受理部门一次性告知补正", NULL },
    { POST_RECOMMENDER, "frozen", "盖章上传", "已定稿，打印盖章、上传扫描件后报送", NULL },
    { POST_RECOMMENDER, "unit_review", "去审核", "等待本单位审核", NULL },
    { POST_DESK, "sent", "去受理", "等待受理", "/desk" },
    { POST_HEAD, "overdue", "去确认", "逾期未报送，等待负责人确认", "/overdue" },
};

enum { WAIT_COUNT = sizeof waits / sizeof waits[0] };

DB_SQL(work_recent_unit, "i",
       "SELECT e.at_ms, e.action, e.subject_id, a.title, o.name, u.name FROM event e"
       "  JOIN application a ON a.public_id = e.subject_id"
       "  LEFT JOIN app_user u ON u.id = e.actor_user_id"
       "  LEFT JOIN org o ON o.id = e.actor_org_id"
       " WHERE e.org_id = $1 AND e.subject_kind = 'application' AND " SEEN_BY_AREA
       "   AND e.action <> 'application.save' ORDER BY e.seq DESC LIMIT 10");

static int today_of(const struct op *op)
{
    return day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
}

static void set_badge(struct op *op, struct todo *todo)
{
    int days = todo->due_ms == 0
                   ? 0
                   : day_between(today_of(op), day_of(todo->due_ms - 1, ZONE_SHANGHAI_MINUTES));

    todo->level = "normal";
    todo->badge = "待办";
    if (todo->due_ms == 0)
        return;
    if (op->now_ms >= todo->due_ms) {
        todo->level = "late";
        todo->badge = "已过期";
    } else if (days == 0) {
        todo->level = "late";
        todo->badge = "今日到期";
    } else {
        todo->level = days <= SOON_DAYS ? "soon" : "normal";
        todo->badge = mem_printf(op, "剩 %d 天", days);
    }
    if (todo->provisional)
        todo->badge = mem_printf(op, "%s（暂定）", todo->badge);
}

/* When the item has to be done: its mending period, or the deadline for sending. */
static int64_t due_of(struct op *op, const struct application *application)
{
    const struct call *call = NULL;
    int64_t n = 0;

    if (publish_current(op, application->call, &call, &n) != OK) {
        op_forgive(op);
        return 0;
    }
    const struct track *track = call_track(call, application->track);
    return track == NULL ? 0 : application_due_ms(application, call, track);
}

static const char *title_of(struct op *op, const struct application *application)
{
    if (application->title[0] == '\0')
        return mem_printf(op, "未命名申报（%s）", application->code);
    return mem_printf(op, "%s（%s）", application->title, application->org_name);
}

static enum err add_waiting(struct op *op, int index, struct work *work)
{
    struct application_list list = { 0 };
    int64_t total = 0;

    enum err e = application_waiting(op, waits[index].state, TODOS_MAX, &list, &total);
    work->unshown += total - (int64_t)list.count;
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct application *application = &list.rows[i];
        const char *link = waits[index].page != NULL
                               ? waits[index].page
                               : mem_printf(op, "/applications/%s", application->public_id);
        struct todo todo = { .id = application->public_id,
                             .kind = waits[index].state,
                             .due_ms = due_of(op, application),
                             .provisional = due_provisional(op, application->due_ms),
                             .title = title_of(op, application),
                             .text = waits[index].text,
                             .action = waits[index].action,
                             .link = link };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

static enum err add_arrivals(struct op *op, struct work *work)
{
    struct incoming_list list = { 0 };

    enum err e = arrival_list(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct incoming *incoming = &list.rows[i];
        bool typing = arrival_waits_for_typing(incoming);
        if (!typing && (strcmp(incoming->state, "registered") != 0 ||
                        incoming->registered_by == op->actor.user_id))
            continue;
        struct todo todo = {
            .id = incoming->public_id,
            .kind = "arrival",
            .title = mem_printf(op, typing ? "代录申报表：%s" : "来件核对：%s", incoming->org),
            .text = typing ? "来件已核对相符，录入完成后转入受理"
                           : mem_printf(op, "%s登记，等待第二人核对", incoming->by),
            .action = typing ? "去录入" : "去核对",
            .link = "/arrivals"
        };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* Letters of packages: to be mended by the unit, to be looked at again by the desk. */
static enum err add_letters(struct op *op, struct work *work)
{
    struct package_list list = { 0 };
    bool desk = op->actor.role == POST_DESK;

    enum err e = package_waiting(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct package *package = &list.rows[i];
        struct todo todo = { .id = package->public_id,
                             .kind = "letter",
                             .due_ms = package->letter_due_ms,
                             .provisional = due_provisional(op, package->letter_due_ms),
                             .title = mem_printf(op, "公函：%s 批次 %s", package->sender,
                                                 package->number),
                             .text = desk ? "公函已补正，请核对" : "公函被退回补正，项目不受影响",
                             .action = desk ? "去核对" : "去补正",
                             .link = mem_printf(op, "/packages/%s", package->public_id) };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* What the recommending unit reminded the unit of, until it answers. */
static enum err add_reminded(struct op *op, struct work *work)
{
    struct reminded *rows = NULL;
    size_t count = 0;

    enum err e = league_reminded(op, &rows, &count);
    for (size_t i = 0; e == OK && i < count; i++) {
        struct todo todo = { .id = rows[i].call,
                             .kind = "reminder",
                             .title = mem_printf(op, "%s催报", rows[i].league),
                             .text = rows[i].note[0] == '\0'
                                         ? "请尽快提交申报；今年不申报的，请登记零申报"
                                         : rows[i].note,
                             .action = "去办理",
                             .link = "/applications" };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* Inner deadlines of the recommending unit, for the units below it. */
static enum err add_inner(struct op *op, const struct call *call, struct work *work)
{
    struct inner_deadline_list list = { 0 };
    struct org org = { 0 };

    enum err e = org_get(op, op->actor.org_id, &org);
    if (e != OK || org.reporting_id == 0)
        return e;
    e = inner_deadline_list(op, call->code, org.reporting_id, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct inner_deadline *inner = &list.rows[i];
        const struct track *track = call_track(call, inner->track);
        struct work_inner row = { inner->league,
                                  track == NULL ? "" : track->title,
                                  inner->due_ms,
                                  deadline_chinese(op, call, inner->due_ms),
                                  inner->decision,
                                  inner->words,
                                  op->now_ms >= inner->due_ms };
        mem_push(op, work->inner, work->inner_count, row);
    }
    return e;
}

/* Places above a soft quota that wait for the head's decision. */
static enum err add_over_quota(struct op *op, struct work *work)
{
    struct over_quota_list list = { 0 };

    enum err e = application_over_list(op, "", &list);
    for (size_t i = 0; e == OK && i < list.count && i < TODOS_MAX; i++) {
        const struct application *application = &list.rows[i].application;
        if (strcmp(application->over_state, "waiting") != 0)
            break; /* those that wait stand first */
        struct todo todo = { .id = application->public_id,
                             .kind = "over_quota",
                             .title = mem_printf(op, "超名额推荐：%s", application->title),
                             .text = mem_printf(op, "%s推荐，写明了理由，请决定是否同意",
                                                application->recommender_name),
                             .action = "去决定",
                             .link = "/over-quota" };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* What stand-ins did for the actor's post, due by the end of the next working day. */
static enum err add_acting(struct op *op, struct work *work)
{
    struct acting_list list = { 0 };

    enum err e = acting_waiting(op, &list);
    for (size_t i = 0; e == OK && i < list.count && i < TODOS_MAX; i++) {
        const struct acting_act *act = &list.rows[i];
        const char *done = event_action_name(mem_printf(op, "application.%s", act->action));
        struct todo todo = { .id = act->public_id,
                             .kind = "acting",
                             .due_ms =
                                 day_start_ms(day_add((int)act->due_day, 1), ZONE_SHANGHAI_MINUTES),
                             .provisional = act->due_provisional,
                             .title = mem_printf(op, "代理事项：%s", act->title),
                             .text = mem_printf(op, "%s代您办理“%s”，请确认", act->by, done),
                             .action = "去确认",
                             .link = "/acting" };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* What the unit was told and the actor has not read. */
static enum err add_notices(struct op *op, struct work *work)
{
    struct notice_list list = { 0 };

    enum err e = notice_list(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct notice *notice = &list.rows[i];
        struct todo todo = { .id = notice->public_id,
                             .kind = "notice",
                             .text = mem_printf(op, "涉及您的 %lld 项申报，请看有什么变化",
                                                (long long)notice->item_count),
                             .action = "看变化",
                             .link = mem_printf(op, "/notices/%s", notice->public_id) };
        if (notice->read_ms > 0)
            continue;
        e = notice_title(op, notice, &todo.title);
        set_badge(op, &todo);
        todo.badge = "未读";
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* Boxes: the desk's second person confirms them, the department's clerk receives them. */
static enum err add_handovers(struct op *op, struct work *work)
{
    struct handover_list list = { 0 };
    bool desk = op->actor.role == POST_DESK;

    enum err e = handover_list(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct handover *handover = &list.rows[i];
        bool mine = strcmp(handover->state, desk ? "made" : "checked") == 0;
        if (!mine || handover->made_by_id == op->actor.user_id)
            continue;
        struct todo todo = { .id = handover->public_id,
                             .kind = "handover",
                             .title = mem_printf(op, "移交清单 %s", handover->number),
                             .text = mem_printf(
                                 op, "%lld 盒 %lld 项，等待%s", (long long)handover->box_count,
                                 (long long)handover->item_count, desk ? "第二人核对" : "接收"),
                             .action = desk ? "去核对" : "去接收",
                             .link = mem_printf(op, "/handovers/%s", handover->public_id) };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* A measured outage before a deadline: the head decides whether it is made later. */
static enum err add_outages(struct op *op, struct work *work)
{
    struct outage_list list = { 0 };

    enum err e = outage_list(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct outage *outage = &list.rows[i];
        if (strcmp(outage->state, "proposed") != 0)
            continue;
        struct todo todo = { .id = outage->public_id,
                             .kind = "outage",
                             .title = "系统中断，建议延长报送截止时间",
                             .text =
                                 mem_printf(op, "截止前中断 %lld 分钟",
                                            (long long)(outage->to_ms - outage->from_ms) / 60000),
                             .action = "去决定",
                             .link = "/overdue" };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* Holidays of a year became known and move dates that were told. */
static enum err add_holidays(struct op *op, struct work *work)
{
    struct holiday_list list = { 0 };

    enum err e = holiday_proposals(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct holiday_year *year = &list.rows[i];
        if (year->move_count == 0)
            continue; /* the clock puts it in force */
        const char *id = mem_printf(op, "%lld", (long long)year->year);
        struct todo todo = { .id = id,
                             .kind = "holiday",
                             .title = mem_printf(op, "%s年放假安排已公布", id),
                             .text = mem_printf(op, "已告知的 %zu 个期限会变动，请核对后确认",
                                                year->move_count),
                             .action = "去确认",
                             .link = "/overdue" };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

/* Letters of inspectors that wait for the head, who is not the proposer. */
static enum err add_inspections(struct op *op, struct work *work)
{
    struct inspection_list list = { 0 };

    enum err e = inspection_list(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct inspection *letter = &list.rows[i];
        if (strcmp(letter->state, "proposed") != 0 || letter->proposed_by == op->actor.user_id ||
            letter->to_day < today_of(op))
            continue;
        struct todo todo = { .id = letter->public_id,
                             .kind = "inspection",
                             .title = mem_printf(op, "巡视审计：%s", letter->letter),
                             .text =
                                 mem_printf(op, "%s，%s提请批准%s查看已报送材料", letter->issuer,
                                            letter->proposer, letter->inspector),
                             .action = "去批准",
                             .link = "/inspections" };
        set_badge(op, &todo);
        mem_push(op, work->todos, work->todo_count, todo);
    }
    return e;
}

static int by_due(const void *a, const void *b)
{
    const struct todo *first = a;
    const struct todo *second = b;
    int64_t x = first->due_ms == 0 ? INT64_MAX : first->due_ms;
    int64_t y = second->due_ms == 0 ? INT64_MAX : second->due_ms;

    return (x > y) - (x < y);
}

static enum err add_quotas(struct op *op, const char *call, struct work *work)
{
    struct recommendation_list list = { 0 };

    enum err e = recommendation_quotas(op, call, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct recommendation *track = &list.rows[i];
        struct work_quota quota = { track->track,     track->title,      track->quota.used,
                                    track->quota.max, track->quota.soft, track->quota.clause };
        mem_push(op, work->quotas, work->quota_count, quota);
    }
    return e;
}

static enum err add_recent(struct op *op, struct work *work)
{
    struct db_rows *rows = NULL;
    struct recent recent = { 0 };
    const char *action = NULL;
    const char *subject = NULL;
    const char *title = NULL;
    const char *org = NULL;
    const char *user = NULL;

    enum err e = db_query(op, &work_recent_unit, DB_IN(IN_INT(op->actor.org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&recent.at_ms), OUT_TEXT(&action), OUT_TEXT(&subject),
                                OUT_TEXT(&title), OUT_TEXT(&org), OUT_TEXT(&user)))) {
        recent.text = mem_printf(op, "%s%s%s %s%s%s", org == NULL ? "系统" : org,
                                 user == NULL ? "" : " ", user == NULL ? "" : user,
                                 event_action_name(action), title[0] == '\0' ? "" : "：", title);
        recent.link = mem_printf(op, "/applications/%s", subject);
        mem_push(op, work->recent, work->recent_count, recent);
    }
    return db_done(rows);
}

static void set_deadline(struct op *op, const struct call *call, struct work *work)
{
    const struct deadline *next = call_next_deadline(call, op->now_ms);

    if (next == NULL || next->at_ms <= op->now_ms ||
        (work->deadline != NULL && work->deadline->at_ms <= next->at_ms))
        return;
    if (work->deadline == NULL)
        work->deadline = mem_new(op, struct work_deadline);
    *work->deadline =
        (struct work_deadline){ next->at_ms, deadline_chinese(op, call, next->at_ms), next->name };
}

/* A post of a unit that somebody recommends. */
static bool is_below(const struct op *op)
{
    return op->actor.role == POST_APPLICANT || op->actor.role == POST_APPROVER ||
           op->actor.role == POST_UNIT_ADMIN;
}

static enum err add_calls(struct op *op, struct work *work)
{
    struct call_versions calls = { 0 };

    enum err e = publish_list(op, &calls);
    for (size_t i = 0; e == OK && i < calls.count; i++) {
        const struct call *call = NULL;
        if (publish_version(op, calls.rows[i].call, calls.rows[i].n, &call) != OK) {
            op_forgive(op); /* what belongs to other calls is there all the same */
            continue;
        }
        set_deadline(op, call, work);
        e = add_quotas(op, call->code, work);
        if (e == OK && is_below(op))
            e = add_inner(op, call, work);
    }
    return e;
}

static void set_words(struct op *op, struct work *work)
{
    size_t late = 0;

    for (size_t i = 0; i < work->todo_count; i++)
        late += strcmp(work->todos[i].level, "late") == 0;
    work->headline = work->todo_count == 0
                         ? "今天没有等您办理的事"
                         : mem_printf(op, "今天有 %lld 件事等您办理",
                                      (long long)work->todo_count + (long long)work->unshown);
    work->summary = "";
    if (late > 0)
        work->summary = mem_printf(op, "其中 %zu 件今日到期或已过期。", late);
    else if (work->deadline != NULL)
        work->summary = mem_printf(op, "%s：%s。", work->deadline->name, work->deadline->text);
}

enum err work_get(struct op *op, struct work *ret_work)
{
    struct work work = { 0 };
    enum err e = OK;

    for (int i = 0; e == OK && i < WAIT_COUNT; i++) {
        if ((int)waits[i].role == op->actor.role)
            e = add_waiting(op, i, &work);
    }
    if (e == OK && op->actor.role == POST_DESK)
        e = add_arrivals(op, &work);
    if (e == OK && (op->actor.role == POST_DESK || op->actor.role == POST_APPROVER ||
                    op->actor.role == POST_RECOMMENDER))
        e = add_letters(op, &work);
    if (e == OK && is_below(op))
        e = add_reminded(op, &work);
    if (e == OK && op->actor.role == POST_HEAD)
        e = add_over_quota(op, &work);
    if (e == OK)
        e = add_notices(op, &work);
    if (e == OK && role_has_acting((enum role)op->actor.role))
        e = add_acting(op, &work);
    if (e == OK && op->actor.role == POST_HEAD)
        e = add_outages(op, &work);
    if (e == OK && op->actor.role == POST_HEAD)
        e = add_holidays(op, &work);
    if (e == OK && op->actor.role == POST_HEAD)
        e = add_inspections(op, &work);
    if (e == OK && (op->actor.role == POST_DESK || op->actor.role == POST_CLERK))
        e = add_handovers(op, &work);
    if (e == OK)
        e = add_calls(op, &work);
    if (e == OK && actor_scope(op) != SCOPE_NOTHING)
        e = add_recent(op, &work);
    if (e != OK)
        return e;
    if (work.todo_count > 1)
        qsort(work.todos, work.todo_count, sizeof work.todos[0], by_due);
    set_words(op, &work);
    *ret_work = work;
    return OK;
}
