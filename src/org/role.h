/* SPDX-License-Identifier: Apache-2.0 */
/* role.h: the posts people hold, and what each may ask of the routes. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum role {
    POST_NONE = 0,
    POST_APPLICANT,
    POST_APPROVER,
    POST_UNIT_ADMIN,
    POST_RECOMMENDER,
    POST_DESK,
    POST_CLERK,
    POST_HEAD,
    POST_SYSTEM_ADMIN,
    POST_SECURITY_ADMIN,
    POST_AUDIT_ADMIN,
    POST_INSPECTOR, /* by an approved letter only (inspection/inspection.h) */
    POST_DEMANDER,  /* 需求填报岗 of a unit or of a county */
    POST_COUNT
};

/* Whose rows a role sees (design.md §4); each is one WHERE of the application queries. */
enum scope {
    SCOPE_NOTHING,    /* administrators see no contents */
    SCOPE_UNIT,       /* the own unit's applications */
    SCOPE_AREA,       /* own, those sent up to it, and 知会 copies once they were sent */
    SCOPE_DESK,       /* what was sent to this desk */
    SCOPE_INSPECTION, /* what was sent within the scope of the letter */
    SCOPE_ALL         /* all that was sent */
};

/* The role of a code such as "applicant", POST_NONE when there is none. */
enum role role_of(const char *code);

/* "applicant"; "申报岗". Static storage. */
const char *role_code(enum role role);
const char *role_name(enum role role);

/* Bits 1 << enum perm. */
uint64_t role_perms(enum role role);

/* Whether the role may see masked values in full, with a reason (privacy/reveal.h). */
bool role_may_reveal(enum role role);

enum scope role_scope(enum role role);

/* Whether the role is one of the three administrators (三员), whom one person may not be two of. */
bool role_is_administrator(enum role role);

/* Units in which a post makes sense. */
enum unit_kind {
    UNIT_ANY,
    UNIT_OFFICE, /* others report to it, or it reports to nobody */
    UNIT_CENTRAL /* holds the capacity department, or a desk's */
};

/* Where posts of the role may be held: a hospital has no 推荐岗 and no 厅负责人. */
enum unit_kind role_unit_kind(enum role role);

/* Whether a unit's own administrator may give the post; others are the security administrator's. */
bool role_given_by_unit(enum role role);

/* Whether somebody may stand in for its holder (AB岗), to be confirmed the next working day. */
bool role_has_acting(enum role role);
