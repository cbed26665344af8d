// SPDX-License-Identifier: Apache-2.0
// Runs the stories in a browser against the real program and reports {passed, failed, failures}.
//   node e2e/run.mjs [STORY…]      E2E_RESULT: file for the report; E2E_SHOTS: folder for pictures
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from './browser.mjs';
import { startServer } from './server.mjs';

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const result = { passed: 0, failed: 0, failures: [] };
const shots = process.env.E2E_SHOTS;

/** A chapter that fails ends its story: the next ones stand on it. */
async function tell(story, stage) {
    for (const [name, chapter] of Object.entries(story.chapters)) {
        try {
            await chapter(stage);
            result.passed += 1;
            console.log(`ok   ${name}`);
        } catch (error) {
            result.failed += 1;
            result.failures.push({
                name,
                message: `${error.stack ?? error}\n${stage.log?.() ?? ''}`,
            });
            console.log(`FAIL ${name}\n${error.stack ?? error}`);
            await stage.picture?.(`failed-${name}`);
            return;
        }
    }
}

async function picture(stage, name) {
    if (shots) {
        mkdirSync(shots, { recursive: true });
        for (const [who, person] of Object.entries(stage.people)) {
            const file = path.join(shots, `${name}-${who}.png`);
            await person.page.screenshot({ path: file, fullPage: true }).catch(() => undefined);
        }
    }
}

async function play(file, browser, server) {
    const story = await import(path.join(here, file));
    const stage = { browser, base: server.base, log: server.log, people: {}, cleanups: [] };
    stage.picture = (name) => picture(stage, name);
    await tell(story, stage);
    await Promise.all(Object.values(stage.people).map((person) => person.close()));
    await Promise.all(stage.cleanups.map((cleanup) => cleanup()));
}

/** Stories wait more than they work: two at a time, the longest first. */
const LANES = 2;
const long = ['story-season.mjs', 'story-winter.mjs', 'story-overseas.mjs', 'story-yunling.mjs'];

async function main() {
    const files = readdirSync(here)
        .filter((file) => /^story-.*\.mjs$/.test(file))
        .filter((file) => wanted.length === 0 || wanted.includes(file))
        .sort((x, y) => long.includes(y) - long.includes(x) || x.localeCompare(y));
    const server = await startServer();
    const browser = await launch();
    const lane = async () => {
        for (let file = files.shift(); file !== undefined; file = files.shift()) {
            await play(file, browser, server);
        }
    };
    try {
        await Promise.all(Array.from({ length: LANES }, lane));
    } finally {
        await browser.close();
        await server.stop();
    }
}

try {
    await main();
} catch (error) {
    result.failed += 1;
    result.failures.push({ name: 'stories', message: String(error.stack ?? error) });
    console.error(error);
}
if (process.env.E2E_RESULT) {
    writeFileSync(process.env.E2E_RESULT, JSON.stringify(result));
}
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exitCode = result.failed === 0 ? 0 : 1;
