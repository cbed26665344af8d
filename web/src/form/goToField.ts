// SPDX-License-Identifier: Apache-2.0
// Brings a field into view and puts the cursor in it.
import { materialsSection } from './materials';

/** rest: what follows the field in the path: "end" of a period, row and column of a table. */
export function goToField(field: string, rest: string[] = []): void {
    const names = [
        [`field-${field}`, ...rest].join('-'),
        `field-${field}`,
        `field-${rest[0] ?? ''}`,
        `section-${materialsSection}`,
    ];
    const target = names.map((id) => document.getElementById(id)).find((found) => found !== null);
    const box = target?.closest('.field') ?? target;
    box?.scrollIntoView({ behavior: 'smooth', block: 'center' });
    const control = target?.matches('input, textarea, select, button')
        ? target
        : box?.querySelector<HTMLElement>('input, textarea, select');
    control?.focus({ preventScroll: true });
}
