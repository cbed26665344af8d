// SPDX-License-Identifier: Apache-2.0
// A rehearsal of its own for the stories: a fresh database, the real program on a free port.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

function freePort() {
    return new Promise((resolve, reject) => {
        const probe = net.createServer();
        probe.once('error', reject);
        probe.listen(0, '127.0.0.1', () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

async function healthy(base, child) {
    for (let tries = 0; tries < 200; tries += 1) {
        if (child.exitCode !== null) {
            throw new Error(`the server ended with ${child.exitCode}`);
        }
        const answer = await fetch(`${base}/healthz`).catch(() => null);
        if (answer?.ok) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the server did not become healthy');
}

/**
 * Starts it; stop() ends it and removes what it left. E2E_BASE takes a server that runs already.
 * options: from the address, more words for serve.
 * call and units: a folder and a file below tests/data instead of what the program carries.
 */
export async function startServer({ clock = '2025-01-15T09:00+08:00', call, units, options } = {}) {
    if (process.env.E2E_BASE && call === undefined && options === undefined) {
        return { base: process.env.E2E_BASE, stop: () => undefined };
    }
    const program = process.env.DIANJIANG_PROGRAM ?? path.join(root, 'build/dianjiang');
    if (!existsSync(program)) {
        throw new Error(`no program at ${program}`);
    }
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dianjiang-e2e-'));
    const db = `sqlite:${path.join(folder, 'rehearsal.db')}`;
    const port = await freePort();
    const data = (name) => path.join(root, 'tests/data', name);
    const other = call ? ['--call', data(call), '--units', data(units)] : [];
    /** A verb on this rehearsal's folder. */
    const run = (...words) => execFileSync(program, words, { cwd: folder, encoding: 'utf8' });
    run('demo', '--db', db, '--clock', clock, ...other);
    let log = '';
    let child = null;
    const start = () => {
        const words = ['--db', db, '--listen', `127.0.0.1:${port}`, ...(options?.(base) ?? [])];
        child = spawn(program, ['serve', ...words], {
            cwd: folder,
            stdio: ['ignore', 'ignore', 'pipe'],
        });
        child.stderr.on('data', (bytes) => (log = (log + bytes).slice(-20000)));
    };
    const end = async () => {
        child.kill('SIGTERM');
        await new Promise((resolve) =>
            child.exitCode === null ? child.once('exit', resolve) : resolve(),
        );
    };
    /** The same rehearsal later: what comes after a deadline. */
    const forward = async (instant) => {
        await end();
        run('demo', '--db', db, '--clock', instant, '--forward');
        start();
        await healthy(base, child);
    };
    const base = `http://127.0.0.1:${port}`;
    const stop = async () => {
        await end();
        rmSync(folder, { recursive: true, force: true });
    };
    start();
    try {
        await healthy(base, child);
    } catch (error) {
        await stop();
        throw new Error(`${error.message}\n${log}`, { cause: error });
    }
    return { base, db, stop, forward, run, log: () => log };
}
