/* SPDX-License-Identifier: Apache-2.0 */
/* perm.h: what a route may ask of the actor; src/org/role.c says which role has which. */
#pragma once

enum perm {
    PERM_ANYONE = 0, /* no session needed; must be written, never the default */
    PERM_SIGNED_IN,
    PERM_APPLICATION_READ,
    PERM_APPLICATION_EDIT,
    PERM_APPLICATION_ACT,
    PERM_RECOMMEND,
    PERM_AREA, /* a recommending unit's work with the units of its area */
    PERM_PACKAGE_READ,
    PERM_PACKAGE_SEND,
    PERM_DESK,
    PERM_HANDOVER, /* lists of boxes from a desk to the department */
    PERM_DECIDE,
    PERM_CALL_READ,
    PERM_CALL_PUBLISH,
    PERM_CALL_VERSIONS, /* those not published, too */
    PERM_ORG_READ,
    PERM_ORG_EDIT,
    PERM_USER_EDIT,
    PERM_EVENT_READ,
    PERM_INSPECTION, /* sees inspections: whose, and by which letter */
    PERM_INSPECTION_PROPOSE,
    PERM_INSPECT,       /* reads by such a letter */
    PERM_ERASE,         /* a person's account, for good */
    PERM_PERSONAL_READ, /* what is masked, in full, with a reason */
    PERM_EXPERT_READ,   /* masked or not: expert_sees_names */
    PERM_EXPERT_EDIT,
    PERM_DEMAND_READ,
    PERM_DEMAND_EDIT,
    PERM_DEMAND_JUDGE,   /* confirm, send back, merge */
    PERM_DEMAND_PUBLISH, /* public words and claims */
    PERM_MATCH,          /* matching runs: propose, pin, invite */
    PERM_PAPER,          /* letters in the office's name */
    PERM_COUNT
};

/* "PERM_DESK" and so on, for the reviewed table of routes; NULL for PERM_COUNT. Static storage. */
const char *perm_name(enum perm perm);
