/* SPDX-License-Identifier: Apache-2.0 */
/* embed.c: looks up files in the table that tools/embed.c generates. */
#include "base/embed.h"

#include <stdlib.h>
#include <string.h>

/* Defined by the generated file. */
extern const struct embedded embedded_rows[];
extern const size_t embedded_count;

static int compare(const void *path, const void *row)
{
    return strcmp(path, ((const struct embedded *)row)->path);
}

const struct embedded *embed_find(const char *path)
{
    return bsearch(path, embedded_rows, embedded_count, sizeof embedded_rows[0], compare);
}

struct embedded_list embed_list(const char *prefix)
{
    size_t length = strlen(prefix);
    size_t first = 0;

    while (first < embedded_count && strcmp(embedded_rows[first].path, prefix) < 0)
        first++;
    size_t end = first;
    while (end < embedded_count && strncmp(embedded_rows[end].path, prefix, length) == 0)
        end++;
    return (struct embedded_list){ .rows = embedded_rows + first, .count = end - first };
}
