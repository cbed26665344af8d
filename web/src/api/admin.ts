// SPDX-License-Identifier: Apache-2.0
// Units, accounts, posts and versions of calls: what administrators and the department ask for.
import { api as server } from './generated';
import type * as G from './generated';

export type Account = G.Account;
export type AccountPost = G.AccountPost;
export type AccountLink = G.AccountLink;
export type ActingAct = G.ActingAct;
export type Activation = G.Activation;
export type CallVersion = G.CallVersion;
export type CallVersionPage = G.CallVersionPage;
export type Unit = G.Unit;
export type UnitRow = G.UnitRow;
export type RegisterEntry = G.RegisterEntry;

export const admin = {
    unitList: server.getAdminOrgs,
    unitGet: server.getAdminOrgsById,
    unitAdd: server.postAdminOrgs,
    unitRename: server.postAdminOrgsByIdName,
    superiorSet: server.postAdminOrgsByIdSuperior,
    capacityAdd: server.postAdminOrgsByIdCapacities,
    capacityEnd: server.postAdminOrgsByIdCapacitiesEnd,
    baseAdd: server.postAdminOrgsByIdBases,
    baseStatus: server.postAdminBasesByIdStatus,
    userList: server.getAdminUsers,
    userAdd: server.postAdminUsers,
    userReset: server.postAdminUsersByIdReset,
    userErase: server.postAdminUsersByIdErase,
    userLock: server.postAdminUsersByIdLock,
    userGive: server.postAdminUsersByIdPosts,
    userHandover: server.postAdminUsersByIdHandover,
    postEnd: server.postAdminPostsByIdEnd,
    actingList: server.getActing,
    actingJudge: server.postActingById,
    activationGet: server.postActivation,
    activationUse: server.postActivationPassword,
    versionList: server.getAdminCalls,
    versionLoad: server.postAdminCalls,
    versionGet: (call: string, n: number) => server.getAdminCallsByCallVersionsByN(call, String(n)),
    versionPublish: (call: string, n: number, review: G.CallPublish) =>
        server.postAdminCallsByCallVersionsByNPublish(call, String(n), review),
};
