// SPDX-License-Identifier: Apache-2.0
// Signs that nobody sees: what Word and spreadsheets put into a text.
import { describe, expect, it } from 'vitest';
import { cleanText, cleanValue } from '@/lib/clean';
import { readForm } from '@/form/schema';

const fields = readForm({
    sections: [
        {
            fields: [
                { id: 'content', label: '内容', kind: 'longtext' },
                { id: 'title', label: '名称', kind: 'text' },
                {
                    id: 'budget',
                    label: '预算',
                    kind: 'table',
                    columns: [
                        { id: 'item', label: '项目', kind: 'text' },
                        { id: 'basis', label: '依据', kind: 'longtext' },
                    ],
                },
            ],
        },
    ],
}).sections[0]?.fields;
const [content, title, budget] = fields ?? [];

describe('cleanText', () => {
    it('makes line breaks of Word’s breaks in a text of several lines', () => {
        expect(cleanText('一\u000b二\f三\r\n四\u2028五', true)).toBe('一\n二\n三\n四\n五');
    });

    it('makes one space of them in a line', () => {
        expect(cleanText('一\u000b二\n\t三', false)).toBe('一 二 三');
    });

    it('drops what is left and keeps tabs of paragraphs', () => {
        expect(cleanText('一\u0000\u0007\t二\u007f', true)).toBe('一\t二');
    });
});

describe('cleanValue', () => {
    it('cleans by the kind of the field, in tables too', () => {
        expect(cleanValue(content, '一\u000b二')).toBe('一\n二');
        expect(cleanValue(title, '一\u000b二')).toBe('一 二');
        expect(cleanValue(budget, [{ item: '一\n二', basis: '一\u000b二' }])).toEqual([
            { item: '一 二', basis: '一\n二' },
        ]);
    });

    it('gives the same object when there was nothing to clean', () => {
        const rows = [{ item: '一', basis: null, n: 3 }];
        expect(cleanValue(budget, rows)).toBe(rows);
    });
});
