/* SPDX-License-Identifier: Apache-2.0 */
/* import_judge.c: what kinds share of judging and entering rows. */
#include "import/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "event/event.h"

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
        import_problem(list, row, import_field(list, last == NULL ? "" : last + 1), true,
                       problem->message);
    }
    op->problems = before;
    if (e != ERR_INVALID)
        return e;
    op_forgive(op);
    return OK;
}

bool import_seen(json_t *seen, const char *key)
{
    bool was = json_object_get(seen, key) != NULL;

    (void)json_object_set_new(seen, key, json_true());
    return was;
}

enum err import_row_open(struct op *op, struct import_row *row)
{
    const json_t *pair =
        json_own(op, json_loadb((const char *)row->text.data, row->text.size, 0, NULL));

    row->values = json_array_get(pair, 1);
    return json_is_object(row->values) ? OK
                                       : fail(op, ERR_INTERNAL, "internal", "a row is no JSON");
}

enum err import_open_all(struct op *op, struct import_list *list)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && i < list->row_count; i++)
        e = import_row_open(op, &list->rows[i]);
    return e;
}

static void name_row(struct op *op, size_t index, int64_t line)
{
    const struct message_arg args[] = {
        { "line", mem_printf(op, "%lld", (long long)line) },
        { "why", op_failure_text(op) },
    };

    problem_add(op, &op->problems,
                &(struct problem){ .path = mem_printf(op, "/rows/%zu", index),
                                   .code = op->failure.reason,
                                   .basis = BASIS_SYSTEM,
                                   .blocks = true,
                                   .message = message_text(op, "import_line", args, 2) });
}

enum err import_each(struct op *op, struct import_list *list,
                     enum err (*enter)(struct op *op, struct import_list *list,
                                       const struct import_row *row))
{
    for (size_t i = 0; i < list->row_count; i++) {
        struct import_row row = list->rows[i];
        struct op *part = op_part(op);
        enum err e = import_row_open(part, &row);
        if (e == OK)
            e = enter(part, list, &row);
        if (e == OK)
            event_adopt(op, part);
        e = op_part_end(op, part, e);
        if (e == OK)
            continue;
        name_row(op, i, row.line);
        return e;
    }
    return OK;
}
