// SPDX-License-Identifier: Apache-2.0
// What offices do beside the road: paper that two people check, overdue items and the head's
// decisions on them, a new version of the call.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from './client.mjs';
import { Person } from './pages.mjs';
import { startServer } from './server.mjs';

async function comes(stage, name, login) {
    const person = await Person.at(stage.browser, stage.base);
    stage.people[name] = person;
    await person.signIn(login);
    return person;
}

async function clean(person) {
    assert.deepEqual(await person.axe(), [], 'axe finds nothing');
    assert.deepEqual(person.errors, [], 'no error in the console');
    assert.ok((await person.overflow()) <= 0, 'nothing wider than the window');
}

const stateOf = async (base, login, id) =>
    (await (await Client.signIn(base, login)).send('GET', `/applications/${id}`)).state;

/** Loads a copy of the carried call, changed; what the verb said, also when it refuses. */
function loadCopy(server, change) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dianjiang-call-'));
    const source = path.resolve(import.meta.dirname, '../../calls/nmg-2025');
    try {
        cpSync(source, folder, { recursive: true });
        const file = path.join(folder, 'call.yaml');
        const text = readFileSync(file, 'utf8');
        const changed = change(text);
        assert.notEqual(changed, text, 'the copy differs');
        writeFileSync(file, changed);
        return server.run('call', 'load', folder, '--db', server.db);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

export const chapters = {
    'paper arrives: the first person registers it': async (stage) => {
        stage.server = await startServer({ clock: '2025-01-22T10:00+08:00' });
        stage.base = stage.server.base;
        stage.log = stage.server.log;
        stage.cleanups.push(stage.server.stop);
        const first = await comes(stage, 'first', 'shouli');
        await first.go('/arrivals');
        await first.button('登记来件').first().click();
        const dialog = first.page.getByRole('dialog');
        await dialog.getByLabel('类别').selectOption({ label: '海外赤子为国服务行动' });
        await dialog.getByLabel('报送单位').fill('满洲里市跨境贸易服务中心');
        await dialog.getByRole('radio', { name: '电子邮件' }).check();
        await dialog.getByLabel('到达日期', { exact: true }).fill('2025-1-21');
        await dialog.getByLabel('到达日期', { exact: true }).blur();
        await dialog.getByLabel('到达时间').fill('16:05');
        await dialog.getByRole('button', { name: '登记来件' }).click();
        await dialog.getByRole('alert').filter({ hasText: '凭据' }).waitFor();
        await dialog.getByLabel('凭据').fill('邮件主题“满洲里申报材料”，收件登记 2025-37');
        await clean(first);
        await dialog.getByRole('button', { name: '登记来件' }).click();
        await dialog.waitFor({ state: 'detached' });
        await first.page.getByText('等另一位同事复核', { exact: true }).waitFor();
        await clean(first);
    },
    'the second person compares and the arrival counts': async (stage) => {
        const second = await comes(stage, 'second', 'shouli2');
        await second.page.getByText('来件核对').first().waitFor();
        await second.go('/arrivals');
        await second.button(/^复核/).click();
        const dialog = second.page.getByRole('dialog');
        await dialog.getByRole('button', { name: '相符', exact: true }).click();
        await dialog.waitFor({ state: 'detached' });
        await second.page.getByText('白音 相符，待录入').waitFor();
        await clean(second);
        await second.link(/^代录 /).click();
        await second.page.waitForURL(/\/applications\/[^/]+\/form/);
        await second.fill({ 活动名称: '口岸跨境贸易留学人才行' });
        await second.saved();
        await second.go('/arrivals');
        await second.button(/^录入完成 /).click();
        await dialog.getByRole('button', { name: '转入受理' }).click();
        await dialog.waitFor({ state: 'detached' });
        await second.page.locator('tbody').getByRole('link').first().click();
        await second.page.getByText('材料核对').waitFor();
        await second.page.getByText('电子邮件来件').waitFor();
        await clean(second);
    },
    'the deadline passes, and only a person makes a forfeit of it': async (stage) => {
        const unit = await Client.signIn(stage.base, 'caoyuan');
        const made = await unit.send('POST', '/applications', {
            call: 'nmg-2025',
            track: 'overseas',
            capacity: 'grassroots',
        });
        stage.late = made.id;
        await stage.server.forward('2025-02-05T10:00+08:00');
        const head = await comes(stage, 'head', 'fuze');
        await head.page.waitForFunction(
            async (id) => {
                const answer = await fetch('/api/v1/calls/nmg-2025/overdue');
                return (await answer.text()).includes(id);
            },
            stage.late,
            { polling: 200 },
        );
        await head.go('/overdue');
        await head.page
            .getByRole('link', { name: /未填名称/ })
            .first()
            .waitFor();
        await clean(head);
        await head.go(`/applications/${stage.late}`);
        await head.step('确认视为放弃', '截止前没有报送，经电话核实单位放弃。');
        await head.page.getByText('视为放弃').first().waitFor();
        assert.equal(await stateOf(stage.base, 'caoyuan', stage.late), 'forfeited');
    },
    'the head opens it again, with a day': async (stage) => {
        const { head } = stage.people;
        await head.button('准予重新报送').click();
        const dialog = head.page.getByRole('dialog');
        await dialog.getByRole('textbox', { name: /^理由/ }).fill('邮路中断，有邮局证明。');
        await dialog.getByRole('button', { name: '准予重新报送' }).click();
        await dialog.getByText('请写明新的截止日期').waitFor();
        await dialog.getByLabel('新的截止日期', { exact: true }).fill('2025-2-14');
        await dialog.getByLabel('新的截止日期', { exact: true }).blur();
        await clean(head);
        await dialog.getByRole('button', { name: '准予重新报送' }).click();
        await dialog.waitFor({ state: 'detached' });
        const unit = await comes(stage, 'unit', 'caoyuan');
        await unit.go(`/applications/${stage.late}/form`);
        await unit.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        await unit.fill({ 活动名称: '肉牛良种海外专家指导' });
        await unit.saved();
        await clean(unit);
    },
    'a version with contradictions cannot be published': async (stage) => {
        loadCopy(stage.server, (text) => text.replace('at: 2025-01-24', 'at: 2024-01-24'));
        const { head } = stage.people;
        await head.go('/versions');
        await head.button(/第 2 版/).click();
        await head.page.getByRole('heading', { name: '发布第 2 版' }).waitFor();
        await head.page.getByText(/改正并重新载入后才能发布/).waitFor();
        await head.page.getByText('矛盾', { exact: true }).first().waitFor();
        await clean(head);
    },
    'a clean one shows what it changes and is published': async (stage) => {
        loadCopy(stage.server, (text) =>
            text.replace('max: 10, kind: hard', 'max: 12, kind: hard'),
        );
        const { head } = stage.people;
        await head.go('/versions');
        await head.button(/第 3 版/).click();
        await head.page.getByRole('heading', { name: '与现行第 1 版的差异' }).waitFor();
        await head.page.getByRole('cell', { name: /12/ }).first().waitFor();
        await clean(head);
        await head.button('公开前审查并发布').click();
        await head.page.getByRole('heading', { name: '公开前审查' }).waitFor();
        await clean(head);
        await head.field(/输入通知代码/).fill('nmg-2025');
        await head.field(/审查意见/).fill('内容可以公开');
        const seen = head.page.getByRole('checkbox', { name: /逐条核对/ });
        if ((await seen.count()) > 0) {
            await head.button('审查通过并公开').click();
            await head.page.getByText('请先逐条核对').waitFor();
            await seen.check();
        }
        await head.button('审查通过并公开').click();
        await head.page.getByText('申报和受理按这一版办理。').waitFor();
        await head.page.getByText(/公开前审查通过：.*内容可以公开/).waitFor();
        await clean(head);
    },
};
