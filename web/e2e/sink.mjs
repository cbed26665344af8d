// SPDX-License-Identifier: Apache-2.0
// A mail server on a port of its own that keeps the letters it is given (RFC 5321).
import net from 'node:net';

/** The text of a letter, out of its base64. */
export function textOf(letter) {
    const body = letter.slice(letter.indexOf('\r\n\r\n') + 4);
    return Buffer.from(body.replaceAll('\r\n', ''), 'base64').toString('utf8');
}

export async function startSink() {
    const letters = [];
    const waiting = [];
    const server = net.createServer((socket) => {
        let buffer = '';
        let inLetter = false;
        const say = (line) => socket.write(`${line}\r\n`);
        const take = (letter) => {
            letters.push(letter.replaceAll('\r\n..', '\r\n.'));
            waiting.splice(0).forEach((wake) => wake());
            say('250 taken');
        };
        const answer = (line) => {
            inLetter = line.startsWith('DATA');
            say(inLetter ? '354 go on' : line.startsWith('QUIT') ? '221 bye' : '250 ok');
        };
        socket.setEncoding('utf8');
        socket.on('error', () => undefined);
        socket.on('data', (bytes) => {
            buffer += bytes;
            for (;;) {
                const end = inLetter ? '\r\n.\r\n' : '\r\n';
                const at = buffer.indexOf(end);
                if (at < 0) {
                    return;
                }
                const part = buffer.slice(0, at);
                buffer = buffer.slice(at + end.length);
                if (inLetter) {
                    inLetter = false;
                    take(`${part}\r\n`);
                } else {
                    answer(part);
                }
            }
        });
        say('220 sink');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `smtp://127.0.0.1:${server.address().port}`,
        /** All letters, once there is one. */
        async any() {
            while (letters.length === 0) {
                await new Promise((resolve) => waiting.push(resolve));
            }
            return letters;
        },
        stop: () => new Promise((resolve) => server.close(resolve)),
    };
}
