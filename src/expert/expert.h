/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expert.h: the library of experts (重点联系专家库). Tables: expert, expert_work, expert_employer,
 * expert_member, expert_base, expert_check, expert_declared, expert_nomination, expert_gram
 * (migrations/0080).
 *
 * Desk and department see experts with name and employer; a league sees active ones only, masked,
 * without what tells who they are. Documents, mobile and the like lie sealed: opening them takes a
 * reason and leaves an event. One person is one row, by a blind index of the document.
 */
#pragma once
#include "base/op.h"

#include <jansson.h>
#include <stddef.h>

enum {
    EXPERT_LIST_MAX = 500,
    EXPERT_WORKS_MAX = 100, /* works and services of one expert */
    EXPERT_WORDS_MAX = 60,  /* code points of a search */
    EXPERT_ALIKE_MAX = 20
};

/* Codes of honours (人才称号) and their names, ended by NULL code; static storage. */
struct expert_honour {
    const char *code;
    const char *name;
};
extern const struct expert_honour expert_honours[];

struct expert_work {
    const char *kind; /* project | paper | patent | award | service */
    const char *title;
    const char *source; /* programme, journal; of a service: where */
    const char *role;   /* part taken; of a service: what came of it */
    int64_t year;       /* 0 not said */
};

struct expert {
    int64_t id;
    const char *public_id;
    const char *identity; /* blind index, NULL */
    const char *name;
    int64_t org_id; /* 0: no unit known here */
    const char *org_name;
    const char *post;
    const char *title_series;
    const char *title_name;
    int64_t title_level; /* enum match_level, enum title_level alike: 0..4 */
    const char *discipline;
    const char *industry;
    const char *specialty;
    const char *honours; /* codes, a blank between two */
    const char *regions; /* codes, a blank between two; "" anywhere */
    int64_t days_per_year;
    const char *free_time;
    const char *offers;
    const char *achievements;
    const char *history;
    const char *exception;
    int64_t healthy; /* 0 1: declared */
    int64_t willing;
    int64_t adaptable;
    int64_t ministry;
    const char *state; /* active | consent | left */
    const char *reason;
    const char *source; /* application | department */
    int64_t checked_year;
    int64_t revision;
    int64_t created_ms;
    int64_t changed_ms;
};

/* What is sealed; texts may be "". */
struct expert_personal {
    const char *document; /* idcard | passport | other */
    const char *number;   /* normalised (text/ident.h) */
    const char *mobile;
    const char *email;
    const char *born;   /* 1980-02-03 */
    const char *gender; /* male | female */
    const char *ethnicity;
    const char *address;
};

/* What is entered: of expert, the fields from name to ministry but ids. */
struct expert_entry {
    struct expert expert;
    const struct expert_personal *personal; /* NULL: unchanged */
    const struct expert_work *works;
    size_t work_count;
    int64_t base;           /* revision it was made on; of a new one 0 */
    const char *consent_by; /* who agreed for the employer, "" nobody yet; new ones only */
    int64_t member_year;    /* of the regional library; 0 none; new ones only */
    const char *basis;      /* document of the membership, "" */
};

/* Whether the actor sees who the experts are, or masked profiles only. */
bool expert_sees_names(const struct op *op);

/* One expert the actor may see, masked where the actor sees no names. Errors: ERR_NOT_FOUND. */
CHECKED enum err expert_get(struct op *op, const char *public_id, struct expert *ret_expert);

/* Works, in their order; none for who sees no names. */
CHECKED enum err expert_works(struct op *op, const struct expert *expert,
                              struct expert_work **ret_works, size_t *ret_count);

/*
 * A new member entered by the department without a recommendation. Errors: ERR_CONFLICT
 * "expert_exists" the document is in the library; ERR_INVALID as ident_check, "expert_level"
 * series, name and level contradict one another.
 */
CHECKED enum err expert_add(struct op *op, const struct expert_entry *entry, const char **ret_id);

/*
 * What expert_add would refuse, changing nothing: ret_identity is the blind index of the document
 * (NULL none), ret_known whether the library has it. Errors: ERR_INVALID with op->problems.
 */
CHECKED enum err expert_judge(struct op *op, const struct expert_entry *entry,
                              const char **ret_identity, bool *ret_known);

/* A form's code of a title's level ("vice_senior") as title_level of struct expert; 0: none. */
int64_t expert_title_level(const char *code);

/* Changes all but employer, state and memberships. Errors: ERR_CONFLICT "stale_patch". */
CHECKED enum err expert_change(struct op *op, const char *public_id,
                               const struct expert_entry *entry);

/* Personal values, masked unless the actor's post said why (privacy/reveal.h); for those who see
 * names, ERR_NOT_FOUND for others. */
CHECKED enum err expert_personal(struct op *op, const struct expert *expert,
                                 struct expert_personal *ret_personal, bool *ret_open);

/* Opens them for the actor's post for a while. Errors: as reveal_add. */
CHECKED enum err expert_reveal(struct op *op, const char *public_id, const char *reason);

/* What is sealed of an expert by number, for letters of the actor: the letter is the event. */
CHECKED enum err expert_contact(struct op *op, int64_t id, struct expert_personal *ret_personal);

/* Inside the caller's transaction: an accepted application's person enters the library, or the
 * person's row takes the newer profile and the membership of that year. */
