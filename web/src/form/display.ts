// SPDX-License-Identifier: Apache-2.0
// Values in words, for reading, printing and comparing.
import { dayText, periodText } from '@/lib/dates';
import { moneyText, type MoneyUnit } from '@/lib/money';
import type { Region } from '@/api/types';
import { useReference } from '@/stores/reference';
import type { Field } from './schema';

/** Kinds whose options come from a reference list, and its name. */
export const referenceOf: Partial<Record<Field['kind'], string>> = {
    discipline: 'disciplines',
    industry: 'industries',
};

interface Choices {
    codes?: string[];
    other?: string;
}

export function choicesOf(value: unknown): Required<Choices> {
    const found = (value ?? {}) as Choices;
    return { codes: found.codes ?? [], other: found.other ?? '' };
}

export function periodOf(value: unknown): { start: string | null; end: string | null } {
    const found = (value ?? {}) as { start?: string | null; end?: string | null };
    return { start: found.start ?? null, end: found.end ?? null };
}

export function rowsOf(value: unknown): Record<string, unknown>[] {
    return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function optionName(field: Field, code: string): string {
    const list = referenceOf[field.kind];
    const options = list === undefined ? field.options : (useReference().lists[list] ?? []);
    return options.find((option) => option.code === code)?.name ?? code;
}

/** The code behind a name as people write it; a code stays what it is. */
export function codeOfName(field: Field, text: string): string | undefined {
    const reference = useReference();
    const list = referenceOf[field.kind];
    if (list !== undefined) {
        const rows = reference.lists[list] ?? [];
        return rows.find((row) => row.name === text || row.code === text)?.code;
    }
    const found = regionsOf(field).filter(
        (region) =>
            region.code === text ||
            region.name === text ||
            reference.regionName(region.code) === text,
    );
    return found[0]?.code ?? (/^\d{6}$/.test(text) ? text : undefined);
}

/** The regions a field may name, as far as this site knows any. */
export function regionsOf(field: Field): Region[] {
    const prefix = (field.within ?? '').replace(/(00)+$/, '');
    return useReference().regions.filter((region) => region.code.startsWith(prefix));
}

function choicesText(field: Field, value: unknown): string {
    const { codes, other } = choicesOf(value);
    return codes
        .map((code) => {
            const name = optionName(field, code);
            return code === field.other && other !== '' ? `${name}（${other}）` : name;
        })
        .join('、');
}

/** The value as a person reads it; empty when there is none. Tables are drawn, not worded. */
export function displayValue(field: Field, value: unknown): string {
    if (value === null || value === undefined || value === '') {
        return '';
    }
    if (typeof value === 'string' && /^(.{0,4}\*{2}|已依申请删除$)/u.test(value)) {
        return value; // masked or erased, whatever its kind
    }
    switch (field.kind) {
        case 'money':
            return typeof value === 'number'
                ? moneyText(value, field.unit as MoneyUnit)
                : String(value);
        case 'number':
            return `${String(value)}${field.unit}`;
        case 'date':
            return dayText(String(value));
        case 'period': {
            const { start, end } = periodOf(value);
            return periodText(start, end);
        }
        case 'choice':
            return typeof value === 'object'
                ? choicesText(field, value)
                : optionName(field, String(value));
        case 'choices':
            return choicesText(field, value);
        case 'region':
            return useReference().regionName(String(value));
        case 'regions':
            return (value as string[]).map((code) => useReference().regionName(code)).join('、');
        case 'title_level':
        case 'discipline':
        case 'industry':
            return optionName(field, String(value));
        case 'declaration':
            return value === true ? '已承诺' : '未承诺';
        case 'table':
            return `${rowsOf(value).length} 行`;
        default:
            return typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
}

/** Sum of a money or number column. */
export function columnSum(value: unknown, column: Field): number {
    return rowsOf(value).reduce((sum, row) => {
        const cell = row[column.id];
        return sum + (typeof cell === 'number' ? cell : 0);
    }, 0);
}

export function isEmpty(value: unknown): boolean {
    if (value === null || value === undefined || value === '' || value === false) {
        return true;
    }
    if (Array.isArray(value)) {
        return value.every((row) => isEmpty(row));
    }
    return typeof value === 'object' && Object.values(value).every((part) => isEmpty(part));
}
