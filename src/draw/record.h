/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h: the record of a draw: what was fixed, who committed to what, who revealed, who was
 * drawn. docs/draw.md tells it to the byte. A record is only ever added to; a draw that somebody
 * ended by not revealing stays in it, numbered, before the next one.
 */
#pragma once
#include "draw/draw.h"

enum {
    DRAW_RECORD_BYTES_MAX = 64 * 1024 * 1024,
    DRAW_NUMBER_MAX = 100, /* draws in one record */
    DRAW_COMMITS_MAX = 20, /* persons who bring a secret */
    DRAW_COMMITS_MIN = 2,
    DRAW_NAME_BYTES_MAX = 100,
    DRAW_SECRET_BYTES_MIN = 16,
    DRAW_SECRET_BYTES_MAX = 4096,
    DRAW_REASON_BYTES_MAX = 1000,
    DRAW_SUPPLEMENTS_MAX = 300, /* persons called in one draw */
    DRAW_SALT_BYTES = 16
};

enum draw_stage {
    DRAW_COMMITTING, /* open; secrets are committed */
    DRAW_REVEALING,  /* the first secret is out: nobody can commit any more */
    DRAW_DONE        /* all secrets are out and the persons drawn */
};

struct draw_commit {
    const char *name;
    uint8_t digest[SM3_BYTES];
    struct bytes secret; /* empty: not revealed */
};

/* A record that fits, up to its last line; all below is of its last draw. */
struct draw_record {
    int32_t number; /* from 1 */
    enum draw_stage stage;
    uint8_t pool_digest[SM3_BYTES];
    uint8_t rules_digest[SM3_BYTES];
    struct draw_rules rules;
    struct draw_pool pool; /* ids are hashes */
    const char **names;    /* who must commit; none: whoever does before the first reveals */
    size_t name_count;
    struct draw_commit *commits; /* by name, in byte order */
    size_t commit_count;
    uint8_t seed[SM3_BYTES]; /* this and the following of a draw that is done */
    struct draw_result result;
    int32_t *called;       /* by supplements: rows of the pool */
    int32_t *called_seats; /* and for which seats */
    int32_t called_count;
    int32_t supplement_count;
    const uint8_t *old_digests; /* SM3_BYTES each: commitments of the draws before it */
    size_t old_count;
    const char *const *voids; /* of each draw before it, all void: who did not reveal, "A、B" */
    size_t size;              /* bytes of the record */
    uint8_t mark[SM3_BYTES];
};

/*
 * Reads a record and verifies every line of it by what stands before. Results are children of the
 * op; bytes are borrowed. ERR_TOO_LARGE draw_record_large; ERR_INVALID with the argument line, the
 * first wrong one: draw_line_form (no such line can stand here, or not in this form),
 * draw_line_digest (a mark or digest is another), draw_line_secret (a secret does not fit its
 * commitment), draw_line_rules (not what the rules say), draw_line_result (somebody else is drawn).
 */
CHECKED enum err draw_record_read(struct op *op, struct bytes text, struct draw_record *ret_record);

/* What a draw is opened with. The pool's ids are the persons' own. */
struct draw_opening {
    const struct draw_pool *pool; /* fitted to the rules */
    const struct draw_rules *rules;
    struct bytes pool_text;
    struct bytes rules_text;
    const uint8_t *salts;     /* DRAW_SALT_BYTES for each person */
    const char *const *names; /* who must commit, each once; may be none */
    size_t name_count;
};

/*
 * The functions below judge an act and give the text that it adds to the record, a child of the op;
 * op->now_ms is written into it. record is what stands so far.
 *
 * draw_record_open: record NULL begins a new one; else the last draw, which is not done, ends as
 * void. ERR_CONFLICT draw_done (it is done: a result is not drawn again), draw_number_max;
 * ERR_INVALID draw_name (a name that cannot stand in a line, or twice, or just one name).
 */
CHECKED enum err draw_record_open(struct op *op, const struct draw_record *record,
                                  const struct draw_opening *opening, const char **ret_text);

/* ERR_INVALID draw_name, draw_secret_size; ERR_CONFLICT draw_committing_over (somebody revealed
 * already), draw_committed (this name did), draw_same_commit (the digest stands in the record),
 * draw_commits_max; ERR_DENIED draw_not_named. */
CHECKED enum err draw_record_commit(struct op *op, const struct draw_record *record,
                                    const char *name, struct bytes secret, const char **ret_text);

/* Reveals a secret; the last one draws. ERR_INVALID draw_secret_wrong; ERR_CONFLICT draw_revealed,
 * draw_too_early (fewer than DRAW_COMMITS_MIN committed, or not all who are named);
 * ERR_NOT_FOUND draw_no_commit. */
CHECKED enum err draw_record_reveal(struct op *op, const struct draw_record *record,
                                    const char *name, struct bytes secret, const char **ret_text);

/* Calls the next person for a seat, or for each seat when code is NULL. ERR_CONFLICT draw_not_done,
 * draw_none_left, draw_supplements_max; ERR_INVALID draw_reason; ERR_NOT_FOUND draw_no_seat. */
CHECKED enum err draw_record_supplement(struct op *op, const struct draw_record *record,
                                        const char *code, const char *reason,
                                        const char **ret_text);

/* SM3("commit" || name || secret). */
void draw_commit_digest(struct op *op, const char *name, struct bytes secret,
                        uint8_t ret_digest[SM3_BYTES]);

/* Whether a digest was committed to in this draw or an earlier one of the record. */
bool draw_digest_is_old(const struct draw_record *record, const uint8_t digest[SM3_BYTES]);

/* The hash that stands for an id: SM3(salt || id). */
void draw_id_digest(struct op *op, const uint8_t salt[DRAW_SALT_BYTES], const char *id,
                    uint8_t ret_digest[SM3_BYTES]);
