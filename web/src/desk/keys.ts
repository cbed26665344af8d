// SPDX-License-Identifier: Apache-2.0
// The desk's keys: one table for what they do and for the help that lists them.

export interface KeyRow {
    keys: string[];
    text: string;
    run: (key: string) => void;
}

function isTyping(target: EventTarget | null): boolean {
    const element = target as HTMLElement | null;
    return (
        element !== null &&
        (element.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName)) &&
        !(element instanceof HTMLInputElement && ['checkbox', 'radio'].includes(element.type))
    );
}

/** Runs the row of the pressed key; keys with Ctrl and the like, and keys while typing, pass. */
export function handleKey(event: KeyboardEvent, rows: KeyRow[]): void {
    const open = document.querySelector('dialog[open]') !== null;
    if (event.ctrlKey || event.metaKey || event.altKey || open || isTyping(event.target)) {
        return;
    }
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const row = rows.find((r) => r.keys.includes(key));
    const onButton =
        event.target instanceof HTMLElement && event.target.closest('button, a, summary');
    if (row === undefined || (key === 'Enter' && onButton)) {
        return;
    }
    event.preventDefault();
    row.run(key);
}
