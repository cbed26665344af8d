// SPDX-License-Identifier: Apache-2.0
// Shapes of the API, written by hand until they are generated from the server's shape tables.
import type { Problem } from './http';

export type Time = string; // RFC 3339 with +08:00
export type Day = string; // YYYY-MM-DD
export type Fen = number;

export interface Page<T> {
    rows: T[];
    next: string | null;
}

export type Role =
    | 'applicant'
    | 'approver'
    | 'unit_admin'
    | 'recommender'
    | 'desk'
    | 'clerk'
    | 'head'
    | 'system_admin'
    | 'security_admin'
    | 'audit_admin';

export interface Named {
    id: string;
    name: string;
}

export interface Post {
    id: string;
    role: Role;
    role_name: string;
    org: Named;
}

export interface User extends Named {
    login: string;
    has_totp?: boolean;
}

export interface Clock {
    rehearsal: boolean;
    now: Time;
    offset_ms: number;
}

export interface Session {
    signed_in: boolean;
    csrf: string;
    user: User | null;
    post: Post | null;
    posts: Post[];
    perms: string[];
    clock: Clock;
}

export interface SessionNew {
    login: string;
    password: string;
    totp?: string;
}

export interface DemoAccount {
    login: string;
    password?: string;
    role: Role;
    role_name: string;
    org: string;
    name: string;
    what: string;
}

export interface CallRow {
    code: string;
    title: string;
    document_number: string;
    year: number;
    issued: Day;
    deadline: Time | null;
    state: string;
    version?: number;
}

export interface TimetableRow {
    label: string;
    /** Where it stands on the line; null for what has no day yet. */
    at: Time | Day | null;
    when: string;
    /** Last day of what lasts several. */
    until: Day | null;
    text: string;
    clause: string | null;
}

export interface TrackWho {
    class: string;
    name: string;
    route_text: string;
    quota_text: string;
    clause: string | null;
}

export interface CallRule {
    text: string;
    clause: string | null;
    basis: string | null;
    group: string;
}

export interface Contact {
    name: string;
    people: string;
    phone: string;
    email: string;
    address: string;
    note: string;
}

export interface CallTrack {
    code: string;
    title: string;
    form_title: string;
    desk: string;
    deadline_text: string;
    who: TrackWho[];
    rules: CallRule[];
    materials_text: string;
    contacts: Contact[];
}

export interface CallPage {
    code: string;
    title: string;
    document_number: string;
    issuer: string;
    issued: Day;
    summary: string;
    version: number;
    timetable: TimetableRow[];
    tracks: CallTrack[];
    contacts: Contact[];
    notes: { clause: string | null; text: string }[];
}

export interface RegionFlag {
    name: string;
    /** Where it is said. */
    text: string;
}

export interface Region {
    code: string;
    name: string;
    parent: string | null;
    level: 'province' | 'league' | 'county';
    reporting: string | null;
    flags: RegionFlag[];
}

export interface ReferenceRow {
    code?: string;
    name?: string;
    [key: string]: unknown;
}

export interface Todo {
    id: string;
    kind: string;
    due: Time | null;
    badge: string;
    level: 'late' | 'soon' | 'normal';
    title: string;
    text: string;
    action: string;
    link: string;
}

export interface WorkQuota {
    track: string;
    title: string;
    used: number;
    max: number | null;
    soft: boolean;
    clause: string | null;
    note?: string | null;
}

export interface Recent {
    at: Time;
    text: string;
    link: string | null;
}

export interface Deadline {
    at: Time;
    text: string;
    name?: string;
}

export interface Work {
    headline: string;
    summary: string;
    todos: Todo[];
    quotas: WorkQuota[];
    recent: Recent[];
    deadline: Deadline | null;
}

export type StateCode =
    | 'draft'
    | 'unit_review'
    | 'frozen'
    | 'recommending'
    | 'recommended'
    | 'not_recommended'
    | 'sent'
    | 'returned'
    | 'accepted'
    | 'refused'
    | 'withdrawn'
    | 'overdue'
    | 'forfeited';

export interface ApplicationOption {
    track: string;
    title: string;
    capacity: string;
    capacity_name: string;
    allowed: boolean;
    reason: string | null;
    clause: string | null;
}

export interface ApplicationRow {
    id: string;
    code: string;
    call: string;
    track: string;
    track_title: string;
    title: string;
    state: StateCode;
    state_name: string;
    org: string;
    recommender: string | null;
    rank: number | null;
    updated: Time;
    sent: Time | null;
    due: Time | null;
    problem_count: number;
    budget_fen: Fen | null;
    period_from: Day | null;
    period_to: Day | null;
    who_has: string | null;
    channel: string | null;
}

export interface Action {
    code: string;
    name: string;
    primary: boolean;
    danger: boolean;
    reason: 'none' | 'optional' | 'required';
    consequence: string;
    blocked: string | null;
    /** Done by sending a package, not from the item's own page. */
    by_package?: boolean;
}

