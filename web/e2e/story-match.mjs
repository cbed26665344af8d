// SPDX-License-Identifier: Apache-2.0
// 点餐制: a county files twelve demands, the centre matches and pins, an expert declines on a
// phone, the run moves as few as can be, and the list is taken away. Letters go to a mail server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client } from './client.mjs';
import { Person } from './pages.mjs';
import { startServer } from './server.mjs';
import { startSink, textOf } from './sink.mjs';

const unit = '科尔沁右翼中旗农牧业综合服务中心';
const demands = [
    ['肉牛繁殖率低怎么提高', '母牛空怀多，配种时间把握不准，希望专家讲授同期发情和人工授精。'],
    ['退化草场补播选什么草种', '沙化退化草场补播成活率低，要适合干旱区的牧草品种和补播时间。'],
    ['玉米浅埋滴灌堵塞', '滴灌带堵塞、水肥不匀，需要水利和农艺专家现场指导。'],
    ['牧区老人慢性病管理', '高血压糖尿病多，村医不会随访管理，希望培训。'],
    ['盐碱地改良种水稻', '盐碱地出苗率低，土壤改良和品种选择都没有把握。'],
    ['沙棘果深加工', '沙棘只卖原果，想做饮料和籽油，缺加工工艺。'],
    ['中学蒙汉双语数学教研', '教师年轻，希望有教研专家带课题。'],
    ['羊布鲁氏菌病防控', '人畜共患，检疫净化和个人防护要系统培训。'],
    ['乡村旅游线路策划', '草原和湿地资源好，没有线路和讲解，缺策划。'],
    ['光伏电站运维', '嘎查扶贫光伏电站故障多，发电量下降，不会检修。'],
    ['马铃薯种薯退化', '自留种病毒病重，需要脱毒种薯繁育技术。'],
    ['合作社财务记账', '合作社账目不规范，想学记账和申报。'],
];

const entry = ([title, detail]) => ({
    unit_name: unit,
    uscc: '',
    region: '152222',
    industry: '',
    kind: 'other',
    title,
    detail,
    tried: '',
    goal: '',
    discipline: '',
    specialty: '',
    title_level: 0,
    people: 1,
    mode: 'any',
    urgency: 'middle',
    offers: '',
    base: 0,
});

async function comes(stage, name, login, width) {
    const person = await Person.at(stage.browser, stage.base, width);
    stage.people[name] = person;
    if (login) {
        await person.signIn(login);
    }
    return person;
}

async function clean(person) {
    assert.deepEqual(await person.axe(), [], 'axe finds nothing');
    assert.deepEqual(person.errors, [], 'no error in the console');
    assert.ok((await person.overflow()) <= 0, 'nothing wider than the window');
}

/** Who is proposed for what: "demand expert" lines. */
async function proposed(stage) {
    const board = await stage.centre.send('GET', `/matchings/${stage.run}`);
    return board.rows.flatMap((row) => row.seats.map((seat) => `${row.title} ${seat.name}`));
}

