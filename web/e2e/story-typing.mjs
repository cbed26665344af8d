// SPDX-License-Identifier: Apache-2.0
// 代录 by a league: it types for a unit that has no network, the stamped paper speaks for the unit,
// the unit sees it and who typed it, the desk compares and accepts. And by the desk: a letter's
// instant is agreed first, its form is typed in afterwards.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from './client.mjs';
import { Person } from './pages.mjs';
import { startServer } from './server.mjs';

const { values } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, '../../tests/data/filled/overseas.json'), 'utf8'),
);
const scan = Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
const title = '草原鼠害防治海外专家行';

async function comes(stage, name, login) {
    const person = await Person.at(stage.browser, stage.base);
    stage.people[name] = person;
    await person.signIn(login);
    return person;
}

/** Nothing to find at the desk's width and on a telephone. */
async function clean(person) {
    for (const width of [1366, 390]) {
        await person.page.setViewportSize({ width, height: 768 });
        assert.deepEqual(await person.axe(), [], `axe finds nothing at ${width}`);
        assert.deepEqual(person.errors, [], 'no error in the console');
        assert.ok((await person.overflow()) <= 0, `nothing wider than ${width}`);
    }
    await person.page.setViewportSize({ width: 1366, height: 768 });
}

const dialog = (person) => person.page.getByRole('dialog');

export const chapters = {
    'the league begins an application for a unit of its area': async (stage) => {
        const server = await startServer({ options: () => [] });
        Object.assign(stage, { base: server.base, log: server.log });
        stage.cleanups.push(server.stop);
        const league = await comes(stage, 'league', 'tuijian');
        await league.go('/league');
        const row = league.page.getByRole('row').filter({ hasText: '草原工作站' });
        await row.getByRole('button', { name: /^代填申报/ }).click();
        await dialog(league)
            .getByRole('button', { name: /海外赤子/ })
            .waitFor();
        await clean(league);
        await dialog(league)
            .getByRole('button', { name: /海外赤子/ })
            .click();
        await league.page.waitForURL(/\/applications\/[^/]+\/form/);
        await league.page.getByText(/代.*草原工作站填写/).waitFor();
        stage.id = /applications\/([^/]+)\//.exec(league.page.url())[1];
        await league.fill({ 活动名称: title });
        await league.saved();
        const typist = await Client.signIn(stage.base, 'tuijian');
        const item = await typist.send('GET', `/applications/${stage.id}`);
        const patch = Object.entries({ ...values, title }).map(([field, value]) => ({
            path: `/values/${field}`,
            value,
        }));
        await typist.send('PATCH', `/applications/${stage.id}/values`, {
            base: item.revision,
            patch,
        });
        await league.go(`/applications/${stage.id}/form`);
        await league.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        await clean(league);
    },
    'the unit sees it, and who types it': async (stage) => {
        const unit = await comes(stage, 'unit', 'caoyuan');
        await unit.go('/applications');
        await unit.page.getByText('代填', { exact: true }).waitFor();
        await unit.link(title).click();
        await unit.page.getByText(/代本单位填写/).waitFor();
        await clean(unit);
    },
    'without the stamp it does not go up, with it it does': async (stage) => {
        const { league } = stage.people;
        await league.step('代填完成，定稿待盖章');
        await league.go(`/applications/${stage.id}/form`);
        await league.page.getByRole('button', { name: /^单位已盖章.*盖章扫描件/ }).waitFor();
        await clean(league);
        await league.upload('盖章扫描件', '盖章扫描件.pdf', scan);
        await league.go(`/applications/${stage.id}`);
        await league.step('单位已盖章，提交到');
        await league.page.getByText('待推荐').first().waitFor();
        await league.go('/recommend');
        await league.page.getByRole('button', { name: `推荐：${title}`, exact: true }).click();
        await dialog(league).getByRole('button', { name: '推荐', exact: true }).click();
        await dialog(league).waitFor({ state: 'hidden' });
    },
    'the desk accepts only what it compared with the stamp': async (stage) => {
        const sender = await Client.signIn(stage.base, 'tuijian');
        await sender.send('POST', '/packages', {
            call: 'nmg-2025',
            ids: [stage.id],
            letter: { number: '兴人社函〔2025〕8号', contact: '包文龙', phone: '0482-8210001' },
            declaration: true,
        });
        const desk = await comes(stage, 'desk', 'shouli');
        await desk.go(`/desk/${stage.id}`);
        await desk.page.getByText('材料核对').waitFor();
        await desk.page.getByText('代录内容与盖章原件一致').waitFor();
        await clean(desk);
        const marks = desk.page.getByRole('button', { name: /点按切换$/ });
        for (let n = 0; n < (await marks.count()); n += 1) {
            if (!(await marks.nth(n).innerText()).includes('齐全')) {
                await marks.nth(n).click();
            }
        }
        await desk.button(/^受理/).first().click();
        await desk.page.getByText(/受理：已完成/).waitFor();
        const { unit } = stage.people;
        await unit.go(`/applications/${stage.id}`);
        await unit.page.getByText('已受理').first().waitFor();
        await clean(unit);
    },
    'an arrival agreed before it was typed in is completed by the desk': async (stage) => {
        const { desk } = stage.people;
        const wanted = '满洲里市跨境贸易服务中心';
        await desk.go('/arrivals');
        await desk.button('登记来件').first().click();
        await dialog(desk).getByLabel('类别').selectOption({ label: '海外赤子为国服务行动' });
        await dialog(desk).getByLabel('报送单位').fill(wanted);
        await dialog(desk).locator(`option[value="${wanted}"]`).waitFor({ state: 'attached' });
        await dialog(desk).getByLabel('到达时间').fill('08:10');
        await dialog(desk).getByLabel('凭据').fill('挂号信 XA 1234，邮戳 1月15日');
        await dialog(desk).getByRole('button', { name: '登记来件' }).click();
        await dialog(desk).waitFor({ state: 'detached' });
        const second = await comes(stage, 'second', 'shouli2');
        await second.go('/arrivals');
        await second.button(/^复核/).click();
        await dialog(second).getByRole('button', { name: '相符', exact: true }).click();
        await second.page.getByText('白音 相符，待录入').waitFor();
        await clean(second);
        await desk.go('/work');
        await desk.page.getByText(`代录申报表：${wanted}`).waitFor();
        await desk.go('/arrivals');
        await desk.link(`代录 ${wanted}`).click();
        await desk.page.waitForURL(/\/applications\/[^/]+\/form/);
        const id = /applications\/([^/]+)\//.exec(desk.page.url())[1];
        await desk.page.getByText('照来件录入').waitFor();
        await desk.fill({ 活动名称: '口岸跨境贸易留学人才行' });
        await desk.saved();
        await clean(desk);
        await desk.go('/arrivals');
        await desk.button(`录入完成 ${wanted}`).click();
        await dialog(desk)
            .getByText(/1月15日 08:10|今天 08:10|08:10/)
            .waitFor();
        await clean(desk);
        await dialog(desk).getByRole('button', { name: '转入受理' }).click();
        await dialog(desk).waitFor({ state: 'detached' });
        await desk.page.getByText('白音 相符', { exact: true }).waitFor();
        const client = await Client.signIn(stage.base, 'shouli');
        const item = await client.send('GET', `/applications/${id}`);
        assert.equal(item.state, 'sent');
        assert.equal(Date.parse(item.sent), Date.parse('2025-01-15T08:10+08:00'));
    },
};
