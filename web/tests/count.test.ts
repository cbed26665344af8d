// SPDX-License-Identifier: Apache-2.0
// 字数 by the vectors that the server's counter is tested with.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countWords } from '@/lib/count';

interface Vector {
    text: string;
    count: number;
    claim: string;
}
const file = path.resolve(import.meta.dirname, '../../tests/data/count-vectors.json');
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[];

describe('countWords', () => {
    it.each(vectors)('$claim', ({ text, count }) => {
        expect(countWords(text)).toBe(count);
    });
});
