/* SPDX-License-Identifier: Apache-2.0 */
/*
 * application.h: applications: made, filled, moved along the road, listed.
 * Tables: application, application_values, application_save, application_version, quota_use,
 * acceptance (migrations/0012, 0040).
 *
 * Whose row it is stands in the WHERE of every query (role_scope): "not yours" and "not there" are
 * one answer. Values are personal and lie sealed; columns hold only what lists need.
 */
#pragma once
#include "application/lifecycle.h"
#include "base/op.h"
#include "call/call.h"
#include "call/form.h"

#include <jansson.h>

enum { APPLICATION_LIST_MAX = 500, APPLICATION_REASON_MAX = 2000, RETURN_ITEMS_MAX = 50 };

struct application {
    int64_t id;
    const char *public_id;
    const char *code; /* short, printed and scanned */
    const char *call;
    const char *track;
    const char *capacity;
    const char *quota_capacity; /* in which the recommending unit holds the places it uses */
    int64_t org_id;
    const char *org; /* public id */
    const char *org_name;
    int64_t recommender_id;
    const char *recommender_name;
    int64_t county_id; /* office of the county step, 0 none */
    const char *county_name;
    int64_t county_ms;
    int64_t notify_id;
    int64_t desk_id;
    const char *desk_name;
    int64_t direct;
    const char *state;
    int64_t form_version;
    int64_t revision;
    const char *title;
    int64_t period_from; /* YYYYMMDD, 0 none */
    int64_t period_to;
    int64_t budget_fen;
    int64_t blocking_count;
    int64_t rank;
    const char *opinion;
    const char *over_quota; /* why a place above a soft quota, or NULL */
    const char *over_state; /* "" within the quota | waiting | agreed | declined */
    int64_t quota_held;
    int64_t return_count;
    int64_t due_ms;
    int64_t paper_due_ms;
    int64_t extended_ms;
    const char *digest;
    int64_t created_ms;
    int64_t saved_ms;
    const char *saved_by;
    int64_t up_ms;
    int64_t sent_ms;
    int64_t changed_ms;
    const char *channel;
    int64_t typed_by;  /* 代录: the desk or office (org) that types it, 0 the unit itself */
    const char *place; /* NULL: not known without opening the values */
    int64_t expert_count;
};

struct application_list {
    struct application *rows;
    size_t count;
    const char *next; /* cursor of the next page, NULL at the end */
};

/* What may be asked of a list; all texts may be "". */
struct application_filter {
    const char *call;
    const char *track;
    const char *state;
    const char *q;      /* part of the title, the unit's name or the code */
    const char *cursor; /* from application_list.next */
    int64_t limit;      /* 1..500, 0 = 50 */
};

/* The rows the actor may see, last changed first. Errors: those of the database. */
CHECKED enum err application_list(struct op *op, const struct application_filter *filter,
                                  struct application_list *ret_list);

/*
 * What waits for the actor in one state, longest there first: the source of the workbench. Where
 * the state is one in which values are written, only what is the actor's to write: an office sees
 * more. ret_total counts those beyond limit too.
 */
CHECKED enum err application_waiting(struct op *op, const char *state, int64_t limit,
                                     struct application_list *ret_list, int64_t *ret_total);

/*
 * For work without an actor: what was sent in a call, by id from after_id on, at most limit.
 * tracks: ",team,overseas,", "" all. The caller stands for who may see it.
 */
CHECKED enum err application_sent_list(struct op *op, const char *call, const char *tracks,
                                       int64_t after_id, int64_t limit,
                                       struct application_list *ret_list);

/* One application the actor may see. Errors: ERR_NOT_FOUND, also when it is somebody else's. */
CHECKED enum err application_get(struct op *op, const char *public_id,
                                 struct application *ret_application);

/* For work without an actor: one by its number. The caller stands for who may see it. Errors:
 * ERR_NOT_FOUND. */
CHECKED enum err application_by_number(struct op *op, int64_t id,
                                       struct application *ret_application);

