// SPDX-License-Identifier: Apache-2.0
// Experts, demands and the public list, on the client generated from the routes.
import type * as G from './generated';
import { download } from './http';
import { api as server } from './generated';

export type ExpertRow = G.ExpertRow;
export type Expert = G.ExpertPage;
export type ExpertIn = G.ExpertIn;
export type Demand = G.DemandPage;
export type DemandRow = G.DemandRow;
export type DemandIn = G.DemandIn;
export type PublicDemand = G.PublicDemand;
export type Tally = G.DemandTally;
export type Claim = G.DemandClaim;

export const library = {
    experts: server.getExperts,
    expert: server.getExpertsById,
    expertAdd: server.postExperts,
    expertChange: server.putExpertsById,
    expertAct: server.postExpertsByIdActionsByAction,
    bases: server.getBases,
    expertAlike: server.getExpertsByIdAlike,
    expertErase: server.postExpertsByIdErase,
    expertReveal: (id: string, reason: string) => server.postExpertsByIdReveal(id, { reason }),
    nominations: server.getApplicationsByIdNominations,

    demands: server.getDemands,
    tally: server.getDemandsTally,
    demand: server.getDemandsById,
    demandAdd: server.postDemands,
    demandChange: server.putDemandsById,
    /** undefined: the step took it out of this person's sight. */
    demandAct: (id: string, action: string, reason: string) =>
        server.postDemandsByIdActionsByAction(id, action, { reason }) as Promise<
            Demand | undefined
        >,
    demandReveal: (id: string, reason: string) => server.postDemandsByIdReveal(id, { reason }),
    demandAlike: server.getDemandsByIdAlike,
    demandMerge: server.postDemandsByIdMerge,
    postdocs: server.getDemandsByIdPostdocs,
    postdocEnd: server.postDemandsByIdPostdocsByPostdocEnd,
    postdocExport: (query: object) =>
        download('/exports/postdoc-demands', '博士后服务团需求汇总.xlsx', query),
    words: server.putDemandsByIdWords,
    wordsReview: server.postDemandsByIdWordsReview,
    wordsWithdraw: server.postDemandsByIdWordsWithdraw,
    claims: server.getDemandsByIdClaims,
    claimJudge: server.postClaimsById,

    publicDemands: server.getPublicDemands,
    claim: server.postPublicDemandsByNumberClaims,
};
