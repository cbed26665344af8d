// SPDX-License-Identifier: Apache-2.0
// Accounts: a link that sets a password, the second factor, a stand-in, handing over.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { Person } from './pages.mjs';
import { Unit } from './scene.mjs';
import { startServer } from './server.mjs';

const password = 'Wulan-2025!';

async function comes(stage, name, login, secret) {
    const person = await Person.at(stage.browser, stage.base);
    stage.people[name] = person;
    if (login !== undefined) {
        await person.signIn(login, secret);
    }
    return person;
}

async function clean(person) {
    assert.deepEqual(await person.axe(), [], 'axe finds nothing');
    assert.deepEqual(person.errors, [], 'no error in the console');
    assert.ok((await person.overflow()) <= 0, 'nothing wider than the window');
}

/** RFC 6238 with SHA-1, six digits, 30 seconds; ahead: steps from now. */
function totp(secret, ahead = 0) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...secret.replace(/[\s=]/g, '')]
        .map((char) => alphabet.indexOf(char).toString(2).padStart(5, '0'))
        .join('');
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + ahead));
    const hash = createHmac('sha1', key).update(counter).digest();
    const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
    return String(number % 1000000).padStart(6, '0');
}

/** Opens one account in the list of people and chooses what to do with it. */
async function open(admin, name, what) {
    await admin.go('/people');
    await admin.page
        .getByRole('row', { name: new RegExp(name) })
        .getByRole('button')
        .first()
        .click();
    const dialog = admin.page.getByRole('dialog');
    await dialog.getByLabel('办理', { exact: true }).selectOption({ label: what });
    return dialog;
}

async function confirm(dialog) {
    await dialog.locator('button[form="person-act"]').click();
    await dialog.waitFor({ state: 'detached' });
}

export const chapters = {
    'the unit makes an account and gets a link, once': async (stage) => {
        const server = await startServer();
        stage.base = server.base;
        stage.log = server.log;
        stage.cleanups.push(server.stop);
        const admin = await comes(stage, 'admin', 'guanli');
        await admin.go('/people');
        await admin.button('新建账号').first().click();
        const dialog = admin.page.getByRole('dialog');
        await dialog.getByLabel('姓名').fill('萨仁');
        await dialog.getByLabel(/登录名/).fill('saren');
        await dialog.getByLabel(/岗位（今天起）/).selectOption({ label: '申报岗' });
        await dialog.getByRole('button', { name: '新建并生成启用链接' }).click();
        stage.link = await dialog.getByLabel('启用链接').inputValue();
        stage.login = await dialog.locator('strong').first().innerText();
        await clean(admin);
        await dialog.getByRole('button', { name: '完成' }).click();
    },
    'the person sets a password by it, and it works no second time': async (stage) => {
        const person = await comes(stage, 'person');
        await person.go(new URL(stage.link).pathname);
        await person.page.getByRole('heading', { name: '启用账号' }).waitFor();
        await person.page.locator('#new-password').fill(password);
        await person.page.locator('#again').fill(password);
        await clean(person);
        await person.button('设置密码').click();
        await person.link('去登录').waitFor();
        await person.go(new URL(stage.link).pathname);
        await person.page.getByText(/链接已经用过/).waitFor();
        await person.signIn(stage.login, password);
        await person.go('/work');
        await clean(person);
    },
    'the second factor is asked for once it is on': async (stage) => {
        const { person } = stage.people;
        await person.go('/account');
        await person.button('开启动态口令').click();
        const secret = await person.page.locator('.secret').innerText();
        await person.field('6 位动态口令').fill(totp(secret));
        await clean(person);
        await person.button('开启').click();
        await person.page.getByText('已开启', { exact: true }).waitFor();
        const again = await comes(stage, 'again');
        await again.go('/sign-in');
        await again.page.getByRole('textbox', { name: '账号' }).fill(stage.login);
        await again.page.getByRole('textbox', { name: '密码' }).fill(password);
        await again.button('登录').click();
        const code = again.field('手机上显示的 6 位动态口令');
        await code.fill('000000');
        await again.page.keyboard.press('Enter');
        await again.page.getByRole('alert').waitFor();
        await clean(again);
        await code.fill(totp(secret, 1)); /* the step of now was used to switch it on */
        await again.page.keyboard.press('Enter');
        await again.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    },
    'a stand-in acts for the approver': async (stage) => {
        const { admin, person } = stage.people;
        const dialog = await open(admin, '萨仁', '指定代理（AB岗）');
        await dialog.getByLabel('代理哪一位的岗位').selectOption({ index: 1 });
        await dialog.getByLabel(/代理到哪一天/).fill('2025-01-31');
        await clean(admin);
        await confirm(dialog);
        const unit = await Unit.signIn(stage.base, 'shenbao');
        const id = await unit.draft({});
        await unit.act(id, 'submit');
        await person.go('/work');
        await person.page.locator('details.person summary').click();
        await person.page.getByRole('button', { name: /单位审核岗/ }).click();
        await person.go(`/applications/${id}`);
        await person.step('退回修改', '规模没有写明，请补充。');
    },
    'the approver confirms what was done instead': async (stage) => {
        const approver = await comes(stage, 'approver', 'shenhe');
        await approver.page.getByText(/^代理事项/).first().waitFor();
        await approver.go('/acting');
        await approver.page.getByText(/萨仁/).first().waitFor();
        await clean(approver);
        await approver.page.getByRole('listitem').getByRole('button').last().click();
        await approver.page.getByText('没有等您确认的代理事项').waitFor();
    },
    'work goes on with whoever takes over': async (stage) => {
        const { admin } = stage.people;
        const dialog = await open(admin, '乌兰', '交接给他人');
        const taker = dialog.getByLabel('接手人');
        const names = await taker.locator('option').allInnerTexts();
        await taker.selectOption({ index: names.findIndex((name) => name.includes('萨仁')) });
        await dialog.getByRole('textbox').last().fill('调离岗位，当面交接。');
        await confirm(dialog);
        await admin.go('/people');
        const row = admin.page.getByRole('row', { name: /萨仁/ });
        await row.getByText('申报岗').first().waitFor();
        await clean(admin);
    },
};
