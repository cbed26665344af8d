// SPDX-License-Identifier: Apache-2.0
// A stand-in for the server while the pages are drawn; never part of the product.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { accounts, applications, call, calls, orgs, posts, stateNames } from './data.mjs';
import { check, form } from './form.mjs';

const port = Number(process.env.PORT ?? 8090);
const dist = path.resolve(import.meta.dirname, '../dist');
const offset = Date.parse('2025-01-21T09:12:00+08:00') - Date.now();
const nowMs = () => Date.now() + offset;
const now = () => new Date(nowMs() + 8 * 3600e3).toISOString().slice(0, 19) + '+08:00';
const sessions = new Map();
const packages = [];
const arrivals = [{ id: 'ar1', application: 'app7', code: 'H-0423', title: '奈曼旗沙漠治理留学人员服务', org: '通辽市人社局', channel: 'paper', arrived: '2025-01-20T16:05:00+08:00', evidence: '邮戳 2025年1月18日，快递 SF1234560931', by: '沈岚', checked_by: null, state: 'waiting' }];
const fail = (status, code, detail, more = {}) => { throw { status, body: { type: 'about:blank', title: '未完成', status, code, detail, ...more } }; };

const regions = readFileSync(process.env.REGIONS ?? '/dev/null', 'utf8').trim().split('\n').slice(1).filter(Boolean).map((line) => {
    const [code, name, parent, level, , , key, border, old] = line.split(',');
    const flags = [key && { name: 'key', text: '国家乡村振兴重点帮扶县' }, border && { name: 'border', text: '边境旗市' }, old && { name: 'old', text: '革命老区' }].filter(Boolean);
    return { code, name, parent: parent || null, level, reporting: null, flags };
});

