/* SPDX-License-Identifier: Apache-2.0 */
/*
 * publication.h: 公开前审查: before anything becomes public a named person has read it, has seen what
 * the machine found in it, and says so. Table: publication_review (migrations/0105).
 *
 * The room of a subject gathers what would become public as texts, shows publication_scan to the
 * person, and calls publication_add inside the transaction that makes it public (or turns it down).
 */
#pragma once
#include "base/op.h"

enum {
    OPINION_MIN = 2, /* code points that are no white space */
    OPINION_MAX = 500,
    PUBLICATION_FINDINGS_MAX = 500
};

/* A text that becomes public, and what people call it. */
struct publication_text {
    const char *place; /* call.yaml, 公开内容 */
    const char *text;
};

struct publication_finding {
    const char *place;
    int64_t line;       /* from 1 */
    const char *kind;   /* 身份证号, 手机号 ... */
    const char *masked; /* enough to find it */
};

struct publication_findings {
    struct publication_finding *rows; /* at most PUBLICATION_FINDINGS_MAX */
    size_t count;
};

/* Identity numbers, telephones, addresses and accounts in the texts (text/personal.h). */
struct publication_findings publication_scan(struct op *op, const struct publication_text *texts,
                                             size_t count);

/* SM3 over places and texts, hex: what a review was about. */
const char *publication_digest(struct op *op, const struct publication_text *texts, size_t count);

/* What the person says. */
struct publication_opinion {
    const char *opinion;
    bool findings_seen; /* the findings were read and may become public */
};

struct publication_subject {
    const char *kind;
    const char *id;
    int64_t version;
    const char *sm3;
    size_t finding_count;
};

/*
 * Keeps the review by op's actor; ret_review is its public id, for the event of the act. Errors:
 * ERR_INVALID "review_opinion" it says too little, "review_findings" good, while findings were not
 * said to be seen.
 */
CHECKED enum err publication_add(struct op *op, const struct publication_subject *subject,
                                 bool good, const struct publication_opinion *opinion,
                                 const char **ret_review);

struct publication_review {
    bool good;
    const char *opinion;
    const char *reviewer; /* name, "" nobody had an account yet */
    int64_t at_ms;
    int64_t finding_count;
};

/* The newest review of the subject. ERR_NOT_FOUND (not recorded): there is none. */
CHECKED enum err publication_last(struct op *op, const char *kind, const char *id, int64_t version,
                                  struct publication_review *ret_review);
