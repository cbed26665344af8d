/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem.h: all memory. Memory belongs to a parent (usually an op) and goes with it.
 *
 * No function here returns NULL: when the machine is out of memory the process logs and aborts, and
 * the service manager starts it again; what a client can make us allocate is bounded before, by
 * body, row and count limits. A parent and its children belong to one thread at a time.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/* A zeroed object or array of objects of a type, a child of parent (any pointer from here, an op,
 * or NULL for a root that the caller frees with mem_free). */
#define mem_new(parent, type)          ((type *)mem_zero((parent), sizeof(type), 1, #type))
#define mem_array(parent, type, count) ((type *)mem_zero((parent), sizeof(type), (count), #type))

/* Zeroed bytes, size * count; aborts on overflow. Use the macros above. */
void *mem_zero(const void *parent, size_t size, size_t count, const char *name)
    __attribute__((returns_nonnull));

/* A root with a pool of pool_bytes behind it: children come from the pool until it is used up. */
void *mem_pool(size_t pool_bytes);

/* Copies: of a string up to NUL (NULL stays NULL), of at most max bytes of it, of raw bytes. */
char *mem_text(const void *parent, const char *text);
char *mem_text_max(const void *parent, const char *text, size_t max);
void *mem_copy(const void *parent, const void *bytes, size_t size) __attribute__((returns_nonnull));

/* The text itself, "" for NULL: for places that know no absence. */
static inline const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* Formatted text, a child of parent. */
char *mem_printf(const void *parent, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *mem_vprintf(const void *parent, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Appends formatted text to *text (a child of parent, or NULL) and moves *text when it grows. */
void mem_append(const void *parent, char **text, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Makes room for one more element in a growing array: *rows has count elements of size bytes;
 * returns the address of the new, zeroed element count. The caller adds one to its count.
 * *rows may be NULL at first; growth is by doubling.
 */
void *mem_grow(const void *parent, void **rows, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* Appends value to a growing array of its type: `mem_push(op, list.rows, list.count, row);` */
#define mem_push(parent, rows, count, value)                                                       \
    do {                                                                                           \
        __typeof__(rows) pushed_ = mem_grow((parent), (void **)&(rows), (count), sizeof *(rows));  \
        *pushed_ = (value);                                                                        \
        (count)++;                                                                                 \
    } while (0)

/* Gives pointer (a child of parent, or NULL) room for size bytes, at least 1, keeping what is
 * there; what is new is not zeroed. Returns where it is now. */
void *mem_resize(const void *parent, void *pointer, size_t size) __attribute__((returns_nonnull));

/* Moves what is behind pointer under a new parent, with all its children. Returns pointer. */
void *mem_keep(const void *new_parent, void *pointer);

/* Frees pointer and its children at once; NULL is allowed. Only roots and scratch need it. */
void mem_free(void *pointer);

/*
 * Ties a foreign object (json_t, FILE, connection) to parent: close_fn(object) runs when parent is
 * freed, in reverse order of tying. object NULL is allowed and does nothing.
 */
void mem_own(const void *parent, void *object, void (*close_fn)(void *object));

/* Gives free memory back to the system: after work that held much, such as a large job. */
void mem_give_back(void);
