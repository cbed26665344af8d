/* SPDX-License-Identifier: Apache-2.0 */
/* migrations.c: reads the files of migrations/ from the source folder. */
#include "migrations.h"

#include "base/mem.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_sql(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".sql") == 0;
}

static char *read_text(struct op *op, const char *path)
{
    char *text = mem_text(op, "");
    char buffer[4096];
    size_t size = 0;
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return NULL;
    while ((size = fread(buffer, 1, sizeof buffer, file)) > 0)
        mem_append(op, &text, "%.*s", (int)size, buffer);
    (void)fclose(file);
    return text;
}

enum err test_migrations(struct op *op, struct migration **ret_all, size_t *ret_count)
{
    struct dirent **entries = NULL;
    int count = scandir(MIGRATIONS_DIR, &entries, is_sql, alphasort);

    if (count < 0)
        return fail(op, ERR_INTERNAL, "internal", "no folder %s", MIGRATIONS_DIR);
    struct migration *all = mem_array(op, struct migration, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        all[i].name = mem_text(op, entries[i]->d_name);
        all[i].number = (int)strtol(all[i].name, NULL, 10);
        all[i].text = read_text(op, mem_printf(op, "%s/%s", MIGRATIONS_DIR, all[i].name));
        free(entries[i]);
        if (all[i].text == NULL)
            return fail(op, ERR_INTERNAL, "internal", "%s cannot be read", all[i].name);
    }
    free(entries);
    *ret_all = all;
    *ret_count = (size_t)count;
    return OK;
}
