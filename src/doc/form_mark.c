/* SPDX-License-Identifier: Apache-2.0 */
/* form_mark.c: names of bookmarks. */
#include "doc/form_mark.h"

#include "base/mem.h"

#include <ctype.h>
#include <string.h>

/* FNV-1a: not against malice, only to keep two long names apart. */
static uint32_t sum_of(const char *text)
{
    uint32_t sum = 2166136261u;

    for (; *text != '\0'; text++)
        sum = (sum ^ (unsigned char)*text) * 16777619u;
    return sum;
}

const char *form_mark(struct op *op, const struct field *field, size_t row)
{
    char *name = field->table == NULL
                     ? mem_printf(op, "f_%s", field->id)
                     : mem_printf(op, "f_%s_%zu_%s", field->table->id, row, field->id);

    for (char *at = name; *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at))
            *at = '_';
    }
    if (strlen(name) <= FORM_MARK_MAX)
        return name;
    return mem_printf(op, "%.31s_%08x", name, sum_of(name));
}
