// SPDX-License-Identifier: Apache-2.0
// 字数 as word processors count it; the same rule as src/text/count.c, sharing its test vectors.

/** A sign of one of these ranges, written as inside the brackets of a pattern. */
const oneOf = (...ranges: string[]) => new RegExp(`[${ranges.join('')}]`, 'u');

const space = /[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u205f\u3000]/u;
const passed = oneOf(
    '\\xad\\u0300-\\u036f\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e',
    '\\u2060-\\u206f\\u20d0-\\u20ff\\u302a-\\u302f\\u3099\\u309a',
    '\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff\\u{e0000}-\\u{e0fff}',
);
const touching = /[\xb7\xd7\u2014\u2018\u2019\u201c\u201d\u2026]/u;
const mongolian = /[\u1800-\u180a\u1810-\u18af\u{11660}-\u{1167f}]/u;
const wide = oneOf(
    '\\u1100-\\u11ff\\u2e80-\\u2fff\\u3001-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7ff',
    '\\ue000-\\ufaff\\ufe10-\\ufe1f\\ufe30-\\ufe6f\\uff01-\\uffef',
    '\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{1f200}-\\u{1f2ff}',
    '\\u{20000}-\\u{3ffff}\\u{f0000}-\\u{10ffff}',
);
const joiner = '\u202f';

type Sign = 'space' | 'wide' | 'touching' | 'mongolian' | 'joiner' | 'other';

function signOf(char: string): Sign {
    if (wide.test(char)) {
        return 'wide';
    }
    if (char === joiner) {
        return 'joiner';
    }
    if (space.test(char)) {
        return 'space';
    }
    if (touching.test(char)) {
        return 'touching';
    }
    return mongolian.test(char) ? 'mongolian' : 'other';
}

/**
 * Each East Asian sign counts 1, each run of other signs between spaces counts 1; “”‘’—…·× count 1
 * when a neighbour is an East Asian sign, otherwise they belong to the run. Marks that show nothing
 * of their own are passed over.
 */
export function countWords(text: string): number {
    const signs: Sign[] = [];
    for (const char of text) {
        if (!passed.test(char)) {
            signs.push(signOf(char));
        }
    }
    let count = 0;
    let inRun = false;
    signs.forEach((sign, i) => {
        const before = signs[i - 1];
        const after = signs[i + 1];
        const beside = before === 'wide' || after === 'wide';
        const alone = sign === 'wide' || (sign === 'touching' && beside);
        const joins = sign === 'joiner' && before === 'mongolian' && after === 'mongolian';
        const gap = sign === 'space' || (sign === 'joiner' && !joins);
        const runs = !alone && !gap && !joins;
        if (alone || (runs && !inRun)) {
            count += 1;
        }
        inRun = runs || joins;
    });
    return count;
}
