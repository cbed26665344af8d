// SPDX-License-Identifier: Apache-2.0
// What the unit was told and this person has not read yet, for the top bar.
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { api } from '@/api/api';

const pauseMs = 60_000; // between two questions, however often pages change

export const useTold = defineStore('told', () => {
    const unread = ref(0);
    let asked = 0;

    /** Asks again when the last answer is old; a failure leaves what is shown. */
    async function look(now = false): Promise<void> {
        if (!now && Date.now() - asked < pauseMs) {
            return;
        }
        asked = Date.now();
        try {
            unread.value = (await api.noticeList()).unread;
        } catch {
            asked = 0;
        }
    }

    function forget(): void {
        unread.value = 0;
        asked = 0;
    }

    return { unread, look, forget };
});
