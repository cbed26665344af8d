// SPDX-License-Identifier: Apache-2.0
// Unsent typing kept in this browser, by person, application and tab; gone once the server has it.

export interface Draft {
    base: number;
    patch: Record<string, unknown>;
}

export interface DraftStore {
    write: (draft: Draft) => void;
    clear: () => void;
}

const prefix = 'dianjiang.draft';

function tabId(): string {
    const key = `${prefix}.tab`;
    let id = sessionStorage.getItem(key);
    if (id === null) {
        id = Math.random().toString(36).slice(2, 10);
        sessionStorage.setItem(key, id);
    }
    return id;
}

const keyOf = (user: string, application: string) => `${prefix}|${user}|${application}|`;

/** Storage may be full or forbidden: the server's copy is then the only one, typing goes on. */
export function draftStore(user: string, application: string): DraftStore {
    const key = keyOf(user, application) + tabId();
    return {
        write: (draft) => {
            try {
                localStorage.setItem(key, JSON.stringify(draft));
            } catch {
                return;
            }
        },
        clear: () => localStorage.removeItem(key),
    };
}

/** How many fields of this application are kept in this browser and not on the server. */
export function unsentCount(user: string, application: string): number {
    const start = keyOf(user, application);
    const fields = new Set<string>();
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(start))) {
        try {
            const draft = JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null;
            Object.keys(draft?.patch ?? {}).forEach((field) => fields.add(field));
        } catch {
            // Half-written by a crash: takeDrafts drops it.
        }
    }
    return fields.size;
}

/** Everything an earlier visit of this person left for this application, oldest base first. */
export function takeDrafts(user: string, application: string): Draft[] {
    const found: Draft[] = [];
    const start = keyOf(user, application);
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(start))) {
        try {
            const draft = JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null;
            if (draft !== null && typeof draft.base === 'number' && draft.patch !== undefined) {
                found.push(draft);
            }
        } catch {
            // Half-written by a crash: nothing to recover.
        }
        localStorage.removeItem(key);
    }
    return found.sort((a, b) => a.base - b.base);
}
