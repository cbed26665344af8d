// SPDX-License-Identifier: Apache-2.0
// The places at the left: at most seven, by role.
import type { Role } from '@/api/types';

export interface Place {
    to: string;
    name: string;
    /** Shows the number of waiting things. */
    counts?: boolean;
}

const work: Place = { to: '/work', name: '工作台', counts: true };
const mine: Place = { to: '/applications', name: '我的申报' };
const all: Place = { to: '/applications', name: '申报项目' };
const recommend: Place = { to: '/recommend', name: '推荐与报送' };
const packages: Place = { to: '/packages', name: '报送批次' };
const league: Place = { to: '/league', name: '单位进度' };
const overQuota: Place = { to: '/over-quota', name: '超名额推荐' };
const desk: Place = { to: '/desk', name: '受理台' };
const arrivals: Place = { to: '/arrivals', name: '来件登记' };
const handovers: Place = { to: '/handovers', name: '移交清单' };
const overdue: Place = { to: '/overdue', name: '逾期未报送' };
const events: Place = { to: '/events', name: '操作日志' };
const people: Place = { to: '/people', name: '单位与账号' };
const versions: Place = { to: '/versions', name: '通知配置' };
const inspection: Place = { to: '/inspections', name: '巡视审计' };
const demands: Place = { to: '/demands', name: '需求与专家' };
const call: Place = { to: '/', name: '申报通知' };
const account: Place = { to: '/account', name: '账号安全' };

const byRole: Record<Role, Place[]> = {
    applicant: [work, mine, demands, call, account],
    approver: [work, all, demands, call, account],
    unit_admin: [people, work, all, call, account],
    recommender: [work, all, recommend, league, packages, demands, call],
    desk: [work, desk, arrivals, handovers, all, demands, account],
    clerk: [work, all, packages, overdue, demands, versions, people],
    head: [work, all, overQuota, overdue, demands, versions, inspection],
    system_admin: [work, call, account],
    security_admin: [people, inspection, call, account],
    audit_admin: [events, call, account],
    inspector: [inspection, all, packages, call, account],
    demander: [demands, call, account],
};

/** canSend: an approver of a unit that files directly, such as a park, recommends and sends too. */
export function placesOf(role: Role | null, canSend: boolean): Place[] {
    const places = role === null ? [] : byRole[role];
    if (role === 'approver' && canSend) {
        return [work, all, recommend, packages, demands, call, account];
    }
    return places;
}

/** Where a person lands after signing in. */
export function homeOf(role: Role | null): string {
    return placesOf(role, false)[0]?.to ?? '/';
}
