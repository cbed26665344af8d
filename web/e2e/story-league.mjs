// SPDX-License-Identifier: Apache-2.0
// A league with eight drafts and two places: its own deadline, reminders, a declaration of zero,
// a place above the quota that the head decides, one letter over two tracks, its return, a
// supplement, the ledger.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from './client.mjs';
import { Person } from './pages.mjs';
import { startServer } from './server.mjs';

const filled = (track) =>
    JSON.parse(
        readFileSync(
            path.join(import.meta.dirname, '../../tests/data/filled', `${track}.json`),
            'utf8',
        ),
    ).values;
const scan = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

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

/** An application of a unit, filled and sent up to its league. */
async function comesUp(applicant, approver, track, title) {
    const made = await applicant.send('POST', '/applications', {
        call: 'nmg-2025',
        track,
        capacity: 'grassroots',
    });
    const named = track === 'expert' ? { name: title } : { title };
    const patch = Object.entries({ ...filled(track), ...named }).map(([field, value]) => ({
        path: `/values/${field}`,
        value,
    }));
    await applicant.send('PATCH', `/applications/${made.id}/values`, {
        base: made.revision,
        patch,
    });
    for (const [client, action] of [
        [applicant, 'submit'],
        [approver, 'approve'],
        [approver, 'submit_up'],
    ]) {
        await client.send('POST', `/applications/${made.id}/actions/${action}`, {});
    }
    return made.id;
}

const dialog = (person) => person.page.getByRole('dialog');

/** Takes a step on an item of the recommendation page, with a text where one is asked for. */
async function takes(person, step, title, reason) {
    await person.page.getByRole('button', { name: `${step}：${title}`, exact: true }).click();
    if (reason !== undefined) {
        await dialog(person).getByLabel(/理由/).fill(reason);
    }
    await dialog(person).getByRole('button', { name: step, exact: true }).click();
    await dialog(person).waitFor({ state: 'hidden' });
}

const teams = [
    '肉牛良种繁育服务团',
    '蒙医药下乡服务团',
    '草原防灾服务团',
    '马铃薯脱毒服务团',
    '绿豆加工服务团',
];
const experts = ['张三丰', '李思远', '王牧野'];

