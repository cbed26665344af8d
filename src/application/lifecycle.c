/* SPDX-License-Identifier: Apache-2.0 */
/* lifecycle.c: the table. Acts that cost somebody something are acts of a named person. */
#include "application/lifecycle.h"

#include <string.h>

#define UNIT                 (WHO_APPLICANT | WHO_APPROVER)
#define AFTER_SENDING_LOCKED "报送后不能修改；受理部门退回补正时可以修改。"
#define SPEAKS_BY_STAMP      "盖章件代表申报单位；受理时再与代填内容核对。提交后不能修改。"

#define REGISTER(state)                                                                            \
    {                                                                                              \
        state, "register", "sent", WHO_DESK, GUARD_IN_TIME,                                        \
            EFFECT_VERSION | EFFECT_TAKE_QUOTA | EFFECT_SEND, REASON_NONE,                         \
            .by_package = true, .name = "来件登记", .consequence = AFTER_SENDING_LOCKED            \
    }

const struct transition lifecycle[] = {
    { "draft", "submit", "unit_review", UNIT, GUARD_CLEAN, EFFECT_OWN, REASON_NONE, .primary = true,
      .name = "提交单位审核",
      .consequence = "提交后由本单位审核岗核对；审核岗退回后可以继续修改。" },
    { "draft", "freeze", "frozen", WHO_TYPIST, GUARD_CLEAN, EFFECT_VERSION, REASON_NONE,
      .primary = true, .name = "代填完成，定稿待盖章",
      .consequence = "定稿后内容锁定；打印后请申报单位盖章，上传盖章扫描件，再提交。" },
    { "draft", "withdraw", "withdrawn", UNIT | WHO_TYPIST, 0, EFFECT_FREE_QUOTA, REASON_OPTIONAL,
      .danger = true, .name = "放弃此稿",
      .consequence = "此稿不再申报，内容保留可查；需要时可以新建申报。" },
    { "unit_review", "approve", "frozen", WHO_APPROVER, GUARD_CLEAN, EFFECT_VERSION, REASON_NONE,
      .primary = true, .name = "审核通过并定稿",
      .consequence = "定稿后内容锁定，打印盖章并上传扫描件；改动须解除定稿并重新盖章。" },
    { "unit_review", "reject", "draft", WHO_APPROVER, 0, 0, REASON_REQUIRED, .name = "退回修改",
      .consequence = "退回申报人修改，理由会显示给申报人。" },
    { "frozen", "submit_up", "county_review", WHO_APPROVER,
      GUARD_NOT_DIRECT | GUARD_COUNTY | GUARD_CLEAN | GUARD_UP_TIME, EFFECT_MARK_COUNTY,
      REASON_NONE, .primary = true, .name = "提交到{to}",
      .consequence = "提交后不能修改；退回后可以修改。" },
    { "frozen", "submit_up", "recommending", WHO_APPROVER,
      GUARD_NOT_DIRECT | GUARD_NO_COUNTY | GUARD_CLEAN | GUARD_UP_TIME, EFFECT_MARK_UP, REASON_NONE,
      .primary = true, .name = "提交到{to}", .consequence = "提交后不能修改；退回后可以修改。" },
    { "frozen", "submit_up", "county_review", WHO_TYPIST,
      GUARD_NOT_DIRECT | GUARD_COUNTY | GUARD_CLEAN | GUARD_UP_TIME | GUARD_STAMPED,
      EFFECT_MARK_COUNTY, REASON_NONE, .primary = true, .name = "单位已盖章，提交到{to}",
      .consequence = SPEAKS_BY_STAMP },
    { "frozen", "submit_up", "recommending", WHO_TYPIST,
      GUARD_NOT_DIRECT | GUARD_NO_COUNTY | GUARD_CLEAN | GUARD_UP_TIME | GUARD_STAMPED,
      EFFECT_MARK_UP, REASON_NONE, .primary = true, .name = "单位已盖章，提交到{to}",
      .consequence = SPEAKS_BY_STAMP },
    { "frozen", "unfreeze", "draft", UNIT | WHO_TYPIST, 0, EFFECT_FREE_QUOTA | EFFECT_CLEAR_RANK,
      REASON_OPTIONAL, .name = "解除定稿，继续修改",
      .consequence = "已盖章的纸质件和扫描件不再对应新内容，改后须重新打印盖章。" },
    { "frozen", "send", "sent", WHO_APPROVER, GUARD_DIRECT | GUARD_CLEAN | GUARD_IN_TIME,
      EFFECT_VERSION | EFFECT_TAKE_QUOTA | EFFECT_SEND, REASON_NONE, .primary = true,
      .by_package = true, .declares = true, .name = "报送到{to}",
      .consequence = AFTER_SENDING_LOCKED },
    { "frozen", "withdraw", "withdrawn", WHO_APPROVER, 0, EFFECT_FREE_QUOTA, REASON_REQUIRED,
      .danger = true, .name = "撤回申报", .consequence = "撤回后此项不再参加本年度申报。" },
    { "county_review", "pass_up", "recommending", WHO_COUNTY, GUARD_CLEAN | GUARD_IN_TIME,
      EFFECT_MARK_UP, REASON_OPTIONAL, .primary = true, .name = "初审通过，上报{to}",
      .consequence = "上报后由上级推荐单位办理；初审意见随件留存。" },
    { "county_review", "return_up", "draft", WHO_COUNTY, 0, 0, REASON_REQUIRED,
      .name = "退回申报单位修改", .consequence = "退回后由申报单位修改并重新定稿盖章。" },
    { "county_review", "withdraw", "withdrawn", WHO_APPROVER, 0, EFFECT_FREE_QUOTA, REASON_REQUIRED,
      .danger = true, .name = "撤回申报", .consequence = "撤回后此项不再参加本年度申报。" },
    { "recommending", "recommend", "recommended", WHO_RECOMMENDER, GUARD_CLEAN | GUARD_IN_TIME,
      EFFECT_TAKE_QUOTA, REASON_OPTIONAL, .primary = true, .name = "推荐",
      .consequence = "占用本单位一个名额；报送前可以取消推荐。" },
    { "recommending", "return_up", "draft", WHO_RECOMMENDER, 0, 0, REASON_REQUIRED,
      .name = "退回申报单位修改", .consequence = "退回后由申报单位修改并重新定稿盖章。" },
    { "recommending", "not_recommend", "not_recommended", WHO_RECOMMENDER, 0, 0, REASON_REQUIRED,
      .name = "不推荐", .consequence = "理由告知申报单位；报送截止前可以重新考虑。" },
    { "recommending", "withdraw", "withdrawn", WHO_APPROVER, 0, EFFECT_FREE_QUOTA, REASON_REQUIRED,
      .danger = true, .name = "撤回申报", .consequence = "撤回后此项不再参加本年度申报。" },
    { "recommended", "send", "sent", WHO_RECOMMENDER,
      GUARD_NOT_DIRECT | GUARD_CLEAN | GUARD_IN_TIME, EFFECT_VERSION | EFFECT_SEND, REASON_NONE,
      .primary = true, .by_package = true, .declares = true, .name = "报送到{to}",
      .consequence = AFTER_SENDING_LOCKED },
    { "recommended", "unrecommend", "recommending", WHO_RECOMMENDER, 0,
      EFFECT_FREE_QUOTA | EFFECT_CLEAR_RANK, REASON_OPTIONAL, .name = "取消推荐",
      .consequence = "释放名额，此项回到待推荐。" },
    { "recommended", "return_up", "draft", WHO_RECOMMENDER, 0,
      EFFECT_FREE_QUOTA | EFFECT_CLEAR_RANK, REASON_REQUIRED, .name = "退回申报单位修改",
      .consequence = "释放名额；由申报单位修改并重新定稿盖章。" },
    { "recommended", "withdraw", "withdrawn", WHO_APPROVER, 0,
      EFFECT_FREE_QUOTA | EFFECT_CLEAR_RANK, REASON_REQUIRED, .danger = true, .name = "撤回申报",
      .consequence = "撤回后此项不再参加本年度申报。" },
    { "not_recommended", "reconsider", "recommending", WHO_RECOMMENDER, 0, 0, REASON_OPTIONAL,
      .name = "重新考虑", .consequence = "此项回到待推荐。" },
    { "sent", "accept", "accepted", WHO_DESK, GUARD_DECIDED | GUARD_CHECKED,
      EFFECT_ACCEPTANCE | EFFECT_CLEAR_DUE, REASON_OPTIONAL, .primary = true, .name = "受理",
      .consequence = "受理表示材料齐全、形式合规，不代表入选。" },
    { "sent", "return", "returned", WHO_DESK, GUARD_FIRST_RETURN,
      EFFECT_ACCEPTANCE | EFFECT_SET_DUE, REASON_REQUIRED, .name = "一次性告知补正",
      .consequence = "一次告知全部缺漏，每项只能退回一次；名额保留。" },
    { "sent", "return", "returned", WHO_HEAD, 0, EFFECT_ACCEPTANCE | EFFECT_SET_DUE,
      REASON_REQUIRED, .name = "批准再次退回补正",
      .consequence = "仅用于受理岗首次告知时遗漏的问题。" },
    { "sent", "agree_over", "sent", WHO_HEAD, GUARD_OVER, EFFECT_AGREE_OVER, REASON_REQUIRED,
      .name = "同意超名额推荐", .consequence = "此项按超名额推荐继续受理，理由告知推荐单位。" },
    { "sent", "decline_over", "refused", WHO_HEAD, GUARD_OVER, EFFECT_ACCEPTANCE | EFFECT_DROP_OVER,
      REASON_REQUIRED, .danger = true, .name = "不同意超名额推荐",
      .consequence = "此项不再受理，不占名额；理由告知推荐单位和申报单位。" },
    { "returned", "agree_over", "returned", WHO_HEAD, GUARD_OVER, EFFECT_AGREE_OVER,
      REASON_REQUIRED, .name = "同意超名额推荐",
      .consequence = "此项按超名额推荐继续受理，理由告知推荐单位。" },
    { "returned", "decline_over", "refused", WHO_HEAD, GUARD_OVER,
      EFFECT_ACCEPTANCE | EFFECT_DROP_OVER | EFFECT_CLEAR_DUE, REASON_REQUIRED, .danger = true,
      .name = "不同意超名额推荐",
      .consequence = "此项不再受理，不占名额；理由告知推荐单位和申报单位。" },
    { "sent", "refuse", "refused", WHO_DESK, 0, EFFECT_ACCEPTANCE | EFFECT_FREE_QUOTA,
      REASON_REQUIRED, .danger = true, .name = "不予受理",
      .consequence = "记录办理人和理由，告知报送单位。" },
    { "sent", "withdraw", "withdrawn", WHO_APPROVER, 0, EFFECT_FREE_QUOTA, REASON_REQUIRED,
      .danger = true, .name = "撤回申报",
      .consequence = "撤回后此项不再参加本年度申报；截止后撤回不释放名额。" },
    { "returned", "mend", "sent", WHO_APPROVER | WHO_TYPIST, GUARD_CLEAN | GUARD_MEND_TIME,
      EFFECT_VERSION | EFFECT_CLEAR_DUE, REASON_OPTIONAL, .primary = true, .declares = true,
      .name = "补正完成，重新提交到{to}", .consequence = "重新进入受理队列，首次报送时间不变。" },
    { "returned", "refuse", "refused", WHO_DESK, 0,
      EFFECT_ACCEPTANCE | EFFECT_FREE_QUOTA | EFFECT_CLEAR_DUE, REASON_REQUIRED, .danger = true,
      .name = "不予受理", .consequence = "记录办理人和理由，告知报送单位。" },
    { "returned", "withdraw", "withdrawn", WHO_APPROVER, 0, EFFECT_FREE_QUOTA | EFFECT_CLEAR_DUE,
      REASON_REQUIRED, .danger = true, .name = "撤回申报",
      .consequence = "撤回后此项不再参加本年度申报；截止后撤回不释放名额。" },
    { "overdue", "forfeit", "forfeited", WHO_HEAD, 0, 0, REASON_REQUIRED, .danger = true,
      .name = "确认视为放弃",
      .consequence = "依据通知“逾期不报视为放弃”，由负责人确认并记录理由。" },
    { "overdue", "reopen", "draft", WHO_HEAD, 0, EFFECT_CLEAR_RANK | EFFECT_EXTEND, REASON_REQUIRED,
      .name = "准予重新报送", .consequence = "记录理由；申报单位可以继续修改和报送。" },
    { "refused", "reopen", "sent", WHO_HEAD, 0, EFFECT_TAKE_QUOTA, REASON_REQUIRED,
      .name = "撤销不予受理", .consequence = "记录理由；此项回到待受理，并重新占用名额。" },
    { "forfeited", "reopen", "draft", WHO_HEAD, 0, EFFECT_CLEAR_RANK | EFFECT_EXTEND,
      REASON_REQUIRED, .name = "准予重新报送",
      .consequence = "记录理由；申报单位可以继续修改和报送。" },
    /* What arrived outside the system, checked by a second person: its instant counts. */
    REGISTER("draft"),
    REGISTER("unit_review"),
    REGISTER("frozen"),
    REGISTER("county_review"),
    REGISTER("recommending"),
    REGISTER("recommended"),
    REGISTER("overdue"),
    { NULL },
};

