// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { compareWords, type Piece } from '@/lib/words';

const shown = (pieces: Piece[]) =>
    pieces
        .map((p) => ({ same: p.text, gone: `-${p.text}-`, new: `+${p.text}+` })[p.kind])
        .join('');
const side = (pieces: Piece[], without: Piece['kind']) =>
    pieces
        .filter((p) => p.kind !== without)
        .map((p) => p.text)
        .join('');

describe('compareWords', () => {
    it('finds a changed number and keeps it whole', () => {
        expect(shown(compareWords('培训基层技术人员120人次', '培训基层技术人员150人次'))).toBe(
            '培训基层技术人员-120-+150+人次',
        );
    });

    it('finds what was put in and what was taken away', () => {
        expect(shown(compareWords('深入苏木嘎查指导', '深入苏木和嘎查现场指导'))).toContain('+和+');
        expect(shown(compareWords('一、二、三', '一、三'))).toContain('-');
    });

    it('shows an empty side as all new or all gone', () => {
        expect(shown(compareWords('', '新写'))).toBe('+新写+');
        expect(shown(compareWords('原有', ''))).toBe('-原有-');
        expect(compareWords('', '')).toEqual([]);
    });

    it('gives back both texts whatever they are', () => {
        let seed = 7;
        const next = (n: number) => {
            seed = (seed * 1103515245 + 12345) % 2147483648;
            return seed % n;
        };
        const text = () =>
            Array.from({ length: next(40) }, () => '草原生态修复 ab12，。\n'[next(15)]).join('');
        for (let i = 0; i < 300; i += 1) {
            const a = text();
            const b = text();
            const pieces = compareWords(a, b);
            expect(side(pieces, 'new')).toBe(a);
            expect(side(pieces, 'gone')).toBe(b);
        }
    });

    it('does not compare texts that are too long', () => {
        const a = '甲乙'.repeat(1500);
        const b = '丙丁'.repeat(1500);
        expect(compareWords(a, b)).toHaveLength(2);
    });
});