export const chapters = {
    'the league sets a deadline of its own': async (stage) => {
        const server = await startServer({}); /* the others' items would be in the way */
        stage.base = server.base;
        stage.log = server.log;
        stage.cleanups.push(server.stop);
        const league = await comes(stage, 'league', 'tuijian');
        await league.go('/league');
        await clean(league);
        await league.button('设定内部截止').click();
        await league.field('截止日期').first().fill('2025-1-22');
        await league.field('截止日期').first().blur();
        await league.field('依据（本单位文号）').fill('兴人社办〔2025〕2号');
        await league.field(/转发要求/).fill('请先报电子版，纸质件一式两份。');
        await clean(league);
        await dialog(league).getByRole('button', { name: '设定', exact: true }).click();
        await league.page.getByText('全部类别：2025年1月22日（星期三）18:00').waitFor();
        await clean(league);
    },
    'its units see it on the workbench and beside the form': async (stage) => {
        const unit = await comes(stage, 'unit', 'caoyuan');
        await unit.go('/work');
        await unit.page.getByText('盟市内部截止：2025年1月22日（星期三）18:00').waitFor();
        await clean(unit);
        await unit.startApplication('专家服务团');
        await unit.page.getByText('盟市内部截止：2025年1月22日（星期三）18:00').waitFor();
        await clean(unit);
    },
    'the league reminds, and sees no more than that a unit has begun': async (stage) => {
        const { league, unit } = stage.people;
        await league.go('/league');
        const row = league.page.getByRole('row').filter({ hasText: '草原工作站' });
        await row.getByText('已起草').waitFor();
        await row.getByRole('checkbox').check();
        await league.button(/^登记催报/).click();
        await league.field(/^内容/).fill('请于周三前报来。');
        await clean(league);
        await dialog(league).getByRole('button', { name: '登记催报', exact: true }).click();
        await row.getByText(/1 次/).waitFor();
        await unit.go('/work');
        await unit.page.getByText('请于周三前报来。').waitFor();
        await unit.go('/applications');
        await unit.page.getByRole('link', { name: /未命名|申报/ }).first().waitFor();
    },
    'a unit declares zero and takes it back': async (stage) => {
        const approver = await comes(stage, 'approver', 'shenhe');
        await approver.go('/applications');
        await approver.button('登记零申报').click();
        await dialog(approver).getByLabel('理由（必填）').fill('今年没有合适的项目');
        await clean(approver);
        await dialog(approver).getByRole('button', { name: '登记零申报' }).click();
        await approver.page.getByText('本单位已登记零申报：今年没有合适的项目').waitFor();
        const { league } = stage.people;
        await league.go('/league');
        const row = league.page.getByRole('row').filter({ hasText: '蒙医院' });
        await row.getByText('零申报', { exact: true }).waitFor();
        await approver.button('撤销').click();
        await approver.button('登记零申报').waitFor();
        await clean(approver);
    },
    'eight drafts come up, two places are taken, a third needs a reason': async (stage) => {
        const sign = (login) => Client.signIn(stage.base, login);
        const hospital = [await sign('shenbao'), await sign('shenhe')];
        const grass = [await sign('caoyuan'), await sign('caoyuan2')];
        for (const [i, title] of teams.entries()) {
            await comesUp(...(i % 2 === 0 ? hospital : grass), 'team', title);
        }
        for (const [i, name] of experts.entries()) {
            await comesUp(...(i % 2 === 0 ? hospital : grass), 'expert', name);
        }
        const { league } = stage.people;
        await league.go('/recommend');
        await takes(league, '推荐', teams[0]);
        await takes(league, '推荐', teams[1]);
        await takes(league, '推荐', teams[2], '边境旗县受灾，确需一个服务团。');
        await league.page.getByText('超名额，待厅决定').waitFor();
        await takes(league, '推荐', experts[0]);
        await takes(league, '不推荐', teams[3], '与已推荐项目重复，明年优先。');
        await clean(league);
    },
    'everything for a desk goes under one letter': async (stage) => {
        const { league } = stage.people;
        await league.go('/recommend');
        await league.button(/^全部报送（4 项） 内蒙古人事人才公共服务中心/).click();
        await league.field('推荐公函文号').fill('兴人社函[2025]8号');
        await league.field('联系电话').fill('0482-8266000');
        assert.match(await league.field('单位推荐意见').inputValue(), /专家服务团项目3项/);
        await league.field('预期成效').fill('解决基层难题20项，培训技术人员300人次。');
        await league.page.getByText(/拨款账户：3 项/).click();
        await clean(league);
        await dialog(league).getByRole('checkbox', { name: /不含国家秘密/ }).check();
        await dialog(league).getByRole('button', { name: '推荐并报送 4 项' }).click();
        await league.page.waitForURL(/\/packages\/[^/]+$/);
        await league.page.getByText('专家服务团项目（3 项）').waitFor();
        await league.page.getByText('服务基层重点联系专家（1 项）').waitFor();
        stage.package = new URL(league.page.url()).pathname;
        await league.upload('公函扫描件', '公函.pdf', scan);
        await league.page.getByText('已收到').first().waitFor();
        await clean(league);
    },
    'the head agrees to the place above the quota': async (stage) => {
        const head = await comes(stage, 'head', 'fuze');
        await head.page.getByText(`超名额推荐：${teams[2]}`).waitFor();
        await head.go('/over-quota');
        await head.page.getByText('边境旗县受灾，确需一个服务团。').waitFor();
        await clean(head);
        await head.button(`同意：${teams[2]}`).click();
        await head.field('理由（必填）').fill('边境地区，同意。');
        await clean(head);
        await dialog(head).getByRole('button', { name: '同意', exact: true }).click();
        await head.page.getByText('超名额，厅已同意').waitFor();
        await clean(head);
    },
    'the letter is returned once and mended, the items stay as they are': async (stage) => {
        const desk = await comes(stage, 'desk', 'zhongxin');
        await desk.go(stage.package);
        await clean(desk);
        await desk.button('退回公函补正').click();
        await desk.field('理由（必填）').fill('公函没有写明联系人职务\n第2页未盖章');
        await desk.field(/纸质公函也要补交/).check();
        await clean(desk);
        await dialog(desk).getByRole('button', { name: '退回公函补正' }).click();
        await desk.page.getByText('已退回补正').waitFor();
        const { league } = stage.people;
        await league.go('/work');
        await league.page.getByRole('link', { name: /^去补正：公函/ }).click();
        await league.button('补正公函').click();
        await league.field('联系人').fill('包文龙（科长）');
        await clean(league);
        await dialog(league).getByRole('button', { name: '补正公函' }).click();
        await league.page.getByText('已补正，待核对').waitFor();
        await desk.go(stage.package);
        await desk.button('公函核对无误').click();
        await dialog(desk).getByRole('button', { name: '公函核对无误' }).click();
        await desk.page.getByText('核对无误').first().waitFor();
        await clean(desk);
    },
    'what is recommended later goes as a supplement': async (stage) => {
        const { league } = stage.people;
        await league.go('/recommend');
        await takes(league, '推荐', experts[1]);
        const track = league.page.getByRole('region', { name: '服务基层重点联系专家' });
        await track.getByRole('button', { name: '推荐并报送（1 项）' }).click();
        await dialog(league).getByText(/这是补报/).waitFor();
        await dialog(league).getByRole('checkbox', { name: /不含国家秘密/ }).check();
        await dialog(league).getByRole('button', { name: '推荐并报送 1 项' }).click();
        await league.page.waitForURL((url) => url.pathname !== stage.package && /packages/.test(url));
        await league.page.getByText(/补报，首批/).waitFor();
        await clean(league);
    },
    'ledger, plan and minutes': async (stage) => {
        const { league } = stage.people;
        await league.go('/league/ledger');
        await league.page.getByText('与已推荐项目重复，明年优先。').waitFor();
        await clean(league);
        await league.go('/league/plan');
        await league.page.getByText(/推荐 5 项/).first().waitFor();
        assert.equal(await league.page.getByText(teams[3]).count(), 0);
        await clean(league);
        await league.go('/league');
        await league.upload('会议纪要', '会议纪要.pdf', scan);
        await league.page.getByText('会议纪要.pdf').waitFor();
        await clean(league);
    },
    'what was not recommended is used again': async (stage) => {
        const unit = await comes(stage, 'again', 'caoyuan');
        await unit.go('/applications');
        await unit.page.getByRole('link', { name: new RegExp(teams[3]) }).first().click();
        await unit.button('复制为新的申报').click();
        await unit.page.waitForURL(/\/form$/);
        await unit.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        assert.equal(await unit.field(/^项目名称/).inputValue(), teams[3]);
    },
    'the same pages on a telephone': async (stage) => {
        const phone = await Person.at(stage.browser, stage.base, 390);
        stage.people.phone = phone;
        await phone.signIn('tuijian');
        for (const place of ['/league', '/league/ledger', '/recommend', stage.package]) {
            await phone.go(place);
            await phone.page.getByRole('heading', { level: 1 }).waitFor();
            await clean(phone);
        }
    },
};
