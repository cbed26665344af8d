/* SPDX-License-Identifier: Apache-2.0 */
/* problem.h: all that is wrong with an input: every rule reports, nobody stops at the first. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Where a rule comes from. Only the first two and BASIS_SYSTEM may refuse. */
enum basis {
    BASIS_NOTICE,   /* a clause of the call */
    BASIS_DECISION, /* a numbered decision of the department */
    BASIS_DEFAULT,  /* our assumption: warns only, shown as 系统默认，非通知规定 */
    BASIS_SYSTEM    /* a technical limit of this program (size, type, depth): may refuse */
};

struct problem {
    const char *path;   /* JSON pointer into the input: "/values/budget_total"; "" is the whole */
    const char *code;   /* stable, for programs: "too_long" */
    const char *clause; /* "附件2 二(一)", or NULL */
    enum basis basis;
    bool blocks;         /* true: refuses the act it was checked for; false: warns */
    const char *message; /* Chinese, for people: what is wrong and how to mend it */
};

/* Grows under the parent given to problem_add. */
struct problem_list {
    struct problem *rows;
    size_t count;
    size_t blocking_count; /* rows with blocks */
};

/* Appends a copy; texts are copied under parent. BASIS_DEFAULT never blocks, whatever was asked. */
void problem_add(const void *parent, struct problem_list *list, const struct problem *problem);

/* "notice", "decision", "default" or "system". Static storage. */
const char *basis_name(enum basis basis);
