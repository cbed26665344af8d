/* SPDX-License-Identifier: Apache-2.0 */
/* import_judge.c: what kinds share of judging and entering rows. */
#include "import/internal.h"

#include "base/mem.h"
#include "base/message.h"

#include <string.h>

const struct field *import_field(const struct import_list *list, const char *id)
{
    const struct import_sheet *sheet = &list->sheets[0];

    for (size_t i = 0; i < sheet->field_count; i++) {
        if (strcmp(sheet->fields[i]->id, id) == 0)
            return sheet->fields[i];
    }
    return NULL;
}

enum err import_refused(struct op *op, struct import_list *list, const struct import_row *row,
                        struct problem_list before, enum err e)
{
    for (size_t i = 0; e == ERR_INVALID && i < op->problems.count; i++) {
        const struct problem *problem = &op->problems.rows[i];
        const char *last = strrchr(problem->path, '/');
        import_problem(op, list, row, import_field(list, last == NULL ? "" : last + 1), true,
                       problem->message);
    }
    op->problems = before;
    if (e != ERR_INVALID)
        return e;
    op_forgive(op);
    return OK;
}

enum err import_each(struct op *op, struct import_list *list,
                     enum err (*enter)(struct op *op, struct import_list *list,
                                       struct import_row *row))
{
    for (size_t i = 0; i < list->row_count; i++) {
        enum err e = enter(op, list, &list->rows[i]);
        if (e == OK)
            continue;
        const struct message_arg args[] = {
            { "line", mem_printf(op, "%lld", (long long)list->rows[i].line) },
            { "why", op_failure_text(op) },
        };
        problem_add(op, &op->problems,
                    &(struct problem){ .path = mem_printf(op, "/rows/%zu", i),
                                       .code = op->failure.reason,
                                       .basis = BASIS_SYSTEM,
                                       .blocks = true,
                                       .message = message_text(op, "import_line", args, 2) });
        return e;
    }
    return OK;
}