export interface VersionRow {
    n: number;
    kind: string;
    kind_name: string;
    at: Time;
    by: string;
    digest: string;
}

export type AttachmentState = 'uploading' | 'checking' | 'ready' | 'rejected';

export interface Attachment {
    id: string;
    kind: string;
    kind_name: string;
    name: string;
    size: number;
    state: AttachmentState;
    reason: string | null;
    type: string | null;
    sm3: string | null;
    by: string;
    at: Time;
}

export interface RoadStep {
    state: string;
    name: string;
    at: Time | null;
    who: string | null;
    done: boolean;
    now: boolean;
}

export interface ReturnReason {
    code?: string | null;
    text: string;
}

export interface Returned {
    reasons: ReturnReason[];
    electronic_due: Time | Day | null;
    paper_due: Time | Day | null;
    by: string;
    at: Time;
}

export type Values = Record<string, unknown>;

export interface Application extends ApplicationRow {
    revision: number;
    values: Values;
    editable: boolean;
    saved: Time | null;
    saved_by: string | null;
    problems: Problem[];
    actions: Action[];
    versions: VersionRow[];
    attachments: Attachment[];
    road: RoadStep[];
    returned: Returned | null;
    recommendation: { rank: number | null; reason: string | null; opinion: string | null } | null;
    receipt: { package?: string; number: string; at: Time } | null;
    form_version: number;
    digest: string | null;
}

export interface PatchEntry {
    path: string;
    value: unknown;
}

export interface PatchReply {
    revision: number;
    saved: Time;
    problems: Problem[];
    merged: boolean;
    values: Values | null;
}

export interface ActionBody {
    reason?: string;
    /** Reason for a place above a soft quota. */
    over_quota?: string;
    opinion?: string;
    /** Of reopening: a deadline of its own. */
    until?: Time;
    items?: ReturnReason[];
    paper?: boolean;
}

export interface AppEvent {
    at: Time;
    who: string;
    text: string;
}

export interface Version {
    n: number;
    values: Values;
}

export interface DiffRow {
    path: string;
    label: string;
    from: string;
    to: string;
}

export interface UploadStart {
    id: string;
    chunk_bytes: number;
    received: number[];
}

export interface Quota {
    used: number;
    max: number | null;
    soft: boolean;
    clause: string | null;
    text: string;
}

export interface RecommendationTrack {
    track: string;
    title: string;
    quota: Quota;
    deadline: Time | null;
    items: ApplicationRow[];
    can_send: boolean;
}

export interface Letter {
    number: string | null;
    date: Day | null;
    contact: string | null;
    phone: string | null;
}

export interface PackageNew {
    call: string;
    track: string;
    ids: string[];
    letter: Letter;
    courier?: string;
    declaration: true;
}

export interface PackageItem {
    id: string;
    code: string;
    title: string;
    rank: number | null;
    digest: string;
}

export interface Package {
    id: string;
    number: string;
    call: string;
    track: string;
    sender: string;
    desk: string;
    sent: Time;
    items: PackageItem[];
    letter: Letter;
    courier?: string | null;
    receipt: { number: string; at: Time; key_id?: string } | null;
    warnings: Problem[];
}

export interface DeskRow extends ApplicationRow {
    arrived: Time | null;
    age_text: string;
    missing: string[];
}

export interface DeskQueue extends Page<DeskRow> {
    counts: { waiting: number; returned: number; accepted: number };
}

export interface ChecklistRow {
    code: string;
    text: string;
    clause: string | null;
    auto: 'ok' | 'missing' | 'unknown';
    note: string | null;
}

export interface Checklist {
    rows: ChecklistRow[];
    electronic_due: Time | null;
    paper_due: Time | null;
}

export interface ArrivalNew {
    /** From the paper; or call, track and org of what is not in the system yet. */
    code?: string;
    call?: string;
    track?: string;
    org?: string;
    channel: 'paper' | 'email' | 'usb';
    arrived: Time;
    evidence: string;
}

export interface Arrival {
    id: string;
    application: string | null;
    code: string | null;
    title: string | null;
    org: string;
    channel: 'paper' | 'email' | 'usb';
    arrived: Time;
    evidence: string;
    by: string;
    checked_by: string | null;
    state: string;
    note?: string | null;
}

export interface Org {
    id: string;
    name: string;
    uscc: string | null;
    capacities: string[];
    reporting: string | null;
}

export interface EventRow {
    seq: number;
    at: Time;
    who: string;
    org: string | null;
    action: string;
    action_name: string;
    subject_kind: string;
    subject: string;
    /** A JSON object of ids, decisions and digests. */
    data: string;
    hash: string;
}

export interface VerifyReply {
    ok: boolean;
    count: number;
    head: string;
    bad_seq: number | null;
    milliseconds: number;
}
