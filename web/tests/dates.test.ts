// SPDX-License-Identifier: Apache-2.0
// Dates as officials write them, in Beijing time.
import { describe, expect, it } from 'vitest';
import {
    clockText,
    countdownText,
    dayText,
    countedText,
    deadlineText,
    parseDay,
    periodText,
    timeText,
    urgencyOf,
} from '@/lib/dates';

const now = Date.parse('2025-01-21T09:12:00+08:00');

describe('dates in words', () => {
    it('writes a day without leading zeros', () => {
        expect(dayText('2025-01-04', true)).toBe('2025年1月4日（星期六）');
    });

    it('writes midnight as 24:00 of the day before', () => {
        expect(deadlineText('2025-01-25T00:00:00+08:00')).toBe('2025年1月24日（星期五）24:00');
        expect(deadlineText('2025-01-24')).toBe('2025年1月24日（星期五）24:00');
        expect(deadlineText('2025-01-24T18:00:00+08:00', true)).toBe('1月24日（星期五）18:00');
    });

    it('shows times of Beijing whatever the zone of the text', () => {
        expect(timeText('2025-01-20T02:12:00Z', now)).toBe('1月20日 10:12');
        expect(timeText('2024-12-31T16:00:00Z', now)).toBe('1月1日 00:00');
        expect(timeText('2024-12-31T15:59:00Z', now)).toBe('2024年12月31日 23:59');
        expect(clockText('2025-01-20T06:03:22Z')).toBe('14:03:22');
    });

    it('counts down and says nothing once it has passed', () => {
        expect(countdownText('2025-01-25T00:00:00+08:00', now)).toBe('3天14小时48分');
        expect(countdownText('2025-01-21T10:00:00+08:00', now)).toBe('48分钟');
        expect(countdownText('2025-01-21T09:12:00+08:00', now)).toBe('');
    });

    it('grows urgent in the last three days and again in the last one', () => {
        expect(urgencyOf('2025-01-24T09:12:01+08:00', now)).toBe('calm');
        expect(urgencyOf('2025-01-24T09:12:00+08:00', now)).toBe('soon');
        expect(urgencyOf('2025-01-22T09:12:01+08:00', now)).toBe('soon');
        expect(urgencyOf('2025-01-22T09:12:00+08:00', now)).toBe('now');
    });

    it('shortens a period', () => {
        expect(periodText('2025-07-14', '2025-07-20')).toBe('2025年7月14日—20日');
        expect(periodText('2025-07-14', '2025-08-02')).toBe('2025年7月14日—8月2日');
        expect(periodText('2025-12-30', '2026-01-03')).toBe('2025年12月30日—2026年1月3日');
        expect(periodText('2025-07-14', null)).toBe('2025年7月14日');
    });
});

describe('parseDay', () => {
    it.each([
        '2025-7-14',
        '2025-07-14',
        '2025.7.14',
        '2025/7/14',
        '2025年7月14日',
        ' 2025 年 7 月 14 日',
        '20250714',
        '２０２５－７－１４',
        '7月14日',
        '7-14',
    ])('reads %s', (text) => {
        expect(parseDay(text, 2025)).toBe('2025-07-14');
    });

    it.each(['', '2025-13-01', '2025-02-29', '七月', '14', '2025-7', '2025-7-14-1'])(
        'refuses %s',
        (text) => {
            expect(parseDay(text, 2025)).toBeNull();
        },
    );
});

describe('limits counted in working days', () => {
    it('say so while the holidays of their year are not published', () => {
        expect(countedText('2027-01-06T00:00:00+08:00', true, true)).toBe(
            '1月5日（星期二）24:00（暂定）',
        );
        expect(countedText('2025-01-24T00:00:00+08:00', false, true)).toBe(
            '1月23日（星期四）24:00',
        );
    });
});
