/* SPDX-License-Identifier: Apache-2.0 */
/* call_folder.c: the files of a call from a directory. */
#include "base/mem.h"
#include "call/call.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    struct op *op;
    const char *path;
    struct call_file *files;
    size_t count;
};

static enum err unreadable(struct op *op, const char *name)
{
    fail_arg(op, "path", "%s", name);
    return fail(op, ERR_UNAVAILABLE, "call_folder_unreadable", "errno %d", errno);
}

/* Reads at most one byte more than the limit, so that the loader can refuse what is too large. */
static bool read_all(int fd, char *bytes, size_t *size)
{
    while (*size < CALL_FILE_BYTES_MAX + 1) {
        ssize_t got = read(fd, bytes + *size, CALL_FILE_BYTES_MAX + 1 - *size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        *size += (size_t)got;
    }
    return true;
}

enum err call_read_file(struct op *op, const char *path, const char *name,
                        struct call_file *ret_file)
{
    char *bytes = mem_zero(NULL, 1, CALL_FILE_BYTES_MAX + 1, "call file");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t size = 0;
    bool good = fd >= 0 && read_all(fd, bytes, &size);

    if (fd >= 0)
        (void)close(fd);
    if (good)
        *ret_file = (struct call_file){ mem_text(op, name), mem_copy(op, bytes, size), size };
    mem_free(bytes);
    return good ? OK : unreadable(op, name);
}

static enum err read_file(struct folder *folder, const char *name)
{
    struct call_file file = { 0 };

    enum err e = call_read_file(folder->op, mem_printf(folder->op, "%s/%s", folder->path, name),
                                name, &file);
    if (e == OK)
        mem_push(folder->op, folder->files, folder->count, file);
    return e;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct call_file *)a)->path, ((const struct call_file *)b)->path);
}

/* Reads every *.yaml of a subfolder; one more than the limit of files is enough to be refused. */
static enum err read_below(struct folder *folder, const char *name)
{
    const char *path = mem_printf(folder->op, "%s/%s", folder->path, name);
    DIR *dir = opendir(path);
    enum err e = OK;

    if (dir == NULL)
        return errno == ENOENT ? OK : unreadable(folder->op, name);
    for (struct dirent *row = readdir(dir); row != NULL && e == OK; row = readdir(dir)) {
        size_t length = strlen(row->d_name);
        if (length > 5 && strcmp(row->d_name + length - 5, ".yaml") == 0 &&
            folder->count <= CALL_FILES_MAX)
            e = read_file(folder, mem_printf(folder->op, "%s/%s", name, row->d_name));
    }
    (void)closedir(dir);
    return e;
}

enum err call_read_folder(struct op *op, const char *path, struct call_file **ret_files,
                          size_t *ret_count)
{
    struct folder folder = { .op = op, .path = path };
    struct stat status;

    if (stat(mem_printf(op, "%s/call.yaml", path), &status) != 0 || !S_ISREG(status.st_mode)) {
        fail_arg(op, "path", "%s", path);
        return fail(op, ERR_NOT_FOUND, "call_folder_missing", "no call.yaml in the folder");
    }
    enum err e = read_file(&folder, "call.yaml");
    if (e == OK)
        e = read_below(&folder, "forms");
    if (e == OK)
        e = read_below(&folder, "papers");
    if (e != OK)
        return e;
    qsort(folder.files, folder.count, sizeof *folder.files, compare_files);
    *ret_files = folder.files;
    *ret_count = folder.count;
    return OK;
}