/* A code as it is stored: "o7f3a92c" and "O7F3-A92C" are the same; a child of op. */
const char *application_code(struct op *op, const char *code);

/* By the short code on the paper, blanks and case ignored. Errors as application_get. */
CHECKED enum err application_find(struct op *op, const char *code, const char **ret_public_id);

/* A track the actor's unit may or may not file today, with the reason. */
struct application_option {
    const char *track;
    const char *title;
    const char *capacity;
    const char *capacity_name;
    bool allowed;
    const char *reason; /* NULL when allowed */
    const char *clause;
};

struct application_options {
    struct application_option *rows;
    size_t count;
};

/* unit: public id of one of the actor's area, for typing for it (代录); "" the own. Errors:
 * ERR_NOT_FOUND, also of a unit of another area. */
CHECKED enum err application_options(struct op *op, const char *call, const char *unit,
                                     struct application_options *ret_options);

/*
 * A new empty draft of the actor's unit in one of its capacities; with unit (a public id) one of a
 * unit of the actor's area, which the actor's office types for it.
 * Errors: ERR_NOT_FOUND no such call, track or unit; ERR_CONFLICT "not_entitled" with clause,
 * "after_deadline", "typed_direct" the track does not pass the actor's office.
 */
CHECKED enum err application_create(struct op *op, const char *call, const char *track,
                                    const char *capacity, const char *unit,
                                    const char **ret_public_id);

/*
 * Carries the values of an earlier application of the actor's unit (any year, any state, also not
 * recommended) into its new draft, as far as the draft's form holds them; files stay where they
 * are. Inside the caller's transaction or alone. Errors: ERR_NOT_FOUND, also when it is another
 * unit's; "state_moved".
 */
CHECKED enum err application_copy(struct op *op, const char *from, const char *to);

/* The same by the desk for a unit whose paper or mail it holds (代录), inside the caller's
 * transaction; also after the deadline. */
struct org;
CHECKED enum err application_create_for(struct op *op, const char *call, const char *track,
                                        const struct org *org, const char **ret_public_id);

/*
 * A draft with its values, inside the caller's event_tx: of the actor's unit (org NULL) in the
 * first of its capacities that may file, or by the desk for another unit. values: sound by
 * form_patch.
 * Errors: as application_create.
 */
CHECKED enum err application_create_filled(struct op *op, const char *call, const char *track,
                                           const struct org *org, const json_t *values,
                                           const char **ret_public_id);

/* The values as they stand, opened. A child of op. */
CHECKED enum err application_values(struct op *op, const struct application *application,
                                    json_t **ret_values);

/*
 * The values as the actor may see them: while a unit mends what was returned to it, everybody else
 * sees what was sent last, not the work in hand.
 */
CHECKED enum err application_seen(struct op *op, const struct application *application,
                                  json_t **ret_values);

/*
 * Whether personal values are masked for the actor: for all but the unit itself, who may edit, and
 * whose post has opened them (privacy/reveal.h).
 */
CHECKED enum err application_masked(struct op *op, const struct application *application,
                                    bool *ret_masked);

/* Replaces *values (whole or of a version) by what the actor is shown of them. */
CHECKED enum err application_show(struct op *op, const struct application *application,
                                  json_t **values);

/* 查看完整信息: opens the personal values for the actor's post. Errors: ERR_NOT_FOUND; those of
 * reveal_add. */
CHECKED enum err application_reveal(struct op *op, const char *public_id, const char *reason);

/*
 * 依申请删除: what is personal in the values, all kept versions and the files is gone for good; their
 * digests stay. Errors: ERR_NOT_FOUND; ERR_CONFLICT "not_at_rest" the road goes on; those of
 * erase_add (privacy/erase.h).
 */
struct erasing;
CHECKED enum err application_erase(struct op *op, const char *public_id,
                                   const struct erasing *erasing);

/* The form the application follows, and the call it belongs to in that version. */
CHECKED enum err application_form(struct op *op, const struct application *application,
                                  const struct call **ret_call, const struct form **ret_form);