CHECKED enum err expert_take(struct op *op, const struct expert_entry *entry,
                             int64_t application_id, int64_t *ret_expert_id);

/* ---- employment, state, verification ---- */

struct expert_employer {
    int64_t org_id;
    const char *org_name;
    int64_t from_day; /* YYYYMMDD, 0 not known */
    int64_t to_day;   /* YYYYMMDD, 99991231 open */
    int64_t consent_day;
    const char *consent_by;
};

struct expert_member {
    const char *level; /* regional | national */
    int64_t year;
    const char *basis;
};

struct expert_check {
    int64_t year;
    const char *result; /* right | changed | unreachable */
    const char *note;
    const char *by;
    int64_t at_ms;
};

struct expert_base {
    const char *entry; /* public id of the register's entry */
    const char *name;
    const char *org_name;
    int64_t from_day;
    const char *note;
};

struct expert_declared {
    const char *public_id;
    int64_t org_id;
    const char *org_name;
    const char *reason;
};

/* What stands beside a profile; for those who see names. */
struct expert_file {
    struct expert_employer *employers;
    size_t employer_count;
    struct expert_member *members;
    size_t member_count;
    struct expert_check *checks;
    size_t check_count;
    struct expert_base *bases;
    size_t base_count;
    struct expert_declared *declared;
    size_t declared_count;
};

CHECKED enum err expert_file(struct op *op, const struct expert *expert,
                             struct expert_file *ret_file);

/* From a day on the expert works elsewhere, and waits for the new employer's consent: open
 * invitations end, runs propose others (invitation_stop). */
CHECKED enum err expert_set_employer(struct op *op, const char *public_id, const char *org_name,
                                     int64_t from_day);

/* The present employer agrees. Errors: ERR_CONFLICT "expert_left". */
CHECKED enum err expert_consent(struct op *op, const char *public_id, const char *consent_by);

/* Leaves the library, as above; or comes back (then the employer has to agree anew). */
CHECKED enum err expert_leave(struct op *op, const char *public_id, const char *reason);
CHECKED enum err expert_return(struct op *op, const char *public_id, const char *reason);

/* 年度核验 of this business year; again replaces. "changed" and "unreachable" are for people. */
CHECKED enum err expert_verify(struct op *op, const char *public_id, const char *result,
                               const char *note);

/* Membership by level and year, with the document. */
CHECKED enum err expert_add_member(struct op *op, const char *public_id,
                                   const struct expert_member *member);

/* Links with a base by its public id in the register; unlinks. */
CHECKED enum err expert_link_base(struct op *op, const char *public_id, const char *entry,
                                  const char *note, bool linked);

/* 回避 declared: a unit by its name. */
CHECKED enum err expert_declare(struct op *op, const char *public_id, const char *org_name,
                                const char *reason);

/* Who would serve in the expert's place: active ones of the nearest work, best first. */
struct expert_alike {
    struct expert expert;
    int64_t permille; /* 1000: the same words */
};
CHECKED enum err expert_alike(struct op *op, const char *public_id, struct expert_alike **ret_rows,
                              size_t *ret_count);

/* ---- recommended by others ---- */

struct expert_nominated {
    const char *recommender;
    const char *application; /* public id */
    const char *call;
};

/*
 * Which other units sent the person of this application, in this call, too. Desk and department
 * only: everybody else gets none, by the same answer as when there is none.
 */
CHECKED enum err expert_nominations(struct op *op, const char *application,
                                    struct expert_nominated **ret_rows, size_t *ret_count);

/* ---- for matching ---- */

/* An expert as src/match and src/flow want it. */
struct expert_candidate {
    struct expert expert;     /* unmasked: for computing, not for answers */
    const char *const *texts; /* one text a work, and the profile's own */
    size_t text_count;
};

/* Active experts with id over after_id, by id, at most limit (1..5000). No scope: the caller's. */
CHECKED enum err expert_candidates(struct op *op, int64_t after_id, int limit,
                                   struct expert_candidate **ret_rows, size_t *ret_count);

/* One, by number, whatever its state: for re-checks at commit. Errors: ERR_NOT_FOUND. */
CHECKED enum err expert_candidate(struct op *op, int64_t id, struct expert_candidate *ret_row);

/* The expert as a person of conflict.h: employers, declared units, works. */
struct conflict_person;
CHECKED enum err expert_as_person(struct op *op, int64_t id, struct conflict_person *ret_person);

/*
 * A unit as one of conflict.h, with its superiors through the years. org_id 0: the unit known by
 * exactly this name, or none. Days of belonging are left open.
 */
struct conflict_unit;
CHECKED enum err expert_conflict_unit(struct op *op, int64_t org_id, const char *name,
                                      struct conflict_unit *ret_unit);

struct erasing;

/*
 * 依申请删除 (privacy/erase.h) of somebody who has left the library: profile, works, employers, index
 * of words, blind indexes, links and letters of invitations, claims, reasons of proposals, traits
 * of applications. Acts and numbers stay. Errors: ERR_NOT_FOUND; ERR_CONFLICT "expert_not_left",
 * "expert_invited", "already_erased"; ERR_INVALID "erase_typed".
 */
CHECKED enum err expert_erase(struct op *op, const char *public_id, const struct erasing *erasing);

/* The blind index of who an erased application recommended. Inside that transaction. */
CHECKED enum err expert_forget_nomination(struct op *op, int64_t application_id);
