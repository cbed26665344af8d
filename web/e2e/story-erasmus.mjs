// SPDX-License-Identifier: Apache-2.0
// A call in English, in euros, with limits of words and its own time zone. No code of its own.
import { seasonChapters } from './season.mjs';

export const chapters = seasonChapters('erasmus-2026', ['campus', 'school'], {
    clock: '2026-01-26T09:00+01:00',
    call: 'calls/erasmus-2026',
    units: 'rehearsal/erasmus-2026.yaml',
});
