// SPDX-License-Identifier: Apache-2.0
// The form as the call describes it: sections of fields, each field of a kind.

export type FieldKind =
    | 'text'
    | 'longtext'
    | 'number'
    | 'money'
    | 'date'
    | 'period'
    | 'choice'
    | 'choices'
    | 'region'
    | 'regions'
    | 'organisation'
    | 'phone'
    | 'mobile'
    | 'email'
    | 'idcard'
    | 'uscc'
    | 'account'
    | 'cnaps'
    | 'title_level'
    | 'discipline'
    | 'industry'
    | 'declaration'
    | 'attachment'
    | 'table';

export interface Words {
    min: number | null;
    max: number | null;
    /** The limit warns only: nobody but the system set it. */
    soft: boolean;
}

export interface Option {
    code: string;
    name: string;
}

export interface Field {
    id: string;
    label: string;
    kind: FieldKind;
    required: boolean;
    hint: string;
    clause: string | null;
    /** Share of a row of twelve on a wide screen, as the paper has it. */
    width: number;
    unit: string;
    decimals: number;
    maxChars: number;
    words: Words | null;
    options: Option[];
    /** The option that asks for words of its own. */
    other: string | null;
    /** Of regions: "league", "county" or null for any, inside a region. */
    level: string | null;
    within: string | null;
    columns: Field[];
    rowsMax: number;
    /** A column whose sum is worth showing. */
    sum: boolean;
    maxCount: number;
    /** What the field means: title, experts, demands …, '' nothing special. */
    as: string;
}

export interface Section {
    id: string;
    title: string;
    hint: string;
    fields: Field[];
}

export interface Cell {
    field: string | null;
    label: string | null;
    span: number;
}

export interface PrintRow {
    heading: string | null;
    cells: Cell[];
}

export interface Print {
    title: string;
    columns: number;
    rows: PrintRow[];
    seals: string[];
    notes: string[];
}

export interface Form {
    version: string;
    title: string;
    notes: string;
    sections: Section[];
    print: Print;
}

type Raw = Record<string, unknown>;

const signs: Record<string, string> = { '': '元', CNY: '元', EUR: '€', USD: '$', GBP: '£' };
const moneyUnitOf = (currency: string): string => signs[currency] ?? currency;

const text = (raw: Raw, key: string): string => {
    const value = raw[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
const number = (raw: Raw, key: string): number | null => {
    const value = raw[key];
    return typeof value === 'number' ? value : null;
};
const list = (raw: Raw, key: string): Raw[] => (Array.isArray(raw[key]) ? (raw[key] as Raw[]) : []);
const texts = (raw: Raw, key: string): string[] =>
    Array.isArray(raw[key]) ? (raw[key] as unknown[]).map(String) : [];

/** The tightest of several limits of the same name. */
function limit(limits: Raw[], key: string, pick: (...all: number[]) => number): number | null {
    const found = limits.map((row) => number(row, key)).filter((value) => value !== null);
    return found.length > 0 ? pick(...found) : null;
}

function readWords(limits: Raw[]): Words | null {
    const min = limit(limits, 'min_words', Math.max);
    const max = limit(limits, 'max_words', Math.min);
    const own = limits.filter((row) => row.min_words !== undefined || row.max_words !== undefined);
    return min === null && max === null
        ? null
        : { min, max, soft: own.every((row) => row.blocks === false) };
}

function readField(raw: Raw): Field {
    const kind = text(raw, 'kind') as FieldKind;
    const limits = list(raw, 'limits');
    const blocking = limits.filter((row) => row.blocks !== false);
    return {
        id: text(raw, 'id'),
        label: text(raw, 'label'),
        kind,
        required: raw.required === true,
        hint: text(raw, 'hint'),
        clause: text(raw, 'clause') || null,
        width: 12,
        unit: text(raw, 'unit') || (kind === 'money' ? moneyUnitOf(text(raw, 'currency')) : ''),
        decimals: number(raw, 'decimals') ?? 0,
        maxChars: number(raw, 'max_chars') ?? 2000,
        words: readWords(limits),
        options: list(raw, 'options').map((row) => ({
            code: text(row, 'code'),
            name: text(row, 'label') || text(row, 'name'),
        })),
        other: text(raw, 'other') || null,
        level: text(raw, 'level') || null,
        within: text(raw, 'within') || null,
        columns: list(raw, 'columns').map(readField),
        as: text(raw, 'as'),
        rowsMax: limit(blocking, 'max', Math.min) ?? 500,
        sum: kind === 'money',
        maxCount: limit(blocking, 'max', Math.min) ?? 500,
    };
}

function readPrint(raw: Raw): Print {
    return {
        title: text(raw, 'title'),
        columns: number(raw, 'columns') ?? 12,
        rows: list(raw, 'rows').map((row) => ({
            heading: text(row, 'heading') || null,
            cells: list(row, 'cells').map((cell) => ({
                field: text(cell, 'field') || null,
                label: text(cell, 'label') || null,
                span: number(cell, 'span') ?? 0,
            })),
        })),
        seals: texts(raw, 'seals'),
        notes: texts(raw, 'notes'),
    };
}

/** Spans of a row's cells; those that say none share what is left. */
export function spansOf(row: PrintRow, columns: number): number[] {
    const said = row.cells.reduce((sum, cell) => sum + cell.span, 0);
    const open = row.cells.filter((cell) => cell.span === 0).length;
    let left = Math.max(open, columns - said);
    let rest = open;
    return row.cells.map((cell) => {
        if (cell.span > 0) {
            return cell.span;
        }
        const span = Math.max(1, Math.floor(left / rest));
        left -= span;
        rest -= 1;
        return span;
    });
}

const alwaysWide = new Set<FieldKind>([
    'longtext',
    'choices',
    'declaration',
    'attachment',
    'table',
]);

/** Fields stand side by side on screen as they do on paper. */
function placeFields(form: Form): void {
    const widths = new Map<string, number>();
    form.print.rows.forEach((row) => {
        const spans = spansOf(row, form.print.columns);
        row.cells.forEach((cell, index) => {
            if (cell.field !== null) {
                const share = (spans[index] ?? form.print.columns) / form.print.columns;
                widths.set(cell.field, Math.max(3, Math.round(share * 12)));
            }
        });
    });
    fieldsOf(form).forEach((field) => {
        field.width = alwaysWide.has(field.kind) ? 12 : (widths.get(field.id) ?? 12);
    });
}

/** Reads the server's form document. */
export function readForm(document: unknown): Form {
    const raw = document as Raw;
    const form: Form = {
        version: text(raw, 'version'),
        title: text(raw, 'title'),
        notes: text(raw, 'notes'),
        sections: list(raw, 'sections').map((row) => ({
            id: text(row, 'code'),
            title: text(row, 'title'),
            hint: text(row, 'hint'),
            fields: list(row, 'fields').map(readField),
        })),
        print: readPrint((raw.print ?? {}) as Raw),
    };
    placeFields(form);
    return form;
}

export function fieldsOf(form: Form): Field[] {
    return form.sections.flatMap((section) => section.fields);
}
