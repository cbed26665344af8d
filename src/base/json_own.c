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

/* Text that grows by doubling: jansson hands it over in pieces of a few bytes. */
struct dump {
    const void *parent;
    char *text;
    size_t size, room;
};

static int append(const char *text, size_t size, void *buffer)
{
    struct dump *dump = buffer;
    size_t needed = dump->size + size + 1;

    if (needed > dump->room) {
        dump->room = needed > 2 * dump->room ? needed : 2 * dump->room;
        dump->text = mem_resize(dump->parent, dump->text, dump->room);
    }
    memcpy(dump->text + dump->size, text, size);
    dump->size += size;
    return 0;
}

const char *json_text_of(const void *parent, const json_t *value)
{
    enum { ROOM = 256 };
    struct dump dump = { parent, mem_array(parent, char, ROOM), 0, ROOM };

    (void)json_dump_callback(value, append, &dump, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    dump.text[dump.size] = '\0';
    return dump.text;
}

const char *json_text_get(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "" : text;
}
