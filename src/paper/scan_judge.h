/* SPDX-License-Identifier: Apache-2.0 */
/* scan_judge.h: from the codes on a scan to what people are told; for scan.c. */
#pragma once
#include "package/package.h"
#include "paper/scan.h"
#include "paper/twin.h"

struct scan_page {
    int64_t file_page; /* from 1 */
    struct twin twin;
};

/* What was read of one attachment. */
struct scan_seen {
    int64_t id;
    const char *attachment;
    const char *kind;
    const char *state; /* read | unreadable | "" not yet */
    int64_t page_count;
    const char *unread; /* "3,7" */
    struct scan_page *pages;
    size_t count;
};

/* What the pages should be of. */
struct scan_expected {
    const char *code;    /* of the application, NULL: a package */
    const char *package; /* public id */
    const char *digest;  /* of the values that count, "" nothing is frozen */
    int64_t version;     /* that has them; 0: they are kept nowhere, changed since */
    bool sent;           /* they were sent, else frozen */
    struct application_versions versions;
};

CHECKED enum err scan_expect(struct op *op, const struct application *application,
                             struct scan_expected *ret_expected);

/* The verdict with its sentence. Pure. */
struct scan scan_judge(struct op *op, const struct scan_expected *expected,
                       const struct scan_seen *seen);
