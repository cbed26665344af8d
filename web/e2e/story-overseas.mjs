// SPDX-License-Identifier: Apache-2.0
// The overseas track walks its road: a hospital through its league, a park straight to the desk.
import assert from 'node:assert/strict';
import { Person } from './pages.mjs';

const pdf = Buffer.concat([
    Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n'),
    Buffer.alloc(1536 * 1024, 0x20),
    Buffer.from('\n%%EOF\n'),
]);

const filled = {
    活动名称: '草原生态修复与现代牧业留学人才兴安行',
    承办单位: '兴安盟蒙医院',
    '活动起止时间：开始日期': '2025-7-14',
    '活动起止时间：结束日期': '2025-7-20',
    留学人员及回国专家数量: '15',
    活动地点: '乌兰浩特市、科右中旗',
    负责部门: '科教科',
    联系人: '乌兰',
    办公电话: '0482-8267001',
    手机: '13800138000',
    'E-mail': 'wulan@example.cn',
    总预算: '23.5',
    开户行联行号: '102100099996',
    账户名: '兴安盟蒙医院',
    开户行名称: '中国工商银行乌兰浩特分行',
    账号: '0608024509022100123',
    modes: ['技术服务指导', '学术交流'],
    拟开展的活动内容:
        '围绕草原生态修复和现代牧业，组织留学回国专家深入苏木嘎查开展技术指导和项目对接。',
    规模: '120',
    组织形式: '专家分三组，由旗县人社局对接。',
};

async function fillForm(person, more = {}) {
    await person.fill({ ...filled, ...more });
    await person.page.getByLabel('第 1 行 支出项目').fill('专家交通食宿');
    await person.page.getByLabel('第 1 行 金额').fill('13.5');
    await person.button('增加一行').click();
    await person.page.getByLabel('第 2 行 支出项目').fill('培训与资料');
    await person.page.getByLabel('第 2 行 金额').fill('10');
    await person.page.getByLabel('第 2 行 金额').blur();
    await person.saved();
}

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

