// SPDX-License-Identifier: Apache-2.0
// Posts as administrators give them, and capacities in words.
import { dayText, periodText } from '@/lib/dates';

export interface RoleChoice {
    code: string;
    name: string;
}

const ofUnit: RoleChoice[] = [
    { code: 'applicant', name: '申报岗' },
    { code: 'approver', name: '单位审核岗' },
    { code: 'recommender', name: '推荐岗' },
    { code: 'unit_admin', name: '单位管理员' },
    { code: 'demander', name: '需求填报岗' },
];

const ofDepartment: RoleChoice[] = [
    { code: 'desk', name: '受理岗' },
    { code: 'clerk', name: '厅经办岗' },
    { code: 'head', name: '厅负责人' },
    { code: 'system_admin', name: '系统管理员' },
    { code: 'security_admin', name: '安全管理员' },
    { code: 'audit_admin', name: '审计管理员' },
];

/** A unit's own administrator gives the posts of a unit; the others are the security one's. */
export function rolesFor(all: boolean): RoleChoice[] {
    return all ? [...ofUnit, ...ofDepartment] : ofUnit;
}

const capacities: Record<string, string> = {
    league: '盟市人社部门',
    county: '旗县人社部门',
    grassroots: '基层单位',
    authority: '自治区有关单位',
    park: '留学人员创业园',
    base: '专家服务基地',
    postdoc: '博士后设站单位',
    department: '主管部门',
};

export const capacityName = (kind: string) =>
    capacities[kind] ?? (kind.startsWith('desk') ? '受理部门' : kind);

export const levelNames: Record<string, string> = { regional: '自治区级', national: '国家级' };
export const stateNames: Record<string, string> = {
    invited: '待启用',
    active: '在用',
    locked: '已锁定',
};

/** "2025年1月20日起" while it is open. */
export const sinceText = (from: string, to: string | null) =>
    to ? periodText(from, to) : `${dayText(from)}起`;
