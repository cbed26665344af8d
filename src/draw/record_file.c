/* SPDX-License-Identifier: Apache-2.0 */
/* record_file.c: whole files in, whole files out. */
#include "draw/record_file.h"

#include "base/mem.h"
#include "base/op.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SALT_HEX = 2 * DRAW_SALT_BYTES, SALTS_BYTES_MAX = 256 * 1024 * 1024 };

static void close_descriptor(void *object)
{
    (void)close(*(int *)object);
}

/* Closes it when the op ends. */
static int own_descriptor(struct op *op, int descriptor)
{
    if (descriptor >= 0) {
        int *kept = mem_new(op, int);
        *kept = descriptor;
        mem_own(kept, kept, close_descriptor);
    }
    return descriptor;
}

static enum err unreadable(struct op *op, const char *path)
{
    fail_arg(op, "what", "%s: %s", path, strerror(errno));
    return fail(op, ERR_UNAVAILABLE, "draw_unreadable", "%s: %s", path, strerror(errno));
}

static enum err unwritable(struct op *op, const char *path)
{
    fail_arg(op, "what", "%s: %s", path, strerror(errno));
    return fail(op, ERR_UNAVAILABLE, "draw_unwritable", "%s: %s", path, strerror(errno));
}

/* All that is in an open file. */
static enum err read_open(struct op *op, int descriptor, const char *path, size_t max,
                          struct bytes *ret_text)
{
    char *text = NULL;
    size_t size = 0, room = 0;
    ssize_t got;

    do {
        if (size == room) {
            room = room == 0 ? 64 * 1024 : 2 * room;
            text = mem_resize(op, text, room);
        }
        got = read(descriptor, text + size, room - size);
        if (got < 0 && errno != EINTR)
            return unreadable(op, path);
        size += got > 0 ? (size_t)got : 0;
        if (size > max) {
            fail_arg(op, "what", "%s", path);
            return fail(op, ERR_TOO_LARGE, "draw_file_large", "over %zu bytes", max);
        }
    } while (got != 0);
    *ret_text = (struct bytes){ (const uint8_t *)text, size };
    return OK;
}

enum err draw_file_read(struct op *op, const char *path, size_t max, struct bytes *ret_text)
{
    int descriptor = own_descriptor(op, open(path, O_RDONLY | O_CLOEXEC));

    return descriptor < 0 ? unreadable(op, path) : read_open(op, descriptor, path, max, ret_text);
}

/* Whether the path still leads to the open file: it may have been replaced while we waited. */
static bool is_same_file(const char *path, int descriptor)
{
    struct stat there, here;

    return stat(path, &there) == 0 && fstat(descriptor, &here) == 0 &&
           there.st_ino == here.st_ino && there.st_dev == here.st_dev;
}

enum err draw_file_lock(struct op *op, const char *path, bool may_lack, struct draw_file *ret_file)
{
    struct draw_file file = { .path = path };

    for (;;) {
        file.descriptor = open(path, O_RDONLY | O_CLOEXEC);
        if (file.descriptor < 0 && errno == ENOENT && may_lack)
            break;
        if (file.descriptor < 0)
            return unreadable(op, path);
        while (flock(file.descriptor, LOCK_EX) != 0 && errno == EINTR)
            continue;
        if (is_same_file(path, file.descriptor))
            break;
        (void)close(file.descriptor);
    }
    *ret_file = file;
    if (file.descriptor < 0)
        return OK;
    (void)own_descriptor(op, file.descriptor);
    return read_open(op, file.descriptor, path, DRAW_RECORD_BYTES_MAX, &ret_file->text);
}

static bool write_all(int descriptor, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t wrote = write(descriptor, at, size);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        at += wrote;
        size -= (size_t)wrote;
    }
    return true;
}

