// SPDX-License-Identifier: Apache-2.0
// Two people at one form: merging, a contested field, undo, pasting rows, files that go on.
import assert from 'node:assert/strict';
import { Person } from './pages.mjs';

async function opens(stage, name, login) {
    const person = await Person.at(stage.browser, stage.base);
    stage.people[name] = person;
    await person.signIn(login);
    return person;
}

async function at(person, id) {
    await person.go(`/applications/${id}/form`);
    await person.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
}

const value = (person, label) => person.page.getByLabel(label).first().inputValue();

export const chapters = {
    'two people open the same draft': async (stage) => {
        const one = await opens(stage, 'one', 'daxue');
        stage.id = await one.startApplication('海外赤子');
        const two = await opens(stage, 'two', 'daxue2');
        await at(two, stage.id);
    },
    'changes of different fields merge': async (stage) => {
        const { one, two } = stage.people;
        await one.fill({ 活动名称: '乳酸菌留学人才服务行' });
        await one.saved();
        await two.fill({ 负责部门: '科技处' });
        await two.saved();
        await two.page.waitForFunction(
            () => document.getElementById('field-title').value === '乳酸菌留学人才服务行',
        );
    },
    'the same field shows both values and lets choose': async (stage) => {
        const { one, two } = stage.people;
        await one.fill({ 活动地点: '乌兰浩特市' });
        await one.saved();
        await two.fill({ 活动地点: '科右中旗' });
        await two.page.getByText('我填的', { exact: true }).waitFor();
        await two.page.getByRole('definition').filter({ hasText: '乌兰浩特市' }).waitFor();
        assert.deepEqual(await two.axe(), []);
        await two.button('用我填的').click();
        await two.saved();
        await one.page.reload();
        await one.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        assert.equal(await value(one, /^活动地点/), '科右中旗');
    },
    'theirs can be taken as well': async (stage) => {
        const { one, two } = stage.people;
        await one.fill({ 联系人: '刘洋' });
        await one.saved();
        await two.fill({ 联系人: '周红' });
        await two.button('用现在的').click();
        assert.equal(await value(two, /^联系人/), '刘洋');
    },
    'the last change of a field can be undone': async (stage) => {
        const { one } = stage.people;
        await one.fill({ 负责部门: '写错了' });
        await one.saved();
        await one.button('撤销对“负责部门”的修改').click();
        assert.equal(await value(one, /^负责部门/), '科技处');
        await one.saved();
    },
    'rows come from a spreadsheet': async (stage) => {
        const { one } = stage.people;
        const cell = one.page.getByLabel('第 1 行 支出项目');
        await cell.evaluate((input) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData(
                'text/plain',
                '专家交通\t13.5\t15人\n资料\t5\t\n场地\t约五万\t\n',
            );
            input.dispatchEvent(
                new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
            );
        });
        await one.page.getByText('已粘贴 3 行；第 3 行“金额”的“约五万”没有读懂，留空了').waitFor();
        assert.equal(await value(one, '第 1 行 金额'), '13.50');
        assert.equal(await value(one, '第 2 行 支出项目'), '资料');
        await one.page.getByText('18.50万元').first().waitFor();
        await one.saved();
    },
    'a problem leads to its field': async (stage) => {
        const { one } = stage.people;
        const problem = one.page.locator('#problems').getByRole('button', { name: /^手机/ });
        await problem.click();
        const focused = await one.page.evaluate(() => document.activeElement.id);
        assert.equal(focused, 'field-mobile');
    },
    'regions are found by name and show their flags': async (stage) => {
        const { one } = stage.people;
        await one.page.getByRole('combobox', { name: /所涉旗县/ }).fill('中旗');
        await one.page.getByRole('option', { name: /科尔沁右翼中旗/ }).click();
        await one.page.keyboard.press('Escape');
        await one.page.getByText('科尔沁右翼中旗：国家乡村振兴重点帮扶县').waitFor();
        await one.saved();
    },
    'a broken upload goes on where it stopped': async (stage) => {
        const { one } = stage.people;
        const bytes = Buffer.concat([
            Buffer.from('%PDF-1.4\n'),
            Buffer.alloc(3 * 1024 * 1024, 0x20),
        ]);
        let chunks = 0;
        await one.page.route('**/chunks/*', (route) => {
            chunks += 1;
            return chunks === 2 ? route.abort() : route.continue();
        });
        const file = { name: '专家名单.pdf', mimeType: 'application/pdf', buffer: bytes };
        await one.page.getByLabel('选择文件：其他材料').setInputFiles(file);
        await one.page.getByText('网络中断，已传的部分保留，可以继续。').waitFor();
        await one.button('继续上传').click();
        await one.page.getByRole('link', { name: '专家名单.pdf' }).waitFor();
        assert.equal(chunks, 5, 'chunk 0 once, chunk 1 twice, 2 and 3 once');
    },
    'a dead session loses nothing': async (stage) => {
        const { one } = stage.people;
        await one.page.context().clearCookies();
        await one.fill({ 负责部门: '科技与合作处' });
        await one.page.waitForURL(/sign-in/);
        await one.page.getByText('刚才填写的内容保存在本机').waitFor();
        await one.page.getByRole('textbox', { name: '账号' }).fill('daxue');
        await one.page.getByRole('textbox', { name: '密码' }).fill('dianjiang');
        await one.button('登录').click();
        await one.page.waitForURL(/\/form/);
        await one.page.getByText('已接上您上次没有存到服务器的').waitFor();
        await one.saved();
        assert.equal(await value(one, /^负责部门/), '科技与合作处');
    },
};
