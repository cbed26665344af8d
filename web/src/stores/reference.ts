// SPDX-License-Identifier: Apache-2.0
// Regions and other reference lists, read once when a form first needs them.
import { defineStore } from 'pinia';
import { computed, reactive, ref } from 'vue';
import { api } from '@/api/api';
import type { Region } from '@/api/types';
import type { Option } from '@/form/schema';

export const useReference = defineStore('reference', () => {
    const regions = ref<Region[]>([]);
    const lists = reactive<Record<string, Option[]>>({});
    const asked = new Set<string>();
    const regionByCode = computed(() => new Map(regions.value.map((r) => [r.code, r])));

    async function loadRegions(): Promise<void> {
        if (!asked.has('regions')) {
            asked.add('regions');
            try {
                regions.value = (await api.referenceRegions()).rows;
            } catch {
                asked.delete('regions');
            }
        }
    }

    async function load(name: string): Promise<void> {
        if (!asked.has(name)) {
            asked.add(name);
            try {
                const rows = (await api.reference(name)).rows;
                lists[name] = rows.map((row) => ({
                    code: String(row.code ?? row.name ?? ''),
                    name: String(row.name ?? row.code ?? ''),
                }));
            } catch {
                asked.delete(name);
            }
        }
    }

    /** 兴安盟 科右中旗; the code itself while the list is not there. */
    function regionName(code: string): string {
        const region = regionByCode.value.get(code);
        if (region === undefined) {
            return code;
        }
        const parent = regionByCode.value.get(region.parent ?? '');
        const league = region.level === 'county' && parent !== undefined ? `${parent.name} ` : '';
        return `${league}${region.name}`;
    }

    return { regions, lists, regionByCode, loadRegions, load, regionName };
});
