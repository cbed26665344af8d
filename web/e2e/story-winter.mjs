// SPDX-License-Identifier: Apache-2.0
// The first half of a season: nine units file all six tracks, a league sends three teams for two
// places, a clerk leaves, the desk returns two items and refuses one, a USB stick arrives for a
// unit without account, an inspector takes the sealed pack.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from './client.mjs';
import { Person } from './pages.mjs';
import { startServer } from './server.mjs';

const call = 'nmg-2025';
const password = 'Dongtian-2025!';
const pdf = Buffer.from('%PDF-1.4\na stamped scan of a story\n%%EOF\n');
const teams = ['肉牛良种繁育服务团', '蒙医药下乡服务团', '草原防灾服务团'];
const over = '边境旗县受灾，确需第三个服务团。';
const letter = {
    number: '示范函〔2025〕8号',
    date: '2025-01-15',
    contact: '包文龙',
    phone: '0482-8266000',
};

/** What each unit files: who fills, who approves, the track, what it is called. */
const filings = [
    ['shenbao', 'shenhe', 'team', teams[0]],
    ['caoyuan', 'caoyuan2', 'team', teams[1]],
    ['caoyuan', 'caoyuan2', 'team', teams[2]],
    ['shenbao', 'shenhe', 'base-regional', '兴安盟蒙医药专家服务基地'],
    ['jidi', 'jidi2', 'base-national', '扎赉特旗水稻专家服务基地'],
    ['caoyuan', 'caoyuan2', 'overseas', '科右中旗肉牛良种海外专家行'],
    ['shenbao', 'shenhe', 'overseas', '蒙医药海外学者兴安行'],
    ['tuijian', 'tuijian', 'postdoc', '兴安盟博士后科技服务团'],
    ['zhongyang', 'zhongyang2', 'team', '草原肉羊增产服务团'],
    ['zhongyang', 'zhongyang2', 'expert', '阿拉坦'],
    ['ximeng', 'ximeng', 'postdoc', '锡林郭勒盟博士后科技服务团'],
    ['daxue', 'daxue2', 'expert', '斯日古楞'],
    ['daxue', 'daxue2', 'overseas', '乳品发酵留学人才服务行'],
    ['yuanqu', 'yuanqu2', 'overseas', '青城生物医药海归专家行'],
    ['baotou', 'baotou2', 'overseas', '稀土新材料留学人员对接会'],
];

/** The capacity in which a sender holds its places; leagues are the rest. */
const capacities = {
    内蒙古农业大学: 'authority',
    呼和浩特留学人员创业园: 'park',
    包头稀土高新区留学人员创业园: 'park',
};

const filled = (track) =>
    JSON.parse(
        readFileSync(
            path.join(import.meta.dirname, '../../tests/data/filled', `${track}.json`),
            'utf8',
        ),
    ).values;

async function comes(stage, name, login, secret) {
    const person = await Person.at(stage.browser, stage.base);
    stage.people[name] = person;
    await person.signIn(login, secret);
    return person;
}

async function clean(person) {
    assert.deepEqual(await person.axe(), [], 'axe finds nothing');
    assert.deepEqual(person.errors, [], 'no error in the console');
    assert.ok((await person.overflow()) <= 0, 'nothing wider than the window');
}

const dialog = (person) => person.page.getByRole('dialog');
const act = (client, id, action, body = {}) =>
    client.send('POST', `/applications/${id}/actions/${action}`, body);
const read = (client, id) => client.send('GET', `/applications/${id}`);

/** One session an account, kept for the story. */
async function as(stage, login) {
    stage.clients[login] ??= await Client.signIn(stage.base, login);
    return stage.clients[login];
}

async function fills(client, { id, revision }, values) {
    const patch = Object.entries(values).map(([field, value]) => ({
        path: `/values/${field}`,
        value,
    }));
    await client.send('PATCH', `/applications/${id}/values`, { base: revision, patch });
}

/** A draft with everything in it, in the capacity that may file the track. */
async function draft(client, track, title) {
    const { rows } = await client.send('GET', `/applications/options?call=${call}`);
    const { capacity } = rows.find((row) => row.track === track && row.allowed);
    const made = await client.send('POST', '/applications', { call, track, capacity });
    const named = track === 'expert' ? { name: title } : { title };
    await fills(client, made, { ...filled(track), ...named });
    return made.id;
}

