/* SPDX-License-Identifier: Apache-2.0 */
/* json_own.c: the one place where jansson's references meet our parents. */
#include "base/json_own.h"

#include "base/mem.h"

#include <string.h>

static void release(void *value)
{
    json_decref(value);
}

json_t *json_own(const void *parent, json_t *value)
{
    mem_own(parent, value, release);
    return value;
}

static int append(const char *text, size_t size, void *buffer)
{
    mem_append(NULL, buffer, "%.*s", (int)size, text);
    return 0;
}

const char *json_text_of(const void *parent, const json_t *value)
{
    char *text = mem_text(parent, "");

    (void)json_dump_callback(value, append, &text, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    return text;
}

const char *json_text_get(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "" : text;
}
