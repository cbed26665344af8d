/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demand.h: what the grassroots ask for (需求). Tables: demand, demand_counter (migrations/0081).
 *
 * draft → submitted → confirmed → closed, from submitted back to draft; a duplicate is merged into
 * another, one that is not wanted is dropped. Internal by default: what the public reads are words
 * of their own (public.h). Whose row it is stands in every WHERE: the unit that entered it; the
 * league and the county of its region once submitted; desk and department then too.
 */
#pragma once
#include "base/op.h"

#include <stddef.h>

enum {
    DEMAND_LIST_MAX = 500,
    DEMAND_ALIKE_MAX = 20,
    DEMAND_PEOPLE_MAX = 99,
    DEMAND_IMPORT_MAX = 2000 /* entered at once */
};

struct demand {
    int64_t id;
    const char *public_id;
    const char *number; /* 152200-2025-001, NULL before it is confirmed */
    const char *state;  /* draft | submitted | confirmed | closed | merged | dropped */
    int64_t org_id;
    const char *org_name; /* who entered it */
    int64_t reporting_id;
    const char *reporting_name; /* NULL none */
    int64_t county_id;
    const char *unit_name;
    const char *uscc;
    const char *region;
    const char *industry;
    const char *kind; /* demand_kinds */
    const char *title;
    const char *detail;
    const char *tried;
    const char *goal;
    const char *discipline;
    const char *specialty;
    int64_t title_level; /* at least; enum match_level; 0 any */
    int64_t people;      /* 1.. */
    const char *mode;    /* onsite | remote | long | any */
    int64_t from_day;
    int64_t to_day;
    const char *urgency; /* high | middle | low */
    const char *offers;
    const char *source;       /* entered | application | import */
    const char *application;  /* public id, NULL */
    const char *merged_into;  /* public id, NULL */
    const char *public_state; /* NULL: nobody wrote public words */
    const char *reason;
    const char *result;
    int64_t satisfaction;
    int64_t revision;
    int64_t created_ms;
    int64_t changed_ms;
    int64_t postdoc_count; /* whom the ministry allotted: postdoc.h */
};

/* Sealed; texts may be "". */
struct demand_contact {
    const char *name;
    const char *post;
    const char *phone;
};

/* Codes and their Chinese names, ended by NULL code; static storage. */
struct demand_word {
    const char *code;
    const char *name;
};
extern const struct demand_word demand_kinds[];
extern const struct demand_word demand_modes[];
extern const struct demand_word demand_urgencies[];
extern const struct demand_word demand_states[];
const char *demand_word_name(const struct demand_word *words, const char *code);

/* What is entered: of demand, the fields from unit_name to offers. */
struct demand_entry {
    struct demand demand;
    const struct demand_contact *contact; /* NULL: unchanged */
    int64_t base;                         /* revision it was made on */
};

struct demand_query {
    const char *q;     /* part of title, unit, number or detail */
    const char *state; /* "" all that is alive: not merged, not dropped */
    const char *kind;
    const char *reporting; /* region code of a reporting unit */
    const char *region;
    const char *urgency;
    const char *cursor;
    int64_t limit; /* 1..500, 0 = 50 */
};

struct demand_list {
    struct demand *rows; /* last changed first */
    size_t count;
    const char *next;
};

CHECKED enum err demand_list(struct op *op, const struct demand_query *query,
                             struct demand_list *ret_list);
CHECKED enum err demand_get(struct op *op, const char *public_id, struct demand *ret_demand);

/* How many the actor sees a reporting unit and state: the cartogram. */
struct demand_tally {
    const char *region; /* of the reporting unit, "" none */
    const char *name;
    int64_t submitted;
    int64_t confirmed;
    int64_t closed;
    int64_t urgent; /* of those confirmed */
};
CHECKED enum err demand_tally(struct op *op, struct demand_tally **ret_rows, size_t *ret_count);

/* A draft of the actor's unit. Errors: ERR_INVALID with op->problems. */
CHECKED enum err demand_add(struct op *op, const struct demand_entry *entry, const char **ret_id);

/* What entering would refuse, changing nothing. Errors: ERR_INVALID with op->problems. */
CHECKED enum err demand_judge(struct op *op, const struct demand_entry *entry);

/* Many at once, all or none: the hook of imports. At most
 * DEMAND_IMPORT_MAX; submitted by the same act. */
CHECKED enum err demand_import(struct op *op, const struct demand_entry *entries, size_t count,
                               int64_t *ret_count);

CHECKED enum err demand_change(struct op *op, const char *public_id,
                               const struct demand_entry *entry);

/* submit | confirm | send_back | drop | close | reopen. Errors: ERR_CONFLICT "no_such_step";
 * ERR_INVALID "reason_needed". */
CHECKED enum err demand_do(struct op *op, const char *public_id, const char *action,
                           const char *reason);

/* Codes of what the actor may do now, ended by NULL. */
const char *const *demand_actions(struct op *op, const struct demand *demand);

/* Whether the actor may change the words now. */
bool demand_may_edit(const struct op *op, const struct demand *demand);

/* The contact; masked unless it is the actor's own unit's, or the post said why. */
CHECKED enum err demand_contact(struct op *op, const struct demand *demand,
                                struct demand_contact *ret_contact, bool *ret_open);
CHECKED enum err demand_reveal(struct op *op, const char *public_id, const char *reason);

/* ---- duplicates ---- */

struct demand_alike {
    struct demand demand;
    int64_t permille; /* 1000: the same words */
};

/* Others that the actor sees and that seem to ask for the same, most alike first. */
CHECKED enum err demand_alike(struct op *op, const char *public_id, struct demand_alike **ret_rows,
                              size_t *ret_count);

/* Merges one into another: it leaves the lists, its seats are added when `add_people`. */
CHECKED enum err demand_merge(struct op *op, const char *public_id, const char *into,
                              bool add_people, const char *reason);

/* Back to what it was: its state, and the seats it gave. */
CHECKED enum err demand_unmerge(struct op *op, const char *public_id, const char *reason);

/* ---- from applications ---- */

/* Inside the caller's transaction: the rows of a sent application's demands table, confirmed state
 * "submitted"; what a mended application no longer has is dropped. */
CHECKED enum err demand_take(struct op *op, int64_t application_id, int64_t version,
                             const struct demand_entry *entries, size_t count);

/* ---- for matching ---- */

/* Confirmed demands with id over after_id, by id, at most limit (1..5000), of any unit. */
CHECKED enum err demand_open(struct op *op, int64_t after_id, int limit, struct demand **ret_rows,
                             size_t *ret_count);

/* By number, whatever its state. Errors: ERR_NOT_FOUND. */
CHECKED enum err demand_by_id(struct op *op, int64_t id, struct demand *ret_demand);

/* The words that src/match compares: title, detail, goal, specialty. A child of op. */
const char *demand_text(struct op *op, const struct demand *demand);

/* Writes how a demand ended and how content its unit was (1..5, 0 not said). In a transaction. */
CHECKED enum err demand_outcome(struct op *op, int64_t id, const char *result,
                                int64_t satisfaction);
