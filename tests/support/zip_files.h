/* SPDX-License-Identifier: Apache-2.0 */
/* zip_files.h: archives for tests of what reads them, made entry by entry. */
#pragma once
#include "base/bytes.h"
#include "base/mem.h"
#include "support/run.h"
#include "support/unit.h"

#include <stdio.h>
#include <zip.h>

struct zip_entry {
    const char *name;
    const char *text;
    size_t size; /* 0: up to NUL */
};

static inline struct bytes file_bytes(const void *parent, const char *path)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint8_t *data = mem_array(parent, uint8_t, size + 1);
    assert_int_equal(fread(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return (struct bytes){ data, size };
}

/* The entries up to one without a name, packed. */
static inline struct bytes zip_of(const void *parent, const struct zip_entry *entries)
{
    const char *path = mem_printf(parent, "%s/a.zip", run_directory(parent));
    zip_t *zip = zip_open(path, ZIP_CREATE, NULL);

    assert_non_null(zip);
    for (; entries->name != NULL; entries++) {
        size_t size = entries->size > 0 ? entries->size : strlen(entries->text);
        zip_source_t *source = zip_source_buffer(zip, entries->text, size, 0);
        assert_true(zip_file_add(zip, entries->name, source, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    return file_bytes(parent, path);
}
