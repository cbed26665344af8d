/* SPDX-License-Identifier: Apache-2.0 */
/* site.h: what the process lends every operation: made at start, immutable after. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct keys;        /* base/keys.h */
struct call_store;  /* publish/publish.h: calls already read; guards itself */
struct reference;   /* call/reference.h */
struct calendar;    /* call/calendar.h */
struct documents;   /* doc/worker.h: the process that makes PDFs; guards itself */
struct smtp_server; /* mail/smtp.h: who takes our mail */
struct apart;       /* app/apart.h: how jobs get a process of their own */

struct site {
    const struct keys *keys;
    struct call_store *calls;
    const struct reference *reference;
    const struct calendar *calendar; /* working days */
    struct calendar *live_calendar;  /* the same where years are added to it; NULL: nowhere */
    struct documents *documents;
    const struct smtp_server *mail; /* NULL: none, letters wait */
    const struct apart *apart;      /* NULL: no server, jobs are done here */
    const char *public_url;         /* where people reach the server, no slash at the end */
    bool rehearsal;          /* the database was born with a clock of its own: marked for ever */
    int64_t clock_offset_ms; /* business clock = real clock + this; 0 unless a rehearsal */
    bool cookie_secure;      /* the session cookie goes over TLS only */
};
