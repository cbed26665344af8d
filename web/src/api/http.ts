// SPDX-License-Identifier: Apache-2.0
// The one door to the server: fetch with CSRF token, problem documents as typed errors.

export interface Problem {
    path: string;
    code: string;
    clause: string | null;
    basis: string | null;
    level: 'error' | 'warning';
    message: string;
}

export interface ProblemDocument {
    type?: string;
    title: string;
    status: number;
    detail: string;
    code: string;
    clause?: string | null;
    basis?: string | null;
    request?: string;
    problems?: Problem[];
    current?: Record<string, unknown>;
}

/** A refusal of the server, or of the network (status 0, code "offline"). */
export class ApiProblem extends Error {
    readonly status: number;
    readonly code: string;
    readonly document: ProblemDocument;

    constructor(document: ProblemDocument) {
        super(document.detail || document.title);
        this.name = 'ApiProblem';
        this.status = document.status;
        this.code = document.code;
        this.document = document;
    }

    get problems(): Problem[] {
        return this.document.problems ?? [];
    }

    /** The same request may succeed later without any change: network gone, server busy. */
    get retryable(): boolean {
        return (
            this.status === 0 || this.status === 503 || this.status === 502 || this.status === 504
        );
    }
}

/** Names and values of a query string; what is empty is left out. */
export type Query = object;

export interface RequestOptions {
    query?: Query;
    body?: unknown;
    bytes?: Blob | ArrayBuffer;
    signal?: AbortSignal;
}

const base = '/api/v1';
let csrf = '';
let signedOut: () => void = () => undefined;

export function setCsrf(token: string): void {
    csrf = token;
}

/** What to do when the session has ended (401 on anything but signing in). */
export function onSignedOut(handler: () => void): void {
    signedOut = handler;
}

export function address(path: string, query?: Query): string {
    const pairs = Object.entries(query ?? {})
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
    const full = path.startsWith('/api/') ? path : base + path;
    return pairs.length > 0 ? `${full}?${pairs.join('&')}` : full;
}

function offline(): ApiProblem {
    return new ApiProblem({
        title: '连不上服务器',
        status: 0,
        detail: '现在连不上服务器。已填写的内容保存在本机，网络恢复后会自动继续。',
        code: 'offline',
    });
}

const fallbackDetail: Record<number, string> = {
    401: '登录已结束，请重新登录。',
    403: '您现在的岗位不能做这件事。',
    404: '没有找到，或者不在您的权限范围内。',
    413: '内容太大，服务器没有接收。',
    502: '服务器正在重启，请稍候再试。',
    503: '服务器正忙或正在维护，请稍候再试；已填写的内容不会丢失。',
};

async function problemOf(response: Response): Promise<ApiProblem> {
    const detail =
        fallbackDetail[response.status] ??
        `服务器没有完成这次请求（${response.status}）。请稍后再试。`;
    let document: ProblemDocument = {
        title: '未完成',
        status: response.status,
        detail,
        code: `http_${response.status}`,
    };
    if ((response.headers.get('content-type') ?? '').includes('json')) {
        const read = (await response.json().catch(() => null)) as ProblemDocument | null;
        if (read !== null) {
            document = { ...document, ...read, status: response.status };
            document.detail = document.detail || detail;
        }
    }
    return new ApiProblem(document);
}

function init(method: string, options: RequestOptions): RequestInit {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (method !== 'GET') {
        headers['X-CSRF-Token'] = csrf;
    }
    let body: BodyInit | undefined;
    if (options.bytes !== undefined) {
        headers['Content-Type'] = 'application/octet-stream';
        body = options.bytes;
    } else if (options.body !== undefined || method === 'POST') {
        headers['Content-Type'] = 'application/json';
        body = JSON.stringify(options.body ?? {});
    }
    return { method, headers, body, credentials: 'same-origin', signal: options.signal };
}

/** Sends one request; resolves to the answer when it is a good one. */
async function ask(method: string, path: string, options: RequestOptions): Promise<Response> {
    let response: Response;
    try {
        response = await fetch(address(path, options.query), init(method, options));
    } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') {
            throw error;
        }
        throw offline();
    }
    if (!response.ok) {
        const problem = await problemOf(response);
        if (response.status === 401 && !(method === 'POST' && path.endsWith('/session'))) {
            signedOut();
        }
        throw problem;
    }
    return response;
}

/** Sends one request; resolves to the body (undefined for 204), rejects with ApiProblem. */
export async function request<T>(
    method: string,
    path: string,
    options: RequestOptions = {},
): Promise<T> {
    const response = await ask(method, path, options);
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** The same for an answer that is a file. */
export async function file(
    method: string,
    path: string,
    options: RequestOptions = {},
): Promise<Blob> {
    return (await ask(method, path, options)).blob();
}

/** Hands a file to the person: under a name, or to read in the tab that was opened for it. */
export function hand(blob: Blob, name: string, tab?: Window | null): void {
    const url = URL.createObjectURL(blob);
    if (tab) {
        tab.location.href = url;
    } else {
        const link = document.createElement('a');
        link.href = url;
        link.download = name;
        link.click();
    }
    window.setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** Fetches a file and hands it to the person under a name; refusals reject like request. */
export async function download(path: string, name: string, query?: Query): Promise<void> {
    hand(await file('GET', path, { query }), name);
}

/** The sentence to show for any caught error. */
export function messageOf(error: unknown): string {
    if (error instanceof ApiProblem) {
        return error.message;
    }
    return error instanceof Error ? error.message : String(error);
}
