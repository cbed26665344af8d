// SPDX-License-Identifier: Apache-2.0
// All six tracks of the call that the program carries, filed, sent and accepted.
import { seasonChapters } from './season.mjs';

export const chapters = seasonChapters('nmg-2025', [
    'team',
    'base-national',
    'base-regional',
    'expert',
    'overseas',
    'postdoc',
], {});
