/* SPDX-License-Identifier: Apache-2.0 */
/* head.h: what libmicrohttpd lets pass in a request's head and we do not. Pure. */
#pragma once
#include "web/web.h"

enum { HEAD_BYTES_MAX = 32 * 1024, HEAD_HEADERS_MAX = 100 };

struct head {
    const struct raw_request *raw;
    const char *version; /* "HTTP/1.1" */
    bool torn;           /* a NUL byte, a folded line, a line's end that is not CR LF */
};

struct head_verdict {
    int status;            /* when refused: 400, 411, 417, 431 or 505 */
    size_t content_length; /* 0 when absent */
    bool expects_continue; /* the client waits before it sends the body */
};

/*
 * Refuses whatever two readers could cut into requests at different places, and what is too
 * large: a second Content-Length or one that is no plain number, Transfer-Encoding (bodies come
 * with a length here), a body on GET or HEAD, no or several Host on HTTP/1.1, a name that is no
 * token, a control character in a value, another version than 1.0 or 1.1, another Expect than
 * 100-continue, more than 100 headers or 32 KiB. What libmicrohttpd 0.9.75 hides (bare CR or LF,
 * folded lines, a NUL in a value) server_talk.c finds and tells as torn. RFC 9112 §3.2, §6.1, §6.3,
 * §11.2. After a refusal the connection must be closed. ret_verdict is written on failure too.
 * Errors: ERR_INVALID "bad_headers" or "length_required", ERR_TOO_LARGE "head_too_large".
 */
CHECKED enum err head_check(struct op *op, const struct head *head,
                            struct head_verdict *ret_verdict);