const act = (code, name, more = {}) => ({ code, name, primary: false, danger: false, reason: 'none', consequence: '', blocked: null, ...more });
function actionsOf(a, role) {
    const errors = problemsOf(a).filter((p) => p.level === 'error').length;
    const blocked = errors > 0 ? `还有 ${errors} 处须改` : null;
    const table = {
        'draft applicant': [act('submit', '提交单位审核', { primary: true, blocked, consequence: '提交后不能修改；退回后可修改' }), act('withdraw', '撤回', { danger: true, reason: 'required', consequence: '撤回后不再报送' })],
        'unit_review approver': [act('approve', '定稿', { primary: true, blocked, consequence: '定稿后内容锁定，打印盖章；改动需重新盖章' }), act('reject', '退回修改', { reason: 'required', consequence: '退回申报人修改' })],
        'frozen approver': [act('submit_up', '提交到兴安盟人社局', { primary: true, consequence: '提交后由盟市排序推荐；需要改动时由盟市退回' }), act('unfreeze', '解除定稿', { danger: true, reason: 'required', consequence: '已盖章的纸件作废，改动后需重新盖章' })],
        'recommending recommender': [act('recommend', '推荐', { primary: true, consequence: '计入本盟市名额' }), act('return_up', '退回申报单位', { reason: 'required', consequence: '申报单位修改后重新提交' }), act('not_recommend', '不推荐', { danger: true, reason: 'required', consequence: '本次不报送，申报单位可以看到原因' })],
        'returned applicant': [act('mend', '提交补正', { primary: true, blocked, consequence: '补正只有一次；提交后由人才中心受理' })],
        'sent desk': [act('accept', '受理', { primary: true, consequence: '受理后进入评审' }), act('return', '一次性告知补正', { reason: 'required', consequence: '每项只能退回补正一次' }), act('refuse', '不予受理', { danger: true, reason: 'required', consequence: '申报单位可以看到原因' })],
        'overdue head': [act('forfeit', '确认视为放弃', { danger: true, reason: 'required', consequence: '退出本年度申报，由您署名' }), act('reopen', '重开', { primary: true, reason: 'required', consequence: '申报单位可以在规定时间内补报' })],
    };
    return table[`${a.state} ${role}`] ?? [];
}
const problemsOf = (a) => check(a.values, a.attachments);
const whoHas = (a) => ({ draft: a.org, unit_review: a.org, frozen: a.org, returned: a.org, recommending: '兴安盟人社局', recommended: '兴安盟人社局', sent: orgs.centre.name, accepted: orgs.dept.name })[a.state] ?? '';
function rowOf(a) {
    return { id: a.id, code: a.code, call: a.call, track: a.track, track_title: a.track_title, title: a.values.title ?? '', state: a.state, state_name: stateNames[a.state], org: a.org, recommender: a.recommender, rank: a.rank, updated: a.updated, sent: a.sent, due: a.due, problem_count: problemsOf(a).filter((p) => p.level === 'error').length, budget_fen: a.values.budget_total ?? null, period_from: a.values.period?.start ?? null, period_to: a.values.period?.end ?? null, who_has: whoHas(a), channel: a.channel };
}
const roadStates = [['draft', '填写'], ['unit_review', '单位审核'], ['frozen', '定稿盖章'], ['recommending', '盟市推荐'], ['sent', '报送'], ['accepted', '受理'], ['review', '评审'], ['announced', '公布'], ['funded', '拨款'], ['carried', '实施'], ['archived', '归档']];
function whole(a, session) {
    const order = { recommended: 3, returned: 4, overdue: 3, forfeited: 3, not_recommended: 3, refused: 5 };
    const here = order[a.state] ?? roadStates.findIndex(([s]) => s === a.state);
    const road = roadStates.map(([state, name], i) => ({ state, name, at: i < here ? a.updated : null, who: i === here ? whoHas(a) : i < here ? ['兴安盟中医院', '兴安盟中医院', '兴安盟中医院', '兴安盟人社局', orgs.centre.name][i] ?? null : null, done: i < here, now: i === here }));
    const editable = (a.state === 'draft' || a.state === 'returned') && session.post.role === 'applicant';
    return { ...rowOf(a), revision: a.revision, values: a.values, editable, saved: a.updated, saved_by: '苏雅', problems: problemsOf(a), actions: actionsOf(a, session.post.role), versions: a.versions, attachments: a.attachments, road, returned: a.returned, recommendation: a.recommendation, receipt: a.receipt, form_version: '1', digest: '7f3a92c104bd55e1' };
}
const find = (id) => applications.find((a) => a.id === id) ?? fail(404, 'not_found', '没有找到这项申报，或者不在您的权限范围内。');
const next = { submit: 'unit_review', approve: 'frozen', reject: 'draft', unfreeze: 'draft', submit_up: 'recommending', return_up: 'draft', recommend: 'recommended', unrecommend: 'recommending', not_recommend: 'not_recommended', withdraw: 'withdrawn', accept: 'accepted', return: 'returned', refuse: 'refused', mend: 'sent', forfeit: 'forfeited', reopen: 'draft' };
const deskChecks = [['form', '申报表盖章扫描件', 'missing', '未上传'], ['electronic', '电子版与扫描件一致', 'ok', '校验码 7F3A-92C1'], ['account', '收款账户信息完整', 'ok', ''], ['budget', '预算明细与总预算一致', 'ok', ''], ['team', '有留学人员及回国专家团队', 'unknown', '15 人，请核对名单'], ['seal', '公章清晰', 'unknown', '']].map(([code, text, auto, note]) => ({ code, text, clause: '附件2 三', auto, note }));

