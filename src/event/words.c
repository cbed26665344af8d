/* SPDX-License-Identifier: Apache-2.0 */
/* words.c: what people read for an action: one row each. */
#include "event/words.h"

#include "application/lifecycle.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "org/role.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by code. */
static const struct event_word actions[] = {
    { "acting.judge", "确认代理事项" },
    { "acting.keep", "代理办理，待确认" },
    { "application.accept", "受理" },
    { "application.agree_over", "同意超名额推荐" },
    { "application.approve", "审核通过并定稿" },
    { "application.create", "新建申报" },
    { "application.decline_over", "不同意超名额推荐" },
    { "application.erase", "依申请删除个人信息" },
    { "application.extend", "延长截止后恢复办理" },
    { "application.forfeit", "确认视为放弃" },
    { "application.mend", "补正完成，重新提交" },
    { "application.move", "换用新版申报表" },
    { "application.not_recommend", "不推荐" },
    { "application.overdue", "截止未报送，登记为逾期未报送" },
    { "application.pass_up", "县级初审通过，上报" },
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
    { "application.within_quota", "名额腾出，不再超名额" },
    { "arrival.add", "登记来件" },
    { "arrival.check", "核对来件" },
    { "attachment.ready", "上传附件" },
    { "attachment.reject", "附件未通过检查" },
    { "attachment.remove", "删除附件" },
    { "call.load", "载入通知" },
    { "call.publish", "发布通知" },
    { "capacity.add", "登记身份" },
    { "capacity.end", "结束身份" },
    { "demand.add", "填报需求" },
    { "demand.change", "修改需求" },
    { "demand.claim", "专家认领需求" },
    { "demand.claim_accept", "采纳认领" },
    { "demand.claim_decline", "谢绝认领" },
    { "demand.close", "需求办结" },
    { "demand.confirm", "确认需求" },
    { "demand.drop", "撤销需求" },
    { "demand.import", "导入需求" },
    { "demand.merge", "合并重复需求" },
    { "demand.publish", "公开前审查通过，公开需求" },
    { "demand.reject", "公开前审查不通过" },
    { "demand.reopen", "重新打开需求" },
    { "demand.send_back", "退回需求" },
    { "demand.submit", "提交需求" },
    { "demand.take", "从申报中取得需求" },
    { "demand.unmerge", "取消合并" },
    { "demand.unpublish", "撤下公开需求" },
    { "demand.word", "拟写公开文字" },
    { "desk.check", "登记核对结果" },
    { "event.export", "导出日志" },
    { "expert.add", "录入专家" },
    { "expert.base", "关联专家与基地" },
    { "expert.change", "修改专家档案" },
    { "expert.consent", "登记单位同意" },
    { "expert.declare", "登记申明回避" },
    { "expert.employer", "变更专家工作单位" },
    { "expert.leave", "专家出库" },
    { "expert.member", "登记入库年度和级别" },
    { "expert.return", "专家恢复入库" },
    { "expert.take", "推荐的专家入库" },
    { "expert.verify", "年度核验" },
    { "export.list", "导出清单" },
    { "extension.grant", "延长报送截止时间" },
    { "handover.check", "核对移交清单" },
    { "handover.drop", "撤回移交清单" },
    { "handover.make", "开列移交清单" },
    { "handover.receive", "接收移交材料" },
    { "import.enter", "导入名单" },
    { "inspection.decide", "审批巡视审计授权" },
    { "inspection.end", "结束巡视审计授权" },
    { "inspection.pack", "申请审计包" },
    { "inspection.packed", "生成审计包" },
    { "inspection.propose", "提出巡视审计授权" },
    { "inspection.view", "巡视审计查看" },
    { "invitation.accept", "专家接受邀请" },
    { "invitation.add", "发起邀请" },
    { "invitation.consent", "登记单位同意" },
    { "invitation.decline", "专家谢绝邀请" },
    { "invitation.expire", "邀请逾期未答复" },
    { "invitation.finish", "登记服务完成" },
    { "invitation.refuse", "登记单位不同意" },
    { "invitation.remind", "提醒专家答复" },
    { "invitation.send", "发出邀请" },
    { "invitation.withdraw", "撤回邀请" },
    { "mail.failed", "邮件未能送达" },
    { "mail.sent", "邮件已发出" },
    { "matching.add", "建立匹配方案" },
    { "matching.change", "调整匹配方案" },
    { "matching.close", "结束匹配方案" },
    { "matching.solve", "匹配方案计算完成" },
    { "notice.read", "阅读通知变化" },
    { "notice.tell", "告知通知变化" },
    { "org.add", "新建单位" },
    { "org.rename", "单位更名" },
    { "outage.accepted", "因系统中断延长截止时间" },
    { "outage.declined", "系统中断不延长截止时间" },
    { "outage.found", "发现系统中断" },
    { "package.letter_accept", "公函核对无误" },
    { "package.letter_mend", "补正公函" },
    { "package.letter_return", "退回公函补正" },
    { "package.paper", "登记整批纸质材料到达" },
    { "package.send", "报送批次" },
    { "paper.ask", "申请打印或调取案卷" },
    { "paper.print", "打印含个人信息的文书" },
    { "paper.take", "下载打印文件或案卷" },
    { "personal.reveal", "查看完整个人信息" },
    { "post.add", "授予岗位" },
    { "post.end", "结束岗位" },
    { "register.add", "登入基地名册" },
    { "register.status", "变更基地状态" },
    { "session.fail", "登录失败" },
    { "session.start", "登录" },
    { "user.activate", "设置密码，启用账号" },
    { "user.add", "新建账号" },
    { "user.erase", "依申请删除账号信息" },
    { "user.handover", "交接岗位" },
    { "user.lock", "锁定账号" },
    { "user.password", "修改密码" },
    { "user.reset", "电话核实后重置" },
    { "user.totp", "启用第二因素" },
    { "user.unlock", "解锁账号" },
    { NULL, NULL },
};

