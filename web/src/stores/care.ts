// SPDX-License-Identifier: Apache-2.0
// 关怀 mode: larger letters and stronger contrast, remembered in this browser.
import { defineStore } from 'pinia';
import { ref, watchEffect } from 'vue';

const storeKey = 'dianjiang.care';

export const useCare = defineStore('care', () => {
    const on = ref(localStorage.getItem(storeKey) === '1');
    watchEffect(() => {
        document.documentElement.classList.toggle('care', on.value);
        localStorage.setItem(storeKey, on.value ? '1' : '0');
    });
    return { on };
});
