// SPDX-License-Identifier: Apache-2.0
// Paths into the values, and the problems of a field.
import type { Problem } from '@/api/http';

/** "/values/period/end" and "/period/end" both mean ["period", "end"]. */
export function partsOfPath(path: string): string[] {
    const parts = path
        .split('/')
        .slice(1)
        .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
    return parts[0] === 'values' ? parts.slice(1) : parts;
}

/** The field a problem belongs to: the first part of its path. */
export function fieldOfPath(path: string): string {
    return partsOfPath(path)[0] ?? '';
}

export function problemsOf(problems: Problem[], field: string): Problem[] {
    return problems.filter((problem) => fieldOfPath(problem.path) === field);
}

/** Problems of one cell of a table. */
export function problemsAt(problems: Problem[], row: number, column: string): Problem[] {
    return problems.filter((problem) => {
        const parts = partsOfPath(problem.path);
        return parts[1] === String(row) && parts[2] === column;
    });
}

/** Same value, whatever the order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
    return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
    return JSON.stringify(value ?? null, (_key, inner: unknown) => {
        if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
            return inner;
        }
        const sorted = Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1));
        return Object.fromEntries(sorted);
    });
}
