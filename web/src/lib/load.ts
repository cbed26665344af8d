// SPDX-License-Identifier: Apache-2.0
// Reading data for a page: value, problem, and reading again; the last call wins.
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { ApiProblem } from '@/api/http';

/** Of several requests on their way the last one asked for counts, good answer or bad. */
export function useLatest(): () => () => boolean {
    let last = 0;
    return () => {
        last += 1;
        const mine = last;
        return () => mine === last;
    };
}

export interface Loaded<T> {
    value: ShallowRef<T | null>;
    problem: ShallowRef<ApiProblem | Error | null>;
    busy: Ref<boolean>;
    read: () => Promise<void>;
}

/** Starts reading at once unless start is false. A problem keeps the value read before. */
export function useLoad<T>(reader: () => Promise<T>, start = true): Loaded<T> {
    const value = shallowRef<T | null>(null);
    const problem = shallowRef<ApiProblem | Error | null>(null);
    const busy = ref(false);
    const begin = useLatest();

    async function read(): Promise<void> {
        const current = begin();
        busy.value = true;
        try {
            const result = await reader();
            if (current()) {
                value.value = result;
                problem.value = null;
            }
        } catch (error) {
            if (current()) {
                problem.value = error instanceof Error ? error : new Error(String(error));
            }
        } finally {
            if (current()) {
                busy.value = false;
            }
        }
    }

    if (start) {
        void read();
    }
    return { value, problem, busy, read };
}

interface Page {
    rows: unknown[];
    next?: string | null;
}

export interface Pages<P extends Page> extends Loaded<P> {
    rows: ComputedRef<P['rows'][number][]>;
    next: ComputedRef<string | null>;
    /** Reads the page behind the last one shown. */
    more: () => Promise<void>;
}

/** A list read page by page: a page of an earlier question never joins a later one's. */
export function usePages<P extends Page>(
    reader: (cursor?: string) => Promise<P>,
    start = true,
): Pages<P> {
    const later = shallowRef<P[]>([]);
    const begin = useLatest();
    const first = useLoad(() => reader(), false);
    const pages = computed(() => (first.value.value ? [first.value.value, ...later.value] : []));
    const next = computed(() => pages.value.at(-1)?.next ?? null);

    async function read(): Promise<void> {
        const current = begin();
        const before = first.value.value;
        await first.read();
        if (current() && first.value.value !== before) {
            later.value = [];
        }
    }

    async function more(): Promise<void> {
        const current = begin();
        const cursor = next.value;
        if (cursor === null) {
            return;
        }
        try {
            const page = await reader(cursor);
            if (current()) {
                later.value = [...later.value, page];
            }
        } catch (error) {
            if (current()) {
                first.problem.value = error instanceof Error ? error : new Error(String(error));
            }
        }
    }

    if (start) {
        void read();
    }
    const rows = computed(() =>
        pages.value.flatMap((page): P['rows'][number][] => page.rows),
    );
    return { ...first, rows, next, read, more };
}
