// SPDX-License-Identifier: Apache-2.0
// Who is signed in, in which post, and what time the server says it is.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '@/api/api';
import { setCsrf } from '@/api/http';
import type { Clock, Post, Session, User } from '@/api/types';

export const useSession = defineStore('session', () => {
    const loaded = ref(false);
    const user = ref<User | null>(null);
    const post = ref<Post | null>(null);
    const posts = ref<Post[]>([]);
    const perms = ref<string[]>([]);
    const clock = ref<Clock>({ rehearsal: false, now: '', offset_ms: 0 });
    const skewMs = ref(0);
    const nowMs = ref(Date.now());

    const signedIn = computed(() => user.value !== null);
    const role = computed(() => post.value?.role ?? null);

    function take(session: Session): void {
        setCsrf(session.csrf);
        user.value = session.signed_in ? session.user : null;
        post.value = session.signed_in ? session.post : null;
        posts.value = session.posts ?? [];
        perms.value = (session.perms ?? []).map((p) => p.replace(/^PERM_/, '').toLowerCase());
        clock.value = session.clock;
        const server = Date.parse(session.clock.now);
        skewMs.value = Number.isNaN(server) ? session.clock.offset_ms : server - Date.now();
        tick();
        loaded.value = true;
    }

    /** The business time as the server would say it now. */
    function now(): number {
        return Date.now() + skewMs.value;
    }

    function tick(): void {
        nowMs.value = now();
    }

    async function load(): Promise<void> {
        take(await api.sessionGet());
    }

    async function signIn(login: string, password: string, totp: string): Promise<void> {
        const body = totp === '' ? { login, password } : { login, password, totp };
        take(await api.sessionCreate(body));
    }

    async function signOut(): Promise<void> {
        await api.sessionDelete();
        await load();
    }

    async function switchPost(id: string): Promise<void> {
        take(await api.sessionPost(id));
    }

    function forget(): void {
        user.value = null;
        post.value = null;
        loaded.value = false;
    }

    const can = (perm: string) => perms.value.includes(perm);

    return {
        loaded,
        user,
        post,
        posts,
        clock,
        nowMs,
        signedIn,
        role,
        take,
        now,
        tick,
        load,
        signIn,
        signOut,
        switchPost,
        forget,
        can,
    };
});
