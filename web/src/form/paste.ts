// SPDX-License-Identifier: Apache-2.0
// What a spreadsheet puts on the clipboard, cut into cells and read by the kinds of the columns.
import { parseDay } from '@/lib/dates';
import { parseMoney, type MoneyUnit } from '@/lib/money';
import type { Field } from './schema';

/** Cells of tab-separated text; a cell in double quotes may hold tabs, line ends and "" quotes. */
export function parseCells(text: string): string[][] {
    const rows: string[][] = [[]];
    let cell = '';
    let quoted = false;
    const body = text.replace(/\r\n?/g, '\n');
    const put = () => {
        rows[rows.length - 1]?.push(cell);
        cell = '';
    };
    for (let i = 0; i < body.length; i += 1) {
        const char = body[i] ?? '';
        if (quoted && char === '"' && body[i + 1] === '"') {
            cell += '"';
            i += 1;
        } else if (quoted && char === '"') {
            quoted = false;
        } else if (quoted) {
            cell += char;
        } else if (char === '"' && cell === '' && closes(body, i)) {
            quoted = true;
        } else if (char === '\t') {
            put();
        } else if (char === '\n') {
            put();
            rows.push([]);
        } else {
            cell += char;
        }
    }
    put();
    return rows.filter((row) => row.some((value) => value.trim() !== ''));
}

/** A quote opens a cell only if a later one stands before a tab, a line end or the end. */
function closes(body: string, start: number): boolean {
    return /^"(?:[^"]|"")*"(?=[\t\n]|$)/.test(body.slice(start));
}

export interface PastedRows {
    rows: Record<string, unknown>[];
    /** Cells that could not be read: row from 1, label of the column, the text. */
    unread: { row: number; label: string; text: string }[];
}

/** The code of a region, discipline … by its name; undefined: no such name. */
export type CodeOf = (column: Field, text: string) => string | undefined;

const listKinds = new Set(['region', 'discipline', 'industry']);

function readCell(column: Field, text: string, codeOf: CodeOf): unknown {
    const plain = text.trim();
    if (plain === '') {
        return null;
    }
    if (column.kind === 'money') {
        return parseMoney(plain, column.unit as MoneyUnit) ?? undefined;
    }
    if (column.kind === 'number') {
        const value = Number(plain.normalize('NFKC').replace(/[,\s]/g, ''));
        return Number.isSafeInteger(value) ? value : undefined;
    }
    if (column.kind === 'date') {
        return parseDay(plain, new Date().getFullYear()) ?? undefined;
    }
    if (column.kind === 'choice' || column.kind === 'title_level') {
        const found = column.options.find((o) => o.name === plain || o.code === plain);
        return found?.code;
    }
    return listKinds.has(column.kind) ? codeOf(column, plain) : plain;
}

function isHead(columns: Field[], cells: string[]): boolean {
    const labels = new Set(columns.map((column) => column.label));
    const known = cells.filter((cell) => labels.has(cell.trim().replace(/[（(].*$/, '')));
    return known.length > 0 && known.length >= Math.min(2, columns.length);
}

/** Rows for a table from pasted text, from the given column on; a line of headings is left out. */
export function readPasted(
    columns: Field[],
    text: string,
    firstColumn = 0,
    codeOf: CodeOf = (_, name) => name,
): PastedRows {
    const cells = parseCells(text);
    const head = cells[0] !== undefined && isHead(columns, cells[0]) ? 1 : 0;
    const unread: PastedRows['unread'] = [];
    const rows = cells.slice(head).map((row, r) => {
        const made: Record<string, unknown> = {};
        row.forEach((cell, c) => {
            const column = columns[firstColumn + c];
            if (column === undefined) {
                return;
            }
            const value = readCell(column, cell, codeOf);
            made[column.id] = value ?? null;
            if (value === undefined) {
                unread.push({ row: r + 1, label: column.label, text: cell.trim() });
            }
        });
        return made;
    });
    return { rows, unread };
}
