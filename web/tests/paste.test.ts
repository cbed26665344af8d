// SPDX-License-Identifier: Apache-2.0
// What comes from a spreadsheet's clipboard.
import { describe, expect, it } from 'vitest';
import { parseCells, readPasted } from '@/form/paste';
import { readForm, type Field } from '@/form/schema';

const column = (id: string, label: string, kind: string, more = {}) => ({
    id,
    label,
    kind,
    ...more,
});
const form = readForm({
    sections: [
        {
            fields: [
                column('budget', '预算明细', 'table', {
                    columns: [
                        column('item', '支出项目', 'text'),
                        column('amount', '金额', 'money', { unit: '万元' }),
                        column('day', '日期', 'date'),
                        column('count', '人数', 'number'),
                        column('way', '方式', 'choice', {
                            options: [{ code: 'site', label: '现场' }],
                        }),
                    ],
                }),
            ],
        },
    ],
});
const columns: Field[] = form.sections[0]?.fields[0]?.columns ?? [];

describe('parseCells', () => {
    it('cuts rows and cells and drops the empty last line', () => {
        expect(parseCells('a\tb\r\nc\td\r\n')).toEqual([
            ['a', 'b'],
            ['c', 'd'],
        ]);
    });

    it('keeps tabs, line ends and quotes inside a quoted cell', () => {
        expect(parseCells('"一\n二\t""三"""\tb')).toEqual([['一\n二\t"三"', 'b']]);
    });

    it('leaves a quote that does not enclose the cell as it is', () => {
        expect(parseCells('"点将"台\tb')).toEqual([['"点将"台', 'b']]);
        expect(parseCells('5" 管\t"开头')).toEqual([['5" 管', '"开头']]);
    });
});

describe('readPasted', () => {
    it('reads cells by the kinds of their columns', () => {
        const read = readPasted(columns, '交通\t13.5\t2025-7-14\t12\t现场');
        expect(read).toEqual({
            rows: [{ item: '交通', amount: 13500000, day: '2025-07-14', count: 12, way: 'site' }],
            unread: [],
        });
    });

    it('leaves out a line of headings', () => {
        const read = readPasted(columns, '支出项目\t金额（万元）\n交通\t5');
        expect(read.rows).toEqual([{ item: '交通', amount: 5000000 }]);
    });

    it('names the cells it could not read and leaves them empty', () => {
        const read = readPasted(columns, '交通\t约五万\n食宿\t3');
        expect(read.rows[0]).toEqual({ item: '交通', amount: null });
        expect(read.unread).toEqual([{ row: 1, label: '金额', text: '约五万' }]);
    });

    it('starts at the given column and ignores cells beyond the last', () => {
        const read = readPasted(columns, '12\t现场\t多余', 3);
        expect(read.rows).toEqual([{ count: 12, way: 'site' }]);
    });
});
