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

describe('units of calls', () => {
    it('reads and shows other Chinese units and foreign money exactly', () => {
        expect(parseMoney('3', '千元')).toBe(300000);
        expect(parseMoney('1.5', '百万元')).toBe(150000000);
        expect(parseMoney('0.2', '亿元')).toBe(2000000000);
        expect(parseMoney('2亿', '万元')).toBe(20000000000);
        expect(parseMoney('€ 5 000.50', '€')).toBe(500050);
        expect(parseMoney('EUR 12,50', '€')).toBe(125000);
        expect(parseMoney('5000.505', '€')).toBeNull();
        expect(moneyText(500050, '€')).toBe('5000.50€');
        expect(moneyText(300000, '千元')).toBe('3.00千元');
    });
});
