// SPDX-License-Identifier: Apache-2.0
// Sending files in chunks: progress, going on after a broken line, giving up.
import { reactive } from 'vue';
import { api } from '@/api/api';
import { ApiProblem, messageOf } from '@/api/http';
import type { Attachment, UploadStart } from '@/api/types';

export const fileBytesMax = 50 * 1024 * 1024;

export interface Upload {
    key: number;
    kind: string;
    name: string;
    size: number;
    sent: number;
    state: 'sending' | 'checking' | 'broken';
    message: string;
}

interface Running {
    file: File;
    id: string | null;
    abort: AbortController;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * create: begins a file at what it belongs to. known: what the server has, so that a file chosen
 * again goes on where it broke off. done is called when the server has checked a file, accepted or
 * not.
 */
export function useUploads(
    create: (body: { kind: string; name: string; size: number }) => Promise<UploadStart>,
    known: () => Attachment[],
    done: () => Promise<void>,
) {
    const uploads = reactive<Upload[]>([]);
    const running = new Map<number, Running>();
    let last = 0;

    function drop(key: number): void {
        running.delete(key);
        const index = uploads.findIndex((upload) => upload.key === key);
        if (index !== -1) {
            uploads.splice(index, 1);
        }
    }

    async function begin(upload: Upload, run: Running): Promise<UploadStart> {
        const { kind, name, size } = upload;
        run.id ??=
            known().find(
                (file) =>
                    file.state === 'uploading' &&
                    file.kind === kind &&
                    file.name === name &&
                    file.size === size,
            )?.id ?? null;
        return run.id === null
            ? create({ kind, name, size })
            : api.attachmentResume(run.id);
    }

    async function sendChunks(upload: Upload, run: Running): Promise<void> {
        const { size } = upload;
        const start = await begin(upload, run);
        run.id = start.id;
        const had = new Set(start.received);
        const count = Math.max(1, Math.ceil(size / start.chunk_bytes));
        for (let n = 0; n < count; n += 1) {
            const end = Math.min(size, (n + 1) * start.chunk_bytes);
            if (!had.has(n)) {
                const bytes = run.file.slice(n * start.chunk_bytes, end);
                await api.attachmentChunk(start.id, n, bytes, run.abort.signal);
            }
            upload.sent = end;
        }
        upload.state = 'checking';
        let attachment = await api.attachmentComplete(start.id);
        for (let tries = 0; attachment.state === 'checking' && tries < 120; tries += 1) {
            await wait(500);
            attachment = await api.attachmentGet(start.id);
        }
    }

    async function run(upload: Upload, work: Running): Promise<void> {
        upload.state = 'sending';
        upload.message = '';
        try {
            await sendChunks(upload, work);
            drop(upload.key);
            await done();
        } catch (error) {
            if (work.abort.signal.aborted) {
                return;
            }
            upload.state = 'broken';
            const again = error instanceof ApiProblem && error.retryable;
            upload.message = again ? '网络中断，已传的部分保留，可以继续。' : messageOf(error);
        }
    }

    function add(kind: string, file: File): void {
        last += 1;
        const upload: Upload = reactive({
            key: last,
            kind,
            name: file.name,
            size: file.size,
            sent: 0,
            state: 'sending',
            message: '',
        });
        uploads.push(upload);
        if (file.size === 0 || file.size > fileBytesMax) {
            upload.state = 'broken';
            upload.message = file.size === 0 ? '文件是空的。' : '文件超过 50 MB，请压缩后再传。';
            return;
        }
        const work: Running = { file, id: null, abort: new AbortController() };
        running.set(last, work);
        void run(upload, work);
    }

    function resume(key: number): void {
        const upload = uploads.find((u) => u.key === key);
        const work = running.get(key);
        if (upload !== undefined && work !== undefined) {
            work.abort = new AbortController();
            void run(upload, work);
        }
    }

    async function cancel(key: number): Promise<void> {
        const work = running.get(key);
        work?.abort.abort();
        drop(key);
        if (work?.id) {
            await api.attachmentDelete(work.id).catch(() => undefined);
        }
    }

    function resumeAll(): void {
        uploads.filter((u) => u.state === 'broken').forEach((u) => resume(u.key));
    }

    return { uploads, add, resume, cancel, resumeAll };
}
