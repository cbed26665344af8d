// SPDX-License-Identifier: Apache-2.0
// Codes of the library and of demands in words.

export const titleLevels = ['未填', '初级', '中级', '副高级', '正高级'];

export const honourNames: Record<string, string> = {
    academician: '两院院士',
    national: '国家级人才工程入选者',
    hundred: '百千万人才工程国家级人选',
    contribution: '有突出贡献中青年专家',
    allowance: '享受国务院政府特殊津贴',
    regional: '自治区人才工程入选者',
    returnee: '高层次留学回国人员',
    postdoc: '优秀博士后',
    other: '其他',
};

export const expertStates: Record<string, { name: string; tone: string }> = {
    active: { name: '在库', tone: 'green' },
    consent: { name: '待单位同意', tone: 'amber' },
    left: { name: '已出库', tone: '' },
    erased: { name: '已依申请删除', tone: '' },
};

export const checkNames: Record<string, string> = {
    right: '信息属实',
    changed: '信息有变',
    unreachable: '联系不上',
};

export const memberLevels: Record<string, string> = { regional: '区级', national: '部级' };

export const workKinds: Record<string, string> = {
    project: '项目',
    paper: '论文',
    patent: '专利',
    award: '奖励',
    service: '服务基层',
};

export const demandKinds: Record<string, string> = {
    technical: '技术难题',
    transfer: '成果转化',
    training: '人员培训',
    clinic: '诊疗义诊',
    planning: '规划咨询',
    matching: '项目对接',
    guidance: '技术指导',
    other: '其他',
};

export const demandModes: Record<string, string> = {
    any: '不限',
    onsite: '现场服务',
    remote: '远程服务',
    long: '柔性长期合作',
};

export const urgencies: Record<string, { name: string; tone: string }> = {
    high: { name: '紧急', tone: 'red' },
    middle: { name: '一般', tone: '' },
    low: { name: '可缓', tone: '' },
};

export const demandStates: Record<string, { name: string; tone: string }> = {
    draft: { name: '草稿', tone: '' },
    submitted: { name: '待审核', tone: 'amber' },
    confirmed: { name: '已确认', tone: 'blue' },
    closed: { name: '已办结', tone: 'green' },
    merged: { name: '已合并', tone: '' },
    dropped: { name: '已撤销', tone: '' },
};

export const publicStates: Record<string, string> = {
    written: '公开文字待审查',
    public: '已公开',
    rejected: '审查未通过',
    withdrawn: '已撤下',
};

/** 职称 of a row: 研究员（正高级）. */
export function titleText(name: string, level: number): string {
    const known = level > 0 ? titleLevels[level] : '';
    return name === '' ? (known ?? '') : known ? `${name}（${known}）` : name;
}

/** States of an expert who is not in the library any more. */
export const gone = ['left', 'erased'];
