// SPDX-License-Identifier: Apache-2.0
// The browser that stories and pictures share: Debian's Chromium, headless, no traffic of its own.
import { chromium } from 'playwright-core';

export function launch() {
    return chromium.launch({
        executablePath: process.env.DIANJIANG_CHROMIUM ?? '/usr/bin/chromium',
        args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}
