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

/** As a spreadsheet's clipboard arrives. */
const pasteInto = (cell, words) =>
    cell.evaluate((input, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        input.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
    }, words);

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
        await pasteInto(
            one.page.getByLabel('第 1 行 支出项目'),
            '专家交通\t13.5\t15人\n资料\t5\t\n场地\t约五万\t\n',
        );
        await one.page.getByText('已粘贴 3 行；第 3 行“金额”的“约五万”没有读懂，留空了').waitFor();
        assert.equal(await value(one, '第 1 行 金额'), '13.50');
        assert.equal(await value(one, '第 2 行 支出项目'), '资料');
        await one.page.getByText('18.50万元').first().waitFor();
        await one.saved();
    },
    'a break inside a pasted cell becomes a space, and the rows are saved': async (stage) => {
        const { one } = stage.people;
        await pasteInto(one.page.getByLabel('第 1 行 支出项目'), '"专家\n交通"\t13.5\t15人\n');
        await one.page.getByText('看不见的字符已去掉').waitFor();
        await one.saved();
        assert.equal(await value(one, '第 1 行 支出项目'), '专家 交通');
    },
    'signs nobody sees do not keep a text from being saved': async (stage) => {
        const { one } = stage.people;
        const content = one.page.getByLabel(/^拟开展的活动内容/).first();
        await content.fill('第一段\u000b第二段\f第三段');
        await one.saved();
        assert.equal(await content.inputValue(), '第一段\n第二段\n第三段');
    },
    'a refused value is never shown as saved and outlives a reload': async (stage) => {
        const { one } = stage.people;
        const scale = () => one.page.getByLabel(/^规模（参加总人数）/).first();
        const told = () => one.page.getByText('有 1 处没有保存', { exact: true }).first();
        await scale().fill('15');
        await scale().blur();
        await one.saved();
        await scale().fill('二十');
        await scale().blur();
        await told().waitFor();
        assert.equal(await one.page.getByText(/^已保存 \d/).count(), 0);
        const listed = one.page
            .locator('#problems')
            .getByRole('button', { name: /规模（参加总人数）.*没有保存.*“二十”不是整数/s });
        await listed.waitFor();
        await one.fill({ 负责部门: '科技处' });
        await told().waitFor();
        assert.deepEqual(await one.axe(), []);
        await stage.picture('refused');
        await one.page.reload();
        await told().waitFor();
        assert.equal(await scale().inputValue(), '二十');
        await listed.waitFor();
        await one.button(/^提交单位审核/).and(one.page.locator(':disabled')).waitFor();
        await one.go(`/applications/${stage.id}`);
        await one.button(/^提交单位审核\s*（本机有 1 处没有保存，请先回到填报）/).waitFor();
        await at(one, stage.id);
        await told().waitFor();
        await scale().fill('20人');
        await scale().blur();
        await one.saved();
        await one.page.reload();
        await one.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        assert.equal(await scale().inputValue(), '20');
    },
    'a table with one cell that is refused is not shown as saved': async (stage) => {
        const { one } = stage.people;
        const amount = one.page.getByLabel('第 2 行 金额');
        await amount.fill('约五万');
        await amount.blur();
        await one.page.getByText('有 1 处没有保存', { exact: true }).first().waitFor();
        await one.page
            .locator('#problems')
            .getByRole('button', { name: /第2行 金额/ })
            .waitFor();
        await amount.fill('5');
        await amount.blur();
        await one.saved();
    },
    'too many requests and a refusal are not told as a form that is closed': async (stage) => {
        const { one } = stage.people;
        const answer = (status, detail) => (route) =>
            route.fulfill({
                status,
                contentType: 'application/problem+json',
                body: JSON.stringify({ title: '', status, code: 'test', detail }),
            });
        await one.page.route('**/values', answer(429, '请求太多，请稍候。'));
        await one.fill({ 负责部门: '科技与合作处' });
        await one.page.getByText('服务器正忙，内容保存在本机，稍后自动再存').waitFor();
        await one.page.unroute('**/values');
        await one.saved();
        await one.page.route('**/values', answer(403, '您现在的岗位不能做这件事。'));
        await one.fill({ 负责部门: '科技处' });
        await one.page.getByText('没有存上，内容保存在本机').waitFor();
        await one.page.locator('#problems').getByText('您现在的岗位不能做这件事。').waitFor();
        assert.equal(await one.page.getByText('现在不能修改').count(), 0);
        await one.page.unroute('**/values');
        await one.fill({ 负责部门: '科技处 ' });
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
