// SPDX-License-Identifier: Apache-2.0
// The shapes of the API by the pages' own names: generated from the server's tables, made narrower
// where the table can only say "text" or "any JSON".
import type * as G from './generated';
import type { Problem } from './http';

type Narrow<T, N> = Omit<T, keyof N> & N;

export type Time = string; // RFC 3339 with +08:00
export type Day = string; // YYYY-MM-DD

export interface Page<T> {
    rows: T[];
    next: string | null;
}

// ---- session ----

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
    | 'audit_admin'
    | 'inspector'
    | 'demander';

export type Post = Narrow<G.PostOut, { role: Role }>;
export type User = G.UserOut;
export type Clock = G.ClockOut;
export type Session = Narrow<G.SessionOut, { post: Post | null; posts: Post[] }>;
export type SessionNew = G.SignIn;
export type DemoAccount = G.DemoAccount;

// ---- calls and reference ----

export type CallRow = G.CallRow;

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

/** What callPage.ts makes of the call's own document. */
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

// ---- workbench ----

export type WorkQuota = Narrow<G.WorkQuota, { max: number | null; note?: string | null }>;
export type Deadline = G.Deadline;
export type Work = Narrow<G.Work, { quotas: WorkQuota[] }>;

// ---- applications ----

export type StateCode =
    | 'draft'
    | 'unit_review'
    | 'frozen'
    | 'county_review'
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

export type ApplicationOption = G.ApplicationOption;
export type ApplicationRow = Narrow<G.RowOut, { state: StateCode }>;
export type Action = G.ActionOut;
export type VersionRow = G.VersionOut;
export type AttachmentState = 'uploading' | 'checking' | 'ready' | 'rejected';
export type Attachment = Narrow<G.AttachmentOut, { state: AttachmentState }>;
export type Material = G.MaterialOut;
export type KeptValue = G.KeptOut;
export type RoadStep = G.RoadOut;
export type ReturnReason = G.ReturnItem;
export type Returned = G.ReturnedOut;
export type Values = Record<string, unknown>;
export type Application = Narrow<
    G.ApplicationOut,
    { state: StateCode; values: Values; problems: Problem[]; attachments: Attachment[] }
>;

export interface PatchEntry {
    path: string;
    value: unknown;
}

export type PatchReply = Narrow<G.PatchOut, { problems: Problem[]; values: Values | null }>;
export type ActionBody = G.ActIn;
export type AppEvent = G.ApplicationEvent;
export type Version = Narrow<G.ValuesOut, { values: Values }>;
export type DiffRow = G.ChangeOut;
export type UploadStart = Narrow<G.UploadOut, { received: number[] }>;

// ---- papers: out as files, back from Word ----

export type DocumentFormat = 'pdf' | 'docx' | 'ofd';
export type ReadingRow = G.ReadingRow;
export type Reading = G.ReadingOut;

// ---- recommendation and sending ----

export type Quota = Narrow<G.RecommendationQuota, { max: number | null }>;
export type RecommendationTrack = Narrow<
    G.RecommendationTrack,
    { quota: Quota; items: ApplicationRow[] }
>;
export type Letter = G.PackageLetter;
export type Account = G.PackageAccount;
export type LetterStep = G.LetterStepIn;
export type PackageDraft = Narrow<G.PackageDraft, { items: ApplicationRow[] }>;
export type UploadNew = { kind: string; name: string; size: number };
export type OwnerFiles = Narrow<G.FilesOut, { rows: Attachment[] }>;
export type BoardUnit = G.BoardUnit;
export type InnerDeadline = G.InnerDeadline;
export type LedgerRow = Narrow<G.LedgerRow, { state: StateCode }>;
export type Ledger = Narrow<G.Ledger, { rows: LedgerRow[] }>;
export type OverQuotaItem = Narrow<G.OverQuotaItem, { state: StateCode }>;
export type OverQuota = { rows: OverQuotaItem[] };
export type PackageNew = G.PackageNew;
export type Package = Narrow<G.PackageOut, { warnings: Problem[] }>;

// ---- desk ----

export type DeskRow = Narrow<G.DeskRow, { state: StateCode }>;
export type DeskQueue = Narrow<G.DeskQueueOut, { rows: DeskRow[] }>;
export type ChecklistRow = G.ChecklistRow;
export type Checklist = G.Checklist;
export type DeskMark = G.DeskMark;
export type ArrivalNew = G.ArrivalNew;
export type Arrival = G.Arrival;
export type Org = G.Org;
export type Extension = G.Extension;
export type ExtensionNew = G.ExtensionNew;
export type Outage = G.Outage;
export type HolidayProposal = G.HolidayProposal;
export type HolidayMove = G.HolidayMove;

// ---- events ----

export type EventRow = G.EventRow;
export type VerifyReply = G.VerdictOut;

/** What was understood of a workbook, before anything is entered. */
export interface ImportReport {
    id: string | null;
    title: string;
    row_count: number;
    problem_count: number;
    blocking_count: number;
    columns: string[];
    unknown: string[];
    rows: { line: number; cells: string[] }[];
    problems: {
        sheet: string;
        line: number;
        column: string;
        label: string;
        message: string;
        blocks: boolean;
    }[];
}

export type { TypedPaper, TypedPapers } from './generated';

/** A file made in the background, for who asked for it. */
export interface PaperFile {
    id: string;
    kind: 'pdf' | 'zip' | 'dossier';
    state: 'open' | 'made' | 'failed';
    error: string | null;
    items: number;
    done: number;
    size: number;
    asked: string;
}

/** What a code on paper names. */
export type Scanned = G.Scanned;
export type ScanFinding = G.ScanFinding;

/** When the paper of a package came to the desk. */
export interface PackagePaper {
    at: string;
    by: string;
}
