/* SPDX-License-Identifier: Apache-2.0 */
/* problem.c: the growing list of what is wrong. */
#include "base/problem.h"

#include "base/mem.h"

void problem_add(const void *parent, struct problem_list *list, const struct problem *problem)
{
    struct problem *row =
        mem_grow(parent, (void **)&list->rows, list->count, sizeof(struct problem));

    *row = *problem;
    row->path = mem_text(parent, problem->path);
    row->code = mem_text(parent, problem->code);
    row->clause = mem_text(parent, problem->clause);
    row->message = mem_text(parent, problem->message);
    row->blocks = problem->blocks && problem->basis != BASIS_DEFAULT;
    list->count++;
    if (row->blocks)
        list->blocking_count++;
}

const char *basis_name(enum basis basis)
{
    static const char *const names[] = {
        [BASIS_NOTICE] = "notice",
        [BASIS_DECISION] = "decision",
        [BASIS_DEFAULT] = "default",
        [BASIS_SYSTEM] = "system",
    };
    return names[basis];
}
