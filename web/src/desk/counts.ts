// SPDX-License-Identifier: Apache-2.0
// Numbers of the queue: the server counts so far and no further.
const countMax = 5000;

export function countText(count: number | undefined): string {
    if (count === undefined) {
        return '';
    }
    return count >= countMax ? `${countMax}+` : String(count);
}
