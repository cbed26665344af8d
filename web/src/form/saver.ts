// SPDX-License-Identifier: Apache-2.0
// The autosave queue: patches by field, kept on this machine until the server has them.
import { ApiProblem, type Problem } from '@/api/http';
import type { PatchEntry, PatchReply, Time, Values } from '@/api/types';
import type { DraftStore } from './draftStore';
import { fieldOfPath, sameValue } from './paths';

export type SaveState =
    | 'saved'
    | 'saving'
    | 'waiting' // typed, not yet sent
    | 'offline' // kept here, will be sent again
    | 'busy' // kept here, the server asks to wait
    | 'conflict' // someone else changed the same field
    | 'refused' // the server does not take a value; it is kept here
    | 'denied' // this person may not save now; kept here, tried again with the next change
    | 'signed_out' // kept here until signing in again
    | 'locked'; // the application can no longer be edited

export interface Conflict {
    field: string;
    mine: unknown;
    theirs: unknown;
    message: string;
}

export interface SaverEvents {
    changed: () => void;
    problems: (problems: Problem[], saved: Time) => void;
    /** The server's values after someone else's changes; fields still unsent here are left out. */
    merged: (values: Values) => void;
    conflict: (conflicts: Conflict[]) => void;
    /** All that the server has not taken: values it refuses, or a refusal of the whole. */
    refused: (problems: Problem[]) => void;
}

export interface SaverOptions {
    base: number;
    send: (body: { base: number; patch: PatchEntry[] }) => Promise<PatchReply>;
    /** The revision and values the server has now. */
    reread: () => Promise<{ revision: number; values: Values }>;
    store: DraftStore;
    events: SaverEvents;
    delayMs?: number;
}

interface Refused {
    value: unknown;
    problems: Problem[];
}

const retryMs = [2000, 5000, 15000, 30000];
const maxWaitMs = 5000;

export class Saver {
    state: SaveState = 'saved';
    private base: number;
    private readonly pending = new Map<string, unknown>();
    private sending = new Map<string, unknown>();
    private readonly conflicts = new Map<string, Conflict>();
    private readonly refused = new Map<string, Refused>();
    private apart = false; // one field a request, to find the one that is refused
    private timer: ReturnType<typeof setTimeout> | null = null;
    private running: Promise<void> | null = null;
    private failures = 0;
    private typingSince: number | null = null;
    private readonly options: SaverOptions;

    constructor(options: SaverOptions) {
        this.options = options;
        this.base = options.base;
    }

    get revision(): number {
        return this.base;
    }

    /** Fields typed here that the server does not have. */
    get unsent(): Record<string, unknown> {
        const kept = Object.fromEntries([...this.sending, ...this.pending]);
        this.refused.forEach((one, field) => (kept[field] ??= one.value));
        this.conflicts.forEach((conflict) => (kept[conflict.field] ??= conflict.mine));
        return kept;
    }

    edit(field: string, value: unknown): void {
        this.conflicts.delete(field);
        this.forget(field);
        this.pending.set(field, value);
        this.keep();
        if (!['offline', 'busy', 'locked'].includes(this.state)) {
            this.enter(this.running === null ? 'waiting' : 'saving');
        }
        if (this.state === 'waiting' || this.state === 'saving') {
            this.scheduleTyping();
        }
    }

    /** Takes up what an earlier visit left on this machine, on the revision it was typed on. */
    recover(base: number, patch: Record<string, unknown>): void {
        this.base = Math.min(base, this.base);
        Object.entries(patch).forEach(([field, value]) => this.pending.set(field, value));
        this.keep();
        this.enter('waiting');
        this.schedule(0);
    }

    /** Sends what waits now; resolves when nothing is on its way. */
    async flush(): Promise<void> {
        this.stopTimer();
        while (this.running !== null) {
            await this.running;
        }
        if (this.pending.size > 0 && this.state !== 'locked') {
            this.running = this.sendOnce().finally(() => (this.running = null));
            await this.running;
        }
    }

    /** The person chose between two values of a field. */
    choose(field: string, which: 'mine' | 'theirs'): void {
        const conflict = this.conflicts.get(field);
        if (conflict === undefined) {
            return;
        }
        this.conflicts.delete(field);
        if (which === 'mine') {
            this.edit(field, conflict.mine);
            return;
        }
        this.keep();
        this.rest();
    }

    /** Try again at once, for instance when the network is back or the person signed in. */
    retry(): void {
        if (this.pending.size > 0 && this.state !== 'locked') {
            this.schedule(0);
        }
    }

    stop(): void {
        this.stopTimer();
    }

    private async sendOnce(): Promise<void> {
        const next = [...this.pending].slice(0, this.apart ? 1 : undefined);
        this.sending = new Map(next);
        next.forEach(([field]) => this.pending.delete(field));
        this.typingSince = null;
        this.enter('saving');
        const patch = [...this.sending].map(([field, value]) => ({
            path: `/values/${field}`,
            value,
        }));
        try {
            const reply = await this.options.send({ base: this.base, patch });
            this.accepted(reply);
        } catch (error) {
            await this.failed(error);
        }
        this.keep();
    }

    private accepted(reply: PatchReply): void {
        this.base = reply.revision;
        this.failures = 0;
        this.sending.clear();
        if (reply.merged && reply.values !== null) {
            this.options.events.merged(this.withoutUnsent(reply.values));
        }
        this.options.events.problems(reply.problems, reply.saved);
        this.rest(this.apart ? 0 : (this.options.delayMs ?? 800));
    }

