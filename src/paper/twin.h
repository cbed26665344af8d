/* SPDX-License-Identifier: Apache-2.0 */
/*
 * twin.h: what ties paper to data: the codes printed on it. Pure but for twin_find.
 *
 * DJ1:CODE:VERSION:DIGEST16:PAGE:PAGES on a form, DJ1:BLANK:FORM:N:PAGE:PAGES on a blank,
 * DJ1:P:PACKAGE on the label of an envelope. A site with an address prints them as
 * ADDRESS/q/… so that a telephone's camera opens the item; both forms are read. Case, blanks and
 * full-width signs, as scanners in a wrong keyboard state type them, do not matter.
 */
#pragma once
#include "base/op.h"

enum twin_kind {
    TWIN_NONE,    /* nothing we print: perhaps a code typed by hand */
    TWIN_FORM,    /* a page of a form with values */
    TWIN_BLANK,   /* a page of a blank form */
    TWIN_PACKAGE, /* the label of a package */
    TWIN_COUNT
};

enum { TWIN_TEXT_MAX = 300, TWIN_DIGEST_DIGITS = 16 };

struct twin {
    enum twin_kind kind;
    const char *code;   /* "O7F3-A92C", form code of a blank, public id of a package */
    int64_t version;    /* 0: printed from a draft */
    const char *digest; /* first 16 hex digits, lower case; "" none */
    int page;           /* 1..; 0 not said */
    int pages;
};

/* Reads what a scanner or camera saw; kind TWIN_NONE when it is none of ours. */
struct twin twin_parse(struct op *op, const char *text);

/* "DJ1:P:8K3M…", for the label, behind the site's address when it has one. */
const char *twin_package_text(struct op *op, const char *public_id);

/* How a scanned paper stands to what is stored. */
enum twin_state {
    TWIN_SAME,    /* the version that counts: sent, mended or frozen */
    TWIN_OTHER,   /* another kept version, or values nobody kept */
    TWIN_DRAFT,   /* printed from a draft */
    TWIN_UNCODED, /* found by a typed code: nothing to compare */
    TWIN_STATE_COUNT
};

struct twin_found {
    enum twin_kind kind;
    const char *application; /* public id, or NULL */
    const char *package;     /* public id, or NULL */
    const char *title;
    const char *code;
    enum twin_state state;
    int64_t paper_version; /* kept version with the paper's digest, 0: none kept */
    int64_t sent_version;  /* the one that counts, 0: none yet */
    int page, pages;
    const char *digest; /* on the paper, NULL none */
};

/* Stable names: "same", "other", "draft", "uncoded". */
const char *twin_state_name(enum twin_state state);

/*
 * Opens what a scanned text names, if the actor may see it: a form's application, a package by its
 * label, its number or its courier number, else a short code typed by hand.
 * Errors: ERR_NOT_FOUND "scan_nothing"; "twin_blank" it is a blank form.
 */
CHECKED enum err twin_find(struct op *op, const char *text, struct twin_found *ret_found);

/* The version whose paper counts, 0: none yet, and its digest: sent or mended, else frozen. */
struct application;
CHECKED enum err twin_counting(struct op *op, const struct application *application, int64_t *ret_n,
                               const char **ret_digest);
