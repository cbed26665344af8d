// SPDX-License-Identifier: Apache-2.0
// One whole season of any call through the pages: who may file what is asked of the program, forms
// are filled from their schema, every office does what it is asked to, the desk accepts.
import assert from 'node:assert/strict';
import { Client } from './client.mjs';
import { Person } from './pages.mjs';
import { startServer } from './server.mjs';
import { Filler } from './values.mjs';

const pdf = Buffer.concat([
    Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n'),
    Buffer.alloc(2048, 0x20),
    Buffer.from('\n%%EOF\n'),
]);
const listKinds = new Set(['region', 'regions', 'discipline', 'industry']);

/** A call, its rehearsal's people, and what each may file. */
export class Season {
    constructor(stage, base, call) {
        this.stage = stage;
        this.base = base;
        this.code = call;
        this.people = {};
        this.filed = new Map();
    }

    static async of(stage, base, call) {
        const season = new Season(stage, base, call);
        const ask = new Client(base);
        season.call = await ask.send('GET', `/calls/${call}`);
        season.accounts = (await ask.send('GET', '/demo/accounts')).rows;
        season.regions = (await ask.send('GET', '/reference/regions')).rows;
        season.lists = {};
        for (const [kind, name] of [
            ['discipline', 'disciplines'],
            ['industry', 'industries'],
        ]) {
            season.lists[kind] = (await ask.send('GET', `/reference/${name}`)).rows;
        }
        season.options = [];
        for (const account of season.accounts) {
            if (['applicant', 'recommender'].includes(account.role)) {
                const client = await Client.signIn(base, account.login);
                const { rows } = await client.send('GET', `/applications/options?call=${call}`);
                season.options.push({ account, rows: rows.filter((row) => row.allowed) });
            }
        }
        season.nowMs = Date.parse((await Client.signIn(base, season.accounts[0].login)).now);
        return season;
    }

    account(org, ...roles) {
        return roles
            .map((role) => this.accounts.find((a) => a.org === org && a.role === role))
            .find((account) => account !== undefined);
    }

    /** The person at a browser of their own, signed in once. */
    async at(account) {
        if (this.people[account.login] === undefined) {
            const person = await Person.at(this.stage.browser, this.base);
            this.people[account.login] = person;
            this.stage.people[`${this.code}-${account.login}`] = person;
            await person.signIn(account.login);
        }
        return this.people[account.login];
    }

    /** Who files on the track: whoever may and has filed least so far. */
    filer(track) {
        const may = this.options.filter(({ rows }) => rows.some((row) => row.track === track));
        assert.ok(may.length > 0, `somebody may file ${track}`);
        const count = ({ account }) => this.filed.get(account.login) ?? 0;
        const { account } = may.sort((a, b) => count(a) - count(b))[0];
        this.filed.set(account.login, count({ account }) + 1);
        return account;
    }

    /** A name that the field's list offers; a code where the program knows no names. */
    listed(field) {
        const rows = this.lists[field.kind];
        if (rows !== undefined) {
            return rows[0].name;
        }
        const prefix = (field.within ?? '').replace(/(00)+$/, '');
        const inside = this.regions.filter((region) => region.code.startsWith(prefix));
        const found = inside.find((region) => region.level === (field.level ?? 'county'));
        return found?.name ?? `${prefix}0102`;
    }

    async fillField(person, filler, field) {
        const { page } = person;
        const id = `#field-${field.id}`;
        if (field.kind === 'table') {
            await page
                .locator(`${id} td[data-label] :is(input, select), td:has([id^="field-${field.id}-0-"])`)
                .first()
                .evaluate((cell, text) => {
                    const clipboardData = new DataTransfer();
                    clipboardData.setData('text/plain', text);
                    const at = cell.querySelector?.('input, select') ?? cell;
                    const init = { clipboardData, bubbles: true, cancelable: true };
                    at.dispatchEvent(new ClipboardEvent('paste', init));
                }, filler.rows(field));
        } else if (field.kind === 'attachment') {
            const type = field.accept?.includes('pdf') === false ? field.accept[0] : 'pdf';
            await person.upload(field.label, `${field.label}.${type}`, pdf);
        } else if (field.kind === 'declaration') {
            await page.locator(id).check();
        } else if (['choice', 'choices', 'title_level'].includes(field.kind)) {
            const group = page.getByRole('group', { name: field.label });
            for (const name of [filler.value(field)].flat()) {
                await group.getByLabel(name, { exact: true }).first().check();
            }
            const other = group.getByLabel(`${field.label}：其他，请写明`);
            if ((await other.count()) > 0) {
                await other.fill('其他');
            }
        } else if (field.kind === 'period') {
            const [start, end] = filler.value(field);
            await page.locator(id).fill(start);
            await page.locator(`${id}-end`).fill(end);
            await page.locator(`${id}-end`).blur();
        } else if (listKinds.has(field.kind)) {
            await page.locator(id).fill(filler.value(field));
            if (/^\d+$/.test(filler.value(field))) {
                await page.locator(id).blur();
            } else {
                await page.getByRole('option', { name: filler.value(field) }).first().click();
                await page.keyboard.press('Escape');
            }
        } else {
            await page.locator(id).fill(filler.value(field));
            await page.locator(id).blur();
        }
    }

    async fill(person, track, unitName) {
        const ask = new Client(this.base);
        const form = await ask.send('GET', `/calls/${this.code}/forms/${track.code}`);
        const filler = new Filler({
            form,
            currency: this.call.currency ?? 'CNY',
            unitName,
            nowMs: this.nowMs,
            listed: (field) => this.listed(field),
        });
        for (const field of filler.fields) {
            await this.fillField(person, filler, field).catch((error) => {
                throw new Error(`${track.code}/${field.id} (${field.kind}): ${error.message}`);
            });
        }
        await person.saved();
        return filler;
    }