    /** Nothing is on its way: sends what waits after delayMs, else says how things stand. */
    private rest(delayMs?: number): void {
        if (this.pending.size > 0) {
            this.enter('waiting');
            if (delayMs !== undefined) {
                this.schedule(delayMs);
            }
            return;
        }
        this.apart = false;
        const still = this.refused.size > 0 ? 'refused' : 'saved';
        this.enter(this.conflicts.size > 0 ? 'conflict' : still);
    }

    private async failed(error: unknown): Promise<void> {
        const problem = error instanceof ApiProblem ? error : null;
        if (problem?.status === 409 && problem.code === 'stale_patch') {
            await this.sortConflicts(problem);
            return;
        }
        if (problem?.status === 422 || problem?.status === 413) {
            this.setAside(problem);
            return;
        }
        this.putBack();
        if (problem?.status === 401) {
            this.enter('signed_out');
        } else if (problem !== null && [409, 403, 404].includes(problem.status)) {
            this.enter(problem.status === 409 ? 'locked' : 'denied');
            this.tellRefused([asProblem(problem)]);
        } else {
            this.failures += 1;
            this.enter(problem?.status === 429 ? 'busy' : 'offline');
            this.schedule(this.retryDelay());
        }
    }

    /** Fields that were not on their way again go back to waiting; newer typing wins. */
    private putBack(): void {
        this.sending.forEach((value, field) => {
            if (!this.pending.has(field)) {
                this.pending.set(field, value);
            }
        });
        this.sending.clear();
    }

    private async sortConflicts(problem: ApiProblem): Promise<void> {
        let now: { revision: number; values: Values };
        try {
            now = await this.options.reread();
        } catch {
            this.putBack();
            this.failures += 1;
            this.enter('offline');
            this.schedule(this.retryDelay());
            return;
        }
        const stale = new Map(problem.problems.map((p) => [fieldOfPath(p.path), p.message]));
        this.sending.forEach((mine, field) => {
            const theirs = now.values[field] ?? null;
            const latest = this.pending.has(field) ? this.pending.get(field) : mine;
            if (stale.has(field) && !sameValue(latest, theirs)) {
                this.pending.delete(field);
                const message = stale.get(field) ?? problem.message;
                this.conflicts.set(field, { field, mine: latest, theirs, message });
            } else if (!this.pending.has(field) && !sameValue(mine, theirs)) {
                this.pending.set(field, mine);
            }
        });
        this.sending.clear();
        this.base = now.revision;
        this.options.events.merged(this.withoutUnsent(now.values));
        this.options.events.conflict([...this.conflicts.values()]);
        this.rest(0);
    }

    /** Values the server does not take stay here and are named; the others are sent again. */
    private setAside(problem: ApiProblem): void {
        const list = problem.problems.map((p) => ({ ...p, path: this.pathOf(p.path) }));
        const named = [...this.sending.keys()].filter((field) =>
            list.some((p) => fieldOfPath(p.path) === field),
        );
        if (named.length === 0 && this.sending.size > 1) {
            this.apart = true;
            this.putBack();
            this.rest(0);
            return;
        }
        (named.length > 0 ? named : [...this.sending.keys()]).forEach((field) => {
            const own = list.filter((p) => fieldOfPath(p.path) === field);
            const whole = { ...asProblem(problem), path: `/values/${field}` };
            if (!this.pending.has(field)) {
                const problems = own.length > 0 ? own : [whole];
                this.refused.set(field, { value: this.sending.get(field), problems });
            }
            this.sending.delete(field);
        });
        this.putBack();
        this.tellRefused();
        this.rest(0);
    }

    private forget(field: string): void {
        if (this.refused.delete(field) || this.state === 'denied') {
            this.tellRefused();
        }
    }

    private tellRefused(more: Problem[] = []): void {
        const own = [...this.refused.values()].flatMap((one) => one.problems);
        this.options.events.refused([...own, ...more]);
    }

    /** "/patch/2/value" names the third entry sent; otherwise the path is that of the field. */
    private pathOf(path: string): string {
        const entry = /^\/patch\/(\d+)(?:\/(?:value|path))?(.*)$/.exec(path);
        const field = [...this.sending.keys()][Number(entry?.[1])];
        return entry === null || field === undefined ? path : `/values/${field}${entry[2] ?? ''}`;
    }

    private withoutUnsent(values: Values): Values {
        const mine = this.unsent;
        return Object.fromEntries(Object.entries(values).filter(([field]) => !(field in mine)));
    }

    private keep(): void {
        const patch = this.unsent;
        if (Object.keys(patch).length === 0) {
            this.options.store.clear();
        } else {
            this.options.store.write({ base: this.base, patch });
        }
    }

    private retryDelay(): number {
        return retryMs[Math.min(this.failures, retryMs.length) - 1] ?? 2000;
    }

    /** A pause in typing sends; somebody who never pauses is saved every few seconds. */
    private scheduleTyping(): void {
        const now = Date.now();
        this.typingSince ??= now;
        const delay = this.options.delayMs ?? 800;
        this.schedule(Math.max(0, Math.min(delay, this.typingSince + maxWaitMs - now)));
    }

    private schedule(delayMs: number): void {
        this.stopTimer();
        this.timer = setTimeout(() => void this.flush(), delayMs);
    }

    private stopTimer(): void {
        if (this.timer !== null) {
            clearTimeout(this.timer);
            this.timer = null;
        }
    }

    private enter(state: SaveState): void {
        this.state = state;
        this.options.events.changed();
    }
}

function asProblem(problem: ApiProblem): Problem {
    return {
        path: '',
        code: problem.code,
        clause: problem.document.clause ?? null,
        basis: problem.document.basis ?? null,
        level: 'error',
        message: problem.message,
    };
}
