// SPDX-License-Identifier: Apache-2.0
// Inspections by letter, and their audit packs.
import { api as server } from './generated';
import type * as G from './generated';
import { download } from './http';

export type Inspection = G.InspectionOut;
export type AuditPack = G.AuditPackOut;
export type Proposed = G.ProposedOut;

export const inspections = {
    list: server.getInspections,
    propose: server.postInspections,
    decide: (id: string, agree: boolean, note: string) =>
        server.postInspectionsByIdDecide(id, { agree, note }),
    end: server.postInspectionsByIdEnd,
    packAsk: server.postInspectionsByIdPack,
    pack: server.getInspectionsByIdPack,
    packTake: (id: string) => download(`/inspections/${id}/pack/content`, '审计包.zip'),
};