function sessionView(s) {
    return { signed_in: Boolean(s), csrf: s?.csrf ?? 'none', user: s?.user ?? null, post: s?.post ?? null, posts: s?.posts ?? [], perms: s?.post ? ['p1', 'p2', 'p3', 'p4'].includes(s.post.id) ? ['PERM_APPLICATION_EDIT', ...(['p3', 'p4'].includes(s.post.id) ? ['PERM_RECOMMEND'] : [])] : [] : [], clock: { rehearsal: true, now: now(), offset_ms: offset }, totp_needed: false };
}
function work(s) {
    const role = s.post.role;
    const todo = (id, kind, due, badge, level, title, text, action, link) => ({ id, kind, due, badge, level, title, text, action, link });
    const todos = role === 'audit_admin' ? [] : [
        todo('1', 'mend', now(), '今日到期', 'late', '补正材料：蒙医药传承创新留学人员服务行（兴安盟中医院）', '人才中心 1月20日一次性告知 2 处缺漏：盖章扫描件第3页未盖章；预算明细合计与总预算相差 0.50万元', '去补正', '/applications/app2/form'),
        todo('2', 'rank', now(), '剩 3 天', 'soon', '海外赤子：收到 3 项，可推荐 1 项', '科右中旗肉牛良种繁育海外专家指导（已排第1）；另有 2 项待定', '排序推荐', '/recommend'),
        todo('3', 'draft', null, '草稿', 'normal', '继续填写：草原生态修复与现代牧业留学人才兴安行', '还有 3 处须改，1 处请核对', '继续填写', '/applications/app1/form'),
    ];
    return { headline: todos.length ? `今天有 ${todos.length} 件事等您办理` : '今天没有等您办理的事', summary: '兴安盟已起草 9 项，已报送 2 项；突泉县人社局、科右中旗人社局尚未动笔。', todos, quotas: role === 'recommender' ? [['专家服务团', 1, 2, true], ['自治区级基地', 2, 2], ['国家级基地', 0, 1], ['重点联系专家', 0, 10], ['海外赤子', 1, 1], ['博士后服务团', 1, 1]].map(([title, used, max, soft], i) => ({ track: `t${i}`, title, used, max, soft: Boolean(soft), clause: null, note: null })) : [], recent: [{ at: '2025-01-20T17:40:00+08:00', text: '人才中心 收到 报送批次 第1批（纸质 2 份、公函、快递 SF…0931）', link: null }, { at: '2025-01-20T10:12:00+08:00', text: '扎赉特旗人民医院 提交 博士后服务需求 12 条', link: null }, { at: '2025-01-18T15:03:00+08:00', text: '您 推荐 阿尔山市冰雪旅游与林下经济服务团，排序第 1', link: '/applications/app4' }], deadline: { at: '2025-01-25T00:00:00+08:00', text: '距报送截止', track: null } };
}

