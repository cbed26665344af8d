// SPDX-License-Identifier: Apache-2.0
// Money is integer fen inside and 万元 (or 元) on screen; text arithmetic only, no floats.

/** A Chinese unit, or the sign of another currency: then amounts are in its main unit. */
export type MoneyUnit = string;

const chinese: Record<string, number> = { 亿元: 10, 百万元: 8, 万元: 6, 千元: 5, 元: 2 };
const digitsOf = (unit: MoneyUnit): number => chinese[unit] ?? 2;

/** 5000000 → "5.00" (万元). At least two decimals, more only when they carry something. */
export function moneyDigits(fen: number, unit: MoneyUnit = '万元'): string {
    const decimals = digitsOf(unit);
    const sign = fen < 0 ? '-' : '';
    const text = String(Math.abs(fen)).padStart(decimals + 1, '0');
    const whole = text.slice(0, -decimals);
    const rest = text.slice(-decimals).replace(/0+$/, '').padEnd(2, '0');
    return `${sign}${whole}.${rest}`;
}

/** 5.00万元; empty for null. */
export function moneyText(fen: number | null | undefined, unit: MoneyUnit = '万元'): string {
    return fen === null || fen === undefined ? '' : `${moneyDigits(fen, unit)}${unit}`;
}

/**
 * Reads an amount as people type or paste it ("5", "5.5 万元", "２３．５０", "235,000元") into fen.
 * A unit written in the text wins over the field's. Null when it is no amount, has more decimals
 * than fen allow, or is beyond what a number holds exactly.
 */
export function parseMoney(text: string, unit: MoneyUnit = '万元'): number | null {
    const plain = text
        .normalize('NFKC')
        .replace(/[\s,，¥￥€$£]/g, '')
        .replace(/^[A-Z]{3}|[A-Z]{3}$/, '');
    const match = /^(\d{1,13})?(?:\.(\d*))?(亿元|亿|百万元|万元|万|千元|元)?$/.exec(plain);
    if (match === null || (match[1] === undefined && !match[2])) {
        return null;
    }
    const said = match[3] ?? unit;
    const written: MoneyUnit = /^[万亿]$/.test(said) ? `${said}元` : said;
    const decimals = digitsOf(written);
    const rest = (match[2] ?? '').replace(/0+$/, '');
    if (rest.length > decimals) {
        return null;
    }
    const fen = Number((match[1] ?? '0') + rest.padEnd(decimals, '0'));
    return Number.isSafeInteger(fen) ? fen : null;
}
