// SPDX-License-Identifier: Apache-2.0
// Another province: county offices on the road, two deadlines, units from a file. No code of its own.
import { seasonChapters } from './season.mjs';

export const chapters = seasonChapters('yunling-2026', ['team', 'station', 'group', 'challenge'], {
    clock: '2026-02-20T09:00+08:00',
    call: 'calls/yunling-2026',
    units: 'rehearsal/yunling-2026.yaml',
});
