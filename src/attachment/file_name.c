/* SPDX-License-Identifier: Apache-2.0 */
/* file_name.c: a file's name ends as its bytes say, and holds nothing that cannot be seen. */
#include "attachment/file_name.h"

#include "base/mem.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { ENDINGS_MAX = 10 };

/* The first is the one that is added. */
static const struct {
    const char *type;
    const char *endings[ENDINGS_MAX];
} types[] = {
    { "application/pdf", { ".pdf" } },
    { "image/png", { ".png" } },
    { "image/jpeg", { ".jpg", ".jpeg", ".jpe", ".jfif" } },
    { "image/tiff", { ".tif", ".tiff" } },
    { "application/zip",
      { ".zip", ".docx", ".xlsx", ".pptx", ".ofd", ".odt", ".ods", ".wpt", ".et" } },
    { "application/x-ole-storage", { ".doc", ".xls", ".ppt", ".wps", ".et", ".dps" } },
};

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name);
    size_t tail = strlen(ending);

    return length > tail && strcasecmp(name + length - tail, ending) == 0;
}

const char *file_name_for(const void *parent, const char *name, const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].type, type) != 0)
            continue;
        for (size_t k = 0; k < ENDINGS_MAX && types[i].endings[k] != NULL; k++) {
            if (ends_with(name, types[i].endings[k]))
                return mem_text(parent, name);
        }
        return mem_printf(parent, "%s%s", name, types[i].endings[0]);
    }
    return mem_text(parent, name);
}

/* U+200B to U+200F, U+202A to U+202E, U+2060 to U+206F, U+FEFF: three bytes each in UTF-8. */
static bool is_invisible(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    if (byte[0] == 0xef)
        return byte[1] == 0xbb && byte[2] == 0xbf;
    if (byte[0] != 0xe2)
        return false;
    if (byte[1] == 0x80)
        return (byte[2] >= 0x8b && byte[2] <= 0x8f) || (byte[2] >= 0xaa && byte[2] <= 0xae);
    return byte[1] == 0x81 && byte[2] >= 0xa0 && byte[2] <= 0xaf;
}

const char *file_name_seen(const void *parent, const char *name)
{
    char *seen = mem_text(parent, name);
    char *to = seen;

    for (const char *at = name; *at != '\0';) {
        if (is_invisible(at))
            at += 3;
        else
            *to++ = *at++;
    }
    *to = '\0';
    return seen;
}
