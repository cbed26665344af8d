// SPDX-License-Identifier: Apache-2.0
// What changed between two texts, sign by sign for Chinese and word by word for the rest.

export interface Piece {
    kind: 'same' | 'gone' | 'new';
    text: string;
}

const tokenPattern = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+|\s+|./gsu;
/** Above this many pairs of signs the middle is shown as replaced: no page has to wait. */
const pairsMax = 4_000_000;

const tokens = (text: string): string[] => text.match(tokenPattern) ?? [];

/** Lengths of common subsequences of all ends: table[i][j] of a from i and b from j. */
function lengths(a: string[], b: string[]): Uint32Array[] {
    const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i -= 1) {
        const row = table[i] as Uint32Array;
        const below = table[i + 1] as Uint32Array;
        for (let j = b.length - 1; j >= 0; j -= 1) {
            row[j] =
                a[i] === b[j]
                    ? (below[j + 1] ?? 0) + 1
                    : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
        }
    }
    return table;
}

function push(pieces: Piece[], kind: Piece['kind'], text: string): void {
    const last = pieces[pieces.length - 1];
    if (text === '') {
        return;
    }
    if (last?.kind === kind) {
        last.text += text;
    } else {
        pieces.push({ kind, text });
    }
}

function middle(pieces: Piece[], a: string[], b: string[]): void {
    if (a.length * b.length > pairsMax) {
        push(pieces, 'gone', a.join(''));
        push(pieces, 'new', b.join(''));
        return;
    }
    const table = lengths(a, b);
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
        if (i < a.length && j < b.length && a[i] === b[j]) {
            push(pieces, 'same', a[i] ?? '');
            i += 1;
            j += 1;
        } else if (
            j === b.length ||
            (i < a.length && (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))
        ) {
            push(pieces, 'gone', a[i] ?? '');
            i += 1;
        } else {
            push(pieces, 'new', b[j] ?? '');
            j += 1;
        }
    }
}

/** One sign left standing between two changes only confuses: it counts as changed. */
function calm(pieces: Piece[]): Piece[] {
    const found: Piece[] = [];
    let gone = '';
    let fresh = '';
    const flush = () => {
        push(found, 'gone', gone);
        push(found, 'new', fresh);
        gone = '';
        fresh = '';
    };
    pieces.forEach((piece, index) => {
        const island =
            piece.kind === 'same' &&
            piece.text.length === 1 &&
            index > 0 &&
            index < pieces.length - 1;
        if (piece.kind === 'same' && !island) {
            flush();
            push(found, 'same', piece.text);
            return;
        }
        gone += piece.kind === 'new' ? '' : piece.text;
        fresh += piece.kind === 'gone' ? '' : piece.text;
    });
    flush();
    return found;
}

/** The pieces of both texts in reading order; those not "gone" are the new text, and vice versa. */
export function compareWords(before: string, after: string): Piece[] {
    const a = tokens(before);
    const b = tokens(after);
    const pieces: Piece[] = [];
    let head = 0;
    let tail = 0;
    while (head < a.length && head < b.length && a[head] === b[head]) {
        head += 1;
    }
    while (
        tail < a.length - head &&
        tail < b.length - head &&
        a[a.length - 1 - tail] === b[b.length - 1 - tail]
    ) {
        tail += 1;
    }
    push(pieces, 'same', a.slice(0, head).join(''));
    middle(pieces, a.slice(head, a.length - tail), b.slice(head, b.length - tail));
    push(pieces, 'same', a.slice(a.length - tail).join(''));
    return calm(pieces);
}
