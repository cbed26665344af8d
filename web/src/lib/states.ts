// SPDX-License-Identifier: Apache-2.0
// States of an application in the groups people think in: still ours, with others, ended.
import type { StateCode } from '@/api/types';

export const stateNames: Record<StateCode, string> = {
    draft: '草稿',
    unit_review: '待单位审核',
    frozen: '定稿待盖章',
    county_review: '待县级初审',
    recommending: '待推荐',
    recommended: '已推荐',
    not_recommended: '未推荐',
    sent: '已报送待受理',
    returned: '补正中',
    accepted: '已受理',
    refused: '不予受理',
    withdrawn: '已撤回',
    overdue: '逾期未报送',
    forfeited: '视为放弃',
};

export interface StateGroup {
    name: string;
    states: StateCode[];
    names: Record<StateCode, string>;
}

const group = (name: string, states: StateCode[]): StateGroup => ({
    name,
    states,
    names: stateNames,
});

export const stateGroups: StateGroup[] = [
    group('需要补正', ['returned']),
    group('填写与定稿', ['draft', 'unit_review', 'frozen']),
    group('推荐与报送', ['county_review', 'recommending', 'recommended', 'sent']),
    group('已受理', ['accepted']),
    group('未进入受理', ['not_recommended', 'refused', 'withdrawn', 'overdue', 'forfeited']),
];

/** A place above a soft quota: who has decided what. */
export const overStates: Record<string, { name: string; colour: string }> = {
    waiting: { name: '超名额，待厅决定', colour: 'amber' },
    agreed: { name: '超名额，厅已同意', colour: 'green' },
    declined: { name: '超名额，厅未同意', colour: 'red' },
};
