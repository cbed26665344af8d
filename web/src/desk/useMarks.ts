// SPDX-License-Identifier: Apache-2.0
// The checklist of the open item: marked at once on the screen, kept by the server in order.
import { computed, reactive, ref, shallowRef } from 'vue';
import { api } from '@/api/api';
import { messageOf } from '@/api/http';
import type { Checklist, ChecklistRow } from '@/api/types';

export type Mark = 'ok' | 'missing' | 'unknown';

const turn: Record<Mark, Mark> = { unknown: 'ok', ok: 'missing', missing: 'ok' };

function defaultText(row: ChecklistRow): string {
    if (row.said && row.code !== 'paper_version') {
        return row.said;
    }
    if (row.code === 'paper_version') {
        return '纸质申报表与报送的版本不一致，请按报送版本重新打印盖章。';
    }
    return row.note && row.auto === 'missing'
        ? `${row.text}：${row.note}。请补正。`
        : `缺${row.text}，请补齐。`;
}

export function useMarks() {
    const checklist = shallowRef<Checklist | null>(null);
    const marks = reactive<Record<string, Mark>>({});
    const texts = reactive<Record<string, string>>({});
    const problem = ref('');
    /** What the marks were before each act of this person, for taking it back. */
    const past = ref<Record<string, Mark>[]>([]);
    const changed = new Set<string>();
    let id = '';
    let sending: Promise<void> | null = null;

    const withMark = (mark: Mark) =>
        computed(() => checklist.value?.rows.filter((r) => marks[r.code] === mark) ?? []);
    const missing = withMark('missing');
    const unknown = withMark('unknown');

    function take(list: Checklist): void {
        checklist.value = list;
        list.rows.forEach((row) => {
            if (!changed.has(row.code)) {
                marks[row.code] = row.state;
                texts[row.code] ??= defaultText(row);
            }
        });
    }

    function begin(application: string, list: Checklist | null): void {
        [marks, texts].forEach((map) => Object.keys(map).forEach((key) => delete map[key]));
        changed.clear();
        past.value = [];
        problem.value = '';
        id = application;
        checklist.value = null;
        if (list !== null) {
            take(list);
        }
    }

    async function send(): Promise<void> {
        const mine = id;
        while (changed.size > 0 && mine === id) {
            const codes = [...changed];
            changed.clear();
            const body = codes.map((code) => {
                const state = marks[code] ?? 'unknown';
                const said = state === 'missing' ? (texts[code] ?? '').trim() : '';
                return { code, state, ...(said === '' ? {} : { said }) };
            });
            try {
                const list = await api.deskMark(mine, body);
                if (mine === id) {
                    take(list);
                    problem.value = '';
                }
            } catch (error) {
                if (mine === id) {
                    problem.value = messageOf(error);
                    checklist.value?.rows.forEach((row) => (marks[row.code] = row.state));
                }
                return;
            }
        }
    }

    /** Resolves when everything marked so far is kept; to what went wrong, or "". */
    async function settle(): Promise<string> {
        sending ??= send().finally(() => (sending = null));
        await sending;
        if (changed.size > 0 && problem.value === '') {
            return settle();
        }
        return problem.value;
    }

    function set(code: string, mark: Mark): void {
        marks[code] = mark;
        changed.add(code);
        void settle();
    }

    /** A line nobody had looked at is open again, whatever the machine says of it. */
    function before(row: ChecklistRow): Mark {
        const mine = past.value.some((step) => row.code in step);
        return row.by === null && !mine ? 'unknown' : (marks[row.code] ?? 'unknown');
    }

    function setAll(rows: ChecklistRow[], next: (row: ChecklistRow) => Mark): void {
        if (rows.length > 0) {
            past.value.push(Object.fromEntries(rows.map((row) => [row.code, before(row)])));
            rows.forEach((row) => set(row.code, next(row)));
        }
    }

    /** Takes back what was marked last. */
    function undo(): void {
        const last = past.value.pop();
        Object.entries(last ?? {}).forEach(([code, mark]) => set(code, mark));
    }

    /** The n-th line, from 1: ticked, then missing, then ticked. */
    function mark(n: number): void {
        const row = checklist.value?.rows[n - 1];
        setAll(row === undefined ? [] : [row], (r) => turn[marks[r.code] ?? 'unknown']);
    }

    /** Everything nobody has looked at yet is in order; what is missing stays missing. */
    function restOk(): void {
        setAll([...unknown.value], () => 'ok');
    }

    /** What is said of a missing line was changed by hand. */
    function retell(code: string): void {
        if (marks[code] === 'missing') {
            set(code, 'missing');
        }
    }

    return {
        checklist,
        marks,
        texts,
        problem,
        missing,
        unknown,
        begin,
        take,
        settle,
        mark,
        restOk,
        past,
        undo,
        retell,
    };
}
