// SPDX-License-Identifier: Apache-2.0
// Reading data for a page: value, problem, and reading again; the last call wins.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { ApiProblem } from '@/api/http';

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
    let last = 0;

    async function read(): Promise<void> {
        last += 1;
        const mine = last;
        busy.value = true;
        try {
            const result = await reader();
            if (mine === last) {
                value.value = result;
                problem.value = null;
            }
        } catch (error) {
            if (mine === last) {
                problem.value = error instanceof Error ? error : new Error(String(error));
            }
        } finally {
            if (mine === last) {
                busy.value = false;
            }
        }
    }

    if (start) {
        void read();
    }
    return { value, problem, busy, read };
}
