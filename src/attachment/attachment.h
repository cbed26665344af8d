/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attachment.h: files of an application, a package or a recommending unit's round, in chunks of
 * 1 MiB, resumable. Tables: attachment, attachment_chunk (migrations/0012, 0041).
 *
 * uploading → (complete) checking → ready | rejected: a job computes SM3 and looks at the bytes to
 * tell the type; until then nobody but the uploader's unit sees it. Orphans go after 24 h.
 */
#pragma once
#include "application/application.h"
#include "base/op.h"

enum {
    CHUNK_BYTES = 1024 * 1024,
    ATTACHMENT_BYTES_MAX = 50 * 1024 * 1024,
    APPLICATION_ATTACHMENTS_MAX = 40,
    ATTACHMENT_ORPHAN_HOURS = 24
};
#define UNIT_ATTACHMENT_BYTES_MAX (INT64_C(2) * 1024 * 1024 * 1024)

/* What a file belongs to. */
enum holder_kind { HOLDER_APPLICATION, HOLDER_PACKAGE, HOLDER_ROUND };

struct attachment {
    int64_t id;
    const char *public_id;
    enum holder_kind holder;
    const char *owner;  /* public id of the application, package or round */
    const char *kind;   /* of attachment_kinds: stamped_scan, a material, a field */
    const char *name;   /* file name, 1..120 code points, no path */
    int64_t size;       /* bytes */
    const char *state;  /* uploading | checking | ready | rejected */
    const char *reason; /* message key of a rejection, or NULL */
    const char *type;   /* media type by its bytes, NULL until checked */
    const char *sm3;
    const char *by;
    int64_t created_ms;
};

struct attachment_list {
    struct attachment *rows;
    size_t count;
};

struct attachment_new {
    const char *kind;
    const char *name;
    int64_t size; /* 1..ATTACHMENT_BYTES_MAX */
};

/* A kind of file an application takes. */
struct attachment_kind {
    const char *code; /* "stamped_scan", "letter", "other", a material's code or a field's id */
    const char *name;
    const char *hint;   /* or NULL */
    const char *clause; /* that asks for it, or NULL */
    enum basis basis;
    bool required; /* what is missing at sending is mended later, never refused (design.md 3) */
    bool in_form;  /* a field of the form shows it */
    bool hidden;   /* taken, but not asked for here */
};

struct attachment_kinds {
    struct attachment_kind *rows; /* in the order people see them */
    size_t count;
};

/* What the application takes: attachment fields of the form it follows, delivery and materials of
 * its track in the current call, and "other". Errors: those of reading calls. */
CHECKED enum err attachment_kinds(struct op *op, const struct application *application,
                                  struct attachment_kinds *ret_kinds);

/* One of them, or NULL. */
const struct attachment_kind *attachment_kind_of(const struct attachment_kinds *kinds,
                                                 const char *code);

/*
 * Begins an upload. Errors: ERR_TOO_LARGE "attachment_too_large", "attachment_too_many",
 * "unit_full"; ERR_CONFLICT "not_attachable" in this state; ERR_INVALID "attachment_kind".
 */
CHECKED enum err attachment_begin(struct op *op, enum holder_kind kind, const char *owner,
                                  const struct attachment_new *in, struct attachment *ret);

/*
 * Stores chunk n (0..); the same chunk again replaces it. size must be CHUNK_BYTES but for the
 * last. Errors: ERR_INVALID "chunk_size", "chunk_number"; ERR_CONFLICT "not_uploading".
 */
CHECKED enum err attachment_put_chunk(struct op *op, const char *public_id, int64_t n,
                                      const unsigned char *bytes, size_t size);

/* Numbers of the chunks already here, ascending, for resuming. */
CHECKED enum err attachment_chunks(struct op *op, const struct attachment *attachment,
                                   int64_t **ret_numbers, size_t *ret_count);

/* All chunks are here: queues the check. Errors: ERR_CONFLICT "chunks_missing", "not_uploading". */
CHECKED enum err attachment_complete(struct op *op, const char *public_id, struct attachment *ret);

CHECKED enum err attachment_get(struct op *op, const char *public_id, struct attachment *ret);

/* The whole file, for a download; ready ones only (ERR_NOT_FOUND). ret_size bytes, child of op. */
CHECKED enum err attachment_read(struct op *op, const char *public_id, struct attachment *ret,
                                 unsigned char **ret_bytes, size_t *ret_size);

/*
 * The same in pieces, for who reads slowly: attachment_stream_read fills size bytes from offset, in
 * order without gaps, in any op of the site. The last piece comes only when the digest of all fits.
 * Errors: of the opening those of attachment_read; ERR_INTERNAL the stored bytes are not those that
 * were checked.
 */
struct attachment_stream;
CHECKED enum err attachment_stream_open(struct op *op, const char *public_id,
                                        struct attachment *ret,
                                        struct attachment_stream **ret_stream);
CHECKED enum err attachment_stream_read(struct op *op, struct attachment_stream *stream,
                                        size_t offset, unsigned char *to, size_t size);

CHECKED enum err attachment_remove(struct op *op, const char *public_id);

/* Whether the actor, who sees the application, sees this file of it: what is not ready is only for
 * the unit, and for the desk where it types in. */
bool attachment_visible(const struct op *op, const struct application *application,
                        const struct attachment *attachment);

/* Those of one application, oldest first; the caller has checked that the actor sees it. */
CHECKED enum err attachment_list(struct op *op, int64_t application_id,
                                 struct attachment_list *ret_list);

/* Whether a ready attachment of that kind is there. */
CHECKED enum err attachment_has(struct op *op, int64_t application_id, const char *kind,
                                bool *ret_has);

/* The same of a package. */
CHECKED enum err attachment_package_has(struct op *op, int64_t package_id, const char *kind,
                                        bool *ret_has);

/* Job "attachment.check": payload is the attachment's number. */
CHECKED enum err attachment_check(struct op *op, const char *payload);

/* A ready file by its number, for jobs, which have no actor. Errors: ERR_NOT_FOUND. */
CHECKED enum err attachment_open(struct op *op, int64_t id, struct attachment *ret);

/*
 * Hands the bytes of a file over, a chunk of at most 1 MiB at a time, from offset 0 in order: no
 * more than one is in memory. What take is given lives until it returns; false ends it. Errors:
 * ERR_INTERNAL a chunk is missing.
 */
struct bytes;
typedef bool (*attachment_take)(void *arg, int64_t offset, struct bytes chunk);
CHECKED enum err attachment_each(struct op *op, const struct attachment *attachment,
                                 attachment_take take, void *arg);

/* Removes uploads not completed within 24 h; ret_count how many. For the clock. */
CHECKED enum err attachment_sweep(struct op *op, int64_t *ret_count);

/* Media type by the first bytes (at least 16 where there are), NULL when none we take. Pure. */
const char *attachment_sniff(const unsigned char *bytes, size_t size);
