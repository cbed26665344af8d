// SPDX-License-Identifier: Apache-2.0
// Pictures of the pages at two widths, and what axe finds on each:
//   node e2e/shots.mjs FOLDER [NAME…]    against E2E_BASE (default http://127.0.0.1:8090)
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { launch } from './browser.mjs';
import { shots } from './places.mjs';

const [folder, ...wanted] = process.argv.slice(2);
const base = process.env.E2E_BASE ?? 'http://127.0.0.1:8090';
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const widths = (process.env.WIDTHS ?? '1440,390').split(',').map(Number);

async function signIn(page, login) {
    await page.goto(`${base}/sign-in`);
    await page.getByLabel('账号').fill(login);
    await page.getByLabel('密码').fill('dianjiang');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

async function axe(page) {
    await page.evaluate(axeSource);
    const result = await page.evaluate(() => globalThis.axe.run(document));
    return result.violations.map(
        (v) => `${v.id} ×${v.nodes.length}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`,
    );
}

async function shoot(browser, shot, width) {
    const context = await browser.newContext({
        viewport: { width, height: width < 700 ? 844 : 900 },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
    });
    const page = await context.newPage();
    const said = [];
    page.on('console', (m) => m.type() === 'error' && said.push(m.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    if (shot.login) {
        await signIn(page, shot.login);
    }
    await page.goto(base + shot.path);
    await page.waitForLoadState('networkidle');
    await shot.then?.(page);
    await page.waitForTimeout(250);
    const findings = await axe(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const file = path.join(folder, `${shot.name}-${width}.png`);
    await page.screenshot({ path: file, fullPage: shot.full ?? true });
    console.log(`${shot.name} ${width}${wide > 0 ? ` OVERFLOW ${wide}px` : ''}`);
    for (const line of [...findings.map((f) => `axe ${f}`), ...said]) {
        console.log(`   ${line}`);
    }
    await context.close();
    return findings.length + said.length + (wide > 0 ? 1 : 0);
}

mkdirSync(folder, { recursive: true });
const browser = await launch();
let bad = 0;
for (const shot of shots.filter((s) => wanted.length === 0 || wanted.includes(s.name))) {
    for (const width of widths) {
        bad += await shoot(browser, shot, width);
    }
}
await browser.close();
console.log(bad === 0 ? 'nothing found' : `${bad} found`);
