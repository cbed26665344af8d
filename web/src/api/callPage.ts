// SPDX-License-Identifier: Apache-2.0
// The public call document, put into the few shapes its page shows.
import { periodText } from '@/lib/dates';
import type { CallPage, CallRule, CallTrack, Contact, TimetableRow, TrackWho } from './types';

type Raw = Record<string, unknown>;

const text = (raw: Raw, ...keys: string[]): string => {
    for (const key of keys) {
        const value = raw[key];
        if (typeof value === 'string' && value !== '') {
            return value;
        }
    }
    return '';
};
const list = (raw: Raw, key: string): Raw[] => (Array.isArray(raw[key]) ? (raw[key] as Raw[]) : []);
const joined = (raw: Raw, ...keys: string[]): string => {
    for (const key of keys) {
        const value = raw[key];
        if (Array.isArray(value)) {
            return value.map(String).join('　');
        }
        if (typeof value === 'string') {
            return value;
        }
    }
    return '';
};

function readContact(raw: Raw): Contact {
    return {
        name: text(raw, 'name'),
        people: joined(raw, 'people'),
        phone: joined(raw, 'phones', 'phone'),
        email: joined(raw, 'emails', 'email'),
        address: text(raw, 'address'),
        note: text(raw, 'note'),
    };
}

/** Phases and deadlines on one line of time; what has no day yet stands at the end. */
function readTimetable(raw: Raw): TimetableRow[] {
    const phases = list(raw, 'timetable').map((row): TimetableRow => {
        const from = text(row, 'from', 'at');
        const to = text(row, 'to');
        const when = text(row, 'when', 'from_chinese');
        return {
            label: text(row, 'name', 'label'),
            at: from === '' ? null : from,
            when: to !== '' && to !== from ? periodText(from, to) : when,
            until: to === '' ? null : to,
            text: text(row, 'text'),
            clause: text(row, 'clause') || null,
        };
    });
    const deadlines = list(raw, 'deadlines').map((row): TimetableRow => ({
        label: text(row, 'name'),
        at: text(row, 'at') || null,
        when: text(row, 'chinese'),
        until: null,
        text: text(raw, 'late'),
        clause: text(row, 'clause') || null,
    }));
    const ms = (row: TimetableRow) => (row.at === null ? Infinity : Date.parse(row.at));
    return [...phases, ...deadlines].sort((a, b) => (ms(a) < ms(b) ? -1 : ms(a) > ms(b) ? 1 : 0));
}

function quotaText(raw: Raw): string {
    if (raw.max === null || raw.max === undefined) {
        return '不限';
    }
    return `${raw.soft === true ? '原则上 ' : ''}${String(raw.max)} 项`;
}

function readWho(raw: Raw, units: Map<string, string>): TrackWho {
    const copies = Array.isArray(raw.copies) ? (raw.copies as string[]) : [];
    const told = copies.map((code) => units.get(code) ?? code).join('、');
    const route = list(raw, 'route')
        .map((step) => text(step, 'name'))
        .join(' → ');
    const holder = text(raw, 'recommended_by');
    const whose = holder === text(raw, 'unit') ? '' : `（${units.get(holder) ?? holder}名额）`;
    const quota = text(raw, 'quota_text') || `${quotaText(raw)}${whose}`;
    return {
        class: text(raw, 'unit', 'class'),
        name: text(raw, 'unit_name', 'name'),
        route_text: text(raw, 'route_text') || `${route}${told === '' ? '' : `，知会${told}`}`,
        quota_text: quota,
        clause: text(raw, 'quota_clause', 'clause') || null,
    };
}

function readRule(raw: Raw): CallRule {
    return {
        text: text(raw, 'text'),
        clause: text(raw, 'clause') || null,
        basis: text(raw, 'basis') || null,
        group: text(raw, 'group'),
    };
}

function readTrack(raw: Raw, units: Map<string, string>): CallTrack {
    const filings = list(raw, 'filings');
    return {
        code: text(raw, 'code'),
        title: text(raw, 'title'),
        form_title: text(raw, 'form_title'),
        desk: text(raw, 'desk_name', 'desk'),
        deadline_text: text(raw, 'deadline_chinese', 'deadline_text'),
        who: (filings.length > 0 ? filings : list(raw, 'who')).map((row) => readWho(row, units)),
        rules: list(raw, 'rules').map(readRule),
        materials_text: text(raw, 'materials_text'),
        contacts: list(raw, 'contacts').map(readContact),
    };
}

export function readCallPage(document: unknown): CallPage {
    const raw = document as Raw;
    const units = new Map(
        list(raw, 'units').map((unit) => [text(unit, 'code'), text(unit, 'short_name', 'name')]),
    );
    const contacts = list(raw, 'contacts').map(readContact);
    const notes = list(raw, 'notes').map((row) => ({
        clause: text(row, 'clause') || null,
        text: text(row, 'text'),
    }));
    const corrections = list(raw, 'deadlines')
        .filter((row) => text(row, 'note') !== '')
        .map((row) => ({ clause: text(row, 'clause') || null, text: text(row, 'note') }));
    const printed = contacts
        .filter((contact) => contact.note !== '')
        .map((contact) => ({ clause: null, text: contact.note }));
    return {
        code: text(raw, 'code'),
        title: text(raw, 'title'),
        document_number: text(raw, 'number', 'document_number'),
        issuer: text(raw, 'issuer'),
        issued: text(raw, 'issued'),
        summary: text(raw, 'summary'),
        version: typeof raw.version === 'number' ? raw.version : 1,
        timetable: readTimetable(raw),
        tracks: list(raw, 'tracks').map((track) => readTrack(track, units)),
        contacts,
        notes: [...notes, ...corrections, ...printed],
    };
}
