// SPDX-License-Identifier: Apache-2.0
// Every call of the server by the pages' own names, on the client generated from its routes.
import { readCallPage } from './callPage';
import { api as server } from './generated';
import { address, download, file, request } from './http';
import type * as T from './types';

const at = encodeURIComponent;

export const api = {
    sessionGet: () => server.getSession() as Promise<T.Session>,
    sessionCreate: (body: T.SessionNew) => server.postSession(body) as Promise<T.Session>,
    sessionDelete: () => server.deleteSession(),
    sessionPost: (post: string) => server.putSessionPost({ post }) as Promise<T.Session>,
    sessionPassword: server.postSessionPassword,
    sessionTotpCreate: server.postSessionTotp,
    sessionTotpConfirm: server.putSessionTotp,
    demoAccounts: server.getDemoAccounts,

    callList: server.getCalls,
    callGet: async (call: string) =>
        readCallPage(await request<unknown>('GET', `/calls/${at(call)}`)),
    /** version: of the call, which an application names as the one whose form it follows. */
    callForm: (call: string, track: string, version: number) =>
        request<unknown>('GET', `/calls/${at(call)}/forms/${at(track)}?version=${version}`),
    callOverdue: (call: string) =>
        server.getApplications({ call, state: 'overdue', limit: 500 }) as Promise<
            T.Page<T.ApplicationRow>
        >,
    referenceRegions: () => request<{ rows: T.Region[] }>('GET', '/reference/regions'),
    reference: (name: string) =>
        request<{ rows: T.ReferenceRow[] }>('GET', `/reference/${at(name)}`),

    work: () => server.getWork() as Promise<T.Work>,

    /** org: a unit of the office's own area, to type for it. */
    applicationOptions: (call: string, org?: string) =>
        server.getApplicationsOptions({ call, org }),
    applicationList: (query: Parameters<typeof server.getApplications>[0]) =>
        server.getApplications(query) as Promise<T.Page<T.ApplicationRow>>,
    applicationCreate: (body: Parameters<typeof server.postApplications>[0]) =>
        server.postApplications(body) as Promise<T.Application>,
    applicationGet: (id: string) => server.getApplicationsById(id) as Promise<T.Application>,
    applicationPatch: (id: string, body: { base: number; patch: T.PatchEntry[] }) =>
        server.patchApplicationsByIdValues(id, body) as Promise<T.PatchReply>,
    /** undefined: the step took it out of this person's sight. */
    applicationAct: (id: string, action: string, body: T.ActionBody) =>
        server.postApplicationsByIdActionsByAction(id, action, body) as Promise<
            T.Application | undefined
        >,
    applicationReveal: (id: string, reason: string) =>
        server.postApplicationsByIdReveal(id, { reason }) as Promise<T.Application>,
    applicationErase: server.postApplicationsByIdErase,
    applicationEvents: server.getApplicationsByIdEvents,
    applicationVersion: (id: string, n: number) =>
        server.getApplicationsByIdVersionsByN(id, String(n)) as Promise<T.Version>,
    applicationDiff: (id: string, from: number, to: number) =>
        server.getApplicationsByIdDiff(id, { from, to }),
    applicationDuplicates: server.getApplicationsByIdDuplicates,
    applicationSaveVersion: (id: string, name: string) =>
        server.postApplicationsByIdVersions(id, { name }),

    applicationMovePlan: server.getApplicationsByIdMove,
    applicationMove: (id: string, body: { base: number; to: number }) =>
        server.postApplicationsByIdMove(id, body) as Promise<T.Application>,

    noticeList: server.getNotices,
    noticeGet: server.getNoticesById,
    noticeRead: server.postNoticesByIdRead,

    attachmentCreate: (id: string, body: { kind: string; name: string; size: number }) =>
        server.postApplicationsByIdAttachments(id, body) as Promise<T.UploadStart>,
    attachmentResume: (id: string) => server.getAttachmentsByIdChunks(id) as Promise<T.UploadStart>,
    attachmentChunk: (id: string, n: number, bytes: Blob, signal?: AbortSignal) =>
        request<void>('PUT', `/attachments/${at(id)}/chunks/${n}`, { bytes, signal }),
    readingCreate: (id: string, bytes: Blob) =>
        request<T.Reading>('POST', `/applications/${at(id)}/reading`, { bytes }),
    documentAddress: (id: string, to: T.DocumentFormat) =>
        address(`/applications/${at(id)}/document`, { to }),
    attachmentComplete: (id: string) =>
        server.postAttachmentsByIdComplete(id) as Promise<T.Attachment>,
    attachmentGet: (id: string) => server.getAttachmentsById(id) as Promise<T.Attachment>,
    attachmentDelete: server.deleteAttachmentsById,
    attachmentAddress: (id: string) => address(`/attachments/${at(id)}/content`),

    recommendationList: (call: string) =>
        server.getRecommendations({ call }) as Promise<{ rows: T.RecommendationTrack[] }>,
    recommendationRanks: server.putRecommendationsRanks,
    packageCreate: (body: T.PackageNew) => server.postPackages(body) as Promise<T.Package>,
    packageList: (call: string) =>
        server.getPackages({ call, limit: 500 }) as Promise<T.Page<T.Package>>,
    packageReveal: (id: string, reason: string) =>
        server.postPackagesByIdReveal(id, { reason }) as Promise<T.Package>,
    packageGet: (id: string) => server.getPackagesById(id) as Promise<T.Package>,
    exportApplicationsAddress: (query: object) => address('/exports/applications', query),
    exportDeskAddress: (call: string, state: string) => address('/exports/desk', { call, state }),
    exportBoardAddress: (call: string) => address('/exports/board', { call }),
    exportLedgerAddress: (call: string) => address('/exports/ledger', { call }),
    exportPackageAddress: (id: string) => address(`/exports/packages/${at(id)}`),
    paperFileList: () => request<{ rows: T.PaperFile[] }>('GET', '/paper-files'),
    paperFileAsk: (kind: string, ids: string[]) =>
        request<T.PaperFile>('POST', '/paper-files', { body: { kind, ids } }),
    paperFileAddress: (id: string) => address(`/paper-files/${at(id)}/content`),
    scan: (text: string) => server.getScan({ text }),
    scanPhoto: (photo: Blob) => server.postScan(photo),
    applicationScans: server.getApplicationsByIdScans,
    packageScans: server.getPackagesByIdScans,
    packageArrival: (id: string) =>
        request<{ at: string | null; by: string | null }>('GET', `/packages/${at(id)}/check-in`),
    packageCheckIn: (id: string) => request<T.PackagePaper>('POST', `/packages/${at(id)}/check-in`),
    importTemplateAddress: (kind: string, call: string, track: string) =>
        address(`/imports/${at(kind)}/template`, { call, track }),
    importCheck: (kind: string, call: string, track: string, bytes: Blob) =>
        request<T.ImportReport>('POST', `/imports/${at(kind)}`, {
            query: { call, track },
            bytes,
        }),
    importEnter: (kind: string, id: string) =>
        request<{ count: number }>('POST', `/imports/${at(kind)}/${at(id)}/entry`),
    packagePaperAddress: (id: string, paper: string) =>
        address(`/packages/${at(id)}/papers/${at(paper)}`),
    handoverPaperAddress: (id: string) => address(`/handovers/${at(id)}/paper`),
    typedPapers: (call: string) => request<T.TypedPapers>('GET', '/papers', { query: { call } }),
    typedPaper: (paper: string, body: { call: string; to: string; values: object }) =>
        file('POST', `/papers/${at(paper)}`, { body }),
    applicationPaperAddress: (id: string, paper: string) =>
        address(`/applications/${at(id)}/papers/${at(paper)}`),
    packageDraft: (call: string, desk: string) =>
        server.getPackagesDraft({ call, desk }) as Promise<T.PackageDraft>,
    packageLetter: (id: string, action: string, body: T.LetterStep) =>
        server.postPackagesByIdLetterByAction(id, action, body) as Promise<T.Package>,
    packageFiles: (id: string) => server.getPackagesByIdAttachments(id) as Promise<T.OwnerFiles>,
    packageFileCreate: (id: string, body: T.UploadNew) =>
        server.postPackagesByIdAttachments(id, body) as Promise<T.UploadStart>,
    roundOpen: (call: string) => server.postLeagueByCallRound(call),
    roundFiles: (id: string) => server.getRoundsByIdAttachments(id) as Promise<T.OwnerFiles>,
    roundFileCreate: (id: string, body: T.UploadNew) =>
        server.postRoundsByIdAttachments(id, body) as Promise<T.UploadStart>,
    leagueBoard: server.getLeagueByCallBoard,
    leagueRemind: server.postLeagueByCallReminders,
    leagueDeadlines: server.getLeagueByCallDeadlines,
    leagueDeadlineSet: server.putLeagueByCallDeadlines,
    leagueLedger: (call: string) => server.getLeagueByCallLedger(call) as Promise<T.Ledger>,
    unitZero: server.putLeagueByCallUnitsByUnitZero,
    unitZeroEnd: server.deleteLeagueByCallUnitsByUnitZero,
    zeroGet: server.getZeroReportsByCall,
    zeroSet: server.putZeroReportsByCall,
    zeroEnd: server.deleteZeroReportsByCall,
    overQuota: (call: string) => server.getOverQuota({ call }) as Promise<T.OverQuota>,
    packageReceiptAddress: (id: string) => address(`/packages/${at(id)}/receipt`),

    deskQueue: (query: Parameters<typeof server.getDeskQueue>[0]) =>
        server.getDeskQueue(query) as Promise<T.DeskQueue>,
    deskChecklist: server.getDeskChecklistById,
    deskMark: (id: string, marks: T.DeskMark[]) => server.putDeskChecklistById(id, { marks }),
    deskPaper: (id: string, code: string) => server.putDeskChecklistByIdPaper(id, { code }),
    arrivalList: server.getArrivals,
    arrivalCreate: server.postArrivals,
    arrivalCheck: server.postArrivalsByIdCheck,
    /** The form was typed in after the arrival was agreed: it goes to the desk now. */
    arrivalComplete: server.postArrivalsByIdComplete,
    orgList: server.getOrgs,
    handoverList: server.getHandovers,
    handoverOpen: (call: string) => server.getHandoversOpen({ call }),
    handoverGet: server.getHandoversById,
    handoverMake: server.postHandovers,
    handoverDrop: server.deleteHandoversById,
    handoverCheck: server.postHandoversByIdCheck,
    handoverReceive: (id: string, remark: string) =>
        server.postHandoversByIdReceive(id, remark === '' ? {} : { remark }),
    extensionList: (call: string) => server.getExtensions({ call }),
    extensionGrant: server.postExtensions,
    outageList: server.getOutages,
    holidayList: server.getHolidays,
    holidayConfirm: server.postHolidaysConfirm,
    outageDecline: (id: string, reason: string) => server.postOutagesByIdDecline(id, { reason }),

    eventList: server.getEvents,
    eventActions: server.getEventsActions,
    eventExport: (query: object) => download('/events/export', '操作日志.csv', query),
    eventVerify: server.postEventsVerify,
};
