/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package.h: 报送批次: what one unit sends at once, and the signed receipt it earns.
 * Tables: package, package_item (migrations/0012).
 */
#pragma once
#include "base/op.h"
#include "base/problem.h"

enum { PACKAGE_ITEMS_MAX = 100 };

/* What the letter says; may be empty, then the desk asks for it (missing letter warns). */
struct package_letter {
    const char *number;  /* 文号, "" none */
    int64_t date;        /* YYYYMMDD, 0 none */
    const char *contact; /* person, "" none */
    const char *phone;
};

struct package_new {
    const char *call;
    const char *track;
    const char *const *ids; /* public ids in rank order */
    size_t id_count;        /* 1..PACKAGE_ITEMS_MAX */
    struct package_letter letter;
    const char *courier; /* courier number, "" none */
    bool declaration;    /* nothing secret or sensitive inside: must be true */
};

struct package_item {
    const char *id;
    const char *code;
    const char *title;
    int64_t rank;
    const char *digest;
};

struct package {
    int64_t id;
    const char *public_id;
    const char *number; /* per unit: "2025-003" */
    const char *call;
    const char *track;
    const char *sender;
    const char *desk;
    int64_t sent_ms;
    const char *courier;
    const char *receipt; /* signed JSON file */
    const char *receipt_number;
    struct package_letter letter;
    struct package_item *items;
    size_t item_count;
    struct problem_list warnings; /* only from package_send */
};

struct package_list {
    struct package *rows; /* without letter */
    size_t count;
    const char *next; /* cursor of the next page, NULL at the end */
};

/*
 * Sends all items in one transaction: each takes its step on the road, the receipt is signed, the
 * time of arrival is op->now_ms. All or nothing.
 * Errors: ERR_INVALID "declaration_needed", "no_items"; those of application_do for the first item
 * that cannot be sent (its code in the text).
 */
CHECKED enum err package_send(struct op *op, const struct package_new *in,
                              struct package *ret_package);

/* What may be asked of the list; texts may be NULL. */
struct package_filter {
    const char *call;
    const char *cursor; /* from package_list.next */
    int64_t limit;      /* 1..500, 0 = 50 */
};

/* Own packages of the unit; those sent to the desk; all for the department. Newest first. */
CHECKED enum err package_list(struct op *op, const struct package_filter *filter,
                              struct package_list *ret_list);
CHECKED enum err package_get(struct op *op, const char *public_id, struct package *ret_package);

/* The package an application was last sent in, for its page. ERR_NOT_FOUND when none. */
CHECKED enum err package_of(struct op *op, int64_t application_id, struct package *ret_package);
