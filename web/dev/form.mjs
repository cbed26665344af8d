// SPDX-License-Identifier: Apache-2.0
// The overseas form as the stand-in server hands it out (form.json: made from the call's YAML).
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const form = JSON.parse(readFileSync(path.join(import.meta.dirname, 'form.json'), 'utf8'));

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
            if (field.required && empty) {
                add(field.id, `请填写${field.label.slice(0, 12)}。`, field.clause);
            }
        }
    }
    if (!attachments.some((a) => a.kind === 'stamped_scan')) {
        add('attachments/stamped_scan', '定稿打印、盖章后上传扫描件。', '附件2 三(四)', 'warning');
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