const routes = [
    ['GET', '/session', (c) => sessionView(c.session)],
    ['POST', '/session', (c) => {
        const post = posts.find((p) => p.id === c.body.login);
        if (!post || c.body.password !== 'dianjiang') fail(401, 'sign_in_wrong', '账号或密码不对。还可以试 4 次，之后账号会锁定 15 分钟。');
        const s = { csrf: Math.random().toString(36).slice(2), user: { id: post.id, login: post.id, name: accounts.find((a) => a.login === post.id).name }, post, posts: post.id === 'p3' ? [post, posts[4]] : [post] };
        const token = Math.random().toString(36).slice(2);
        sessions.set(token, s);
        c.response.setHeader('Set-Cookie', `dj_session=${token}; HttpOnly; SameSite=Strict; Path=/`);
        return sessionView(s);
    }],
    ['DELETE', '/session', (c) => void sessions.delete(c.token)],
    ['PUT', '/session/post', (c) => { c.session.post = posts.find((p) => p.id === c.body.post); return sessionView(c.session); }],
    ['POST', '/session/password', () => undefined],
    ['POST', '/session/totp', () => ({ secret: 'JBSW Y3DP EHPK 3PXP', url: 'otpauth://totp/dianjiang' })],
    ['PUT', '/session/totp', () => undefined],
    ['GET', '/demo/accounts', () => ({ rows: accounts })],
    ['GET', '/calls', () => ({ rows: calls })],
    ['GET', '/calls/:call', () => call],
    ['GET', '/calls/:call/forms/:track', () => form],
    ['GET', '/calls/:call/overdue', () => ({ rows: applications.filter((a) => a.state === 'overdue').map(rowOf), next: null })],
    ['GET', '/reference/regions', () => ({ rows: regions })],
    ['GET', '/reference/:name', () => ({ rows: [] })],
    ['GET', '/work', (c) => work(c.session)],
    ['GET', '/applications/options', () => ({ rows: [{ track: 'overseas', title: '海外赤子为国服务行动', capacity: 'unit', capacity_name: '盟市所属单位', allowed: true, reason: null, clause: null }, { track: 'team', title: '专家服务团', capacity: 'unit', capacity_name: '', allowed: false, reason: '本单位不是盟市人社局或专家服务基地，专家服务团由盟市和基地申报。', clause: '附件1 一(一)' }] })],
    ['GET', '/applications', (c) => ({ rows: applications.filter((a) => (!c.query.state || a.state === c.query.state) && (!c.query.q || a.values.title?.includes(c.query.q))).map(rowOf), next: null })],
    ['POST', '/applications', (c) => {
        const a = { ...structuredClone(applications[0]), id: `app${applications.length + 1}`, code: `H-0${430 + applications.length}`, state: 'draft', values: { budget: [{}] }, versions: [], attachments: [], events: [], revision: 0 };
        applications.push(a);
        return whole(a, c.session);
    }],
    ['GET', '/applications/:id', (c) => whole(find(c.p.id), c.session)],
    ['PATCH', '/applications/:id/values', (c) => {
        const a = find(c.p.id);
        for (const { path: where, value } of c.body.patch) {
            const keys = where.replace(/^\/values/, '').split('/').slice(1);
            let at = a.values;
            while (keys.length > 1) at = at[keys.shift()] ??= {};
            at[keys[0]] = value;
        }
        a.revision += 1;
        a.updated = now();
        return { revision: a.revision, saved: now(), problems: problemsOf(a), merged: false, values: null };
    }],
    ['POST', '/applications/:id/actions/:action', (c) => {
        const a = find(c.p.id);
        a.state = next[c.p.action] ?? a.state;
        a.events.unshift({ at: now(), who: `${c.session.post.org.name} ${c.session.user.name}`, text: `${c.p.action} ${c.body.reason ?? ''}` });
        if (c.p.action === 'recommend') a.rank = applications.filter((b) => b.state === 'recommended').length;
        if (c.p.action === 'return') a.returned = { reasons: c.body.items ?? [], electronic_due: '2025-01-27', paper_due: '2025-02-08', by: orgs.centre.name, at: now() };
        return whole(a, c.session);
    }],
    ['GET', '/applications/:id/events', (c) => ({ rows: find(c.p.id).events, next: null })],
    ['GET', '/applications/:id/versions/:n', (c) => ({ ...find(c.p.id).versions[c.p.n - 1], values: find(c.p.id).values })],
    ['GET', '/applications/:id/diff', () => ({ rows: [{ path: '/budget_total', label: '总预算', from: '23.00万元', to: '23.50万元' }, { path: '/period', label: '活动起止时间', from: '2025年7月14日—18日', to: '2025年7月14日—20日' }] })],
    ['POST', '/applications/:id/versions', (c) => { const a = find(c.p.id); const v = { n: a.versions.length + 1, kind: 'named', kind_name: c.body.name, at: now(), by: c.session.user.name, digest: 'aa' }; a.versions.push(v); return v; }],
    ['POST', '/applications/:id/attachments', (c) => { const a = find(c.p.id); const f = { id: `at${Date.now()}`, kind: c.body.kind, kind_name: '盖章扫描件', name: c.body.name, size: c.body.size, state: 'uploading', reason: null, type: null, sm3: null, received_bytes: 0, by: c.session.user.name, at: now() }; a.attachments.push(f); return { id: f.id, chunk_bytes: 1048576, received: [] }; }],
    ['GET', '/attachments/:id/chunks', (c) => ({ id: c.p.id, chunk_bytes: 1048576, received: [] })],
    ['PUT', '/attachments/:id/chunks/:n', () => undefined],
    ['POST', '/attachments/:id/complete', (c) => Object.assign(attachment(c.p.id), { state: 'ready', type: 'application/pdf', sm3: '19be03aa5f' })],
    ['GET', '/attachments/:id', (c) => attachment(c.p.id)],
    ['DELETE', '/attachments/:id', (c) => { for (const a of applications) a.attachments = a.attachments.filter((f) => f.id !== c.p.id); }],
    ['GET', '/recommendations', () => ({ rows: [{ track: 'overseas', title: '海外赤子为国服务行动', quota: { used: 1, max: 1, soft: false, clause: '附件2 三(二)', text: '每个盟市 1 项' }, deadline: '2025-01-25T00:00:00+08:00', items: applications.filter((a) => ['recommending', 'recommended'].includes(a.state)).map(rowOf), can_send: true }, { track: 'team', title: '专家服务团', quota: { used: 3, max: 2, soft: true, clause: '附件1 一(一)', text: '原则上每个盟市 2 项' }, deadline: '2025-01-25T00:00:00+08:00', items: applications.filter((a) => a.state === 'recommending').map((a, i) => ({ ...rowOf(a), id: `${a.id}`, rank: i + 1, state: 'recommended', state_name: '已推荐' })), can_send: true }] })],
    ['PUT', '/recommendations/ranks', () => undefined],
    ['POST', '/packages', (c) => { const p = { id: `pk${packages.length + 1}`, number: `第${packages.length + 1}批`, call: 'nmg-2025', track: c.body.track, sender: '兴安盟人社局', desk: orgs.centre.name, sent: now(), items: applications.filter((a) => c.body.ids.includes(a.id)).map((a, i) => ({ id: a.id, code: a.code, title: a.values.title, rank: i + 1, digest: '7f3a92c104bd55e1' })), letter: c.body.letter, receipt: { number: 'NMG-2025-XA-0001', at: now(), key_id: 'rehearsal-sm2-1' }, warnings: c.body.letter.number ? [] : [{ path: '/letter/number', code: 'letter', clause: '附件1 二', basis: 'notice', level: 'warning', message: '公函没有文号，受理时会要求补正。' }] }; packages.push(p); return p; }],
    ['GET', '/packages', () => ({ rows: packages, next: null })],
    ['GET', '/packages/:id', (c) => packages.find((p) => p.id === c.p.id) ?? fail(404, 'not_found', '没有找到这个批次。')],
    ['GET', '/packages/:id/receipt', () => ({})],
    ['GET', '/desk/queue', (c) => { const map = { waiting: ['sent'], returned: ['returned'], accepted: ['accepted'], all: ['sent', 'returned', 'accepted'] }; return { rows: applications.filter((a) => (map[c.query.state] ?? ['sent']).includes(a.state)).map((a, i) => ({ ...rowOf(a), arrived: a.sent ?? a.updated, age_text: i === 0 ? '已到 1 天' : '今天到', missing: i === 1 ? ['公函缺文号'] : i === 2 ? ['盖章扫描件'] : [] })), counts: { waiting: 3, returned: 1, accepted: 1 }, next: null }; }],
    ['GET', '/desk/find', (c) => { const a = applications.find((b) => b.code.toLowerCase() === c.query.code?.toLowerCase()); return a ? { id: a.id } : fail(404, 'not_found', `没有找到编号“${c.query.code}”。请核对扫到的内容，或按名称查。`); }],
    ['GET', '/desk/checklist/:id', () => ({ rows: deskChecks, electronic_due: '2025-01-27', paper_due: '2025-02-08' })],
    ['GET', '/arrivals', () => ({ rows: arrivals, next: null })],
    ['POST', '/arrivals', (c) => { const r = { id: `ar${arrivals.length + 1}`, application: 'app7', title: '奈曼旗沙漠治理留学人员服务', ...c.body, code: c.body.code ?? 'H-0423', org: '通辽市人社局', by: c.session.user.name, checked_by: null, state: 'waiting' }; arrivals.unshift(r); return r; }],
    ['POST', '/arrivals/:id/check', (c) => { const r = arrivals.find((x) => x.id === c.p.id); if (r.by === c.session.user.name) fail(403, 'second_person', '登记人不能复核自己的登记，请由另一位同事复核。'); return Object.assign(r, { checked_by: c.session.user.name, state: 'checked' }); }],
    ['GET', '/orgs', () => ({ rows: Object.values(orgs).map((o) => ({ ...o, uscc: null, capacities: [], reporting: null })), next: null })],
    ['GET', '/events', () => ({ rows: applications.flatMap((a) => a.events).map((e, i) => ({ seq: 100 - i, org: '兴安盟中医院', action: 'x', action_name: '定稿', subject_kind: 'application', subject: 'app1', data: JSON.stringify({ from: 'draft', to: 'frozen', digest: '7f3a92c104bd55e17f3a92c104bd55e1' }), hash: '7f3a92c104bd55e1aa', ...e })), next: null })],
    ['POST', '/events/verify', () => ({ ok: true, count: 128, head: '7f3a92c104bd55e1aa90', bad_seq: null, milliseconds: 12 })],
];
const attachment = (id) => applications.flatMap((a) => a.attachments).find((f) => f.id === id) ?? fail(404, 'not_found', '没有这个附件。');

