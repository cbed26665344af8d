// SPDX-License-Identifier: Apache-2.0
// One line at the foot of the window that says what was done, or what was not; may offer undo.
import { defineStore } from 'pinia';
import { ref } from 'vue';

export interface Note {
    id: number;
    kind: 'done' | 'warn';
    text: string;
    undo?: () => void;
}

export const useNotes = defineStore('notes', () => {
    const notes = ref<Note[]>([]);
    let last = 0;

    function drop(id: number): void {
        notes.value = notes.value.filter((note) => note.id !== id);
    }

    function add(kind: Note['kind'], text: string, undo?: () => void): void {
        last += 1;
        const id = last;
        notes.value = [...notes.value.slice(-2), { id, kind, text, undo }];
        window.setTimeout(() => drop(id), kind === 'warn' ? 12000 : 6000);
    }

    const say = (text: string, undo?: () => void) => add('done', text, undo);
    const warn = (text: string) => add('warn', text);

    return { notes, say, warn, drop };
});
