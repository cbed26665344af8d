/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: events in words: one table of actions, one sentence each. */
#include "application/history.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"

#include <stdlib.h>
#include <string.h>

DB_SQL(history_rows, "t",
       "SELECT e.seq, e.at_ms, e.action, e.data, u.name, o.name FROM event e"
       "  LEFT JOIN app_user u ON u.id = e.actor_user_id LEFT JOIN org o ON o.id = e.actor_org_id"
       " WHERE e.subject_kind = 'application' AND e.subject_id = $1"
       "   AND e.action <> 'application.save' ORDER BY e.seq DESC LIMIT 300");

/* Sorted by code. */
static const struct {
    const char *action;
    const char *name;
} actions[] = {
    { "application.accept", "受理" },
    { "application.approve", "审核通过并定稿" },
    { "application.create", "新建申报" },
    { "application.forfeit", "确认视为放弃" },
    { "application.mend", "补正完成，重新提交" },
    { "application.not_recommend", "不推荐" },
    { "application.overdue", "截止未报送，登记为逾期未报送" },
    { "application.rank", "调整排序" },
    { "application.recommend", "推荐" },
    { "application.reconsider", "重新考虑" },
    { "application.refuse", "不予受理" },
    { "application.register", "来件核对一致，按到达时间登记报送" },
    { "application.reject", "退回修改" },
    { "application.reopen", "准予重新报送" },
    { "application.return", "一次性告知补正" },
    { "application.return_up", "退回申报单位修改" },
    { "application.save", "保存" },
    { "application.send", "报送" },
    { "application.submit", "提交单位审核" },
    { "application.submit_up", "提交推荐单位" },
    { "application.unfreeze", "解除定稿" },
    { "application.unrecommend", "取消推荐" },
    { "application.version", "保存版本" },
    { "application.withdraw", "撤回申报" },
    { "arrival.add", "登记来件" },
    { "arrival.check", "核对来件" },
    { "attachment.ready", "上传附件" },
    { "attachment.reject", "附件未通过检查" },
    { "attachment.remove", "删除附件" },
    { "call.load", "载入通知" },
    { "call.publish", "发布通知" },
    { "org.add", "新建单位" },
    { "package.send", "报送批次" },
    { "post.add", "授予岗位" },
    { "session.fail", "登录失败" },
    { "session.start", "登录" },
    { "user.add", "新建账号" },
    { "user.password", "修改密码" },
    { "user.totp", "启用第二因素" },
};

enum { ACTION_COUNT = sizeof actions / sizeof actions[0] };

static int compare(const void *key, const void *row)
{
    return strcmp(key, *(const char *const *)row);
}

const char *event_action_name(const char *action)
{
    const char *const *found = bsearch(action, actions, ACTION_COUNT, sizeof actions[0], compare);

    return found == NULL ? action : found[1];
}

static void put_words(struct op *op, struct history_row *row, const char *data_text)
{
    json_t *data = json_own(op, json_loads(data_text, 0, NULL));
    json_int_t rank = json_integer_value(json_object_get(data, "rank"));

    row->to = json_text_get(data, "to");
    row->text = event_action_name(row->action);
    if (rank > 0)
        row->text = mem_printf(op, "%s，排序第%lld", row->text, (long long)rank);
}

enum err history_of(struct op *op, const struct application *application,
                    struct history *ret_history)
{
    struct db_rows *rows = NULL;
    struct history history = { 0 };
    struct history_row row = { 0 };
    const char *data = NULL;
    const char *user = NULL;
    const char *org = NULL;

    enum err e = db_query(op, &history_rows, DB_IN(IN_TEXT(application->public_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.seq), OUT_INT(&row.at_ms), OUT_TEXT(&row.action),
                                OUT_TEXT(&data), OUT_TEXT(&user), OUT_TEXT(&org)))) {
        put_words(op, &row, data);
        row.who = user == NULL ? "系统" : mem_printf(op, "%s %s", org == NULL ? "" : org, user);
        mem_push(op, history.rows, history.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_history = history;
    return e;
}
