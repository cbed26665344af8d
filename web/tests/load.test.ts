// SPDX-License-Identifier: Apache-2.0
// Lists read page by page: of several requests on their way the last one asked for counts.
import { describe, expect, it } from 'vitest';
import { usePages } from '@/lib/load';

interface Page {
    rows: string[];
    next: string | null;
}

/** A reader whose answers are given by hand, in any order. */
function byHand() {
    const asked: { give: (page: Page) => void; fail: () => void }[] = [];
    const pages = usePages<Page>(
        () =>
            new Promise((resolve, reject) =>
                asked.push({ give: resolve, fail: () => reject(new Error('late')) }),
            ),
        false,
    );
    return { asked, pages };
}

describe('usePages', () => {
    it('joins the pages of one question', async () => {
        const { asked, pages } = byHand();
        const first = pages.read();
        asked[0]?.give({ rows: ['a'], next: '1' });
        await first;
        const second = pages.more();
        asked[1]?.give({ rows: ['b'], next: null });
        await second;
        expect(pages.rows.value).toEqual(['a', 'b']);
        expect(pages.next.value).toBeNull();
    });

    it('leaves a good answer alone when an older request fails late', async () => {
        const { asked, pages } = byHand();
        const old = pages.read();
        const now = pages.read();
        asked[1]?.give({ rows: ['now'], next: null });
        await now;
        asked[0]?.fail();
        await old;
        expect(pages.problem.value).toBeNull();
        expect(pages.rows.value).toEqual(['now']);
    });

    it('does not join a page of the question before', async () => {
        const { asked, pages } = byHand();
        const first = pages.read();
        asked[0]?.give({ rows: ['old'], next: '1' });
        await first;
        const more = pages.more();
        const again = pages.read();
        asked[2]?.give({ rows: ['new'], next: null });
        await again;
        asked[1]?.give({ rows: ['old too'], next: '2' });
        await more;
        expect(pages.rows.value).toEqual(['new']);
        expect(pages.next.value).toBeNull();
    });
});
