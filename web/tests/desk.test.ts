// SPDX-License-Identifier: Apache-2.0
// The open item of a desk when answers come in any order.
import { nextTick } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/api/api';
import type { Application, Checklist } from '@/api/types';
import { useDesk } from '@/desk/useDesk';

const item = (blocked: string | null) =>
    ({ id: 'a', actions: [{ code: 'accept', blocked }] }) as unknown as Application;
const list = () => ({ rows: [] }) as unknown as Checklist;

/** An answer that comes when the test says so. */
function later<T>(): { promise: Promise<T>; come: (value: T) => void } {
    let come: (value: T) => void = () => undefined;
    const promise = new Promise<T>((resolve) => (come = resolve));
    return { promise, come };
}

afterEach(() => vi.restoreAllMocks());

describe('a desk of which two marks were kept at once', () => {
    const open = async () => {
        const first = later<Application>();
        const second = later<Application>();
        const answers = [first.promise, second.promise];
        let asked = 0;
        vi.spyOn(api, 'applicationGet').mockImplementation(
            () => answers[asked++] ?? Promise.reject(new Error('asked too often')),
        );
        const desk = useDesk();
        desk.application.value = item('还没有核对');
        desk.checks.begin('a', list());
        await nextTick();
        desk.checks.take(list());
        await nextTick();
        desk.checks.take(list());
        await nextTick();
        expect(asked).toBe(2);
        return { desk, first, second };
    };
    const settled = () => new Promise((resolve) => setTimeout(resolve));
    const blocked = (desk: ReturnType<typeof useDesk>) =>
        desk.application.value?.actions[0]?.blocked;

    it('believes the later answer when it comes last', async () => {
        const { desk, first, second } = await open();
        first.come(item('还没有核对'));
        await settled();
        second.come(item(null));
        await settled();
        expect(blocked(desk)).toBeNull();
    });

    it('believes the later answer when it comes first', async () => {
        const { desk, first, second } = await open();
        second.come(item(null));
        await settled();
        first.come(item('还没有核对'));
        await settled();
        expect(blocked(desk)).toBeNull();
    });
});
