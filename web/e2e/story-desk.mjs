// SPDX-License-Identifier: Apache-2.0
// The desk by keyboard alone: fifty items scanned, checked and accepted; no pointer is ever touched.
import assert from 'node:assert/strict';
import { Unit as Client } from './scene.mjs';
import { Person } from './pages.mjs';
import { startServer } from './server.mjs';

const count = 50;
const pdf = new TextEncoder().encode('%PDF-1.4\na stamped scan of a story\n');

/** A small stamped scan, uploaded as pages do it. */
async function attach(client, id) {
    const begun = await client.send('POST', `/applications/${id}/attachments`, {
        kind: 'stamped_scan',
        name: '盖章扫描件.pdf',
        size: pdf.length,
    });
    const put = await fetch(`${client.api}/attachments/${begun.id}/chunks/0`, {
        method: 'PUT',
        headers: {
            'Content-Type': 'application/octet-stream',
            'X-CSRF-Token': client.csrf,
            Cookie: client.cookie,
        },
        body: pdf,
    });
    assert.equal(put.status, 204);
    await client.send('POST', `/attachments/${begun.id}/complete`, {});
}

async function fifty(base) {
    const park = await Client.signIn(base, 'yuanqu');
    const chief = await Client.signIn(base, 'yuanqu2');
    const own = { organiser: '呼和浩特留学人员创业园', payee: '呼和浩特留学人员创业园' };
    const ids = [];
    for (let n = 1; n <= count; n += 1) {
        const id = await park.draft({ ...own, title: `留创园海归专家服务行第${n}期` });
        await attach(park, id);
        await park.act(id, 'submit');
        await chief.act(id, 'approve');
        ids.push(id);
    }
    await chief.sendPackage(ids, '呼留创函〔2025〕50号');
    return ids;
}

/** Every pointer that comes near the page is counted, whatever stops it on its way. */
async function watchPointers(page) {
    await page.addInitScript(() => {
        globalThis.pointers = Number(sessionStorage.getItem('pointers') ?? 0);
        const kinds = [
            'pointerdown',
            'pointermove',
            'mousedown',
            'mousemove',
            'wheel',
            'touchstart',
        ];
        kinds.forEach((kind) =>
            globalThis.addEventListener(
                kind,
                () => {
                    globalThis.pointers += 1;
                    sessionStorage.setItem('pointers', String(globalThis.pointers));
                },
                { capture: true, passive: true },
            ),
        );
    });
}

const waitingCount = async (page) =>
    Number(await page.locator('[aria-pressed="true"] .number').innerText());

export const chapters = {
    'fifty items wait at the desk': async (stage) => {
        const server = await startServer({}); /* the others' items would be in the way */
        stage.base = server.base;
        stage.log = server.log;
        stage.cleanups.push(server.stop);
        stage.ids = await fifty(stage.base);
        const desk = await Person.at(stage.browser, stage.base);
        stage.people.desk = desk;
        await watchPointers(desk.page);
        await desk.go('/sign-in');
        await desk.page.getByRole('textbox', { name: '账号' }).focus();
        await desk.page.keyboard.type('shouli');
        await desk.page.keyboard.press('Tab');
        await desk.page.keyboard.type('dianjiang');
        await desk.page.keyboard.press('Enter');
        await desk.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
        await desk.go('/desk');
        await desk.page.getByText('留创园海归专家服务行第1期').first().waitFor();
        stage.before = await waitingCount(desk.page);
        assert.ok(stage.before >= count);
    },
    'the keys are told on "?"': async (stage) => {
        const { desk } = stage.people;
        await desk.page.keyboard.press('?');
        await desk.page.getByRole('dialog').getByText('受理，打开下一项').waitFor();
        await desk.page.keyboard.press('Escape');
        await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
    },
    'arrows move, Enter opens, a number ticks': async (stage) => {
        const { desk } = stage.people;
        await desk.page.keyboard.press('ArrowDown');
        await desk.page.keyboard.press('ArrowUp');
        await desk.page.keyboard.press('Enter');
        await desk.page.getByText('材料核对').waitFor();
        const scan = desk.page.getByRole('button', { name: /^盖章扫描件：待核对/ });
        await scan.waitFor();
        await desk.page.keyboard.press('2');
        await desk.page.getByRole('button', { name: /^盖章扫描件：✓ 齐全/ }).waitFor();
        await desk.page.keyboard.press('U');
        await scan.waitFor();
        await desk.page.keyboard.press('2');
        await desk.page.getByRole('button', { name: /^盖章扫描件：✓ 齐全/ }).waitFor();
        assert.deepEqual(await desk.axe(), []);
        assert.ok((await desk.overflow()) <= 0);
    },
    'fifty items are accepted, each opening the next': async (stage) => {
        const { desk } = stage.people;
        for (let n = 0; n < count; n += 1) {
            const code = await desk.page.locator('#item-title').getAttribute('data-code');
            await desk.page.keyboard.press('g');
            await desk.page
                .getByText('待核对', { exact: true })
                .first()
                .waitFor({ state: 'detached' });
            await desk.page.keyboard.press('a');
            await desk.page.waitForFunction(
                (old) => document.getElementById('item-title')?.dataset.code !== old,
                code,
            );
        }
        const left = await waitingCount(desk.page);
        assert.equal(left, stage.before - count);
        assert.deepEqual(desk.errors, []);
    },
    'the server knows fifty accepted items, each with what was checked': async (stage) => {
        const clerk = await Client.signIn(stage.base, 'shouli2');
        const accepted = await Promise.all(
            stage.ids.map(async (id) => (await clerk.send('GET', `/applications/${id}`)).state),
        );
        assert.equal(accepted.filter((state) => state === 'accepted').length, count);
        const list = await clerk.send('GET', `/desk/checklist/${stage.ids[7]}`);
        assert.ok(list.rows.every((row) => row.state === 'ok'));
        assert.equal(list.rows.find((row) => row.code === 'stamped_scan').by, '闫洁');
    },
    'no pointer was touched': async (stage) => {
        const { desk } = stage.people;
        assert.equal(await desk.page.evaluate(() => globalThis.pointers), 0);
    },
};
