// SPDX-License-Identifier: Apache-2.0
// The state of one application being filled in: values, problems, saving, conflicts, undo.
import { computed, inject, reactive, ref, shallowRef, type InjectionKey } from 'vue';
import { api } from '@/api/api';
import { ApiProblem, type Problem } from '@/api/http';
import type { Application, Attachment, Time, Values } from '@/api/types';
import { cleanValue } from '@/lib/clean';
import { useNotes } from '@/stores/notes';
import { draftStore, takeDrafts } from './draftStore';
import { materialField } from './materials';
import { fieldOfPath, partsOfPath, problemsOf, sameValue } from './paths';
import { Saver, type Conflict, type SaveState } from './saver';
import { fieldsOf, readForm, type Field, type Form } from './schema';

const burstMs = 8000; // changes closer together than this are one change to undo

const copy = <T>(value: T): T =>
    value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);

export function useForm(id: string, user: string) {
    const application = shallowRef<Application | null>(null);
    const form = shallowRef<Form | null>(null);
    const values = reactive<Values>({});
    const problems = ref<Problem[]>([]);
    const refused = ref<Problem[]>([]);
    /** What this page itself cannot read of a field, in words. */
    const unread = reactive<Record<string, string>>({});
    const conflicts = ref<Conflict[]>([]);
    const attachments = ref<Attachment[]>([]);
    const state = ref<SaveState>('saved');
    const saved = ref<Time | null>(null);
    const recovered = ref(0);
    const failure = shallowRef<Error | null>(null);
    const undoable = reactive(new Map<string, unknown>());
    const notes = useNotes();
    let saver: Saver | null = null;
    let lastEdit = { field: '', at: 0 };

    const editable = computed(
        () => application.value?.editable === true && state.value !== 'locked',
    );
    /** What the server has not taken, one line for each. */
    const unsaved = computed(() =>
        refused.value.map((p) => {
            const said = unread[fieldOfPath(p.path)] ?? '';
            return said !== '' && partsOfPath(p.path).length < 3 ? { ...p, message: said } : p;
        }),
    );
    const unsavedFields = computed(() => new Set(unsaved.value.map((p) => fieldOfPath(p.path))));
    // What the server found is said of the value it has, not of the one it refused.
    const found = computed(() =>
        problems.value.filter((p) => !unsavedFields.value.has(fieldOfPath(p.path))),
    );
    const errors = computed(() => found.value.filter((p) => p.level === 'error'));
    const warnings = computed(() => found.value.filter((p) => p.level !== 'error'));

    function makeSaver(from: Application): Saver {
        return new Saver({
            base: from.revision,
            send: (body) => api.applicationPatch(id, body),
            reread: () => api.applicationGet(id),
            store: draftStore(user, id),
            events: {
                changed: () => (state.value = saver?.state ?? 'saved'),
                problems: (list, at) => {
                    problems.value = list;
                    saved.value = at;
                    conflicts.value = conflicts.value.filter(
                        (c) => c.field in (saver?.unsent ?? {}),
                    );
                },
                merged: (next) => Object.assign(values, next),
                conflict: (list) => (conflicts.value = list),
                refused: (list) => (refused.value = list),
            },
        });
    }

    function takeApplication(next: Application): void {
        application.value = next;
        problems.value = next.problems;
        attachments.value = next.attachments;
        saved.value = next.saved;
    }

    async function load(): Promise<void> {
        failure.value = null;
        try {
            const next = await api.applicationGet(id);
            form.value = readForm(await api.callForm(next.call, next.track, next.form_version));
            saver?.stop();
            Object.keys(values).forEach((key) => delete values[key]);
            Object.assign(values, copy(next.values));
            Object.keys(unread).forEach((key) => delete unread[key]);
            refused.value = [];
            takeApplication(next);
            saver = makeSaver(next);
            recoverDrafts(next);
        } catch (error) {
            failure.value = error instanceof Error ? error : new Error(String(error));
        }
    }

    function recoverDrafts(next: Application): void {
        const drafts = next.editable ? takeDrafts(user, id) : [];
        drafts.forEach((draft) => {
            recovered.value += Object.keys(draft.patch).length;
            Object.assign(values, copy(draft.patch));
            saver?.recover(draft.base, draft.patch);
        });
    }

    function edit(field: string, raw: unknown): void {
        const value = cleanValue(
            fields.value.find((one) => one.id === field),
            raw,
        );
        if (!sameValue(value, raw)) {
            notes.say('内容里看不见的字符已去掉，换行符已换成普通换行或空格。');
        }
        const now = Date.now();
        const same = lastEdit.field === field && now - lastEdit.at < burstMs;
        if (!same || !undoable.has(field)) {
            undoable.set(field, copy(values[field] ?? null));
        }
        lastEdit = { field, at: now };
        conflicts.value = conflicts.value.filter((c) => c.field !== field);
        values[field] = value;
        saver?.edit(field, copy(value));
    }

    function undo(field: string): void {
        if (undoable.has(field)) {
            const before = undoable.get(field);
            values[field] = before;
            delete unread[field];
            saver?.edit(field, copy(before));
            undoable.delete(field);
            lastEdit = { field: '', at: 0 };
        }
    }

    function choose(field: string, which: 'mine' | 'theirs'): void {
        const conflict = conflicts.value.find((c) => c.field === field);
        if (conflict !== undefined) {
            values[field] = copy(which === 'mine' ? conflict.mine : conflict.theirs);
        }
        conflicts.value = conflicts.value.filter((c) => c.field !== field);
        saver?.choose(field, which);
    }

    /** Sends what is unsent; true when the server has everything. */
    async function flush(): Promise<boolean> {
        await saver?.flush();
        return state.value === 'saved';
    }

    /** After an attachment or an action: state, problems and versions again, values untouched. */
    async function refresh(): Promise<void> {
        try {
            takeApplication(await api.applicationGet(id));
        } catch (error) {
            if (!(error instanceof ApiProblem) || !error.retryable) {
                throw error;
            }
        }
    }

    const problemsFor = (field: string) => [
        ...problemsOf(unsaved.value, field),
        ...problemsOf(found.value, field),
    ];
    const materials = computed<Field[]>(() =>
        (application.value?.materials ?? []).map(materialField),
    );
    const fields = computed<Field[]>(() => (form.value === null ? [] : fieldsOf(form.value)));

    return {
        id,
        application,
        form,
        fields,
        materials,
        values,
        problems: found,
        unsaved,
        unsavedFields,
        unread,
        errors,
        warnings,
        conflicts,
        attachments,
        editable,
        state,
        saved,
        recovered,
        failure,
        undoable,
        load,
        edit,
        undo,
        choose,
        flush,
        refresh,
        problemsFor,
        retry: () => saver?.retry(),
        stop: () => saver?.stop(),
        revision: () => saver?.revision ?? application.value?.revision ?? 0,
    };
}

export type FormState = ReturnType<typeof useForm>;
export const formKey: InjectionKey<FormState> = Symbol('form');

export function useFormState(): FormState {
    const state = inject(formKey);
    if (state === undefined) {
        throw new Error('no form around this component');
    }
    return state;
}
