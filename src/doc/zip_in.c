/* SPDX-License-Identifier: Apache-2.0 */
/* zip_in.c: reading ZIP entries with libzip. */
#include "doc/zip_in.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { PIECE_BYTES = 64 * 1024 };

struct zip_in {
    zip_t *archive;
    const char **names;
    size_t count;
    uint64_t read; /* bytes unpacked so far */
};

static void close_archive(void *archive)
{
    zip_discard(archive);
}

static void close_entry(void *entry)
{
    (void)zip_fclose(entry);
}

static enum err damaged(struct op *op, const char *detail)
{
    return fail(op, ERR_INVALID, "file_damaged", "%s", detail);
}

static enum err too_much(struct op *op)
{
    fail_arg(op, "max", "%d MB", ZIP_IN_BYTES_MAX / (1024 * 1024));
    return fail(op, ERR_TOO_LARGE, "file_unpacked", "more unpacked bytes or entries than allowed");
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err list_entries(struct op *op, struct zip_in *zip)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < zip->count; i++) {
        zip_stat_t stat;
        if (zip_stat_index(zip->archive, i, 0, &stat) != 0 || stat.name == NULL ||
            (stat.valid & (ZIP_STAT_SIZE | ZIP_STAT_NAME)) != (ZIP_STAT_SIZE | ZIP_STAT_NAME))
            return damaged(op, "an entry without name or size");
        if (stat.encryption_method != ZIP_EM_NONE ||
            (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE))
            return damaged(op, "an encrypted entry, or packed in an unusual way");
        if (strlen(stat.name) > ZIP_IN_NAME_MAX || stat.size > ZIP_IN_BYTES_MAX ||
            (sum += stat.size) > ZIP_IN_BYTES_MAX)
            return too_much(op);
        zip->names[i] = mem_text(zip, stat.name);
    }
    const char **sorted = mem_copy(op, zip->names, (zip->count + 1) * sizeof *sorted);
    qsort(sorted, zip->count, sizeof *sorted, compare);
    for (size_t i = 1; i < zip->count; i++) {
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            return damaged(op, "two entries of one name");
    }
    return OK;
}

enum err zip_in_open(struct op *op, struct bytes file, struct zip_in **ret_zip)
{
    struct zip_in *zip = mem_new(op, struct zip_in);
    zip_error_t error;

    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(file.data, file.size, 0, &error);
    if (source != NULL) {
        zip->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
        if (zip->archive == NULL)
            zip_source_free(source);
    }
    zip_error_fini(&error);
    if (zip->archive == NULL)
        return fail(op, ERR_INVALID, "file_no_zip", "libzip does not open it");
    mem_own(op, zip->archive, close_archive);
    zip_int64_t count = zip_get_num_entries(zip->archive, 0);
    if (count <= 0) /* libzip takes an empty file for an empty archive */
        return fail(op, ERR_INVALID, "file_no_zip", "no entries");
    if (count > ZIP_IN_ENTRIES_MAX)
        return too_much(op);
    zip->count = (size_t)count;
    zip->names = mem_array(zip, const char *, zip->count + 1);
    enum err e = list_entries(op, zip);
    if (e == OK)
        *ret_zip = zip;
    return e;
}

size_t zip_in_count(const struct zip_in *zip)
{
    return zip->count;
}

const char *zip_in_name(const struct zip_in *zip, size_t i)
{
    return zip->names[i];
}

bool zip_in_has(const struct zip_in *zip, const char *name)
{
    for (size_t i = 0; i < zip->count; i++) {
        if (strcmp(zip->names[i], name) == 0)
            return true;
    }
    return false;
}

enum err zip_in_read(struct op *op, struct zip_in *zip, const char *name, zip_in_take take,
                     void *arg)
{
    void *scratch = mem_new(op, char);
    uint8_t *piece = mem_array(scratch, uint8_t, PIECE_BYTES);
    enum err e = OK;

    zip_file_t *entry = zip_fopen(zip->archive, name, 0);
    if (entry == NULL)
        return damaged(op, "an entry is missing");
    mem_own(scratch, entry, close_entry);
    for (zip_int64_t size = 1; e == OK && size > 0;) {
        size = zip_fread(entry, piece, PIECE_BYTES);
        if (size < 0)
            e = damaged(op, "an entry cannot be unpacked");
        else if ((zip->read += (uint64_t)size) > ZIP_IN_BYTES_MAX)
            e = too_much(op);
        else
            e = take(op, arg, (struct bytes){ piece, (size_t)size }, size == 0);
    }
    mem_free(scratch);
    return e;
}
