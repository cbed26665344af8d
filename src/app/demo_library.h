/* SPDX-License-Identifier: Apache-2.0 */
/* demo_library.h: the rehearsal's experts and demands: all names are invented. */
#pragma once
#include "base/op.h"

enum { DEMO_WORKS = 6, DEMO_FIELD_EXPERTS = 4 };

/* A field of work with its four experts. */
struct demo_field {
    const char *org; /* employer of the first two; the others have other[] */
    const char *other;
    const char *discipline; /* GB/T 13745 */
    const char *industry;   /* GB/T 4754 */
    const char *series;     /* reference/titles.csv */
    const char *titles[2];  /* senior, associate */
    const char *specialty;
    const char *offers;
    const char *regions; /* codes */
    const char *names[DEMO_FIELD_EXPERTS];
    const char *works[DEMO_WORKS];
    const char *service; /* what they did before */
    const char *where;
};

extern const struct demo_field demo_fields[]; /* ends with org NULL */

struct demo_demand {
    const char *unit; /* NULL ends the table */
    const char *region;
    const char *kind;
    const char *title;
    const char *detail;
    const char *goal;
    const char *discipline;
    const char *industry;
    const char *specialty;
    int people;
    int title_level;
    const char *urgency;
    const char *mode;
    const char *state;       /* draft | submitted | confirmed */
    const char *public_text; /* or NULL */
};

extern const struct demo_demand demo_demands[];

/* Acts as the person of a login. Errors: ERR_NOT_FOUND. */
CHECKED enum err demo_become(struct op *op, const char *login);

#define DEMO_INSPECTOR       "xunshi"
#define DEMO_INSPECTOR_ABOUT "巡视审计人员，凭函限期只读，每次查看都留痕"

/* An inspector by a letter over the whole call, for as long as a letter may last. */
CHECKED enum err demo_fill_inspection(struct op *op, const char *call);

/* Fills a rehearsal made by demo_fill with experts and demands, as its people would. */
CHECKED enum err demo_fill_library(struct op *op);