static bool sync_folder(struct op *op, const char *path)
{
    int folder = open(dirname(mem_text(op, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0 && fsync(folder) == 0;

    if (folder >= 0)
        (void)close(folder);
    return good;
}

/* A new record comes by link, which fails where one stands; a longer one takes the old one's place.
 */
static enum err put_file(struct op *op, const struct draw_file *file, const char *temporary)
{
    if (file->descriptor < 0) {
        if (link(temporary, file->path) != 0)
            return errno == EEXIST ? fail(op, ERR_CONFLICT, "draw_exists", "made meanwhile")
                                   : unwritable(op, file->path);
        (void)unlink(temporary);
    } else if (rename(temporary, file->path) != 0) {
        return unwritable(op, file->path);
    }
    return sync_folder(op, file->path) ? OK : unwritable(op, file->path);
}

enum err draw_file_add(struct op *op, const struct draw_file *file, const char *text)
{
    const char *temporary = mem_printf(op, "%s.new-%s", file->path, random_public_id(op));
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

    if (descriptor < 0)
        return unwritable(op, file->path);
    bool good = write_all(descriptor, file->text.data, file->text.size) &&
                write_all(descriptor, text, strlen(text)) && fsync(descriptor) == 0;
    good = close(descriptor) == 0 && good;
    enum err e = good ? put_file(op, file, temporary) : unwritable(op, file->path);
    if (e != OK)
        (void)unlink(temporary);
    return e;
}

/* ---- Salts ---- */

static const char *salts_path(struct op *op, const char *path)
{
    return mem_printf(op, "%s.salts", path);
}

enum err draw_salts_add(struct op *op, const char *path, int32_t number,
                        const struct draw_pool *pool, const uint8_t *salts)
{
    const char *name = salts_path(op, path);
    int descriptor = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char *text = mem_text(op, "");

    if (descriptor < 0)
        return unwritable(op, name);
    for (int32_t p = 0; p < pool->count; p++) {
        struct bytes salt = { salts + (size_t)p * DRAW_SALT_BYTES, DRAW_SALT_BYTES };
        char *hex = mem_text(text, hex_text(op, salt));
        mem_append(op, &text, "%d\t%d\t%s\t%s\n", number, p + 1, hex, pool->rows[p].id);
    }
    bool good = write_all(descriptor, text, strlen(text)) && fsync(descriptor) == 0;
    good = close(descriptor) == 0 && good;
    return good && sync_folder(op, name) ? OK : unwritable(op, name);
}

/* One line of salts, as text: "number<TAB>row<TAB>salt<TAB>id". */
static void apply_line(struct op *op, char *line, struct draw_record *record)
{
    char *end = NULL;
    struct bytes salt = { 0 };
    uint8_t digest[SM3_BYTES];

    long number = strtol(line, &end, 10);
    if (number != record->number || *end != '\t')
        return;
    long row = strtol(end + 1, &end, 10);
    if (row < 1 || row > record->pool.count || *end != '\t' || strlen(end) < SALT_HEX + 2)
        return;
    char *hex = end + 1, *id = end + 2 + SALT_HEX;
    if (id[-1] != '\t')
        return;
    id[-1] = '\0';
    if (!hex_parse(op, hex, &salt) || salt.size != DRAW_SALT_BYTES ||
        !draw_text_fits(id, DRAW_ID_BYTES_MAX))
        return;
    draw_id_digest(op, salt.data, id, digest);
    const char *hash = hex_text(op, (struct bytes){ digest, SM3_BYTES });
    if (strcmp(hash, record->pool.rows[row - 1].id) == 0)
        record->pool.rows[row - 1].id = mem_text(op, id);
}

void draw_salts_apply(struct op *op, const char *path, struct draw_record *record)
{
    struct bytes text = { 0 };

    if (draw_file_read(op, salts_path(op, path), SALTS_BYTES_MAX, &text) != OK) {
        op_forgive(op);
        return;
    }
    char *copy = mem_text_max(op, (const char *)text.data, text.size);
    for (char *line = copy, *next; line != NULL && *line != '\0'; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        apply_line(op, line, record);
    }
}
