// SPDX-License-Identifier: Apache-2.0
// A letter while it is being written: every part a text, so that inputs can hold them.
import type { Account, Letter } from '@/api/types';

export interface LetterDraft {
    number: string;
    date: string | null;
    contact: string;
    phone: string;
    opinion: string;
    plan: string;
    effect: string;
    accounts: Account[];
}

export function draftOf(letter: Letter): LetterDraft {
    return {
        number: letter.number ?? '',
        date: letter.date ?? null,
        contact: letter.contact ?? '',
        phone: letter.phone ?? '',
        opinion: letter.opinion ?? '',
        plan: letter.plan ?? '',
        effect: letter.effect ?? '',
        accounts: (letter.accounts ?? []).map((row) => ({ ...row })),
    };
}

/** 文号 is written with hexagonal brackets: 兴人社函〔2025〕8号. */
export function tidyNumber(text: string): string {
    return text
        .trim()
        .replace(/[[［【(（〔](\d{4})[\]］】)）〕]/, '〔$1〕')
        .replace(/〕第?0*(\d+)号?$/, '〕$1号');
}
