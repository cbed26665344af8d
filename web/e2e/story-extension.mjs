// SPDX-License-Identifier: Apache-2.0
// The last evening: the server stands still for an hour and a half, which proposes a later deadline
// that the head confirms; one unit gets more days on one track, with number and reason.
import assert from 'node:assert/strict';
import { Person } from './pages.mjs';
import { Unit } from './scene.mjs';
import { startServer } from './server.mjs';

async function comes(stage, name, login) {
    const person = await Person.at(stage.browser, stage.base);
    stage.people[name] = person;
    await person.signIn(login);
    return person;
}

/** Nothing to find at the office's width and on a telephone. */
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

/** Signed in anew: a rehearsal that went forward has other times. */
async function stateOf(stage, login, id) {
    const client = await Unit.signIn(stage.base, login);
    return (await client.send('GET', `/applications/${id}`)).state;
}

export const chapters = {
    'the server stands still on the last evening': async (stage) => {
        const server = await startServer({ clock: '2025-01-24T20:00+08:00' });
        Object.assign(stage, { server, base: server.base, log: server.log });
        stage.cleanups.push(server.stop);
        const hospital = await Unit.signIn(stage.base, 'shenbao');
        stage.hospital = await hospital.draft({ title: '蒙医药留学人才服务行' });
        const grass = await Unit.signIn(stage.base, 'caoyuan');
        stage.grass = await grass.draft({ title: '草原监测海外专家行' });
        await server.forward('2025-01-24T21:30+08:00');
    },
    'the head is told, and confirms the later deadline': async (stage) => {
        const head = await comes(stage, 'head', 'fuze');
        await head.go('/work');
        await head.page.getByText('系统中断，建议延长报送截止时间').waitFor();
        await clean(head);
        await head.go('/overdue');
        await head.page.getByText(/系统中断 (8\d|90) 分钟/).waitFor();
        await clean(head);
        await head.button('延长…').click();
        assert.match(
            await dialog(head).getByLabel('理由（告知有关单位）').inputValue(),
            /系统中断/,
        );
        await dialog(head).getByRole('button', { name: '延长', exact: true }).click();
        await dialog(head).getByText('请写明文号和理由。').waitFor();
        await dialog(head).getByLabel('决定文号').fill('内人社函〔2025〕11号');
        await clean(head);
        await dialog(head).getByRole('button', { name: '延长', exact: true }).click();
        await dialog(head).waitFor({ state: 'detached' });
        await head.page.getByRole('row').filter({ hasText: '内人社函〔2025〕11号' }).waitFor();
        assert.equal(await head.button('延长…').count(), 0, 'nothing proposed any more');
        await clean(head);
    },
    'one unit gets more days on one track': async (stage) => {
        const { head } = stage.people;
        await head.button('延长截止时间…').click();
        const unit = '科尔沁右翼中旗草原工作站';
        await dialog(head).getByLabel('单位（不填为全部单位）').fill(unit);
        await dialog(head).locator(`option[value="${unit}"]`).waitFor({ state: 'attached' });
        await dialog(head).getByLabel('类别').selectOption({ label: '海外赤子为国服务行动' });
        await dialog(head).getByLabel('延长至').first().fill('2025-1-28');
        await dialog(head).getByLabel('延长至').first().blur();
        await dialog(head).getByLabel('决定文号').fill('内人社函〔2025〕12号');
        await dialog(head).getByLabel('理由（告知有关单位）').fill('当地暴雪断电三天。');
        await clean(head);
        await dialog(head).getByRole('button', { name: '延长', exact: true }).click();
        await dialog(head).waitFor({ state: 'detached' });
        const row = head.page.getByRole('row').filter({ hasText: '内人社函〔2025〕12号' });
        await row.getByText(unit).waitFor();
        await row.getByText('海外赤子为国服务行动').waitFor();
        await clean(head);
    },
    'each unit is told what concerns it': async (stage) => {
        const grass = await comes(stage, 'grass', 'caoyuan');
        await grass.go('/work');
        await grass.page.getByText(/当地暴雪断电三天/).waitFor();
        await clean(grass);
        const hospital = await comes(stage, 'hospital', 'shenbao');
        await hospital.go('/work');
        await hospital.page.getByText(/内人社函〔2025〕11号/).waitFor();
        assert.equal(await hospital.page.getByText(/暴雪/).count(), 0, 'the other is not its own');
        await clean(hospital);
    },
    'the later deadlines hold, each for its own': async (stage) => {
        await stage.server.forward('2025-01-26T23:00+08:00');
        assert.equal(await stateOf(stage, 'shenbao', stage.hospital), 'draft');
        await stage.server.forward('2025-01-27T09:00+08:00');
        await stage.people.head.go('/overdue');
        await stage.people.head.page.getByText('蒙医药留学人才服务行').waitFor();
        assert.equal(await stateOf(stage, 'shenbao', stage.hospital), 'overdue');
        assert.equal(await stateOf(stage, 'caoyuan', stage.grass), 'draft');
        await stage.server.forward('2025-01-29T00:00+08:00');
        await stage.people.head.go('/overdue');
        await stage.people.head.page.getByText('草原监测海外专家行').waitFor();
        assert.equal(await stateOf(stage, 'caoyuan', stage.grass), 'overdue');
    },
};
