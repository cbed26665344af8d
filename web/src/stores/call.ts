// SPDX-License-Identifier: Apache-2.0
// The call (year) the person is looking at, and the deadline that is nearest for them.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '@/api/api';
import type { CallRow, Deadline } from '@/api/types';

const storeKey = 'dianjiang.call';

export const useCall = defineStore('call', () => {
    const calls = ref<CallRow[]>([]);
    const code = ref(localStorage.getItem(storeKey) ?? '');
    const deadline = ref<Deadline | null>(null);
    const todoCount = ref(0);
    const current = computed(() => calls.value.find((call) => call.code === code.value) ?? null);
    let loading: Promise<void> | null = null;

    async function read(): Promise<void> {
        calls.value = (await api.callList()).rows;
        if (current.value === null) {
            code.value = calls.value[0]?.code ?? '';
        }
        useCallDeadline();
    }

    /** Until the workbench says what is nearest for this person, the call's own deadline. */
    function useCallDeadline(): void {
        const call = current.value;
        if (call?.next_at && deadline.value === null) {
            deadline.value = { at: call.next_at, text: call.next_text, name: call.next_name };
        }
    }

    async function load(): Promise<void> {
        loading ??= read().catch((error: unknown) => {
            loading = null;
            throw error;
        });
        await loading;
    }

    function choose(next: string): void {
        code.value = next;
        localStorage.setItem(storeKey, next);
        deadline.value = null;
        useCallDeadline();
    }

    return { calls, code, current, deadline, todoCount, load, choose };
});
