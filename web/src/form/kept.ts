// SPDX-License-Identifier: Apache-2.0
// Which fields of the form can take a value that was kept aside.
import type { KeptValue } from '@/api/types';
import type { Field, FieldKind } from './schema';

const texts = new Set<FieldKind>(['text', 'longtext', 'organisation']);

/** What goes into the field: the value itself for the same kind (of choices those that are still
 *  there), its words for a text; undefined: nothing can. */
export function keptFor(field: Field, kept: KeptValue): unknown {
    if (texts.has(field.kind)) {
        const words = typeof kept.value === 'string' ? kept.value : kept.text;
        return field.kind === 'longtext' ? words : words.replace(/\s*\n\s*/g, '；');
    }
    if (field.kind !== kept.kind || field.kind === 'table') {
        return undefined;
    }
    const known = (code: unknown) => field.options.some((option) => option.code === code);
    if (field.kind === 'choice') {
        return known(kept.value) ? kept.value : undefined;
    }
    if (field.kind === 'choices') {
        const { codes, other } = kept.value as { codes?: unknown[]; other?: string };
        return { codes: (codes ?? []).filter(known), other: other ?? '' };
    }
    return kept.value;
}

/** The field of the same name first, then those of the same kind, then texts. */
export function placesFor(fields: Field[], kept: KeptValue): Field[] {
    const rank = (field: Field) =>
        (field.id === kept.field ? 0 : 4) +
        (field.label === kept.label ? 0 : 2) +
        (field.kind === kept.kind ? 0 : 1);
    return fields
        .filter((field) => keptFor(field, kept) !== undefined)
        .sort((a, b) => rank(a) - rank(b));
}
