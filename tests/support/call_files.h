/* SPDX-License-Identifier: Apache-2.0 */
/* call_files.h: calls of tests/data for tests, as they are or with one text replaced. */
#pragma once
#include "base/mem.h"
#include "call/call.h"
#include "call/form.h"
#include "support/unit.h"

#include <stdlib.h>

struct files {
    struct call_file *rows;
    size_t count;
};

/* The files of a folder below the source tree. */
static inline struct files files_of(struct op *op, const char *folder)
{
    struct files files = { 0 };
    const char *path = mem_printf(op, "%s/%s", getenv("DIANJIANG_SOURCE"), folder);

    assert_int_equal(call_read_folder(op, path, &files.rows, &files.count), OK);
    return files;
}

/* Replaces the one place of from in the files; the path it was in is returned. */
static inline const char *files_replace(struct op *op, struct files *files, const char *from,
                                        const char *to)
{
    for (size_t i = 0; i < files->count; i++) {
        struct call_file *file = &files->rows[i];
        const char *text = mem_text_max(op, file->bytes, file->size);
        const char *at = strstr(text, from);
        if (at == NULL)
            continue;
        file->bytes = mem_printf(op, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
        file->size = strlen(file->bytes);
        return file->path;
    }
    print_error("no file holds %s\n", from);
    assert_non_null(NULL);
    return NULL;
}

/* A call that must load. */
static inline const struct call *call_of(struct op *op, const char *folder)
{
    struct files files = files_of(op, folder);
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    assert_int_equal(call_load(op, files.rows, files.count, &call, &findings), OK);
    return call;
}