export const chapters = {
    'anybody reads the call': async (stage) => {
        const reader = await Person.at(stage.browser, stage.base);
        stage.people.reader = reader;
        await reader.go('/');
        await reader.page.getByText('今天', { exact: true }).waitFor();
        await reader.page.getByText('海外赤子为国服务行动').first().waitFor();
        await clean(reader);
    },
    'a wrong password is said plainly': async (stage) => {
        const { reader } = stage.people;
        await reader.go('/sign-in');
        await reader.page.getByRole('textbox', { name: '账号' }).fill('shenbao');
        await reader.page.getByRole('textbox', { name: '密码' }).fill('wrong');
        await reader.button('登录').click();
        await reader.page.getByRole('alert').waitFor();
        await clean(reader);
    },
    'an applicant begins by the card of the rehearsal': async (stage) => {
        const applicant = await Person.at(stage.browser, stage.base);
        stage.people.applicant = applicant;
        await applicant.signInByCard('乌兰');
        await applicant.page.getByRole('heading', { level: 1 }).waitFor();
        await clean(applicant);
        stage.id = await applicant.startApplication('海外赤子');
        await clean(applicant);
    },
    'problems stand beside their fields, all at once': async (stage) => {
        const { applicant } = stage.people;
        await applicant.fill({
            '活动起止时间：开始日期': '2025年7月14日',
            '活动起止时间：结束日期': '2025-7-6',
        });
        await applicant.saved();
        await applicant.page.getByRole('heading', { name: /还有 \d+ 处须改/ }).waitFor();
        assert.ok(await applicant.button(/^提交单位审核/).isDisabled());
        await clean(applicant);
    },
    'everything filled in, nothing blocks': async (stage) => {
        const { applicant } = stage.people;
        await fillForm(applicant);
        await applicant.button('提交单位审核').waitFor();
        await clean(applicant);
    },
    'what is typed outlives a broken line and a reload': async (stage) => {
        const { applicant } = stage.people;
        await applicant.page.route('**/values', (route) => route.abort());
        await applicant.fill({ 负责部门: '科教与对外合作科' });
        await applicant.page.getByText('未联网，内容保存在本机').waitFor();
        await applicant.page.reload();
        await applicant.page.getByText('已接上您上次没有存到服务器的').waitFor();
        assert.equal(await applicant.field(/^负责部门/).inputValue(), '科教与对外合作科');
        await applicant.page.unroute('**/values');
        await applicant.button('现在再试').click();
        await applicant.saved();
        await applicant.page.reload();
        await applicant.saved();
        assert.equal(await applicant.field(/^负责部门/).inputValue(), '科教与对外合作科');
    },
    'the unit checks and freezes it': async (stage) => {
        const { applicant } = stage.people;
        await applicant.step('提交单位审核');
        await applicant.page.getByText('待单位审核').first().waitFor();
        const approver = await comes(stage, 'approver', 'shenhe');
        await approver.go(`/applications/${stage.id}`);
        await clean(approver);
        await approver.step('审核通过并定稿');
        await approver.page.getByText('定稿待盖章').first().waitFor();
        await approver.go(`/applications/${stage.id}/print`);
        await approver.page.getByText('版本码').waitFor();
        await clean(approver);
    },
    'the stamped scan goes up in chunks': async (stage) => {
        const { approver } = stage.people;
        await approver.go(`/applications/${stage.id}/form`);
        await approver.upload('盖章扫描件', '盖章扫描件.pdf', pdf);
        await approver.go(`/applications/${stage.id}`);
        await approver.step('提交到');
        await approver.page.getByText('待推荐').first().waitFor();
    },
    'the league recommends and sends': async (stage) => {
        const league = await comes(stage, 'league', 'tuijian');
        await league.go('/recommend');
        await league.page
            .getByRole('button', { name: /^推荐：/ })
            .first()
            .click();
        await league.page.getByRole('dialog').getByRole('button', { name: '推荐' }).click();
        await league.page.getByRole('button', { name: /^推荐并报送（1 项）/ }).click();
        await clean(league);
        await league.field('推荐公函文号').fill('兴人社函[2025]8号');
        await league.field('联系电话').fill('0482-8266000');
        await league.page.getByRole('checkbox', { name: /不含国家秘密/ }).check();
        await league.page.getByRole('button', { name: '推荐并报送 1 项' }).click();
        await league.page.getByRole('heading', { name: '收讫回执' }).waitFor();
        await league.page.getByText('兴人社函〔2025〕8号').waitFor();
        await clean(league);
        stage.code = await league.page.locator('td[data-label="编号"]').first().innerText();
    },
    'the desk tells at once what is missing': async (stage) => {
        const desk = await comes(stage, 'desk', 'shouli');
        await desk.go('/desk');
        await desk.page.keyboard.press('/');
        await desk.page.keyboard.type(stage.code);
        await desk.page.keyboard.press('Enter');
        await desk.page.getByText('材料核对').waitFor();
        await clean(desk);
        const first = desk.page.getByRole('button', { name: /点按切换$/ }).first();
        for (let n = 0; n < 2 && !(await first.innerText()).includes('缺漏'); n += 1) {
            await desk.page.keyboard.press('1');
        }
        await desk.page.keyboard.press('r');
        await desk.page
            .getByRole('dialog')
            .getByRole('button', { name: /^一次性告知补正/ })
            .click();
        await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
    },
    'the unit mends it and the desk accepts': async (stage) => {
        const { approver, desk } = stage.people;
        await approver.go(`/applications/${stage.id}/form`);
        await approver.page.getByText('一次性告知补正').first().waitFor();
        await clean(approver);
        await approver.step('补正完成');
        await desk.go(`/desk/${stage.id}`);
        await desk.page.getByText('材料核对').waitFor();
        const marks = desk.page.getByRole('button', { name: /点按切换$/ });
        for (let n = 0; n < (await marks.count()); n += 1) {
            const mark = marks.nth(n);
            if (!(await mark.innerText()).includes('齐全')) {
                await mark.click();
            }
        }
        await desk.button(/^受理/).first().click();
        await desk.page.getByText(/受理：已完成/).waitFor();
        await desk.go(`/applications/${stage.id}`);
        await desk.page.getByText('已受理').first().waitFor();
        await clean(desk);
    },
    'a park files straight to the desk': async (stage) => {
        const park = await comes(stage, 'park', 'yuanqu');
        const id = await park.startApplication('海外赤子');
        await fillForm(park, {
            承办单位: '呼和浩特留学人员创业园',
            账户名: '呼和浩特留学人员创业园',
        });
        await park.step('提交单位审核');
        const chief = await comes(stage, 'chief', 'yuanqu2');
        await chief.go(`/applications/${id}`);
        await chief.step('审核通过并定稿');
        await chief.go('/recommend');
        await chief.page.getByRole('button', { name: /^报送（1 项）/ }).click();
        await chief.field('联系电话').fill('0471-6601325');
        await chief.page.getByRole('checkbox', { name: /不含国家秘密/ }).check();
        await chief.page.getByRole('button', { name: '报送 1 项' }).click();
        await chief.page.getByRole('heading', { name: '收讫回执' }).waitFor();
        await clean(chief);
    },
    'the auditor verifies the chain': async (stage) => {
        const auditor = await comes(stage, 'auditor', 'shenji');
        await auditor.go('/events');
        await auditor.button('核验日志链').click();
        await auditor.page.getByText('日志链完整').waitFor();
        await clean(auditor);
    },
};
