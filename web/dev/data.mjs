// SPDX-License-Identifier: Apache-2.0
// People, calls and applications of the stand-in server.
const org = (id, name) => ({ id, name });
export const orgs = {
    hospital: org('o1', '兴安盟中医院'),
    league: org('o2', '兴安盟人社局'),
    park: org('o3', '呼和浩特留学人员创业园'),
    centre: org('o4', '内蒙古人事人才公共服务中心'),
    dept: org('o5', '自治区人力资源和社会保障厅'),
};
const post = (id, role, role_name, o) => ({ id, role, role_name, org: o });
export const posts = [
    post('p1', 'applicant', '申报岗', orgs.hospital),
    post('p2', 'approver', '单位审核岗', orgs.hospital),
    post('p3', 'recommender', '推荐岗', orgs.league),
    post('p4', 'approver', '单位审核岗', orgs.park),
    post('p5', 'desk', '受理岗', orgs.centre),
    post('p6', 'clerk', '厅经办岗', orgs.dept),
    post('p7', 'head', '厅负责人', orgs.dept),
    post('p8', 'audit_admin', '审计管理员', orgs.dept),
];
const what = ['填写申报表，上传盖章扫描件', '审核本单位申报，定稿打印', '排序推荐，向人才中心报送', '创业园直接审核并报送', '受理、一次性告知补正、登记来件', '查看全区报送，处理逾期', '决定放弃与重开，发布通知', '查看操作日志，核验日志链'];
const names = ['苏雅', '白志强', '包图雅', '李晓峰', '沈岚', '陈立', '额尔敦', '高敏'];
export const accounts = posts.map((p, i) => ({ login: p.id, role: p.role, role_name: p.role_name, org: p.org.name, name: names[i], what: what[i] }));
const track = (code, title, form_title) => ({
    code, title, form_title, desk: orgs.centre.name, deadline: '2025-01-25T00:00:00+08:00', deadline_text: '1月24日（星期五）24:00 前报送',
    who: [
        { class: 'league', name: '各盟市（含满洲里市、二连浩特市）', route_text: '申报单位 → 盟市人社局 → 人才中心', quota_text: '每个盟市 1 项', clause: '附件2 三(二)' },
        { class: 'unit', name: '自治区各有关单位', route_text: '本单位 → 人才中心', quota_text: '每个单位 1 项', clause: '附件2 三(二)' },
        { class: 'park', name: '留学人员创业园', route_text: '直接报人才中心，抄送所在盟市', quota_text: '不限', clause: '附件2 三(二)' },
    ],
    rules: [
        { text: '申报单位须有留学人员及回国专家团队，人数不少于 1 人。', clause: '附件2 三(一)', basis: 'notice' },
        { text: '写明活动时间、地点、规模、组织形式、具体内容和经费预算。', clause: '附件2 二(一)', basis: 'notice' },
        { text: '活动名称一般不超过 30 字，超过时只提示。', clause: null, basis: 'default' },
    ],
    materials_text: '报送申报表盖章扫描件和电子版。', contacts: [],
});
export const call = {
    code: 'nmg-2025', title: '2025年各类专家人才服务基层申报', document_number: '内人社办发〔2025〕5号', issuer: '内蒙古自治区人力资源和社会保障厅', issued: '2025-01-10', version: 1,
    timetable: [
        { label: '通知印发', at: '2025-01-10', text: '', clause: null },
        { label: '报送截止', at: '2025-01-25T00:00:00+08:00', text: '各类项目申报材料，逾期不报视为放弃。', clause: '正文' },
        { label: '评审遴选', at: null, text: '人社厅择优确定，部分项目推荐到人社部。', clause: '附件1 一' },
        { label: '活动实施', at: '2025-12-31', text: '入选项目在本年度内完成。', clause: '附件1 一(一)' },
    ],
    tracks: [track('overseas', '海外赤子为国服务行动', '2025年海外赤子为国服务行动项目申报表'), { ...track('team', '专家服务团', '2025年专家服务基层示范团申报表'), rules: [] }],
    contacts: [
        { name: '专业技术人员管理处', people: '塞夫　曹磊', phone: '(0471) 6268105　6946607', email: 'rstzjc2021@126.com', address: '' },
        { name: '内蒙古人事人才公共服务中心', people: '沈婷', phone: '(0471) 6601325', email: 'zhuanjiazhongxinst@126.com', address: '呼和浩特市新城区国家大学科技园8号楼610室' },
    ],
    notes: [{ clause: '附件1 二', text: '附件1 写作“2024年1月24日前”，与正文“1月24日（星期五）”不一致；2025年1月24日是星期五，按 2025年1月24日 办理。' }],
};
export const calls = [
    { code: 'nmg-2025', title: call.title, document_number: call.document_number, year: 2025, issued: '2025-01-10', deadline: '2025-01-25T00:00:00+08:00', state: 'open' },
    { code: 'nmg-2024', title: '2024年各类专家人才服务基层申报', document_number: '内人社办发〔2024〕3号', year: 2024, issued: '2024-01-08', deadline: '2024-01-27T00:00:00+08:00', state: 'closed' },
];
export const stateNames = { draft: '草稿', unit_review: '待单位审核', frozen: '定稿待盖章', recommending: '待推荐', recommended: '已推荐', not_recommended: '未推荐', sent: '已报送待受理', returned: '补正中', accepted: '已受理', refused: '不予受理', withdrawn: '已撤回', overdue: '逾期未报送', forfeited: '视为放弃' };
const values = (title, more = {}) => ({
    title, organiser: '兴安盟中医院', period: { start: '2025-07-14', end: '2025-07-20' }, returnee_count: 15, place: '乌兰浩特市、科右中旗', department: '科教科', contact: '苏雅', office_phone: '0482-8267001', mobile: '13800138000', email: 'suya@example.cn',
    budget_total: 23500000, cnaps: '102193000001', payee: '兴安盟中医院', bank: '中国工商银行乌兰浩特分行', account: '0608024509022100123',
    modes: { codes: ['exchange', 'guidance', 'academic', 'grassroots'], other: '' },
    content: '围绕草原生态修复、优良牧草繁育、肉羊精深加工和智慧牧业等方向，组织留学回国专家深入苏木嘎查开展技术指导、专题讲座和项目对接，预计培训基层技术人员120人次，形成技术方案3—5项。',
    scale: 120, organisation: '专家分三组，由旗县人社局对接，分赴苏木嘎查现场指导。',
    budget: [{ item: '专家交通食宿', amount: 13500000, basis: '15人×7天' }, { item: '培训与资料', amount: 5000000, basis: '120人次' }, { item: '场地与器材', amount: 5000000, basis: '' }], regions: ['152201', '152222'], ...more,
});
const rows = [
    ['draft', '草原生态修复与现代牧业留学人才兴安行', 'overseas', { period: { start: '2025-07-14', end: '2025-07-06' }, budget_total: 24000000 }],
    ['returned', '蒙医药传承创新留学人员服务行', 'overseas', {}],
    ['frozen', '北疆智慧农业海归专家行', 'overseas', {}],
    ['recommending', '阿尔山冰雪旅游留学人才对接', 'overseas', {}],
    ['recommending', '扎赉特旗绿色水稻技术留学专家服务', 'overseas', {}],
    ['recommended', '科右中旗肉牛良种繁育海外专家指导', 'overseas', {}],
    ['sent', '奈曼旗沙漠治理留学人员服务', 'overseas', {}],
    ['sent', '额济纳旗口岸冷链与瓜果保鲜服务', 'overseas', {}],
    ['sent', '满洲里跨境电商留学人才对接会', 'overseas', {}],
    ['accepted', '乌兰察布马铃薯产业海归专家行', 'overseas', {}],
    ['overdue', '阿拉善肉苁蓉深加工海外专家行', 'overseas', {}],
];
const t = (d, h, m = 12) => `2025-01-${String(d).padStart(2, '0')}T${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}:00+08:00`;
export const applications = rows.map(([state, title, trackCode, more], i) => ({
    id: `app${i + 1}`, code: `H-${String(417 + i).padStart(4, '0')}`, call: 'nmg-2025', track: trackCode, track_title: '海外赤子', title, state, org: '兴安盟中医院', recommender: '兴安盟人社局', rank: state === 'recommended' ? 1 : null,
    updated: t(20 - (i % 4), 10 + (i % 6)), sent: ['sent', 'accepted', 'returned'].includes(state) ? t(20, 16, 5 + i) : null, due: state === 'returned' ? '2025-01-28T00:00:00+08:00' : null, channel: 'online', revision: 7, values: values(title, more), attachments: [],
    versions: [{ n: 1, kind: 'freeze', kind_name: '定稿', at: t(15, 11, 2), by: '白志强', digest: '7f3a92c1' }, { n: 2, kind: 'return', kind_name: '退回前', at: t(20, 16, 30), by: '系统', digest: '19be03aa' }],
    events: [{ at: t(20, 10), who: '兴安盟人社局', text: '推荐，排序第1' }, { at: t(18, 15, 3), who: '兴安盟中医院 白志强', text: '定稿，版本码 7F3A-92C1' }, { at: t(15, 9, 30), who: '兴安盟中医院 苏雅', text: '新建草稿' }],
    returned: state === 'returned' ? { reasons: [{ code: 'seal', text: '盖章扫描件第 3 页未加盖公章，请补盖后重新上传。' }, { code: 'sum', text: '预算明细合计与总预算相差 0.50万元，请改为一致。' }], electronic_due: '2025-01-27', paper_due: '2025-02-08', by: orgs.centre.name, at: t(20, 17) } : null,
    recommendation: null, receipt: ['sent', 'accepted'].includes(state) ? { number: `NMG-2025-0${i}`, at: t(20, 16, 5 + i) } : null,
}));