/* All problems of the form's rules on these values, on the business day of op. */
CHECKED enum err application_problems(struct op *op, const struct application *application,
                                      const json_t *values, struct problem_list *ret_problems);

/* Whether the actor may change the values now: a post of the unit, and a state that allows it. */
bool application_may_edit(const struct op *op, const struct application *application);

/* Whether the actor's office types it for the unit and has not sent it: it works as the unit does,
 * with the files too. */
bool application_types(const struct op *op, const struct application *application);

struct application_saved {
    int64_t revision;
    int64_t saved_ms;
    struct problem_list problems;
    json_t *values; /* whole, when others' changes were merged; NULL otherwise */
};

/*
 * Applies patch [{path, value}] made on base. Paths that nobody else touched since base merge;
 * a contested path refuses the whole patch.
 * Errors: ERR_CONFLICT "stale_patch" (op->problems names the contested paths; the page reads the
 * application again to show both), "not_editable"; ERR_INVALID "form_patch_wrong" a value of the
 * wrong kind; ERR_NOT_FOUND.
 */
CHECKED enum err application_save(struct op *op, const char *public_id, int64_t base,
                                  const json_t *patch, struct application_saved *ret_saved);

/* A kept copy of the values. kind: named | frozen | sent | mended | moved (to another form). */
struct application_version {
    int64_t n; /* 1.. */
    const char *kind;
    const char *name; /* of a named save, else NULL */
    const char *digest;
    int64_t at_ms;
    const char *by;
};

struct application_versions {
    struct application_version *rows;
    size_t count;
};

/* Keeps the present values under a name, 1..50 code points. Errors: ERR_CONFLICT "not_editable",
 * ERR_TOO_LARGE "too_many_versions" (500). */
CHECKED enum err application_keep_version(struct op *op, const char *public_id, const char *name);

/* Newest first. */
CHECKED enum err application_version_list(struct op *op, const struct application *application,
                                          struct application_versions *ret_versions);

/* The values of version n, or the present ones for n = 0. Errors: ERR_NOT_FOUND. */
CHECKED enum err application_version_values(struct op *op, const struct application *application,
                                            int64_t n, json_t **ret_values);

/* The application with the form that version n followed; itself for n = 0. Errors:
 * ERR_NOT_FOUND. */
CHECKED enum err application_as_of(struct op *op, const struct application *application, int64_t n,
                                   struct application *ret_then);

/* The form that version n follows, or the present values for n = 0. Errors: ERR_NOT_FOUND. */
CHECKED enum err application_version_form(struct op *op, const struct application *application,
                                          int64_t n, const struct call **ret_call,
                                          const struct form **ret_form);

/* One reason of a return, as the desk says it. */
struct return_item {
    const char *code; /* of the checklist, or NULL */
    const char *text;
};

/* What comes with a step; all may be empty. */
struct application_act {
    const char *action;
    const char *reason;
    const char *over_quota; /* reason for a place above a soft quota */
    const char *opinion;    /* of the recommending unit */
    int64_t until_ms;       /* reopen: deadline of its own */
    const struct return_item *items;
    size_t item_count;
    bool paper;          /* return: paper has to be mended too */
    int64_t arrived_ms;  /* register: the instant that counts; 0 = now */
    const char *channel; /* register: paper | email | usb; NULL = online */
    bool declaration;    /* of a sending: nothing secret or sensitive inside */
};

/*
 * Takes one step of the road as one transaction with its event.
 * Errors: ERR_NOT_FOUND not visible; ERR_CONFLICT "no_such_step" not possible in this state or for
 * this post, "state_moved" somebody was faster, "form_has_problems" (all in op->problems),
 * "after_deadline", "quota_full", "quota_needs_reason", "returned_before", "mend_over",
 * "over_quota_waits";
 * ERR_INVALID "reason_needed", "declaration_needed" (a sending, also of what was mended).
 */
CHECKED enum err application_do(struct op *op, const char *public_id,
                                const struct application_act *act);