function match(method, where) {
    for (const [m, pattern, handle] of routes) {
        const names = [];
        const regex = new RegExp(`^${pattern.replace(/:(\w+)/g, (_, n) => (names.push(n), '([^/]+)'))}$`);
        const found = m === method ? regex.exec(where) : null;
        if (found) return { handle, p: Object.fromEntries(names.map((n, i) => [n, decodeURIComponent(found[i + 1])])) };
    }
    return null;
}
async function api(request, response, url) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const body = request.headers['content-type']?.includes('json') ? JSON.parse(bytes.toString() || 'null') : null;
    const token = /dj_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    const session = sessions.get(token);
    const where = url.pathname.slice('/api/v1'.length);
    try {
        const found = match(request.method, where) ?? fail(404, 'not_found', '没有这个地址。');
        const open = /^\/(session|demo|calls|reference)/.test(where);
        if (!session && !open) fail(401, 'signed_out', '请先登录。');
        if (session && request.method !== 'GET' && where !== '/session' && request.headers['x-csrf-token'] !== session.csrf) fail(403, 'csrf', 'CSRF');
        const result = found.handle({ p: found.p, query: Object.fromEntries(url.searchParams), body, session, token, response });
        response.writeHead(result === undefined ? 204 : 200, { 'Content-Type': 'application/json' });
        response.end(result === undefined ? undefined : JSON.stringify(result));
    } catch (error) {
        if (!error.status) console.error(error);
        response.writeHead(error.status ?? 500, { 'Content-Type': 'application/problem+json' });
        response.end(JSON.stringify(error.body ?? { status: 500, code: 'internal', title: '', detail: '服务器出错。' }));
    }
}
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
function files(response, url) {
    const asked = path.join(dist, url.pathname);
    const file = asked.startsWith(dist) && existsSync(asked) && statSync(asked).isFile() ? asked : path.join(dist, 'index.html');
    response.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; frame-ancestors 'none'" });
    createReadStream(file).pipe(response);
}
http.createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    void (url.pathname.startsWith('/api/') ? api(request, response, url) : files(response, url));
}).listen(port, '127.0.0.1', () => console.log(`stand-in on http://127.0.0.1:${port}`));
