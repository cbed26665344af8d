// SPDX-License-Identifier: Apache-2.0
// Dates and times as officials write them, always in Beijing time whatever the browser's zone.

const zoneMs = 8 * 3600 * 1000;
const dayMs = 24 * 3600 * 1000;
const weekdays = ['日', '一', '二', '三', '四', '五', '六'];

export interface BeijingParts {
    year: number;
    month: number;
    day: number;
    hour: number;
    minute: number;
    second: number;
    weekday: string;
}

export function partsOf(ms: number): BeijingParts {
    const shifted = new Date(ms + zoneMs);
    return {
        year: shifted.getUTCFullYear(),
        month: shifted.getUTCMonth() + 1,
        day: shifted.getUTCDate(),
        hour: shifted.getUTCHours(),
        minute: shifted.getUTCMinutes(),
        second: shifted.getUTCSeconds(),
        weekday: `星期${weekdays[shifted.getUTCDay()] ?? ''}`,
    };
}

const two = (n: number) => String(n).padStart(2, '0');

/** "2025-01-24" of an instant. */
export function dayOf(ms: number): string {
    const p = partsOf(ms);
    return `${p.year}-${two(p.month)}-${two(p.day)}`;
}

/** Midnight (Beijing) at which the day begins; NaN when it is no day of the calendar. */
export function msOfDay(day: string): number {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
    if (match === null) {
        return Number.NaN;
    }
    const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) - zoneMs;
    return dayOf(ms) === day ? ms : Number.NaN;
}

/** 2025年1月24日, with weekday 2025年1月24日（星期五）. Empty for null. */
export function dayText(day: string | null | undefined, weekday = false): string {
    const ms = msOfDay((day ?? '').slice(0, 10));
    if (Number.isNaN(ms)) {
        return day ?? '';
    }
    const p = partsOf(ms);
    return `${p.year}年${p.month}月${p.day}日${weekday ? `（${p.weekday}）` : ''}`;
}

/** 1月20日 10:12; the year in front when it is not this year. */
export function timeText(time: string | null | undefined, nowMs: number): string {
    const ms = Date.parse(time ?? '');
    if (Number.isNaN(ms)) {
        return '';
    }
    const p = partsOf(ms);
    const year = p.year === partsOf(nowMs).year ? '' : `${p.year}年`;
    return `${year}${p.month}月${p.day}日 ${two(p.hour)}:${two(p.minute)}`;
}

/** 14:03:22 */
export function clockText(time: string | number): string {
    const ms = typeof time === 'number' ? time : Date.parse(time);
    const p = partsOf(ms);
    return Number.isNaN(ms) ? '' : `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`;
}

/**
 * A limit of time: a day, or an instant; midnight is the 24:00 of the day before, as notices write.
 * 2025年1月24日（星期五）24:00; short: 1月24日（星期五）24:00.
 */
export function deadlineText(time: string | null | undefined, short = false): string {
    const value = time ?? '';
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
    const ms = isDay ? msOfDay(value) + dayMs : Date.parse(value);
    if (Number.isNaN(ms)) {
        return value;
    }
    const exact = partsOf(ms);
    const midnight = exact.hour === 0 && exact.minute === 0 && exact.second === 0;
    const p = midnight ? partsOf(ms - 1) : exact;
    const clock = midnight ? '24:00' : `${two(exact.hour)}:${two(exact.minute)}`;
    return `${short ? '' : `${p.year}年`}${p.month}月${p.day}日（${p.weekday}）${clock}`;
}

/** The same for a limit counted in working days of a year whose holidays are not published yet. */
export function countedText(
    time: string | null | undefined,
    provisional: boolean,
    short = false,
): string {
    return `${deadlineText(time, short)}${provisional ? '（暂定）' : ''}`;
}

/** 3天14小时48分 until the instant; the last hour in minutes; empty when it has passed. */
export function countdownText(time: string, nowMs: number): string {
    const left = Date.parse(time) - nowMs;
    if (Number.isNaN(left) || left <= 0) {
        return '';
    }
    const minutes = Math.floor(left / 60000);
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    if (days > 0) {
        return `${days}天${hours}小时${minutes % 60}分`;
    }
    return hours > 0 ? `${hours}小时${minutes % 60}分` : `${Math.max(1, minutes)}分钟`;
}

/** How near an instant is: calm, soon in the last three days, now in the last one. */
export function urgencyOf(time: string, nowMs: number): 'calm' | 'soon' | 'now' {
    const hours = (Date.parse(time) - nowMs) / 3600000;
    if (hours > 72) {
        return 'calm';
    }
    return hours > 24 ? 'soon' : 'now';
}

/** 2025年7月14日—20日, 2025年7月14日—8月2日, 2025年12月30日—2026年1月3日. */
export function periodText(from: string | null | undefined, to: string | null | undefined): string {
    if (!from || !to || from === to) {
        return dayText(from ?? to);
    }
    const a = partsOf(msOfDay(from));
    const b = partsOf(msOfDay(to));
    if (a.year !== b.year) {
        return `${dayText(from)}—${dayText(to)}`;
    }
    const end = a.month === b.month ? `${b.day}日` : `${b.month}月${b.day}日`;
    return `${dayText(from)}—${end}`;
}

/**
 * Reads a day as people type it: 2025-7-14, 2025.7.14, 2025/7/14, 2025年7月14日, 20250714, 7月14日
 * or 7-14 (of the given year), in full-width digits too. Null when it is no day.
 */
export function parseDay(text: string, year: number): string | null {
    const plain = text.normalize('NFKC').replace(/\s/g, '');
    const full =
        /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(plain) ??
        /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
    const short = /^(\d{1,2})[-./月](\d{1,2})日?$/.exec(plain);
    let found: [number, number, number] | null = null;
    if (full !== null) {
        found = [Number(full[1]), Number(full[2]), Number(full[3])];
    } else if (short !== null) {
        found = [year, Number(short[1]), Number(short[2])];
    }
    if (found === null) {
        return null;
    }
    const day = `${String(found[0]).padStart(4, '0')}-${two(found[1])}-${two(found[2])}`;
    return Number.isNaN(msOfDay(day)) ? null : day;
}
