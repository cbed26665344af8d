/* SPDX-License-Identifier: Apache-2.0 */
/* symbol.c: the box and tick signs of Wingdings and Wingdings 2. */
#include "doc/symbol.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *const faces[] = { "Wingdings", "Wingdings 2" };

static const struct {
    int face; /* index of faces */
    unsigned long code;
    const char *text;
} signs[] = {
    { 0, 0x6f, "☐" }, { 0, 0x71, "☐" }, { 0, 0x72, "☐" }, { 0, 0xa8, "☐" }, { 0, 0x6e, "☑" },
    { 0, 0x78, "☑" }, { 0, 0xfc, "√" }, { 0, 0xfd, "☑" }, { 0, 0xfe, "☑" }, { 1, 0x2a, "☐" },
    { 1, 0xa3, "☐" }, { 1, 0x4f, "☑" }, { 1, 0x50, "√" }, { 1, 0x51, "☑" }, { 1, 0x52, "☑" },
    { 1, 0x53, "☑" }, { 1, 0x54, "☑" }, { 1, 0xa2, "☑" },
};

const char *symbol_face(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof faces / sizeof faces[0]; i++) {
        if (strcasecmp(name, faces[i]) == 0)
            return faces[i];
    }
    return NULL;
}

const char *symbol_text(const char *face, unsigned long code)
{
    if (code >= 0xf000 && code <= 0xf0ff)
        code -= 0xf000;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (faces[signs[i].face] == face && signs[i].code == code)
            return signs[i].text;
    }
    return NULL;
}
