// SPDX-License-Identifier: Apache-2.0
// Matching runs and invitations, and the page of an expert who has a link.
import { api as server } from './generated';
import type * as G from './generated';
import { download } from './http';

export type Run = G.MatchingRun;
export type Row = G.MatchingRow;
export type Outcome = G.MatchingOutcome;
export type Invitation = G.InvitationRow;
export type Seen = G.InvitationSeen;
export type Hold = NonNullable<G.MatchingChange['hold']>;
export type Change = G.MatchingChange;
export type Suggestions = G.Suggestions;

/** words, kind, points */
export type Reason = [string, string, number];
export type Candidate = Omit<G.MatchingCandidate, 'why'> & { why: Reason[] };

/** Periods that suit, as YYYYMMDD. */
export type Periods = [number, number][];

export const matching = {
    list: server.getMatchings,
    add: server.postMatchings,
    get: server.getMatchingsById,
    close: server.postMatchingsByIdClose,
    candidates: async (id: string, demand: string) =>
        (await server.getMatchingsByIdDemandsByDemand(id, demand)).rows as unknown as Candidate[],
    change: server.postMatchingsByIdChanges,
    suggest: server.postApplicationsByIdSuggestions,
    suggestions: server.getApplicationsByIdSuggestionsByJob,

    invitationList: server.getInvitations,
    invitationGet: server.getInvitationsById,
    invitationAdd: server.postInvitations,
    invitationAct: server.postInvitationsByIdActionsByAction,
    invitationExport: (query: object) =>
        download('/invitations/export', '需求专家对接清单.xlsx', query),

    seen: server.postInvitation,
    answer: server.postInvitationAnswer,
};

/** The score of a pair as a number up to about 100. */
export function degree(score: number): number {
    return Math.round(score / 500);
}

/** 20250303 as 2025年3月3日. */
export function dayOfNumber(day: number): string {
    return `${Math.floor(day / 10000)}年${Math.floor(day / 100) % 100}月${day % 100}日`;
}
