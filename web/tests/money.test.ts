// SPDX-License-Identifier: Apache-2.0
// Money between fen and what people read and type.
import { describe, expect, it } from 'vitest';
import { moneyText, parseMoney } from '@/lib/money';

describe('moneyText', () => {
    it.each([
        [5000000, '5.00万元'],
        [23500000, '23.50万元'],
        [0, '0.00万元'],
        [1, '0.000001万元'],
        [12345678, '12.345678万元'],
        [-500000, '-0.50万元'],
    ])('%d fen is %s', (fen, text) => {
        expect(moneyText(fen)).toBe(text);
    });

    it('shows yuan where the form asks for yuan', () => {
        expect(moneyText(123456, '元')).toBe('1234.56元');
    });

    it('is empty for no amount', () => {
        expect(moneyText(null)).toBe('');
    });
});

describe('parseMoney', () => {
    it.each([
        ['5', 5000000],
        ['5.00', 5000000],
        ['5 万元', 5000000],
        ['２３．５０', 23500000],
        ['235,000元', 23500000],
        ['0.000001', 1],
        ['.5', 500000],
        ['1,234.5 万', 1234500000],
    ])('reads %s', (text, fen) => {
        expect(parseMoney(text)).toBe(fen);
    });

    it.each(['', '五万', '5..0', '1e3', '-1', '0.0000001', '99999999999999', '5万5'])(
        'refuses %s',
        (text) => {
            expect(parseMoney(text)).toBeNull();
        },
    );

    it('reads back what it shows', () => {
        for (let n = 0; n < 2000; n += 1) {
            const fen = (n * 7919 * 104729) % 1000000007;
            expect(parseMoney(moneyText(fen))).toBe(fen);
            expect(parseMoney(moneyText(fen, '元'), '元')).toBe(fen);
        }
    });
});
