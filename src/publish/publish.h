/* SPDX-License-Identifier: Apache-2.0 */
/*
 * publish.h: calls in the database: loaded whole, published by the head, immutable from then on.
 * Tables: call_version, call_file (migrations/0011).
 */
#pragma once
#include "base/op.h"
#include "call/call.h"
#include "privacy/publication.h"

/* Calls already read, shared by all threads; guards itself. Lives as long as parent. */
struct call_store *call_store_new(const void *parent);

struct call_version {
    const char *call; /* code */
    int64_t n;
    const char *sm3;
    int64_t loaded_ms;
    int64_t published_ms;     /* 0: not yet */
    const char *published_by; /* name, or NULL; filled by publish_versions and publish_find */
    bool current;             /* the same */
};

enum { VERSION_LIST_MAX = 200 };

struct call_versions {
    struct call_version *rows;
    size_t count;
};

/*
 * Reads the files (all mistakes go to op->problems), and stores them as the next version of their
 * call, unpublished. Files equal to the newest version are not stored again: its n is returned.
 * Errors: ERR_INVALID "call_broken".
 */
CHECKED enum err publish_load(struct op *op, const struct call_file *files, size_t count,
                              const char **ret_call, int64_t *ret_n);

/* What the machine finds in the files of a version before they become public. Errors:
 * ERR_NOT_FOUND "no_such_call". */
CHECKED enum err publish_findings(struct op *op, const char *call, int64_t n,
                                  struct publication_findings *ret_findings);

/*
 * Publishes a version after its 公开前审查: from now on it is the current one. Errors: ERR_NOT_FOUND;
 * ERR_CONFLICT "already_published" it or a newer one is; ERR_INVALID "call_contradicts" the linter
 * found errors (all findings in op->problems); those of publication_add.
 */
CHECKED enum err publish_release(struct op *op, const char *call, int64_t n,
                                 const struct publication_opinion *opinion);

/*
 * The current version of a call, read once and shared. Which one that is, an operation asks once
 * outside transactions, so that a page judges all its rows by one version, and anew inside them.
 * Errors: ERR_NOT_FOUND "no_such_call".
 */
CHECKED enum err publish_current(struct op *op, const char *call, const struct call **ret_call,
                                 int64_t *ret_n);

/* One version, published or not (forms of old applications). Errors: ERR_NOT_FOUND. */
CHECKED enum err publish_version(struct op *op, const char *call, int64_t n,
                                 const struct call **ret_call);

/* The files of one version, as they were loaded. Errors: ERR_NOT_FOUND "no_such_call". */
CHECKED enum err publish_files(struct op *op, const char *code, int64_t n,
                               struct call_file **ret_files, size_t *ret_count);

/* Published calls, the newest version of each, newest call first. */
CHECKED enum err publish_list(struct op *op, struct call_versions *ret_list);

/* Every version of every call, published or not, newest first, at most VERSION_LIST_MAX. */
CHECKED enum err publish_versions(struct op *op, struct call_versions *ret_list);

/* One of them. Errors: ERR_NOT_FOUND "no_such_call". */
CHECKED enum err publish_find(struct op *op, const char *call, int64_t n,
                              struct call_version *ret_version);