export const chapters = {
    'a county files twelve demands, the first in the page': async (stage) => {
        stage.sink = await startSink();
        stage.cleanups.push(stage.sink.stop);
        stage.server = await startServer({
            options: (base) => [
                ...['--smtp', stage.sink.url, '--mail-from', 'no-reply@example.cn'],
                ...['--public-url', base],
            ],
        });
        stage.base = stage.server.base;
        stage.log = stage.server.log;
        stage.cleanups.unshift(stage.server.stop);
        const county = await comes(stage, 'county', 'qixian');
        await county.go('/demands/new');
        await county.page.getByLabel('需求单位').fill(unit);
        await county.page.getByLabel('盟市（必填）').selectOption({ label: '兴安盟' });
        await county.page.getByLabel('旗县市区（必填）').selectOption('152222');
        await county.page.getByLabel('需求名称').fill(demands[0][0]);
        await county.page.getByLabel('需求描述').fill(demands[0][1]);
        await clean(county);
        await county.button('保存草稿').click();
        await county.page.waitForURL(/\/demands\/(?!new)[^/]+$/);
        await county.page.getByRole('heading', { name: demands[0][0] }).waitFor();
        const client = await Client.signIn(stage.base, 'qixian');
        stage.ids = [county.page.url().split('/').pop()];
        for (const demand of demands.slice(1)) {
            const made = await client.send('POST', '/demands', entry(demand));
            stage.ids.push(made.id ?? made.row?.id ?? made.demand?.id);
        }
        for (const id of stage.ids) {
            await client.send('POST', `/demands/${id}/actions/submit`, { reason: '' });
        }
        await county.go('/demands');
        await county.page.getByText(demands[11][0]).first().waitFor();
        await clean(county);
    },
    'the league confirms them, the centre makes a run': async (stage) => {
        const league = await Client.signIn(stage.base, 'tuijian');
        for (const id of stage.ids) {
            await league.send('POST', `/demands/${id}/actions/confirm`, { reason: '' });
        }
        stage.centre = await Client.signIn(stage.base, 'zhongxin');
        const centre = await comes(stage, 'centre', 'zhongxin');
        await centre.go('/matchings');
        await centre.page.getByText('还没有匹配方案').waitFor();
        await centre.button('新建方案').click();
        const dialog = centre.page.getByRole('dialog');
        await dialog.getByLabel('方案名称').fill('科右中旗第一批');
        await dialog.getByRole('button', { name: '建立并计算' }).click();
        await centre.page.waitForURL(/\/matchings\/[^/]+/);
        stage.run = /matchings\/([^/?]+)/.exec(centre.page.url())[1];
        await centre.page.getByText(/已证明没有更好的安排/).waitFor();
        await centre.page.getByRole('heading', { level: 2 }).first().waitFor();
        await centre.page
            .getByText(/匹配度 \d+/)
            .first()
            .waitFor();
        await clean(centre);
    },
    'it pins another expert, having seen what that costs': async (stage) => {
        const { centre } = stage.people;
        await centre.go(`/matchings/${stage.run}?demand=${stage.ids[0]}`);
        await centre.page.getByRole('heading', { name: demands[0][0] }).waitFor();
        const before = await proposed(stage);
        await centre.button('改选这位').first().click();
        const dialog = centre.page.getByRole('dialog');
        await dialog.getByText(/确认后有 \d+ 处变动/).waitFor();
        await dialog.getByText(/总匹配度/).waitFor();
        assert.deepEqual(await proposed(stage), before, 'trying keeps nothing');
        await clean(centre);
        await dialog.getByRole('button', { name: '固定人选' }).click();
        await dialog.waitFor({ state: 'detached' });
        await centre.page.getByText('固定', { exact: true }).first().waitFor();
        const row = (await stage.centre.send('GET', `/matchings/${stage.run}`)).rows.find(
            (item) => item.demand === stage.ids[0],
        );
        assert.equal(row.seats[0].hold, 'pinned');
        stage.pinned = row.seats[0];
    },
    'what if: more people for one demand, an expert away; told, not kept': async (stage) => {
        const { centre } = stage.people;
        const before = await proposed(stage);
        await centre.button('改人数').click();
        const dialog = centre.page.getByRole('dialog');
        await dialog.getByText(/已安排 \d+ 人，变为 \d+ 人/).waitFor();
        await clean(centre);
        await dialog.getByRole('button', { name: '不改' }).click();
        await dialog.waitFor({ state: 'detached' });
        await centre.button('全部不安排').first().click();
        await dialog.getByText(/处变动/).waitFor();
        await clean(centre);
        await dialog.getByRole('button', { name: '不改' }).click();
        await dialog.waitFor({ state: 'detached' });
        assert.deepEqual(await proposed(stage), before, 'nothing is kept');
    },
    'a league drafts a team and finds masked experts for each demand': async (stage) => {
        const client = await Client.signIn(stage.base, 'tuijian');
        const draft = await client.send('POST', '/applications', {
            call: 'nmg-2025',
            track: 'team',
            capacity: 'league',
        });
        await client.send('PATCH', `/applications/${draft.id}/values`, {
            base: draft.revision ?? 0,
            patch: [
                { path: '/values/title', value: '草原畜牧专家服务团' },
                {
                    path: '/values/demands',
                    value: demands
                        .slice(0, 3)
                        .map(([name, detail]) => ({ unit: '扎赉特旗牧场', name, detail })),
                },
            ],
        });
        const league = await comes(stage, 'league', 'tuijian');
        await league.go(`/applications/${draft.id}/form`);
        await league.button('找专家').click();
        await league.page.getByLabel('看哪一条').selectOption('1');
        await league.page
            .getByText(/匹配度 \d+/)
            .first()
            .waitFor();
        await clean(league);
        const text = await league.page.locator('section', { hasText: '推荐专家' }).innerText();
        const people = await stage.centre.send('GET', '/experts?limit=100');
        for (const person of people.rows) {
            assert.ok(!text.includes(person.name), `${person.name} stays masked`);
        }
    },
    'the pinned expert is invited once the employer agreed': async (stage) => {
        await stage.centre.send('POST', '/invitations', {
            run: stage.run,
            until: '2025-02-10',
            pairs: [{ demand: stage.ids[0], expert: stage.pinned.expert }],
        });
        const { centre } = stage.people;
        await centre.go(`/invitations?run=${stage.run}`);
        await centre.button(/^登记单位同意/).click();
        const dialog = centre.page.getByRole('dialog');
        await dialog.getByRole('textbox').fill('单位同意函〔2025〕3号');
        await dialog.getByRole('button', { name: '登记单位同意' }).click();
        await dialog.waitFor({ state: 'detached' });
        await centre.button(/^发出邀请/).click();
        await dialog.getByRole('button', { name: '发出邀请' }).click();
        stage.link = await dialog.getByText(/\/i\/[0-9a-f]{64}/).innerText();
        await clean(centre);
        await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
        const person = await stage.centre.send('GET', `/invitations?run=${stage.run}`);
        assert.equal(person.rows[0].state, 'sent');
    },
    'the centre writes the letter of invitation, told what is missing': async (stage) => {
        const { centre } = stage.people;
        await centre.go(`/invitations?run=${stage.run}`);
        await centre.button(/^出具文书/).click();
        const dialog = centre.page.getByRole('dialog');
        assert.equal(await dialog.getByLabel('活动名称').inputValue(), demands[0][0]);
        await dialog.getByRole('button', { name: '下载 Word' }).click();
        await dialog.getByRole('alert').waitFor();
        await clean(centre);
        await stage.picture?.('invitation-paper');
        await dialog.getByLabel('活动时间').fill('2025年7月14日至18日');
        await dialog.getByLabel('联系电话').fill('0471-6268105');
        const [file] = await Promise.all([
            centre.page.waitForEvent('download'),
            dialog.getByRole('button', { name: '下载 Word' }).click(),
        ]);
        assert.equal(file.suggestedFilename(), '邀请函.docx');
        assert.equal(
            readFileSync(await file.path())
                .subarray(0, 2)
                .toString(),
            'PK',
        );
        await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
    },
    'the letter is in a real mail server, with the link': async (stage) => {
        const [letter] = await stage.sink.any();
        const text = textOf(letter);
        assert.match(text, new RegExp(demands[0][0]));
        assert.ok(text.includes(stage.link), 'the link is in the letter');
        assert.match(letter, /^Subject: =\?UTF-8\?B\?/m);
    },
    'the expert declines on a phone, and only what must moves': async (stage) => {
        const before = await proposed(stage);
        const expert = await comes(stage, 'expert', null, 390);
        await expert.go(new URL(stage.link).pathname);
        await expert.page.getByRole('heading', { name: demands[0][0] }).waitFor();
        await clean(expert);
        await expert.button('这次不行').click();
        await expert.button('确认谢绝').click();
        await expert.page.getByRole('alert').filter({ hasText: '原因' }).waitFor();
        await expert.field('原因').fill('二月在外地讲课');
        await clean(expert);
        await expert.button('确认谢绝').click();
        await expert.page.getByText(/您已谢绝这次邀请/).waitFor();
        await clean(expert);
        const after = await proposed(stage);
        const gone = before.filter((line) => !after.includes(line));
        const come = after.filter((line) => !before.includes(line));
        assert.ok(gone.includes(`${demands[0][0]} ${stage.pinned.name}`), 'the seat was given up');
        assert.ok(gone.length <= 2 && come.length <= 2, `few move: ${gone} -> ${come}`);
        assert.ok(
            come.some((line) => line.startsWith(demands[0][0])),
            'the next best is proposed',
        );
    },
    'the centre sees why, and takes the list away': async (stage) => {
        const { centre } = stage.people;
        await centre.go(`/invitations?run=${stage.run}`);
        await centre.page.getByText('已谢绝').waitFor();
        await centre.button('看附言').click();
        await centre.page.getByRole('dialog').getByText('二月在外地讲课').waitFor();
        await centre.page.keyboard.press('Escape');
        const [file] = await Promise.all([
            centre.page.waitForEvent('download'),
            centre.button('导出清单').click(),
        ]);
        const bytes = readFileSync(await file.path());
        assert.equal(bytes.subarray(0, 2).toString(), 'PK', 'a workbook');
        assert.match(file.suggestedFilename(), /\.xlsx$/);
        await centre.go(`/matchings/${stage.run}?demand=${stage.ids[0]}`);
        await centre.page.getByText('专家谢绝', { exact: true }).waitFor();
        await clean(centre);
    },
};