static const struct {
    const char *code;
    const char *name;
    bool editable;
    bool unsent;
    bool ended;
} states[] = {
    { "draft", "草稿", true, true },
    { "unit_review", "待单位审核", false, true },
    { "frozen", "定稿待盖章", false, true },
    { "county_review", "待县级初审", false, true },
    { "recommending", "待推荐", false, true },
    { "recommended", "已推荐", false, true },
    { "not_recommended", "未推荐", false, false },
    { "sent", "已报送待受理", false, false },
    { "returned", "补正中", true, false },
    { "accepted", "已受理", false, false },
    { "refused", "不予受理", false, false, true },
    { "withdrawn", "已撤回", false, false, true },
    { "overdue", "逾期未报送", false, false },
    { "forfeited", "视为放弃", false, false, true },
};

enum { STATE_COUNT = sizeof states / sizeof states[0] };

int lifecycle_excluded(struct lifecycle_way way)
{
    return (way.direct ? GUARD_NOT_DIRECT : GUARD_DIRECT) |
           (way.county ? GUARD_NO_COUNTY : GUARD_COUNTY) | (way.over_waits ? 0 : GUARD_OVER);
}

const struct transition *lifecycle_find(const char *from, const char *action, int who, int excluded)
{
    for (const struct transition *row = lifecycle; row->from != NULL; row++) {
        if ((row->who & who) != 0 && (row->guards & excluded) == 0 &&
            strcmp(row->from, from) == 0 && strcmp(row->action, action) == 0)
            return row;
    }
    return NULL;
}

static int state_index(const char *state)
{
    for (int i = 0; i < STATE_COUNT; i++) {
        if (strcmp(states[i].code, state) == 0)
            return i;
    }
    return -1;
}

const char *lifecycle_state_name(const char *state)
{
    int i = state_index(state);

    return i < 0 ? NULL : states[i].name;
}

bool lifecycle_editable(const char *state)
{
    int i = state_index(state);

    return i >= 0 && states[i].editable;
}

bool lifecycle_unsent(const char *state)
{
    int i = state_index(state);

    return i >= 0 && states[i].unsent;
}

bool lifecycle_ended(const char *state)
{
    int i = state_index(state);

    return i >= 0 && states[i].ended;
}

const char *const *lifecycle_road(struct lifecycle_way way)
{
    static const char *const by_county[] = { "draft",         "unit_review",  "frozen",
                                             "county_review", "recommending", "recommended",
                                             "sent",          "accepted",     NULL };
    static const char *const through[] = { "draft",       "unit_review", "frozen",   "recommending",
                                           "recommended", "sent",        "accepted", NULL };
    static const char *const straight[] = { "draft", "unit_review", "frozen",
                                            "sent",  "accepted",    NULL };

    if (way.direct)
        return straight;
    return way.county ? by_county : through;
}
