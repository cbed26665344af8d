// SPDX-License-Identifier: Apache-2.0
// Files that go with every form beside its own attachment fields: what the server says the track
// asks for.
import type { Material } from '@/api/types';
import type { Field } from './schema';

export const materialsSection = 'materials';

const assumed = '系统默认，非通知规定；有的可以上传。';

/** A material as a field, so that one component shows both. */
export function materialField(material: Material): Field {
    const source = !material.required && material.basis === 'default' ? assumed : '';
    return {
        id: material.code,
        label: material.name,
        kind: 'attachment',
        required: material.required,
        hint: [material.hint, source].filter(Boolean).join(''),
        clause: material.clause,
        width: 12,
        unit: '',
        decimals: 0,
        maxChars: 0,
        words: null,
        options: [],
        other: null,
        level: null,
        within: null,
        columns: [],
        rowsMax: 0,
        sum: false,
        maxCount: 20,
        as: '',
    };
}
