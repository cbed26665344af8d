// SPDX-License-Identifier: Apache-2.0
// One account's session with the API, for what a story asks or prepares beside the pages.

export class Client {
    constructor(base) {
        this.api = `${base}/api/v1`;
        this.cookie = '';
        this.csrf = '';
    }

    async send(method, path, body) {
        const response = await fetch(this.api + path, {
            method,
            headers: {
                'Content-Type': 'application/json',
                'X-CSRF-Token': this.csrf,
                Cookie: this.cookie,
            },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const cookie = response.headers.get('set-cookie');
        if (cookie !== null) {
            this.cookie = cookie.split(';')[0];
        }
        const text = await response.text();
        if (!response.ok) {
            throw new Error(`${method} ${path}: ${response.status} ${text}`);
        }
        return text === '' ? null : JSON.parse(text);
    }

    static async signIn(base, login) {
        const client = new this(base);
        const session = await client.send('POST', '/session', { login, password: 'dianjiang' });
        client.csrf = session.csrf;
        client.now = session.clock.now;
        return client;
    }
}
