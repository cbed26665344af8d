/* SPDX-License-Identifier: Apache-2.0 */
/* mem.c: talloc behind a face that never returns NULL. */
#include "base/mem.h"

#include "base/log.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

struct owned {
    void *object;
    void (*close_fn)(void *object);
};

static void *have(void *pointer)
{
    if (pointer == NULL) {
        log_line(LOG_ERROR, "event=out_of_memory");
        abort();
    }
    return pointer;
}

void *mem_zero(const void *parent, size_t size, size_t count, const char *name)
{
    size_t total = 0;

    if (__builtin_mul_overflow(size, count, &total))
        have(NULL);
    void *bytes = have(talloc_zero_size(parent, total));
    talloc_set_name_const(bytes, name);
    return bytes;
}

void *mem_pool(size_t pool_bytes)
{
    return have(talloc_pool(NULL, pool_bytes));
}

char *mem_text(const void *parent, const char *text)
{
    return text == NULL ? NULL : have(talloc_strdup(parent, text));
}

char *mem_text_max(const void *parent, const char *text, size_t max)
{
    return have(talloc_strndup(parent, text, max));
}

void *mem_copy(const void *parent, const void *bytes, size_t size)
{
    void *copy = have(talloc_size(parent, size == 0 ? 1 : size));

    if (size != 0)
        memcpy(copy, bytes, size);
    return copy;
}

char *mem_vprintf(const void *parent, const char *format, va_list args)
{
    return have(talloc_vasprintf(parent, format, args));
}

char *mem_printf(const void *parent, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *text = mem_vprintf(parent, format, args);
    va_end(args);
    return text;
}

void mem_append(const void *parent, char **text, const char *format, ...)
{
    va_list args;

    if (*text == NULL)
        *text = mem_text(parent, "");
    va_start(args, format);
    *text = have(talloc_vasprintf_append_buffer(*text, format, args));
    va_end(args);
}

void *mem_grow(const void *parent, void **rows, size_t count, size_t size)
{
    if (*rows == NULL || (count >= 8 && (count & (count - 1)) == 0)) {
        size_t total = 0;

        if (__builtin_mul_overflow(size, count < 8 ? 8 : 2 * count, &total))
            have(NULL);
        *rows = have(talloc_realloc_size(parent, *rows, total));
    }
    void *row = (char *)*rows + count * size;
    memset(row, 0, size);
    return row;
}

void *mem_resize(const void *parent, void *pointer, size_t size)
{
    return have(talloc_realloc_size(parent, pointer, size));
}

void *mem_keep(const void *new_parent, void *pointer)
{
    return have(talloc_steal(new_parent, pointer));
}

void mem_free(void *pointer)
{
    if (pointer != NULL)
        (void)talloc_free(pointer);
}

static int owned_close(struct owned *owned)
{
    owned->close_fn(owned->object);
    return 0;
}

void mem_own(const void *parent, void *object, void (*close_fn)(void *object))
{
    if (object == NULL)
        return;
    struct owned *owned = mem_new(parent, struct owned);
    owned->object = object;
    owned->close_fn = close_fn;
    talloc_set_destructor(owned, owned_close);
}

void mem_give_back(void)
{
    (void)malloc_trim(0);
}
