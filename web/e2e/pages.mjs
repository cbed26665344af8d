// SPDX-License-Identifier: Apache-2.0
// The pages as their users name things: by role and accessible name, never by test ids.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
    'utf8',
);

/** One person at one browser. */
export class Person {
    constructor(page, base) {
        this.page = page;
        this.base = base;
    }

    static async at(browser, base, width = 1366) {
        const context = await browser.newContext({
            viewport: { width, height: 768 },
            locale: 'zh-CN',
            timezoneId: 'Asia/Shanghai',
        });
        const page = await context.newPage();
        page.setDefaultTimeout(30000); // patience for a slow machine
        const person = new Person(page, base);
        person.errors = [];
        page.on('pageerror', (error) => person.errors.push(String(error)));
        page.on('console', (message) => {
            const network = /Failed to load resource|status of 4\d\d/.test(message.text());
            if (message.type() === 'error' && !network) {
                person.errors.push(message.text());
            }
        });
        return person;
    }

    button(name) {
        return this.page.getByRole('button', { name, exact: typeof name === 'string' });
    }

    link(name) {
        return this.page.getByRole('link', { name });
    }

    field(name) {
        return this.page.getByLabel(name, { exact: typeof name === 'string' });
    }

    async go(path) {
        await this.page.goto(this.base + path);
        await this.page.waitForLoadState('networkidle');
    }

    async signIn(login, password = 'dianjiang') {
        await this.go('/sign-in');
        await this.page.getByRole('textbox', { name: '账号' }).fill(login);
        await this.page.getByRole('textbox', { name: '密码' }).fill(password);
        await this.button('登录').click();
        await this.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    }

    /** The card of the sign-in page with this name on it. */
    async signInByCard(name) {
        await this.go('/sign-in');
        await this.page.getByRole('button').filter({ hasText: name }).first().click();
        await this.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    }

    async startApplication(track) {
        await this.go('/applications');
        await this.button('新建申报').first().click();
        await this.page.getByRole('dialog').getByRole('button', { name: track }).click();
        await this.page.waitForURL(/\/applications\/[^/]+\/form/);
        await this.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
        return /applications\/([^/]+)\//.exec(this.page.url())[1];
    }

    async saved() {
        await this.page.getByText(/^已保存 \d/).waitFor();
    }

    /** Fills fields by their labels; lists of names tick boxes. */
    async fill(values) {
        for (const [label, value] of Object.entries(values)) {
            if (Array.isArray(value)) {
                for (const name of value) {
                    await this.page.getByRole('checkbox', { name, exact: true }).check();
                }
            } else {
                const input = this.page.getByLabel(new RegExp(`^${label}`)).first();
                await input.fill(value);
                await input.blur();
            }
        }
    }

    /** Takes a step: its button, the reason if one is asked for, and the button again. */
    async step(name, reason) {
        await this.button(new RegExp(`^${name}`))
            .first()
            .click();
        const dialog = this.page.getByRole('dialog');
        if (reason !== undefined) {
            await dialog.getByRole('textbox').last().fill(reason);
        }
        const declaration = dialog.getByRole('checkbox', { name: /^所报材料已经本单位核对/ });
        if ((await declaration.count()) > 0) {
            await declaration.check();
        }
        await dialog.getByRole('button', { name: new RegExp(`^${name}`) }).click();
        await dialog.waitFor({ state: 'detached' });
    }

    async upload(label, name, bytes) {
        const input = this.page.getByLabel(`选择文件：${label}`);
        await input.setInputFiles({ name, mimeType: 'application/pdf', buffer: bytes });
        await this.page.getByRole('link', { name }).waitFor();
    }

    async state() {
        return this.page.locator('.badge').first().innerText();
    }

    /** What axe finds on the page as it stands. */
    async axe() {
        await this.page.evaluate(axeSource);
        const result = await this.page.evaluate(() => globalThis.axe.run(document));
        return result.violations.map(
            (v) =>
                `${v.id}: ${v.nodes
                    .map((n) => n.target.join(' '))
                    .slice(0, 3)
                    .join(' | ')}`,
        );
    }

    /** How far the page is wider than its window, in pixels. */
    overflow() {
        return this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    }

    close() {
        return this.page.context().close();
    }
}
