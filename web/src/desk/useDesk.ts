// SPDX-License-Identifier: Apache-2.0
// The desk's state: queue, the open item, its checklist, and what is to be mended.
import { computed, ref, shallowRef, watch } from 'vue';
import { api } from '@/api/api';
import { messageOf } from '@/api/http';
import type { Application, DeskQueue, DeskRow, ReturnReason } from '@/api/types';
import { useLatest } from '@/lib/load';
import { readForm, type Form } from '@/form/schema';
import { useMarks } from './useMarks';

export type QueueState = 'waiting' | 'returned' | 'accepted' | 'all';

const pageRows = 100;

export function useDesk() {
    const state = ref<QueueState>('waiting');
    const queue = shallowRef<DeskQueue | null>(null);
    const rows = ref<DeskRow[]>([]);
    const problem = shallowRef<Error | null>(null);
    const application = shallowRef<Application | null>(null);
    const form = shallowRef<Form | null>(null);
    const itemProblem = shallowRef<Error | null>(null);
    const extra = ref('');
    const paper = ref(false);
    const checks = useMarks();
    const forms = new Map<string, Form>();
    let asked = 0;
    let looked = 0;

    const reasons = computed<ReturnReason[]>(() => [
        ...checks.missing.value.map((row) => ({
            code: row.code,
            text: (checks.texts[row.code] ?? '').trim(),
        })),
        ...extra.value
            .split('\n')
            .map((text) => ({ text: text.trim() }))
            .filter((row) => row.text !== ''),
    ]);

    // What is missing on paper has to be mended on paper; the person may still say otherwise.
    watch(
        () => checks.missing.value.some((row) => /^(paper_|seal$)/.test(row.code)),
        (now) => (paper.value = now),
    );

    // Marks were kept: whether they allow acceptance is the server's word.
    watch(checks.checklist, async (now, before) => {
        const shown = application.value;
        const accept = shown?.actions.find((action) => action.code === 'accept');
        if (!shown || !accept || accept.blocked === null || now === null || before === null) {
            return;
        }
        looked += 1;
        const mine = looked;
        const next = await api.applicationGet(shown.id).catch(() => null);
        // Of two marks kept in quick succession the answer to the later one counts.
        if (next !== null && mine === looked && application.value?.id === shown.id) {
            application.value = next;
        }
    });

    const beginQueue = useLatest();

    async function readQueue(call: string, more = false): Promise<void> {
        const current = beginQueue();
        try {
            const cursor = more ? (queue.value?.next ?? undefined) : undefined;
            // What was shown stays shown: one read again reaches as far as the last one did.
            const limit = more ? pageRows : Math.min(500, Math.max(pageRows, rows.value.length));
            const next = await api.deskQueue({ call, state: state.value, limit, cursor });
            if (!current()) {
                return;
            }
            queue.value = next;
            rows.value = more ? [...rows.value, ...next.rows] : next.rows;
            problem.value = null;
        } catch (error) {
            if (current()) {
                problem.value = error as Error;
            }
        }
    }

    async function open(id: string): Promise<void> {
        asked += 1;
        const mine = asked;
        itemProblem.value = null;
        await checks.settle();
        try {
            const [next, list] = await Promise.all([api.applicationGet(id), api.deskChecklist(id)]);
            const key = `${next.call}/${next.track}/${next.form_version}`;
            const made =
                forms.get(key) ??
                readForm(await api.callForm(next.call, next.track, next.form_version));
            forms.set(key, made);
            if (mine === asked) {
                application.value = next;
                form.value = made;
                extra.value = '';
                paper.value = false;
                checks.begin(id, list);
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
        void checks.settle().then(() => application.value ?? checks.begin('', null));
    }

    /** The version code on the paper, scanned or typed; resolves to "" or to what went wrong. */
    async function readPaper(code: string): Promise<string> {
        if (application.value === null) {
            return '';
        }
        try {
            await checks.settle();
            checks.take(await api.deskPaper(application.value.id, code));
            return '';
        } catch (error) {
            return messageOf(error);
        }
    }

    /** Resolves to "" or to what went wrong. */
    async function act(action: string, reason: string): Promise<string> {
        if (application.value === null) {
            return '';
        }
        const unsettled = await checks.settle();
        looked += 1; // what was read before the act is no longer how it is
        if (unsettled !== '') {
            return unsettled;
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
            looked += 1;
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
        itemProblem,
        extra,
        paper,
        checks,
        reasons,
        readQueue,
        open,
        close,
        readPaper,
        act,
        reveal,
    };
}

export type Desk = ReturnType<typeof useDesk>;
