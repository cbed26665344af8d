// SPDX-License-Identifier: Apache-2.0
// Every call of the server, one function each; nothing else in the pages knows an address.
import { address, request, type Query } from './http';
import { readCallPage } from './callPage';
import type * as T from './types';

const at = encodeURIComponent;
const get = <R>(path: string, query?: Query) => request<R>('GET', path, { query });
const post = <R>(path: string, body?: unknown) => request<R>('POST', path, { body: body ?? {} });
const put = <R>(path: string, body?: unknown) => request<R>('PUT', path, { body });

export const api = {
    sessionGet: () => get<T.Session>('/session'),
    sessionCreate: (body: T.SessionNew) => post<T.Session>('/session', body),
    sessionDelete: () => request<void>('DELETE', '/session'),
    sessionPost: (id: string) => put<T.Session>('/session/post', { post: id }),
    sessionPassword: (body: { old: string; new: string }) => post<void>('/session/password', body),
    sessionTotpCreate: () => post<{ secret: string; url: string }>('/session/totp'),
    sessionTotpConfirm: (body: { secret: string; code: string }) =>
        put<void>('/session/totp', body),
    demoAccounts: () => get<{ rows: T.DemoAccount[] }>('/demo/accounts'),

    callList: () => get<{ rows: T.CallRow[] }>('/calls'),
    callGet: async (call: string) => readCallPage(await get<unknown>(`/calls/${at(call)}`)),
    callForm: (call: string, track: string) =>
        get<unknown>(`/calls/${at(call)}/forms/${at(track)}`),
    callOverdue: (call: string) =>
        get<T.Page<T.ApplicationRow>>('/applications', { call, state: 'overdue', limit: 500 }),
    referenceRegions: () => get<{ rows: T.Region[] }>('/reference/regions'),
    reference: (name: string) => get<{ rows: T.ReferenceRow[] }>(`/reference/${at(name)}`),

    work: () => get<T.Work>('/work'),

    applicationOptions: (call: string) =>
        get<{ rows: T.ApplicationOption[] }>('/applications/options', { call }),
    applicationList: (query: Query) => get<T.Page<T.ApplicationRow>>('/applications', query),
    applicationCreate: (body: { call: string; track: string; capacity: string }) =>
        post<T.Application>('/applications', body),
    applicationGet: (id: string) => get<T.Application>(`/applications/${at(id)}`),
    applicationPatch: (id: string, body: { base: number; patch: T.PatchEntry[] }) =>
        request<T.PatchReply>('PATCH', `/applications/${at(id)}/values`, { body }),
    applicationAct: (id: string, action: string, body: T.ActionBody) =>
        post<T.Application | undefined>(`/applications/${at(id)}/actions/${at(action)}`, body),
    applicationEvents: (id: string) => get<T.Page<T.AppEvent>>(`/applications/${at(id)}/events`),
    applicationVersion: (id: string, n: number) =>
        get<T.Version>(`/applications/${at(id)}/versions/${n}`),
    applicationDiff: (id: string, from: number, to: number) =>
        get<{ rows: T.DiffRow[] }>(`/applications/${at(id)}/diff`, { from, to }),
    applicationSaveVersion: (id: string, name: string) =>
        post<T.Application>(`/applications/${at(id)}/versions`, { name }),

    attachmentCreate: (id: string, body: { kind: string; name: string; size: number }) =>
        post<T.UploadStart>(`/applications/${at(id)}/attachments`, body),
    attachmentResume: (id: string) => get<T.UploadStart>(`/attachments/${at(id)}/chunks`),
    attachmentChunk: (id: string, n: number, bytes: Blob, signal?: AbortSignal) =>
        request<void>('PUT', `/attachments/${at(id)}/chunks/${n}`, { bytes, signal }),
    attachmentComplete: (id: string) => post<T.Attachment>(`/attachments/${at(id)}/complete`),
    attachmentGet: (id: string) => get<T.Attachment>(`/attachments/${at(id)}`),
    attachmentDelete: (id: string) => request<void>('DELETE', `/attachments/${at(id)}`),
    attachmentAddress: (id: string) => address(`/attachments/${at(id)}/content`),

    recommendationList: (call: string) =>
        get<{ rows: T.RecommendationTrack[] }>('/recommendations', { call }),
    recommendationRanks: (body: { call: string; track: string; ids: string[] }) =>
        put<void>('/recommendations/ranks', body),
    packageCreate: (body: T.PackageNew) => post<T.Package>('/packages', body),
    packageList: (call: string) => get<T.Page<T.Package>>('/packages', { call }),
    packageGet: (id: string) => get<T.Package>(`/packages/${at(id)}`),
    packageReceiptAddress: (id: string) => address(`/packages/${at(id)}/receipt`),

    deskQueue: (query: Query) => get<T.DeskQueue>('/desk/queue', query),
    deskFind: (code: string) => get<{ id: string }>('/desk/find', { code }),
    deskChecklist: (id: string) => get<T.Checklist>(`/desk/checklist/${at(id)}`),
    arrivalList: (query?: Query) => get<T.Page<T.Arrival>>('/arrivals', query),
    arrivalCreate: (body: T.ArrivalNew) => post<T.Arrival>('/arrivals', body),
    arrivalCheck: (id: string, body: { agree: boolean; note?: string }) =>
        post<T.Arrival>(`/arrivals/${at(id)}/check`, body),
    orgList: (query: Query) => get<T.Page<T.Org>>('/orgs', query),

    eventList: (query: Query) => get<T.Page<T.EventRow>>('/events', query),
    eventVerify: () => post<T.VerifyReply>('/events/verify'),
};