enum { ACTION_COUNT = sizeof actions / sizeof actions[0] - 1 };

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct event_word *)row)->action);
}

const char *event_action_name(const char *action)
{
    const struct event_word *found =
        bsearch(action, actions, ACTION_COUNT, sizeof actions[0], compare);

    return found == NULL ? action : found->name;
}

const struct event_word *event_words(void)
{
    return actions;
}

/* What a number among the data means: one row each. */
static const struct {
    const char *key;
    const char *words; /* # is the number */
} numbers[] = {
    { "rank", "排序第#" }, { "revision", "第#次" }, { "n", "第#版" },       { "items", "#项" },
    { "rows", "#条" },     { "minutes", "#分钟" },  { "posts", "#个岗位" },
};

/* What a text among the data means. */
static const char *channel_name(const char *code)
{
    static const char *const names[][2] = { { "paper", "纸质" },
                                            { "email", "电子邮件" },
                                            { "usb", "U盘" } };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(code, names[i][0]) == 0)
            return names[i][1];
    }
    return NULL;
}

static const char *role_words(const char *code)
{
    enum role role = role_of(code);

    return role == POST_NONE ? NULL : role_name(role);
}

static const struct {
    const char *key;
    const char *(*name)(const char *code);
    const char *lead;
} texts[] = {
    { "to", lifecycle_state_name, "，转为" },
    { "role", role_words, "：" },
    { "channel", channel_name, "：" },
};

const char *event_sentence(struct op *op, const char *action, const char *data)
{
    json_t *facts = json_own(op, json_loads(data, 0, NULL));
    char *text = mem_text(op, event_action_name(action));

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const json_t *value = json_object_get(facts, numbers[i].key);
        if (!json_is_integer(value))
            continue;
        const char *at = strchr(numbers[i].words, '#');
        mem_append(op, &text, "，%.*s%lld%s", (int)(at - numbers[i].words), numbers[i].words,
                   (long long)json_integer_value(value), at + 1);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *code = json_string_value(json_object_get(facts, texts[i].key));
        const char *name = code == NULL ? NULL : texts[i].name(code);
        if (name != NULL)
            mem_append(op, &text, "%s%s", texts[i].lead, name);
    }
    return text;
}
