// SPDX-License-Identifier: Apache-2.0
// 移交清单: accepted items go into boxes; one person makes the list, a second one checks the boxes, the
// department receives them. A list is taken back while it is not received.
import assert from 'node:assert/strict';
import { Person } from './pages.mjs';
import { Unit } from './scene.mjs';
import { startServer } from './server.mjs';

const titles = ['海归专家医疗服务行', '海归专家牧业服务行', '海归专家教育服务行'];

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

/** Three items of the park, accepted. */
async function accepted(base) {
    const park = await Unit.signIn(base, 'yuanqu');
    const chief = await Unit.signIn(base, 'yuanqu2');
    const desk = await Unit.signIn(base, 'shouli');
    const ids = [];
    for (const title of titles) {
        const id = await park.draft({ title });
        await park.act(id, 'submit');
        await chief.act(id, 'approve');
        ids.push(id);
    }
    await chief.sendPackage(ids, '呼留创函〔2025〕8号');
    for (const id of ids) {
        await desk.act(id, 'accept');
    }
    return ids;
}

export const chapters = {
    'the first person packs three items into two boxes': async (stage) => {
        const server = await startServer({}); /* the others' items would be in the way */
        Object.assign(stage, { base: server.base, log: server.log });
        stage.cleanups.push(server.stop);
        await accepted(stage.base);
        const first = await comes(stage, 'first', 'shouli');
        await first.go('/handovers');
        await first.page.getByText('还没有移交的 3 项').waitFor();
        await first.field('每盒').fill('2');
        await first.field('每盒').blur();
        await first.field('说明（可不填）').fill('第一批');
        await clean(first);
        await first.button('开列移交清单（3 项）').click();
        await first.page.waitForURL(/\/handovers\/.+/);
        stage.path = new URL(first.page.url()).pathname;
        await first.page.getByText('共 2 盒 3 项').waitFor();
        await first.page.getByText('等另一位同事逐盒核对').waitFor();
        assert.equal(await first.button('盒内材料与清单一致').count(), 0, 'not the same person');
        await clean(first);
    },
    'a list with a mistake is taken back and made again': async (stage) => {
        const { first } = stage.people;
        await first.button('撤回清单').click();
        await first.page.getByText('还没有移交的 3 项').waitFor();
        await first.button(/^开列移交清单/).click();
        await first.page.waitForURL(/\/handovers\/.+/);
        stage.path = new URL(first.page.url()).pathname;
        await first.page.getByText('共 1 盒 3 项').waitFor();
    },
    'the second person checks what the workbench brings': async (stage) => {
        const second = await comes(stage, 'second', 'shouli2');
        await second.go('/work');
        await second.page
            .getByText(/移交清单 \S+/)
            .first()
            .waitFor();
        await second.link('去核对').click();
        await second.page.waitForURL((url) => url.pathname === stage.path);
        await second.page.getByText(titles[0]).waitFor();
        await second.button('盒内材料与清单一致').click();
        await second.page.getByText('等厅里接收。').last().waitFor();
        await clean(second);
    },
    'the department receives, and says what was not as listed': async (stage) => {
        const clerk = await comes(stage, 'clerk', 'jingban');
        await clerk.go('/work');
        await clerk.link('去接收').click();
        await clerk.page.waitForURL((url) => url.pathname === stage.path);
        await clerk.field('与清单不符的（没有就不填）').fill('第2项少1份，次日补来');
        await clean(clerk);
        await clerk.button('接收 1 盒').click();
        await clerk.page.getByText('接收时的说明：第2项少1份，次日补来').waitFor();
        await clean(clerk);
    },
    'three names stand on it, and nobody takes it back any more': async (stage) => {
        const { first } = stage.people;
        await first.go(stage.path);
        for (const role of ['移交人', '核对人', '接收人']) {
            const name = first.page.locator('dl div').filter({ hasText: role }).locator('dd');
            assert.match(await name.innerText(), /\S+\s+.*\d/, `${role} has a name and a time`);
        }
        assert.equal(await first.button('撤回清单').count(), 0, 'it is received');
        await first.go('/handovers');
        await first.page.getByText('没有等待移交的材料').waitFor();
        await first.page.getByText('已接收').waitFor();
        await clean(first);
    },
};
