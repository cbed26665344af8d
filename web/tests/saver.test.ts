// SPDX-License-Identifier: Apache-2.0
// The autosave queue: merging, conflicts, a broken line, a dead session, and coming back.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, type Problem } from '@/api/http';
import type { PatchEntry, PatchReply, Values } from '@/api/types';
import { draftStore, takeDrafts, unsentCount, type Draft } from '@/form/draftStore';
import { Saver, type Conflict } from '@/form/saver';

const reply = (revision: number, more: Partial<PatchReply> = {}): PatchReply => ({
    revision,
    saved: '2025-01-21T09:12:00+08:00',
    problems: [],
    merged: false,
    values: null,
    ...more,
});
const problem = (status: number, code: string, problems: Partial<Problem>[] = []) =>
    new ApiProblem({
        title: '',
        status,
        code,
        detail: code,
        problems: problems.map((p) => ({
            path: '',
            code,
            clause: null,
            basis: null,
            level: 'error',
            message: '别人改过',
            ...p,
        })),
    });

type Answer = PatchReply | ApiProblem;

function setUp(answers: Answer[], server: { revision: number; values: Values } | null = null) {
    const sent: { base: number; patch: PatchEntry[] }[] = [];
    const seen = {
        merged: [] as Values[],
        conflicts: [] as Conflict[][],
        refused: [] as Problem[][],
        drafts: [] as (Draft | null)[],
    };
    const saver = new Saver({
        base: 7,
        send: async (body) => {
            sent.push(structuredClone(body));
            const answer = answers.shift() ?? reply(99);
            if (answer instanceof ApiProblem) {
                throw answer;
            }
            return answer;
        },
        reread: async () => server ?? { revision: 8, values: {} },
        store: {
            write: (draft) => seen.drafts.push(structuredClone(draft)),
            clear: () => seen.drafts.push(null),
        },
        events: {
            changed: () => undefined,
            problems: () => undefined,
            merged: (values) => seen.merged.push(values),
            conflict: (list) => seen.conflicts.push(list),
            refused: (list) => seen.refused.push(list),
        },
    });
    return { saver, sent, seen };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('saving', () => {
    it('sends one patch for several changes after a pause', async () => {
        const { saver, sent } = setUp([reply(8)]);
        saver.edit('title', '一');
        saver.edit('title', '一二');
        saver.edit('place', '兴安盟');
        expect(saver.state).toBe('waiting');
        await vi.advanceTimersByTimeAsync(800);
        expect(sent).toEqual([
            {
                base: 7,
                patch: [
                    { path: '/values/title', value: '一二' },
                    { path: '/values/place', value: '兴安盟' },
                ],
            },
        ]);
        expect(saver.state).toBe('saved');
        expect(saver.revision).toBe(8);
    });

    it('saves somebody who never pauses', async () => {
        const { saver, sent } = setUp([]);
        for (let n = 0; n < 20; n += 1) {
            saver.edit('content', 'x'.repeat(n + 1));
            await vi.advanceTimersByTimeAsync(400);
        }
        expect(sent.length).toBeGreaterThanOrEqual(1);
    });

    it('keeps what is typed on this machine until the server has it', async () => {
        const { saver, seen } = setUp([reply(8)]);
        saver.edit('title', '一');
        expect(seen.drafts.at(-1)).toEqual({ base: 7, patch: { title: '一' } });
        await vi.advanceTimersByTimeAsync(800);
        expect(seen.drafts.at(-1)).toBeNull();
    });

    it('takes up others’ changes without touching what is unsent here', async () => {
        const { saver, seen } = setUp([
            reply(9, { merged: true, values: { title: '别人的', place: '别人的' } }),
        ]);
        saver.edit('title', '一');
        const flushed = saver.flush();
        saver.edit('place', '我又改了');
        await flushed;
        expect(seen.merged).toEqual([{ title: '别人的' }]);
    });
});

describe('a broken line', () => {
    it('tries again, longer each time, and keeps typing', async () => {
        const off = problem(0, 'offline');
        const { saver, sent, seen } = setUp([off, off, reply(8)]);
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(800);
        expect(saver.state).toBe('offline');
        saver.edit('title', '一二');
        expect(seen.drafts.at(-1)).toEqual({ base: 7, patch: { title: '一二' } });
        await vi.advanceTimersByTimeAsync(2000);
        expect(sent).toHaveLength(2);
        await vi.advanceTimersByTimeAsync(5000);
        expect(saver.state).toBe('saved');
        expect(sent.at(-1)?.patch).toEqual([{ path: '/values/title', value: '一二' }]);
    });

    it('goes on at once when told that the line is back', async () => {
        const { saver } = setUp([problem(503, 'unavailable'), reply(8)]);
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(800);
        saver.retry();
        await vi.advanceTimersByTimeAsync(10);
        expect(saver.state).toBe('saved');
    });

    it('waits for signing in again without losing anything', async () => {
        const { saver, sent, seen } = setUp([problem(401, 'signed_out')]);
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(60000);
        expect(saver.state).toBe('signed_out');
        expect(sent).toHaveLength(1);
        expect(seen.drafts.at(-1)).toEqual({ base: 7, patch: { title: '一' } });
    });

    it('stops when the application can no longer be edited, and keeps the text', async () => {
        const { saver, seen } = setUp([problem(409, 'not_editable')]);
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(800);
        expect(saver.state).toBe('locked');
        expect(saver.unsent).toEqual({ title: '一' });
        expect(seen.refused).toHaveLength(1);
    });
});

describe('conflicts', () => {
    const stale = problem(409, 'stale_patch', [{ path: '/values/title' }]);
    const server = { revision: 12, values: { title: '别人的', place: '旧' } };

    it('shows both values, sends the other fields, and blocks nothing', async () => {
        const { saver, sent, seen } = setUp([stale, reply(13)], server);
        saver.edit('title', '我的');
        saver.edit('place', '新');
        await vi.advanceTimersByTimeAsync(800);
        await vi.advanceTimersByTimeAsync(10);
        expect(seen.conflicts.at(-1)).toEqual([
            { field: 'title', mine: '我的', theirs: '别人的', message: '别人改过' },
        ]);
        expect(sent[1]).toEqual({ base: 12, patch: [{ path: '/values/place', value: '新' }] });
        expect(saver.state).toBe('conflict');
    });

    it('sends mine on the new base when mine is chosen', async () => {
        const { saver, sent } = setUp([stale, reply(13)], server);
        saver.edit('title', '我的');
        await vi.advanceTimersByTimeAsync(800);
        saver.choose('title', 'mine');
        await vi.advanceTimersByTimeAsync(800);
        expect(sent.at(-1)).toEqual({
            base: 12,
            patch: [{ path: '/values/title', value: '我的' }],
        });
        expect(saver.state).toBe('saved');
    });

    it('sends nothing when theirs is chosen', async () => {
        const { saver, sent } = setUp([stale], server);
        saver.edit('title', '我的');
        await vi.advanceTimersByTimeAsync(800);
        saver.choose('title', 'theirs');
        await vi.advanceTimersByTimeAsync(5000);
        expect(sent).toHaveLength(1);
        expect(saver.state).toBe('saved');
        expect(saver.unsent).toEqual({});
    });

    it('is none when both typed the same', async () => {
        const { saver, seen } = setUp([stale], server);
        saver.edit('title', '别人的');
        await vi.advanceTimersByTimeAsync(800);
        expect(seen.conflicts.at(-1)).toEqual([]);
        expect(saver.state).toBe('saved');
    });

    it('keeps my side on this machine until I have chosen', async () => {
        const { saver, seen } = setUp([stale], server);
        saver.edit('title', '我的');
        await vi.advanceTimersByTimeAsync(800);
        expect(seen.drafts.at(-1)).toEqual({ base: 12, patch: { title: '我的' } });
    });
});

describe('values of the wrong kind', () => {
    const bad = problem(422, 'json_problems', [
        { path: '/values/people', message: '人数应为整数。' },
    ]);

    it('keeps the refused value here, names it and saves the others', async () => {
        const { saver, sent, seen } = setUp([bad, reply(8)]);
        saver.edit('people', '二十');
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(800);
        await vi.advanceTimersByTimeAsync(10);
        expect(seen.refused.at(-1)).toMatchObject([{ path: '/values/people' }]);
        expect(sent.at(-1)?.patch).toEqual([{ path: '/values/title', value: '一' }]);
        expect(saver.state).toBe('refused');
        expect(saver.unsent).toEqual({ people: '二十' });
        expect(seen.drafts.at(-1)).toEqual({ base: 8, patch: { people: '二十' } });
    });

    it('is saved only when the refused value was mended', async () => {
        const { saver, seen } = setUp([bad, reply(8)]);
        saver.edit('people', '二十');
        await vi.advanceTimersByTimeAsync(800);
        await saver.flush();
        expect(saver.state).toBe('refused');
        saver.edit('people', 20);
        expect(seen.refused.at(-1)).toEqual([]);
        await vi.advanceTimersByTimeAsync(800);
        expect(saver.state).toBe('saved');
        expect(seen.drafts.at(-1)).toBeNull();
    });

    it('does not name what was mended while the refusal was on its way', async () => {
        const { saver, seen } = setUp([bad, reply(8)]);
        saver.edit('people', '二十');
        const flushed = saver.flush();
        saver.edit('people', 20);
        await flushed;
        expect(seen.refused.at(-1)).toEqual([]);
        await vi.advanceTimersByTimeAsync(800);
        expect(saver.state).toBe('saved');
    });

    it('finds the field a refusal of the whole means, and keeps only that one', async () => {
        const whole = problem(413, 'too_large');
        const { saver, sent, seen } = setUp([whole, whole, reply(8)]);
        saver.edit('content', 'x');
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(800);
        await vi.advanceTimersByTimeAsync(100);
        expect(sent.slice(1).map((body) => body.patch.map((entry) => entry.path))).toEqual([
            ['/values/content'],
            ['/values/title'],
        ]);
        expect(saver.unsent).toEqual({ content: 'x' });
        expect(seen.refused.at(-1)).toMatchObject([{ path: '/values/content' }]);
    });

    it('reads a place in the request as the field that stood there', async () => {
        const { saver, seen } = setUp([
            problem(422, 'json_problems', [{ path: '/patch/1/value' }]),
            reply(8),
        ]);
        saver.edit('title', '一');
        saver.edit('people', 'x');
        await vi.advanceTimersByTimeAsync(900);
        expect(seen.refused.at(-1)).toMatchObject([{ path: '/values/people' }]);
    });
});

describe('a server that does not save now', () => {
    it('waits when there were too many requests, and saves by itself', async () => {
        const { saver } = setUp([problem(429, 'too_many'), reply(8)]);
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(800);
        expect(saver.state).toBe('busy');
        await vi.advanceTimersByTimeAsync(2000);
        expect(saver.state).toBe('saved');
    });

    it('says why when this person may not, and tries again with the next change', async () => {
        const { saver, sent, seen } = setUp([problem(403, 'denied'), reply(8)]);
        saver.edit('title', '一');
        await vi.advanceTimersByTimeAsync(800);
        expect(saver.state).toBe('denied');
        expect(seen.refused.at(-1)).toMatchObject([{ code: 'denied' }]);
        expect(saver.unsent).toEqual({ title: '一' });
        saver.edit('title', '一二');
        await vi.advanceTimersByTimeAsync(800);
        expect(sent.at(-1)?.patch).toEqual([{ path: '/values/title', value: '一二' }]);
        expect(saver.state).toBe('saved');
        expect(seen.refused.at(-1)).toEqual([]);
    });
});

describe('coming back', () => {
    beforeEach(() => localStorage.clear());

    it('finds what an earlier visit left, by person and application, once', () => {
        draftStore('u1', 'a1').write({ base: 3, patch: { title: '一' } });
        expect(takeDrafts('u2', 'a1')).toEqual([]);
        expect(takeDrafts('u1', 'a2')).toEqual([]);
        expect(takeDrafts('u1', 'a1')).toEqual([{ base: 3, patch: { title: '一' } }]);
        expect(takeDrafts('u1', 'a1')).toEqual([]);
    });

    it('counts what is kept here of an application, over all tabs', () => {
        expect(unsentCount('u1', 'a1')).toBe(0);
        draftStore('u1', 'a1').write({ base: 3, patch: { title: '一', people: '二十' } });
        localStorage.setItem('dianjiang.draft|u1|a1|t', '{"base":3,"patch":{"title":"二"}}');
        expect(unsentCount('u1', 'a1')).toBe(2);
        expect(unsentCount('u1', 'a2')).toBe(0);
    });

    it('sends it on the revision it was typed on, so that the server can judge', async () => {
        const { saver, sent } = setUp([reply(8)]);
        saver.recover(3, { title: '一' });
        await vi.advanceTimersByTimeAsync(10);
        expect(sent).toEqual([{ base: 3, patch: [{ path: '/values/title', value: '一' }] }]);
    });

    it('survives a half-written draft', () => {
        localStorage.setItem('dianjiang.draft|u1|a1|t', '{"base":');
        expect(takeDrafts('u1', 'a1')).toEqual([]);
    });
});
