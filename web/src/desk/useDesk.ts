// SPDX-License-Identifier: Apache-2.0
// The desk's state: queue, the open item, its checklist, and what is to be mended.
import { computed, reactive, ref, shallowRef } from 'vue';
import { api } from '@/api/api';
import { messageOf } from '@/api/http';
import type { Application, Checklist, DeskQueue, DeskRow, ReturnReason } from '@/api/types';
import { readForm, type Form } from '@/form/schema';

export type QueueState = 'waiting' | 'returned' | 'accepted' | 'all';
export type Mark = 'ok' | 'missing' | 'unknown';

const turn: Record<Mark, Mark> = { unknown: 'ok', ok: 'missing', missing: 'ok' };

export function useDesk() {
    const state = ref<QueueState>('waiting');
    const queue = shallowRef<DeskQueue | null>(null);
    const rows = ref<DeskRow[]>([]);
    const problem = shallowRef<Error | null>(null);
    const application = shallowRef<Application | null>(null);
    const form = shallowRef<Form | null>(null);
    const checklist = shallowRef<Checklist | null>(null);
    const itemProblem = shallowRef<Error | null>(null);
    const marks = reactive<Record<string, Mark>>({});
    const texts = reactive<Record<string, string>>({});
    const extra = ref('');
    const paper = ref(false);
    const forms = new Map<string, Form>();
    let asked = 0;

    const missing = computed(
        () => checklist.value?.rows.filter((row) => marks[row.code] === 'missing') ?? [],
    );
    const reasons = computed<ReturnReason[]>(() => [
        ...missing.value.map((row) => ({ code: row.code, text: (texts[row.code] ?? '').trim() })),
        ...extra.value
            .split('\n')
            .map((text) => ({ text: text.trim() }))
            .filter((row) => row.text !== ''),
    ]);

    async function readQueue(call: string, more = false): Promise<void> {
        try {
            const limit = more ? 500 : 50;
            const next = await api.deskQueue({ call, state: state.value, limit });
            queue.value = next;
            rows.value = next.rows;
            problem.value = null;
        } catch (error) {
            problem.value = error as Error;
        }
    }

    function startMarks(list: Checklist): void {
        [marks, texts].forEach((map) => Object.keys(map).forEach((key) => delete map[key]));
        list.rows.forEach((row) => {
            marks[row.code] = row.auto;
            texts[row.code] = row.note
                ? `${row.text}：${row.note}。请补正。`
                : `缺${row.text}，请补齐。`;
        });
        extra.value = '';
        paper.value = false;
    }

    async function open(id: string): Promise<void> {
        asked += 1;
        const mine = asked;
        itemProblem.value = null;
        try {
            const [next, list] = await Promise.all([api.applicationGet(id), api.deskChecklist(id)]);
            const key = `${next.call}/${next.track}/${next.form_version}`;
            const made =
                forms.get(key) ??
                readForm(await api.callForm(next.call, next.track, next.form_version));
            forms.set(key, made);
            if (mine === asked) {
                application.value = next;
                checklist.value = list;
                form.value = made;
                startMarks(list);
            }
        } catch (error) {
            if (mine === asked) {
                application.value = null;
                itemProblem.value = error as Error;
            }
        }
    }

    function close(): void {
        asked += 1;
        application.value = null;
        checklist.value = null;
    }

    /** The n-th line of the checklist, from 1: ticked, then missing, then ticked. */
    function mark(n: number): void {
        const row = checklist.value?.rows[n - 1];
        if (row !== undefined) {
            marks[row.code] = turn[marks[row.code] ?? 'unknown'];
        }
    }

    /** Resolves to "" or to what went wrong. */
    async function act(action: string, reason: string): Promise<string> {
        if (application.value === null) {
            return '';
        }
        const returning = action === 'return';
        const body = returning
            ? { items: reasons.value, paper: paper.value }
            : reason === ''
              ? {}
              : { reason };
        try {
            const next = await api.applicationAct(application.value.id, action, body);
            application.value = next ?? application.value;
            return '';
        } catch (error) {
            return messageOf(error);
        }
    }

    async function reveal(reason: string): Promise<void> {
        if (application.value !== null) {
            application.value = await api.applicationReveal(application.value.id, reason);
        }
    }

    return {
        state,
        queue,
        rows,
        problem,
        application,
        form,
        checklist,
        itemProblem,
        marks,
        texts,
        extra,
        paper,
        missing,
        reasons,
        readQueue,
        open,
        close,
        mark,
        act,
        reveal,
    };
}

export type Desk = ReturnType<typeof useDesk>;
