// SPDX-License-Identifier: Apache-2.0
// Signs that nobody sees and no form takes: what Word and spreadsheets put between words.
import type { Field } from '@/form/schema';

const breaks = /\r\n?|[\u000b\u000c\u001c-\u001f\u0085\u2028\u2029]/g;
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Line breaks of every kind become "\n" in a text of several lines, else a space; what is left
 *  of the unseen signs goes. */
export function cleanText(text: string, lines: boolean): string {
    const plain = text.replace(breaks, '\n').replace(unseen, '');
    return lines ? plain : plain.replace(/[\n\t]+/g, ' ');
}

/** A value of the field with every text in it cleaned; the same object when nothing was. */
export function cleanValue(field: Field | undefined, value: unknown): unknown {
    if (typeof value === 'string') {
        return cleanText(value, field?.kind === 'longtext');
    }
    if (typeof value !== 'object' || value === null) {
        return value;
    }
    const entries = Object.entries(value);
    const cleaned = entries.map(([key, part]): [string, unknown] => {
        const column = field?.columns.find((one) => one.id === key);
        return [key, cleanValue(column ?? field, part)];
    });
    if (cleaned.every(([, part], index) => part === entries[index]?.[1])) {
        return value;
    }
    return Array.isArray(value) ? cleaned.map(([, part]) => part) : Object.fromEntries(cleaned);
}