/** Sends everything of an account that waits for a desk, with one letter. */
async function sends(stage, login, desk) {
    const body = { call, desk, letter, declaration: true };
    return (await as(stage, login)).send('POST', '/packages', body);
}

/** Takes a step on an item of the recommendation page, with a text where one is asked for. */
async function takes(person, step, title, reason) {
    await person.button(`${step}：${title}`).click();
    if (reason !== undefined) {
        await dialog(person).getByLabel(/理由/).fill(reason);
    }
    await dialog(person).getByRole('button', { name: step, exact: true }).click();
    await dialog(person).waitFor({ state: 'hidden' });
}

/** The desk tells what is missing, by the page. */
async function returns(desk, id, text) {
    await desk.go(`/desk/${id}`);
    await desk.page.getByText('材料核对').waitFor();
    await desk.field('另需补正的，一行一条').fill(text);
    await clean(desk);
    await desk.button(/^告知补正/).click();
    await dialog(desk)
        .getByRole('button', { name: /一次性告知补正/ })
        .click();
    await dialog(desk).waitFor({ state: 'detached' });
}

/** The desk finds what nobody has checked yet in order, and accepts; marks: what it must say. */
async function accepts(desk, id, marks = []) {
    await desk.go(`/desk/${id}`);
    await desk.page.getByText('材料核对').waitFor();
    for (const mark of marks) {
        await desk.page.getByText(mark, { exact: true }).first().waitFor();
    }
    await desk.page.keyboard.press('g');
    await desk.page.getByText('待核对', { exact: true }).first().waitFor({ state: 'detached' });
    await desk.button(/^受理/).first().click();
    await desk.page.waitForURL((url) => !url.pathname.endsWith(id));
}

const idOf = (stage, title) => stage.ids.get(title);

