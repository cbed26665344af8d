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
    { name: 'missing', path: '/nothing-here', login: 'p1' },
];
