/* SPDX-License-Identifier: Apache-2.0 */
/* migrations.c: from embedded files to numbered migrations. */
#include "db/migrations.h"

#include "base/embed.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum err db_migrations(struct op *op, struct migration **ret_all, size_t *ret_count)
{
    static const char folder[] = "migrations/";
    struct embedded_list files = embed_list(folder);
    struct migration *all = mem_array(op, struct migration, files.count + 1);
    int before = 0;

    for (size_t i = 0; i < files.count; i++) {
        const char *name = files.rows[i].path + strlen(folder);
        long number = strtol(name, NULL, 10);
        if (number <= before || number > 9999)
            return fail(op, ERR_INTERNAL, "internal", "migration %s has no number of its own",
                        name);
        all[i] = (struct migration){ .number = (int)number,
                                     .name = name,
                                     .text = (const char *)files.rows[i].bytes };
        before = (int)number;
    }
    *ret_all = all;
    *ret_count = files.count;
    return OK;
}
