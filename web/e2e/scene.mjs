// SPDX-License-Identifier: Apache-2.0
// A rehearsal with something in every state, made through the API, for pictures of the pages.
import { Client } from './client.mjs';

const day = (start, end) => ({ start, end });
const filled = {
    title: '草原生态修复与现代牧业留学人才兴安行',
    organiser: '兴安盟蒙医院',
    period: day('2025-07-14', '2025-07-20'),
    returnee_count: 15,
    place: '乌兰浩特市、科右中旗',
    department: '科教科',
    contact: '乌兰',
    office_phone: '0482-8267001',
    mobile: '13800138000',
    email: 'wulan@example.cn',
    budget_total: 23500000,
    cnaps: '102100099996',
    payee: '兴安盟蒙医院',
    bank: '中国工商银行乌兰浩特分行',
    account: '0608024509022100123',
    modes: { codes: ['exchange', 'guidance', 'academic', 'grassroots'], other: '' },
    content:
        '围绕草原生态修复、优良牧草繁育、肉羊精深加工和智慧牧业等方向，组织留学回国专家深入苏木嘎查' +
        '开展技术指导、专题讲座和项目对接，预计培训基层技术人员120人次，形成技术方案3—5项。',
    scale: 120,
    organisation: '专家分三组，由旗县人社局对接，分赴苏木嘎查现场指导。',
    budget: [
        { item: '专家交通食宿', amount: 13500000, basis: '15人×7天' },
        { item: '培训与资料', amount: 5000000, basis: '120人次' },
        { item: '场地与器材', amount: 5000000, basis: '' },
    ],
    regions: ['152201', '152222'],
};

/** An account of a unit that files the filled overseas form. */
export class Unit extends Client {
    async draft(values) {
        const { rows } = await this.send('GET', '/applications/options?call=nmg-2025');
        const { track, capacity } = rows.find((row) => row.track === 'overseas' && row.allowed);
        const made = await this.send('POST', '/applications', {
            call: 'nmg-2025',
            track,
            capacity,
        });
        const patch = Object.entries({ ...filled, ...values }).map(([field, value]) => ({
            path: `/values/${field}`,
            value,
        }));
        await this.send('PATCH', `/applications/${made.id}/values`, { base: made.revision, patch });
        return made.id;
    }

    act(id, action, body = {}) {
        return this.send('POST', `/applications/${id}/actions/${action}`, body);
    }

    sendPackage(ids, number) {
        return this.send('POST', '/packages', {
            call: 'nmg-2025',
            track: 'overseas',
            ids,
            letter: { number, date: '2025-01-15', contact: '包文龙', phone: '0482-8266000' },
            declaration: true,
        });
    }
}

async function parks(base, scene) {
    const park = await Unit.signIn(base, 'yuanqu');
    const chief = await Unit.signIn(base, 'yuanqu2');
    const own = { organiser: '呼和浩特留学人员创业园', payee: '呼和浩特留学人员创业园' };
    const titles = ['青城生物医药海归专家行', '乳业数字化留学人才对接会', '新材料留学人员服务周'];
    const ids = [];
    for (const title of titles) {
        const id = await park.draft({ ...own, title });
        await park.act(id, 'submit');
        await chief.act(id, 'approve');
        ids.push(id);
    }
    await chief.sendPackage(ids.slice(0, 2), '呼留创函〔2025〕3号');
    [scene.waiting, scene.returned, scene.parkFrozen] = ids;
    const desk = await Unit.signIn(base, 'shouli');
    await desk.act(scene.returned, 'return', {
        reason: '盖章扫描件缺页',
        items: [
            { code: 'stamped_scan', text: '盖章扫描件第 3 页未加盖公章，请补盖后重新上传。' },
            { text: '预算明细“场地与器材”没有测算依据，请补充。' },
        ],
        paper: true,
    });
}

async function league(base, scene) {
    const hospital = await Unit.signIn(base, 'shenbao');
    const approver = await Unit.signIn(base, 'shenhe');
    const grass = await Unit.signIn(base, 'caoyuan');
    const grassChief = await Unit.signIn(base, 'caoyuan2');
    const recommender = await Unit.signIn(base, 'tuijian');
    scene.first = await hospital.draft({});
    await hospital.act(scene.first, 'submit');
    await approver.act(scene.first, 'approve');
    await approver.act(scene.first, 'submit_up');
    await recommender.act(scene.first, 'recommend', { opinion: '贴合本盟草原生态需求。' });
    scene.second = await grass.draft({
        title: '科右中旗肉牛良种繁育海外专家指导',
        organiser: '科尔沁右翼中旗草原工作站',
        payee: '科尔沁右翼中旗草原工作站',
    });
    await grass.act(scene.second, 'submit');
    await grassChief.act(scene.second, 'approve');
    await grassChief.act(scene.second, 'submit_up');
}

/** Returns the ids by what they are: draft, frozen, first (recommended), second, waiting … */
export async function makeScene(base) {
    const scene = {};
    const university = await Unit.signIn(base, 'daxue');
    scene.draft = await university.draft({
        title: '乳酸菌与发酵乳品留学人才服务行',
        organiser: '内蒙古农业大学',
        period: day('2025-07-14', '2025-07-06'),
        budget_total: 24000000,
        cnaps: '102193000001',
    });
    await league(base, scene);
    await parks(base, scene);
    return scene;
}
