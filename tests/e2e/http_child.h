/* SPDX-License-Identifier: Apache-2.0 */
/* http_child.h: a real server in a child process, and raw bytes to and from it. */
#pragma once
#include "unit.h"
#include "web/web.h"

#include <sys/types.h>

enum { LARGE_BYTES = 16 * 1024 * 1024 };      /* of GET /api/v1/large */
enum { STREAM_BYTES = 3 * 1024 * 1024 + 77 }; /* of GET /api/v1/stream/x */

struct child {
    pid_t pid;
    int port;
    int gate; /* a byte written here lets one waiting handler of GET /api/v1/wait go on */
    int log;  /* its standard error */
};

/* Starts a server of the test routes with these limits; worker_count as in web_config. */
void child_start(struct child *child, const struct web_limits *limits, int worker_count);

/* SIGTERM, then waits; asserts that it ended well, without a leak when sanitized. */
void child_stop(struct child *child);

/* A new connection. */
int child_connect(const struct child *child);

void send_text(int fd, const char *text);
void send_bytes(int fd, const void *bytes, size_t size);

/*
 * One reply: its head and as much body as Content-Length says (none when no_body). Lives until the
 * next call. "" when the connection was closed before a head.
 */
const char *read_reply(int fd, bool no_body);

/* Whether the other side closes within 5 s; what it still sends is thrown away. */
bool is_closed(int fd);

/* Sends text on a connection of its own and returns the first reply's status, 0 when closed. */
int status_of(const struct child *child, const char *text);
