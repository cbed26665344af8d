// SPDX-License-Identifier: Apache-2.0
// Files that go with every form beside its own attachment fields.
import type { Field } from './schema';

const file = (id: string, label: string, hint: string, maxCount: number): Field => ({
    id,
    label,
    kind: 'attachment',
    required: false,
    hint,
    clause: null,
    width: 12,
    unit: '',
    decimals: 0,
    maxChars: 0,
    words: null,
    options: [],
    other: null,
    level: null,
    within: null,
    columns: [],
    rowsMax: 0,
    sum: false,
    maxCount,
});

export const materials: Field[] = [
    file(
        'stamped_scan',
        '盖章扫描件',
        '定稿打印、盖章后扫描上传。PDF 或图片，单个不超过 50 MB。',
        5,
    ),
    file('other', '其他材料', '需要时上传，例如专家名单、活动方案。', 20),
];

export const materialsSection = 'materials';
