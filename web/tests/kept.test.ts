// SPDX-License-Identifier: Apache-2.0
// What was kept aside goes where it fits, and nowhere else.
import { describe, expect, it } from 'vitest';
import type { KeptValue } from '@/api/types';
import { keptFor, placesFor } from '@/form/kept';
import { materialField } from '@/form/materials';
import type { Field, FieldKind } from '@/form/schema';

const field = (id: string, kind: FieldKind, codes: string[] = []): Field => ({
    ...materialField({
        code: id,
        name: id,
        hint: null,
        clause: null,
        basis: 'notice',
        required: false,
    }),
    kind,
    options: codes.map((code) => ({ code, name: code })),
});
const kept = (id: string, kind: string, value: unknown, text: string): KeptValue => ({
    n: 1,
    form_version: 1,
    field: id,
    at: '2025-01-20T10:00:00+08:00',
    label: id,
    kind,
    text,
    value,
});

describe('values kept aside', () => {
    it('go into a text in words, on one line where there is one', () => {
        const table = kept('rows', 'table', [{ a: 1 }], '甲：1\n乙：2');
        expect(keptFor(field('note', 'longtext'), table)).toBe('甲：1\n乙：2');
        expect(keptFor(field('note', 'text'), table)).toBe('甲：1；乙：2');
        expect(keptFor(field('rows', 'table'), table)).toBeUndefined();
    });

    it('keep only the options that are still there', () => {
        const modes = kept('modes', 'choices', { codes: ['a', 'b'], other: '' }, 'a、b');
        expect(keptFor(field('modes', 'choices', ['b', 'c']), modes)).toEqual({
            codes: ['b'],
            other: '',
        });
        const one = kept('mode', 'choice', 'a', 'a');
        expect(keptFor(field('mode', 'choice', ['b']), one)).toBeUndefined();
        expect(keptFor(field('mode', 'choice', ['a']), one)).toBe('a');
    });

    it('are offered the field of their name first', () => {
        const fields = [field('x', 'text'), field('day', 'date'), field('place', 'longtext')];
        const place = kept('place', 'text', '某地', '某地');
        expect(placesFor(fields, place).map((one) => one.id)).toEqual(['place', 'x']);
    });
});
