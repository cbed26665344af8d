// SPDX-License-Identifier: Apache-2.0
// The overseas form as the stand-in server hands it out.
const text = (id, label, more = {}) => ({ id, label, kind: 'text', required: true, ...more });

export const form = {
    call: 'nmg-2025',
    track: 'overseas',
    version: '1',
    title: '2025年海外赤子为国服务行动项目申报表',
    sections: [
        {
            id: 'basic',
            title: '基本信息',
            fields: [
                text('name', '活动名称', {
                    width: 8,
                    words: { max: 30, basis: 'default' },
                    as: 'title',
                }),
                { id: 'people', label: '留学人员及回国专家数量', kind: 'number', required: true, unit: '人', min: 1, width: 4, clause: '附件2 三(一)' },
                { id: 'org', label: '承办单位', kind: 'organisation', required: true, width: 6 },
                { id: 'period', label: '活动起止时间', kind: 'period', required: true, width: 6, clause: '附件2 二(一)' },
                { id: 'place', label: '活动地点', kind: 'regions', required: true, width: 12, hint: '可选多个旗县' },
                text('department', '负责部门', { width: 4 }),
                text('contact', '联系人', { width: 4 }),
                { id: 'phone', label: '办公电话', kind: 'phone', required: true, width: 4 },
                { id: 'mobile', label: '手机', kind: 'mobile', required: true, width: 6 },
                { id: 'email', label: 'E-mail', kind: 'email', required: true, width: 6 },
                { id: 'budget_total', label: '总预算', kind: 'money', unit: '万元', required: true, width: 4 },
                { id: 'cnaps', label: '开户行联行号', kind: 'cnaps', required: true, width: 4 },
                text('account_name', '账户名', { width: 4, hint: '与承办单位名称一致；不一致须说明' }),
                text('bank', '开户行名称', { width: 6 }),
                { id: 'account', label: '账号', kind: 'account', required: true, width: 6 },
            ],
        },
        {
            id: 'modes',
            title: '拟采取的活动形式（可多选）',
            fields: [
                {
                    id: 'modes',
                    label: '活动形式',
                    kind: 'choices',
                    required: true,
                    other: 'other',
                    options: [
                        { code: 'exchange', name: '人才项目交流对接' },
                        { code: 'contest', name: '创新创业大赛' },
                        { code: 'guidance', name: '技术服务指导' },
                        { code: 'talks', name: '项目合作洽谈' },
                        { code: 'academic', name: '学术交流' },
                        { code: 'grassroots', name: '基层服务' },
                        { code: 'other', name: '其他' },
                    ],
                },
            ],
        },
        {
            id: 'content',
            title: '拟开展的活动内容',
            fields: [{ id: 'content', label: '活动内容', kind: 'longtext', required: true, words: { max: 1500, basis: 'default' } }],
        },
        {
            id: 'scale',
            title: '规模、组织形式与预算明细',
            hint: '附件2 二(一) 要求申报材料写明规模、组织形式、经费预算，原表没有栏目，在此填写。',
            fields: [
                { id: 'size', label: '活动规模', kind: 'number', unit: '人', required: true, width: 4 },
                text('organisation_form', '组织形式', { width: 8, words: { max: 100, basis: 'default' } }),
                {
                    id: 'budget',
                    label: '预算明细',
                    kind: 'table',
                    required: true,
                    min_rows: 1,
                    max_rows: 50,
                    columns: [
                        { id: 'item', label: '支出项目', kind: 'text', required: true },
                        { id: 'amount', label: '金额', kind: 'money', unit: '万元', required: true, sum: true },
                        { id: 'note', label: '计算依据', kind: 'text' },
                    ],
                },
            ],
        },
        {
            id: 'files',
            title: '附件',
            fields: [
                { id: 'stamped_scan', label: '盖章扫描件', kind: 'attachment', required: true, hint: '定稿打印、盖章后扫描上传，PDF 或图片，单个不超过 50 MB', clause: '附件2 三(四)' },
                { id: 'other_files', label: '其他材料', kind: 'attachment', required: false, max_count: 10 },
            ],
        },
        {
            id: 'promise',
            title: '承诺',
            fields: [{ id: 'no_secret', label: '申报材料不含国家秘密、工作秘密和敏感信息，内容真实。', kind: 'declaration', required: true }],
        },
    ],
};

/** Problems of some values, roughly as the server would find them. */
export function check(values, attachments) {
    const problems = [];
    const add = (path, message, clause, level = 'error', code = 'required') =>
        problems.push({ path: `/values/${path}`, code, clause: clause ?? null, basis: clause ? 'notice' : 'default', level, message });
    for (const section of form.sections) {
        for (const field of section.fields) {
            const value = values[field.id];
            const empty =
                value === undefined || value === null || value === '' || value === false ||
                (Array.isArray(value) && value.length === 0) ||
                (field.kind === 'choices' && (value?.codes ?? []).length === 0);
            if (field.kind === 'attachment') {
                if (field.required && !attachments.some((a) => a.kind === field.id)) {
                    add(field.id, '定稿打印、盖章后上传扫描件。', field.clause, 'warning');
                }
            } else if (field.required && empty) {
                add(field.id, `请填写${field.label.slice(0, 12)}。`, '附件2 申报表');
            }
        }
    }
    const { period, budget, budget_total: total, cnaps } = values;
    if (period?.start && period?.end && period.end < period.start) {
        add('period/end', '结束日期早于开始日期。请把结束日期改为开始日期当天或以后。', '附件2 二(一)', 'error', 'order');
    }
    if (Array.isArray(budget) && total) {
        const sum = budget.reduce((a, row) => a + (row.amount ?? 0), 0);
        if (sum !== total) {
            add('budget', `${budget.length} 项合计 ${(sum / 1e6).toFixed(2)}万元，与总预算 ${(total / 1e6).toFixed(2)}万元相差 ${(Math.abs(sum - total) / 1e6).toFixed(2)}万元。请核对后改为一致。`, '附件2 二(一)', 'error', 'sum');
        }
    }
    if (cnaps && !/^\d{12}$/.test(cnaps)) {
        add('cnaps', '联行号应为 12 位数字，请向开户银行核对（不影响提交）。', null, 'warning', 'cnaps');
    }
    return problems;
}
