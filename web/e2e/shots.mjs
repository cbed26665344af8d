// SPDX-License-Identifier: Apache-2.0
// Pictures of the pages at two widths, and what axe finds on each:
//   node e2e/shots.mjs FOLDER [NAME…]    on a rehearsal of its own; WIDTHS=1440,390 CARE=1 FULL=0
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { launch } from './browser.mjs';
import { shots } from './places.mjs';
import { makeScene } from './scene.mjs';
import { startServer } from './server.mjs';

const [folder, ...wanted] = process.argv.slice(2);
const axeSource = readFileSync(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
    'utf8',
);
const widths = (process.env.WIDTHS ?? '1440,390').split(',').map(Number);

async function signIn(page, base, login) {
    await page.goto(`${base}/sign-in`);
    await page.getByRole('textbox', { name: '账号' }).fill(login);
    await page.getByRole('textbox', { name: '密码' }).fill('dianjiang');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

async function axe(page) {
    await page.evaluate(axeSource);
    const result = await page.evaluate(() => globalThis.axe.run(document));
    return result.violations.map(
        (v) =>
            `${v.id} ×${v.nodes.length}: ${v.nodes
                .slice(0, 3)
                .map((n) => n.target.join(' '))
                .join(' | ')}`,
    );
}

async function shoot({ browser, base, scene }, shot, width) {
    const context = await browser.newContext({
        viewport: { width, height: width < 700 ? 844 : 900 },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
    });
    const page = await context.newPage();
    const said = [];
    page.on('console', (m) => m.type() === 'error' && said.push(m.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    if (process.env.CARE) {
        await context.addInitScript(() => localStorage.setItem('dianjiang.care', '1'));
    }
    if (shot.login) {
        await signIn(page, base, shot.login);
    }
    await page.goto(base + (typeof shot.path === 'function' ? shot.path(scene) : shot.path));
    await page.waitForLoadState('networkidle');
    await shot.then?.(page);
    await page.waitForTimeout(250);
    const findings = await axe(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const file = path.join(folder, `${shot.name}-${width}.png`);
    await page.screenshot({ path: file, fullPage: process.env.FULL === '0' ? false : (shot.full ?? true) });
    console.log(`${shot.name} ${width}${wide > 0 ? ` OVERFLOW ${wide}px` : ''}`);
    for (const line of [...findings.map((f) => `axe ${f}`), ...said]) {
        console.log(`   ${line}`);
    }
    await context.close();
    return findings.length + said.length + (wide > 0 ? 1 : 0);
}

mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await launch();
let bad = 0;
try {
    const stage = { browser, base: server.base, scene: await makeScene(server.base) };
    for (const shot of shots.filter((s) => wanted.length === 0 || wanted.includes(s.name))) {
        for (const width of widths) {
            bad += await shoot(stage, shot, width);
        }
    }
} finally {
    await browser.close();
    await server.stop();
}
console.log(bad === 0 ? 'nothing found' : `${bad} found`);
