// SPDX-License-Identifier: Apache-2.0
// Which pages to look at, as whom, and what to do before looking.
export const shots = [
    { name: 'home', path: '/' },
    { name: 'sign-in', path: '/sign-in' },
    { name: 'work', path: '/work', login: 'p3' },
    { name: 'applications', path: '/applications', login: 'p1' },
    {
        name: 'new',
        path: '/applications',
        login: 'p1',
        full: false,
        then: (page) => page.getByRole('button', { name: '新建申报' }).first().click(),
    },
    { name: 'form', path: '/applications/app1/form', login: 'p1' },
    { name: 'list', path: '/applications', login: 'p6' },
    { name: 'detail', path: '/applications/app7', login: 'p3' },
    { name: 'returned', path: '/applications/app2', login: 'p1' },
    {
        name: 'reason',
        path: '/applications/app4',
        login: 'p3',
        full: false,
        then: (page) => page.getByRole('button', { name: '不推荐' }).click(),
    },
    { name: 'print', path: '/applications/app3/print', login: 'p2' },
    { name: 'recommend', path: '/recommend', login: 'p3' },
    {
        name: 'send',
        path: '/recommend',
        login: 'p3',
        full: false,
        then: (page) => page.getByRole('button', { name: /推荐并报送/ }).first().click(),
    },
    { name: 'packages', path: '/packages', login: 'p3' },
    {
        name: 'package',
        path: '/recommend',
        login: 'p3',
        then: async (page) => {
            await page.getByRole('button', { name: /推荐并报送/ }).first().click();
            await page.getByLabel('联系电话').fill('0482-8266000');
            await page.getByRole('checkbox', { name: /不含国家秘密/ }).check();
            await page.getByRole('button', { name: /推荐并报送 \d+ 项/ }).click();
            await page.waitForURL(/packages\//);
            await page.waitForLoadState('networkidle');
        },
    },
    { name: 'desk-empty', path: '/desk', login: 'p5' },
    {
        name: 'desk',
        path: '/desk/app8',
        login: 'p5',
        then: async (page) => {
            await page.getByText('材料核对').waitFor();
            await page.keyboard.press('2');
            await page.keyboard.press('2');
        },
    },
    {
        name: 'desk-keys',
        path: '/desk/app8',
        login: 'p5',
        full: false,
        then: async (page) => {
            await page.getByText('材料核对').waitFor();
            await page.keyboard.press('?');
        },
    },
    { name: 'arrivals', path: '/arrivals', login: 'p5' },
    {
        name: 'arrival',
        path: '/arrivals',
        login: 'p5',
        full: false,
        then: (page) => page.getByRole('button', { name: '登记来件' }).click(),
    },
    { name: 'overdue', path: '/overdue', login: 'p7' },
    { name: 'events', path: '/events', login: 'p8', then: (page) => page.getByRole('button', { name: '核验日志链' }).click() },
    { name: 'account', path: '/account', login: 'p1' },
    { name: 'denied', path: '/denied', login: 'p1' },
    { name: 'missing', path: '/nothing-here', login: 'p1' },
];