export const chapters = {
    'nine units file all six tracks; approved and frozen': async (stage) => {
        const server = await startServer({
            call: '../../calls/nmg-2025',
            units: 'rehearsal/winter.yaml',
        });
        Object.assign(stage, { server, base: server.base, log: server.log });
        Object.assign(stage, { clients: {}, ids: new Map() });
        stage.cleanups.push(server.stop);
        const tracks = new Set();
        const units = new Set();
        for (const [filler, approver, track, title] of filings) {
            const made = await draft(await as(stage, filler), track, title);
            await act(await as(stage, filler), made, 'submit');
            const { state, org } = await act(await as(stage, approver), made, 'approve');
            assert.equal(state, 'frozen', title);
            stage.ids.set(title, made);
            tracks.add(track);
            units.add(org);
        }
        assert.equal(tracks.size, 6);
        assert.ok(units.size >= 9, `${units.size} units`);
        const approver = await comes(stage, 'approver', 'shenhe');
        await approver.go('/applications');
        await approver.page.locator('.badge', { hasText: '定稿待盖章' }).first().waitFor();
        await clean(approver);
    },
    'a clerk leaves in mid-season, and the new one goes on with the draft': async (stage) => {
        const old = await as(stage, 'shenbao');
        stage.ids.set('朝鲁', await draft(old, 'expert', '乌日娜'));
        const admin = await as(stage, 'guanli');
        const { rows } = await admin.send('GET', '/admin/users');
        const org = rows[0].posts[0].org;
        const account = { login: 'saren', name: '萨仁', org, role: 'applicant' };
        const invited = await admin.send('POST', '/admin/users', account);
        await new Client(stage.base).send('POST', '/activation/password', {
            token: invited.link.token,
            password,
        });
        const guanli = await comes(stage, 'admin', 'guanli');
        await guanli.go('/people');
        await guanli.button('办理乌兰的账号和岗位').click();
        await dialog(guanli).getByLabel('办理', { exact: true }).selectOption('handover');
        const taker = `萨仁（${invited.account.login}）`;
        await dialog(guanli).getByLabel('接手人').selectOption({ label: taker });
        await dialog(guanli).getByLabel(/^理由/).fill('调离岗位，当面交接。');
        await clean(guanli);
        await dialog(guanli).locator('button[form="person-act"]').click();
        await dialog(guanli).waitFor({ state: 'detached' });
        await assert.rejects(old.send('GET', '/work'), /40[13]/, 'the old one is out');
        const clerk = await comes(stage, 'clerk', invited.account.login, password);
        await clerk.go('/applications');
        await clerk.page.getByRole('link', { name: /乌日娜/ }).waitFor();
        await clerk.go(`/applications/${idOf(stage, '朝鲁')}/form`);
        await clerk.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        await clerk.fill({ 姓名: '朝鲁' });
        await clerk.saved();
        await clean(clerk);
        await clerk.step('提交单位审核');
        await act(await as(stage, 'shenhe'), idOf(stage, '朝鲁'), 'approve');
    },
    'three teams for two places: the third with a reason': async (stage) => {
        const own = ['朝鲁', ...filings.filter((row) => row[1] !== row[0]).map((row) => row[3])];
        for (const title of own) {
            const filing = filings.find((row) => row[3] === title);
            const approver = await as(stage, filing?.[1] ?? 'shenhe');
            const item = await read(approver, idOf(stage, title));
            if (item.actions.some((action) => action.code === 'submit_up')) {
                await act(approver, item.id, 'submit_up');
            }
        }
        const league = await comes(stage, 'league', 'tuijian');
        await league.go('/recommend');
        await takes(league, '推荐', teams[0]);
        await takes(league, '推荐', teams[1]);
        await takes(league, '推荐', teams[2], over);
        await league.page.getByText('超名额，待厅决定').waitFor();
        for (const title of ['朝鲁', '兴安盟蒙医药专家服务基地', '扎赉特旗水稻专家服务基地']) {
            await takes(league, '推荐', title);
        }
        await clean(league);
    },
    'a hard place is not given twice': async (stage) => {
        const league = await as(stage, 'tuijian');
        await act(league, idOf(stage, '科右中旗肉牛良种海外专家行'), 'recommend');
        await assert.rejects(
            act(league, idOf(stage, '蒙医药海外学者兴安行'), 'recommend', { reason: over }),
            /409.*quota_full/s,
        );
    },
    'one letter over four tracks goes in one package': async (stage) => {
        const { league } = stage.people;
        await league.go('/recommend');
        await league.button(/^全部报送（6 项） 内蒙古人事人才公共服务中心/).click();
        await league.field('推荐公函文号').fill('兴人社函[2025]8号');
        await league.field('联系电话').fill('0482-8266000');
        await league.field('预期成效').fill('解决基层难题20项，培训技术人员300人次。');
        await dialog(league)
            .getByRole('checkbox', { name: /不含国家秘密/ })
            .check();
        await clean(league);
        await dialog(league).getByRole('button', { name: '推荐并报送 6 项' }).click();
        await league.page.waitForURL(/\/packages\/[^/]+$/);
        for (const track of [
            '国家级专家服务基地',
            '自治区级专家服务基地',
            '服务基层重点联系专家',
        ]) {
            await league.page.getByText(`${track}（1 项）`).waitFor();
        }
        await league.page.getByText('专家服务团项目（3 项）').waitFor();
        await league.page.getByRole('heading', { name: '收讫回执' }).waitFor();
        await clean(league);
    },
    'the others send too; everything sent in time waits at its desk': async (stage) => {
        const league = await as(stage, 'ximeng');
        for (const title of ['草原肉羊增产服务团', '阿拉坦']) {
            await act(league, idOf(stage, title), 'recommend');
        }
        await sends(stage, 'tuijian', 'overseas');
        await sends(stage, 'ximeng', 'centre');
        await sends(stage, 'ximeng', 'overseas');
        await sends(stage, 'daxue2', 'centre');
        await sends(stage, 'daxue2', 'overseas');
        await sends(stage, 'yuanqu2', 'overseas');
        await sends(stage, 'baotou2', 'overseas');
        const { rows } = await (await as(stage, 'jingban')).send('GET', '/applications?limit=100');
        assert.equal(rows.filter((row) => row.state === 'sent').length, filings.length);
    },
    'the head agrees to the place above the quota': async (stage) => {
        const head = await comes(stage, 'head', 'fuze');
        await head.go('/over-quota');
        await head.page.getByText(over).waitFor();
        await clean(head);
        await head.button(`同意：${teams[2]}`).click();
        await head.field('理由（必填）').fill('边境地区，同意。');
        await dialog(head).getByRole('button', { name: '同意', exact: true }).click();
        await head.page.getByText('超名额，厅已同意').waitFor();
        await clean(head);
        const centre = await as(stage, 'zhongxin');
        assert.equal((await read(centre, idOf(stage, teams[2]))).over_state, 'agreed');
    },
    'the desk returns two items, one is mended in time and accepted': async (stage) => {
        stage.mended = idOf(stage, '青城生物医药海归专家行');
        stage.late = idOf(stage, '稀土新材料留学人员对接会');
        const desk = await comes(stage, 'desk', 'shouli');
        await returns(desk, stage.mended, '盖章扫描件缺第3页，请补盖后重新上传。');
        await returns(desk, stage.late, '没有留学人员团队证明，请补充。');
        const park = await comes(stage, 'park', 'yuanqu2');
        await park.go(`/applications/${stage.mended}/form`);
        await park.page.getByText('盖章扫描件缺第3页').first().waitFor();
        await park.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        await park.upload('盖章扫描件', '盖章扫描件.pdf', pdf);
        await clean(park);
        await park.go(`/applications/${stage.mended}`);
        await park.step('补正完成');
        await accepts(desk, stage.mended);
        await clean(desk);
        assert.equal((await read(await as(stage, 'yuanqu2'), stage.mended)).state, 'accepted');
    },
    'a USB stick comes for a unit without account; a second person checks it': async (stage) => {
        const { desk } = stage.people;
        const wanted = '满洲里市跨境贸易服务中心';
        await desk.go('/arrivals');
        await desk.button('登记来件').first().click();
        await dialog(desk).getByLabel('类别').selectOption({ label: '海外赤子为国服务行动' });
        await dialog(desk).getByLabel('报送单位').fill(wanted);
        await dialog(desk).locator(`option[value="${wanted}"]`).waitFor({ state: 'attached' });
        await dialog(desk).getByRole('radio', { name: 'U盘' }).check();
        await dialog(desk).getByLabel('到达时间').fill('08:40');
        await dialog(desk).getByLabel('凭据').fill('满洲里市人社局送达，交接单 2025-3');
        await clean(desk);
        await dialog(desk).getByRole('button', { name: '登记来件' }).click();
        await dialog(desk).waitFor({ state: 'detached' });
        await desk.page.getByText('等另一位同事复核', { exact: true }).waitFor();
        assert.equal(await desk.button(/^复核/).count(), 0, 'not the same person');
        await desk.page.locator('tbody').getByRole('link').first().click();
        await desk.link('按来件代录申报表').click();
        await desk.page.waitForURL(/\/applications\/[^/]+\/form/);
        await desk.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        const item = /applications\/([^/]+)\//.exec(desk.page.url())[1];
        await desk.fill({ 活动名称: '口岸跨境贸易留学人才行' });
        await desk.saved();
        const typist = await as(stage, 'shouli');
        const values = { ...filled('overseas'), title: '口岸跨境贸易留学人才行' };
        await fills(typist, await read(typist, item), values);
        await desk.go(`/applications/${item}/form`);
        await desk.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        await desk.upload('盖章扫描件', '盖章扫描件.pdf', pdf);
        await clean(desk);
        const second = await comes(stage, 'second', 'shouli2');
        await second.go('/arrivals');
        await second.button(/^复核/).click();
        await dialog(second).getByText('交接单 2025-3').waitFor();
        await clean(second);
        await dialog(second).getByRole('button', { name: '相符', exact: true }).click();
        await dialog(second).waitFor({ state: 'detached' });
        await second.page.getByText('白音 相符').waitFor();
        await accepts(second, item, ['U盘来件', '代录']);
        await clean(second);
        const accepted = await read(typist, item);
        assert.equal(accepted.state, 'accepted');
        assert.equal(Date.parse(accepted.sent), Date.parse('2025-01-15T08:40+08:00'));
    },
    'the other item is not mended in its period: a named person refuses it': async (stage) => {
        await stage.server.forward('2025-01-22T10:00+08:00');
        const unit = await as(stage, 'baotou2');
        await assert.rejects(
            act(unit, stage.late, 'mend', { declaration: true }),
            /409.*mend_over/s,
        );
        const { desk } = stage.people;
        await desk.go(`/desk/${stage.late}`);
        await desk.button(/^不予受理/).click();
        const reason = '补正期限已过，没有补交留学人员团队证明。';
        await dialog(desk).getByRole('textbox').fill(reason);
        await clean(desk);
        await dialog(desk).getByRole('button', { name: '不予受理' }).click();
        await dialog(desk).waitFor({ state: 'detached' });
        const chief = await comes(stage, 'chief', 'baotou2');
        await chief.go(`/applications/${stage.late}`);
        const notice = chief.page.locator('.notice.red');
        await notice.getByText(/闫洁/).waitFor();
        await notice.getByText(new RegExp(reason)).waitFor();
        await chief.page.getByRole('link', { name: '不予受理通知书', exact: true }).waitFor();
        assert.equal(await chief.page.getByText(/前补正/).count(), 0, 'nothing to mend any more');
        await clean(chief);
    },
    'an inspector is let in by a letter and two persons': async (stage) => {
        const security = await comes(stage, 'security', 'anquan');
        await security.go('/inspections');
        await security.button('登记授权函').click();
        await security.field('授权函文号').fill('内巡〔2025〕7号');
        await security.field('签发单位').fill('自治区巡视工作领导小组办公室');
        await security.field('从').fill('2025-01-22');
        await security.field('到').fill('2025-03-31');
        await security.field('巡视人员姓名').fill('高峰');
        await security.field('登录名').fill('xunshi');
        await clean(security);
        await dialog(security).getByRole('button', { name: '提出' }).click();
        const link = new URL(await security.field('启用链接').inputValue());
        await clean(security);
        await new Client(stage.base).send('POST', '/activation/password', {
            token: link.pathname.split('/').at(-1),
            password,
        });
        stage.inspector = await dialog(security).locator('strong').first().innerText();
        const { head } = stage.people;
        await head.go('/inspections');
        await clean(head);
        await head.button('批准').click();
        await dialog(head).getByRole('button', { name: '批准' }).click();
        await head.page.getByText('已批准').waitFor();
    },
    'the inspector takes the sealed pack, and it proves itself offline': async (stage) => {
        const inspector = await comes(stage, 'inspector', stage.inspector, password);
        await inspector.go('/inspections');
        await inspector.button('生成审计包').click();
        const ready = inspector.button(/^下载/);
        await ready.waitFor();
        await clean(inspector);
        const [file] = await Promise.all([inspector.page.waitForEvent('download'), ready.click()]);
        const { server } = stage;
        const database = server.db.replace('sqlite:', '');
        const beside = (name) => path.join(path.dirname(database), name);
        await file.saveAs(beside('pack.zip'));
        server.run('key', 'init', beside('other'), '--rehearsal');
        for (const [name, keys] of [
            ['sign.pem', `${database}.keys`],
            ['other.pem', beside('other')],
        ]) {
            writeFileSync(beside(name), server.run('key', 'export', keys));
        }
        const check = (key) =>
            server.run('audit', 'check', beside('pack.zip'), '--key', beside(key));
        const said = check('sign.pem');
        assert.match(said, /审计包完整：授权函 内巡〔2025〕7号.*签名有效/);
        assert.match(said, new RegExp(`${filings.length + 1} 项申报`), 'the USB arrival too');
        assert.throws(() => check('other.pem'), { status: 1 }, "nobody else's key fits");
    },
    'the same on a telephone': async (stage) => {
        for (const [login, secret, place] of [
            [stage.inspector, password, '/inspections'],
            ['baotou2', undefined, `/applications/${stage.late}`],
        ]) {
            const phone = await Person.at(stage.browser, stage.base, 390);
            stage.people[`phone-${login}`] = phone;
            await phone.signIn(login, secret);
            await phone.go(place);
            await phone.page.getByRole('heading', { level: 1 }).waitFor();
            await clean(phone);
        }
    },
    'the chain is whole, and no hard quota was exceeded': async (stage) => {
        const said = stage.server.run('audit', 'verify', '--db', stage.server.db);
        assert.match(said, /完整/);
        const clerk = await as(stage, 'jingban');
        const { tracks } = await clerk.send('GET', `/calls/${call}`);
        const { rows } = await clerk.send('GET', '/applications?limit=100');
        const used = new Map();
        for (const row of rows) {
            const sender = row.recommender ?? row.org;
            const capacity = capacities[sender] ?? 'league';
            const track = tracks.find((one) => one.code === row.track);
            const rule = track.filings.find((one) => one.recommended_by === capacity);
            const count = (used.get(`${row.track} ${sender}`) ?? 0) + 1;
            used.set(`${row.track} ${sender}`, count);
            const free = rule.soft || rule.max === null;
            assert.ok(free || count <= rule.max, `${row.track} ${sender}: ${count} of ${rule.max}`);
        }
        assert.equal(used.get('team 兴安盟人力资源和社会保障局'), 3, 'the soft one by decision');
    },
};