/*
 * One step inside the caller's transaction; by_package is whether the caller is a package (or an
 * arrival). ret_version is the version kept by the step, 0 when it keeps none. Errors: as
 * application_do.
 */
CHECKED enum err application_step_in_tx(struct op *op, const struct application *application,
                                        const struct application_act *act, bool by_package,
                                        int64_t *ret_version);

/* When a mending period of so many working days, begun now, ends: the first instant too late. */
int64_t mend_due_ms(const struct op *op, const struct call *call,
                    const struct correction *correction, int days);

/* Whether a date that mend_due_ms counted, or one like it, is provisional: 0 is none, and false. */
bool due_provisional(const struct op *op, int64_t due_ms);

/* Makes the counter row of the quota exist, before a transaction that takes a place. */
CHECKED enum err quota_prepare(struct op *op, const struct application *application);

/* The steps the actor has now, blocked ones with their reason. */
struct application_step {
    const struct transition *transition;
    const char *name; /* {to} filled */
    const char *blocked;
};

struct application_steps {
    struct application_step *rows;
    size_t count;
};

CHECKED enum err application_steps(struct op *op, const struct application *application,
                                   const struct problem_list *problems,
                                   struct application_steps *ret_steps);

/* Rank order of a recommending unit's recommended items of a track: ids from first to last.
 * Errors: ERR_INVALID "rank_not_all" when it is not exactly the recommended ones. */
CHECKED enum err application_rank(struct op *op, const char *call, const char *track,
                                  const char *const *ids, size_t count);

/* Places that a recommending unit has used, track by track and capacity by capacity. */
struct place_use {
    const char *track;
    const char *capacity;
    int64_t used;
};

struct place_uses {
    struct place_use *rows;
    size_t count;
};

CHECKED enum err application_places(struct op *op, const char *call, int64_t org_id,
                                    struct place_uses *ret_uses);

/* Places in one track, for who recommends in that capacity. max -1: no limit. */
struct place_count {
    int64_t used;
    int64_t max;
    bool soft;
    const char *clause;
};

struct place_count places_of(const struct place_uses *uses, const struct track *track,
                             const char *capacity);

/* An item above a soft quota as the department decides on it. */
struct over_quota {
    struct application application;
    const char *track_title;
    struct place_count places; /* of the recommending unit, now */
    const char *reason;        /* of the decision, NULL: none yet */
    const char *by;
    int64_t at_ms;
};

struct over_quota_list {
    struct over_quota *rows; /* those that wait first, then by time of arrival; at most 500 */
    size_t count;
};

/*
 * What was sent above a soft quota in a call ("" all), decided or not. What is not sent yet is not
 * shown: the recommending unit may still change its mind.
 */
CHECKED enum err application_over_list(struct op *op, const char *call,
                                       struct over_quota_list *ret_list);

/* Whether version n (0: the values as they stand) is what an erasing left of it: what was written
 * afterwards is not. */
CHECKED enum err application_erased(struct op *op, const struct application *application, int64_t n,
                                    bool *ret_erased);

/* Marks everything unsent after its deadline as 逾期未报送; ret_count how many. For the clock. */
CHECKED enum err application_sweep(struct op *op, int64_t *ret_count);

/* Which rows of the life cycle apply to it. */
struct lifecycle_way application_way(const struct application *application);

/*
 * The first instant that is too late for handing it to the next office: the earliest of the step
 * deadlines on its way that the notice or a decision sets, or its own extension; ret_origin is
 * where that comes from. INT64_MAX: no step has a deadline of its own.
 */
struct origin;
int64_t application_up_ms(const struct application *application, const struct call *call,
                          const struct track *track, const struct origin **ret_origin);

/* What its holder has to meet now: mending, the next office, or the desk; 0 nothing. */
int64_t application_due_ms(const struct application *application, const struct call *call,
                           const struct track *track);

/* The first instant that is too late for one application: the track's, or its own extension. */
int64_t application_deadline_ms(const struct application *application, const struct call *call,
                                const struct track *track);
