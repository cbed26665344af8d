/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan.h: uploaded scans against what is stored, by the QR codes on their pages. Tables:
 * attachment_scan, attachment_scan_code (migrations/0110).
 *
 * A job reads the codes once; the verdict is formed anew whenever it is asked for, since versions
 * go on. It is the machine's finding: it warns, and decides nothing.
 */
#pragma once
#include "attachment/attachment.h"

enum { SCAN_LIST_MAX = APPLICATION_ATTACHMENTS_MAX };

enum scan_verdict {
    SCAN_WAITING,    /* not read yet */
    SCAN_SAME,       /* all pages of the version that counts */
    SCAN_MISSING,    /* of that version, but pages are missing */
    SCAN_OTHER,      /* a page of another version */
    SCAN_FOREIGN,    /* codes of other things only */
    SCAN_UNCODED,    /* no code of ours was found */
    SCAN_UNREADABLE, /* the file cannot be read */
    SCAN_VERDICT_COUNT
};

struct scan {
    const char *attachment; /* public id */
    const char *kind;       /* of the attachment: stamped_scan, letter_scan … */
    enum scan_verdict verdict;
    const char *text;         /* for people, "" while waiting */
    int64_t paper_version;    /* kept version of the other pages, 0: none kept */
    int64_t expected_version; /* the one that counts, 0: none yet */
    int64_t page_count;       /* of the file */
};

struct scan_list {
    struct scan *rows; /* oldest first: those that are PDF files or pictures */
    size_t count;
};

/* Stable names: "waiting", "same", "missing", "other", "foreign", "uncoded", "unreadable". */
const char *scan_verdict_name(enum scan_verdict verdict);

/* Job "scan.read": payload is the attachment's number. ERR_UNAVAILABLE is tried again. */
CHECKED enum err scan_read(struct op *op, const char *payload);

/*
 * The scans of an application or a package (kind) that the actor may see. Before its sending an
 * application's scans are compared with what was frozen last, and say when the values changed
 * since. Errors: ERR_NOT_FOUND.
 */
CHECKED enum err scan_list(struct op *op, enum holder_kind kind, const char *owner,
                           struct scan_list *ret_list);

/* The newest scan of that kind of attachment, or NULL. */
const struct scan *scan_newest(const struct scan_list *list, const char *kind);

/* For the sender: what is wrong with the stamped scan, NULL nothing (or nothing is known). */
CHECKED enum err scan_warning(struct op *op, const struct application *application,
                              const char **ret_text);
