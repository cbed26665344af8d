// SPDX-License-Identifier: Apache-2.0
// Which pages to look at, as whom, and what to do before looking. s: the ids of the scene.
const dialog = (page) => page.getByRole('dialog');

export const shots = [
    { name: 'home', path: '/' },
    { name: 'sign-in', path: '/sign-in' },
    { name: 'work', path: '/work', login: 'tuijian' },
    { name: 'work-approver', path: '/work', login: 'yuanqu2' },
    { name: 'applications', path: '/applications', login: 'yuanqu' },
    {
        name: 'new',
        path: '/applications',
        login: 'yuanqu',
        full: false,
        then: async (page) => {
            await page.getByRole('button', { name: '新建申报' }).first().click();
            await dialog(page).getByRole('listitem').first().waitFor();
        },
    },
    { name: 'list', path: '/applications', login: 'tuijian' },
    { name: 'form', path: (s) => `/applications/${s.draft}/form`, login: 'daxue' },
    { name: 'mend', path: (s) => `/applications/${s.returned}/form`, login: 'yuanqu2' },
    { name: 'detail', path: (s) => `/applications/${s.first}`, login: 'tuijian' },
    { name: 'returned', path: (s) => `/applications/${s.returned}`, login: 'yuanqu2' },
    {
        name: 'reason',
        path: (s) => `/applications/${s.second}`,
        login: 'tuijian',
        full: false,
        then: (page) => page.getByRole('button', { name: '不推荐' }).click(),
    },
    { name: 'print', path: (s) => `/applications/${s.parkFrozen}/print`, login: 'yuanqu2' },
    { name: 'recommend', path: '/recommend', login: 'tuijian' },
    { name: 'recommend-park', path: '/recommend', login: 'yuanqu2' },
    {
        name: 'send',
        path: '/recommend',
        login: 'tuijian',
        full: false,
        then: (page) =>
            page
                .getByRole('button', { name: /推荐并报送/ })
                .first()
                .click(),
    },
    { name: 'packages', path: '/packages', login: 'yuanqu2' },
    {
        name: 'package',
        path: '/packages',
        login: 'yuanqu2',
        then: async (page) => {
            await page.locator('tbody').getByRole('link').first().click();
            await page.getByRole('heading', { name: '收讫回执' }).waitFor();
        },
    },
    { name: 'desk-empty', path: '/desk', login: 'shouli' },
    {
        name: 'desk',
        path: (s) => `/desk/${s.waiting}`,
        login: 'shouli',
        then: (page) => page.getByText('材料核对').waitFor(),
    },
    {
        name: 'desk-keys',
        path: (s) => `/desk/${s.waiting}`,
        login: 'shouli',
        full: false,
        then: async (page) => {
            await page.getByText('材料核对').waitFor();
            await page.keyboard.press('?');
        },
    },
    { name: 'arrivals', path: '/arrivals', login: 'shouli' },
    {
        name: 'arrival',
        path: '/arrivals',
        login: 'shouli',
        full: false,
        then: (page) => page.getByRole('button', { name: '登记来件' }).first().click(),
    },
    { name: 'overdue', path: '/overdue', login: 'fuze' },
    { name: 'all', path: '/applications', login: 'jingban' },
    {
        name: 'events',
        path: '/events',
        login: 'shenji',
        then: (page) => page.getByRole('button', { name: '核验日志链' }).click(),
    },
    { name: 'account', path: '/account', login: 'shenbao' },
    {
        name: 'menu',
        path: '/work',
        login: 'shenbao',
        full: false,
        then: (page) => page.locator('details.person summary').click(),
    },
    { name: 'denied', path: '/denied', login: 'shenbao' },
    { name: 'missing', path: '/nothing-here', login: 'shenbao' },
];
