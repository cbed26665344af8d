/* SPDX-License-Identifier: Apache-2.0 */
/* page.h: what the page of one application is made of. For page.c and its shapes only. */
#pragma once
#include "application/view.h"

struct action_out {
    const char *code;
    const char *name;
    bool primary;
    bool danger;
    const char *reason;
    const char *consequence;
    const char *blocked;
    bool by_package;
    bool asks_until;
    bool declares;
};

struct version_out {
    int64_t n;
    const char *kind;
    const char *kind_name;
    int64_t at;
    const char *by;
    const char *digest;
};

struct material_out {
    const char *code;
    const char *name;
    const char *hint;
    const char *clause;
    const char *basis;
    bool required;
};

struct road_out {
    const char *state;
    const char *name;
    int64_t at;
    const char *who;
    bool done;
    bool now;
    const char *text;
};

struct reason_out {
    const char *code;
    const char *text;
};

struct returned_out {
    struct reason_out *reasons;
    size_t reason_count;
    int64_t electronic_due;
    bool electronic_provisional;
    int64_t paper_due;
    bool paper_provisional;
    const char *by;
    int64_t at;
};

struct recommendation_out {
    int64_t rank;
    const char *reason;
    const char *opinion;
};

struct receipt_out {
    const char *package;
    const char *number;
    int64_t at;
};

struct inner_deadline_out {
    const char *league;
    int64_t due;
    const char *text;
    const char *decision;
    const char *words;
    bool late;
};

struct application_out {
    ROW_MEMBERS
    int64_t revision;
    json_t *values;
    bool masked;
    bool may_reveal;
    bool editable;
    int64_t saved;
    const char *saved_by;
    struct problem_out *problems;
    size_t problems_length;
    struct action_out *actions;
    size_t action_count;
    struct version_out *versions;
    size_t version_count;
    struct attachment_out *attachments;
    size_t attachment_count;
    struct material_out *materials;
    size_t material_count;
    struct road_out *road;
    size_t road_count;
    struct returned_out *returned;
    struct recommendation_out *recommendation;
    struct receipt_out *receipt;
    struct inner_deadline_out *inner_deadline;
    int64_t form_version;
    int64_t newer_form;
    int64_t kept_count;
    const char *digest;
    const char *typed_by;
};

/* Whether an action wants a reason, by enum reason_need. Ends with NULL. */
extern const char *const page_reason_needs[];
