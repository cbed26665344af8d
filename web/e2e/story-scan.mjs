// SPDX-License-Identifier: Apache-2.0
// 盖章扫描件: a unit prints its frozen form and uploads the scan, the system tells by the QR codes
// which version it is of; an old one warns, the desk sees the same, a telephone opens the item.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Person } from './pages.mjs';
import { Unit } from './scene.mjs';
import { startServer } from './server.mjs';

/** Width and height from the frame header of a baseline JPEG. */
function sides(jpeg) {
    let at = 2;
    while (jpeg[at + 1] !== 0xc0) {
        at += 2 + jpeg.readUInt16BE(at + 2);
    }
    return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
}

/** A PDF as a scanner makes it: one JPEG a page. */
function scanPdf(pages) {
    const parts = [Buffer.from('%PDF-1.5\n')];
    const kids = pages.map((jpeg, i) => {
        const n = 3 + 3 * i;
        const [width, height] = sides(jpeg);
        parts.push(
            Buffer.from(
                `${n} 0 obj\n<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}` +
                    `/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode` +
                    `/Length ${jpeg.length}>>\nstream\n`,
            ),
            jpeg,
            Buffer.from(
                `\nendstream\nendobj\n${n + 1} 0 obj\n<</Length 27>>\nstream\n` +
                    `595 0 0 842 0 0 cm /Im0 Do\n\nendstream\nendobj\n${n + 2} 0 obj\n` +
                    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${n + 1} 0 R` +
                    `/Resources<</XObject<</Im0 ${n} 0 R>>>>>>\nendobj\n`,
            ),
        );
        return `${n + 2} 0 R`;
    });
    parts.push(
        Buffer.from(
            `1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages` +
                `/Count ${kids.length}/Kids[${kids.join(' ')}]>>\nendobj\n` +
                `trailer\n<</Size ${3 + 3 * kids.length}/Root 1 0 R>>\nstartxref\n0\n%%EOF\n`,
        ),
    );
    return Buffer.concat(parts);
}

/** The printed form of an application on paper and back: rastered at 150 dots, grey, JPEG. */
async function printAndScan(stage, client, id) {
    const response = await fetch(`${client.api}/applications/${id}/document?to=pdf`, {
        headers: { Cookie: client.cookie },
    });
    assert.equal(response.status, 200);
    const file = path.join(stage.folder, 'form.pdf');
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    for (const old of readdirSync(stage.folder).filter((name) => name.endsWith('.jpg'))) {
        rmSync(path.join(stage.folder, old));
    }
    execFileSync('pdftoppm', ['-r', '150', '-gray', '-jpeg', file, path.join(stage.folder, 'p')]);
    return readdirSync(stage.folder)
        .filter((name) => name.endsWith('.jpg'))
        .sort()
        .map((name) => readFileSync(path.join(stage.folder, name)));
}

async function comes(stage, name, login) {
    const person = await Person.at(stage.browser, stage.base);
    stage.people[name] = person;
    await person.signIn(login);
    return person;
}

/** Nothing to find at the desk's width and on a telephone. */
async function clean(stage, person, name) {
    for (const width of [1440, 390]) {
        await person.page.setViewportSize({ width, height: 900 });
        await stage.picture(`scan-${name}-${width}`);
        assert.deepEqual(await person.axe(), [], `axe finds nothing at ${width}`);
        assert.deepEqual(person.errors, [], 'no error in the console');
        assert.ok((await person.overflow()) <= 0, `nothing wider than ${width}`);
    }
    await person.page.setViewportSize({ width: 1440, height: 900 });
}

const says = (person, text) => person.page.getByText(text).first().waitFor();

export const chapters = {
    'a unit freezes, prints, scans and uploads: the same version': async (stage) => {
        stage.folder = mkdtempSync(path.join(os.tmpdir(), 'dianjiang-scan-'));
        const server = await startServer({ options: (base) => ['--public-url', base] });
        stage.base = server.base;
        stage.log = server.log;
        stage.cleanups.push(server.stop, () => rmSync(stage.folder, { recursive: true }));
        stage.park = await Unit.signIn(stage.base, 'yuanqu');
        stage.chief = await Unit.signIn(stage.base, 'yuanqu2');
        const own = { organiser: '呼和浩特留学人员创业园', payee: '呼和浩特留学人员创业园' };
        stage.id = await stage.park.draft({ ...own, title: '乳业数字化留学人才对接会' });
        await stage.park.act(stage.id, 'submit');
        await stage.chief.act(stage.id, 'approve');
        stage.pages = await printAndScan(stage, stage.park, stage.id);

        const unit = await comes(stage, 'unit', 'yuanqu');
        await unit.go(`/applications/${stage.id}/form`);
        await unit.upload('盖章扫描件', '盖章扫描件.pdf', scanPdf(stage.pages));
        await says(unit, `与定稿版本一致（第 1 版），${stage.pages.length} 页齐全。`);
        await clean(stage, unit, 'same');
    },

    'a page left out is named': async (stage) => {
        const { unit } = stage.people;
        await unit.upload('盖章扫描件', '少一页.pdf', scanPdf(stage.pages.slice(1)));
        await says(unit, `缺第 1 页（共 ${stage.pages.length} 页）。`);
        await unit.button('删除 少一页.pdf').click();
        await unit.page.getByText('缺第 1 页').waitFor({ state: 'detached' });
    },

    'after a change the old scan warns, and leads to the difference': async (stage) => {
        const { unit } = stage.people;
        await stage.park.act(stage.id, 'unfreeze');
        const { revision } = await stage.park.send('GET', `/applications/${stage.id}`);
        await stage.park.send('PATCH', `/applications/${stage.id}/values`, {
            base: revision,
            patch: [{ path: '/values/returnee_count', value: 18 }],
        });
        await stage.park.act(stage.id, 'submit');
        await stage.chief.act(stage.id, 'approve');
        await unit.go(`/applications/${stage.id}`);
        await says(unit, '扫描件是第 1 版，当前为第 2 版。');
        await clean(stage, unit, 'other');
        await unit.link('看两版差异').click();
        await unit.page.getByRole('dialog', { name: '两版的差别' }).getByText('18').waitFor();
    },

    'who sends is warned, and may send': async (stage) => {
        const chief = await comes(stage, 'chief', 'yuanqu2');
        await chief.go('/recommend');
        await chief.button(/报送/).first().click();
        await says(chief, '盖章扫描件请核对：扫描件是第 1 版，当前为第 2 版。');
        await clean(stage, chief, 'send');
        const made = await stage.chief.sendPackage([stage.id], '呼留创函〔2025〕3号');
        assert.match(made.warnings.map((row) => row.message).join(), /扫描件是第 1 版/);
        await chief.close();
        delete stage.people.chief;
    },

    'the desk sees what the machine found, and decides': async (stage) => {
        const desk = await comes(stage, 'desk', 'shouli');
        await desk.go('/desk');
        const { code } = await stage.park.send('GET', `/applications/${stage.id}`);
        await desk.field('扫描或输入编号').fill(code);
        await desk.page.keyboard.press('Enter');
        await desk.page.waitForURL(new RegExp(`/desk/${stage.id}`));
        await says(desk, '已上传，请核对印章。二维码识别：扫描件是第 1 版');
        await clean(stage, desk, 'desk');
    },

    'a telephone opens the item by the code on the paper': async (stage) => {
        const { desk } = stage.people;
        const { code } = await stage.park.send('GET', `/applications/${stage.id}`);
        await desk.page.setViewportSize({ width: 390, height: 844 });
        await desk.go('/q');
        await desk.page.getByLabel('拍照识别二维码').setInputFiles({
            name: 'photo.jpg',
            mimeType: 'image/jpeg',
            buffer: stage.pages[0],
        });
        await says(desk, '这页纸不是报送的版本');
        await desk.page.getByRole('heading', { name: new RegExp(code) }).waitFor();
        await clean(stage, desk, 'phone');
        await desk.link('看两版差异').click();
        await desk.page.getByRole('dialog', { name: '两版的差别' }).getByText('18').waitFor();
        // What a telephone's camera opens: the link that stands in the code.
        await desk.go(`/q/DJ1:${code}:1:0123456789ABCDEF:2:4`);
        await says(desk, '第 2 页，共 4 页');
    },
};