    /** What blocks, as the page of the form shows it. */
    async blocking(account, id) {
        const client = await Client.signIn(this.base, account.login);
        const page = await client.send('GET', `/applications/${id}`);
        return page.problems.filter((problem) => problem.level === 'error');
    }

    async stateOf(account, id) {
        const client = await Client.signIn(this.base, account.login);
        return client.send('GET', `/applications/${id}`);
    }

    /** Files, and goes on until the desk has accepted. */
    async walk(track) {
        const filer = this.filer(track.code);
        const approver = this.account(filer.org, 'approver', 'recommender');
        const person = await this.at(filer);
        const id = await person.startApplication(track.title);
        await this.fill(person, track, filer.org);
        assert.deepEqual(await this.blocking(filer, id), [], `${track.code}: nothing blocks`);
        await person.step('提交单位审核');
        const seen = [];
        for (let turn = 0; turn < 8; turn += 1) {
            const now = await this.stateOf(approver, id);
            seen.push(now.state);
            if (now.state === 'accepted') {
                return seen;
            }
            await this.turn(now, approver);
        }
        throw new Error(`${track.code}: the road does not end: ${seen.join(' ')}`);
    }

    /** One step of whoever has it now. */
    async turn(now, approver) {
        const office = this.account(now.who_has, 'recommender');
        const path = `/applications/${now.id}`;
        switch (now.state) {
            case 'unit_review': {
                const person = await this.at(approver);
                await person.go(path);
                await person.step('审核通过并定稿');
                return;
            }
            case 'frozen': {
                const person = await this.at(approver);
                await person.go(`${path}/form`);
                await person.page.getByRole('heading', { name: '附件', exact: true }).waitFor();
                if ((await person.page.getByLabel('选择文件：盖章扫描件').count()) > 0) {
                    await person.upload('盖章扫描件', '盖章扫描件.pdf', pdf);
                }
                await person.go(path);
                if ((await person.button(/^提交到/).count()) > 0) {
                    await person.step('提交到');
                } else {
                    await this.send(person);
                }
                return;
            }
            case 'county_review': {
                const person = await this.at(office);
                await person.go(path);
                await person.step('初审通过');
                return;
            }
            case 'recommending': {
                const person = await this.at(office);
                await person.go('/recommend');
                await person.button(`推荐：${now.title}`).click();
                const dialog = person.page.getByRole('dialog');
                await dialog.getByRole('button', { name: '推荐' }).click();
                await dialog.waitFor({ state: 'detached' });
                return;
            }
            case 'recommended':
                await this.send(await this.at(office));
                return;
            case 'sent':
                await this.accept(now);
                return;
            default:
                throw new Error(`nobody knows what to do with ${now.state}`);
        }
    }

    async send(person) {
        await person.go('/recommend');
        await person.button(/报送（[1-9]\d* 项）/).first().click();
        const dialog = person.page.getByRole('dialog');
        await dialog.getByLabel('联系电话').fill('0471-6944364');
        await dialog.getByLabel(/公函文号/).fill('示范函[2025]8号');
        await dialog.getByRole('checkbox', { name: /不含国家秘密/ }).check();
        await dialog.getByRole('button', { name: /报送 \d+ 项/ }).click();
        await person.page.getByRole('heading', { name: '收讫回执' }).waitFor();
    }

    async accept(now) {
        const desk = await this.at(this.account(now.who_has, 'desk'));
        await desk.go(`/desk/${now.id}`);
        await desk.page.getByText('材料核对').waitFor();
        const marks = desk.page.getByRole('button', { name: /点按切换$/ });
        for (let n = 0; n < (await marks.count()); n += 1) {
            if (!(await marks.nth(n).innerText()).includes('齐全')) {
                await marks.nth(n).click();
            }
        }
        const code = await desk.page.locator('#item-title').getAttribute('data-code');
        await desk.button(/^受理/).first().click();
        const item = desk.page.locator(`#item-title[data-code="${code}"]`);
        await item.waitFor({ state: 'detached' }); /* the next one is opened */
    }

    /** Nothing wrong with the pages of anybody who took part. */
    async clean() {
        for (const [login, person] of Object.entries(this.people)) {
            assert.deepEqual(person.errors, [], `${login}: no error in the console`);
            assert.ok((await person.overflow()) <= 0, `${login}: nothing wider than the window`);
        }
    }
}

/** A chapter for each track of a call; rehearsal: a server of its own, as startServer takes it. */
export function seasonChapters(call, tracks, rehearsal) {
    const chapters = {
        [`${call}: everybody is there`]: async (stage) => {
            if (rehearsal !== undefined) {
                const server = await startServer(rehearsal);
                stage.base = server.base;
                stage.log = server.log;
                stage.cleanups.push(server.stop);
            }
            stage.season = await Season.of(stage, stage.base, call);
            const codes = stage.season.call.tracks.map((track) => track.code);
            assert.deepEqual(codes.sort(), [...tracks].sort(), 'no track is left out');
        },
    };
    for (const track of tracks) {
        chapters[`${call}: ${track} is filed, sent and accepted`] = async (stage) => {
            const found = stage.season.call.tracks.find((row) => row.code === track);
            await stage.season.walk(found);
        };
    }
    chapters[`${call}: no page had an error`] = (stage) => stage.season.clean();
    return chapters;
}
