// SPDX-License-Identifier: Apache-2.0
// Digests as people compare them: 7F3A-92C1.

export function versionCode(digest: string | null | undefined): string {
    const head = (digest ?? '').slice(0, 8).toUpperCase();
    return head.length === 8 ? `${head.slice(0, 4)}-${head.slice(4)}` : head;
}
