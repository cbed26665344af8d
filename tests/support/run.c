/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: fork, exec, wait; input and output go through temporary files, so nothing can block. */
#include "support/run.h"

#include "base/mem.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUT_BYTES_MAX = 64 * 1024 };

static int nameless_file(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static void become(const char *directory, int in, int out, const char *const argv[])
{
    int nowhere = open("/dev/null", O_WRONLY);

    if ((directory == NULL || chdir(directory) == 0) && dup2(in, 0) == 0 && dup2(out, 1) == 1 &&
        dup2(nowhere, 2) == 2)
        execvp(argv[0], (char *const *)argv);
    _exit(127);
}

struct run run_program(const void *parent, const char *directory, const char *input,
                       const char *const argv[])
{
    struct run run = { -1, "", 0 };
    int in = nameless_file();
    int out = nameless_file();
    int status = 0;
    size_t size = input == NULL ? 0 : strlen(input);

    if (in >= 0 && out >= 0 && (size == 0 || write(in, input, size) == (ssize_t)size) &&
        lseek(in, 0, SEEK_SET) == 0) {
        pid_t child = fork();
        if (child == 0)
            become(directory, in, out, argv);
        if (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status))
            run.exit_code = WEXITSTATUS(status);
        char *text = mem_array(parent, char, OUT_BYTES_MAX + 1);
        ssize_t read_size = pread(out, text, OUT_BYTES_MAX, 0);
        if (read_size > 0)
            run.out_size = (size_t)read_size;
        run.out = text;
    }
    (void)close(in);
    (void)close(out);
    return run;
}

const char *run_dianjiang(void)
{
    static const char fallback[] = "build/dianjiang";
    const char *program = getenv("DIANJIANG_PROGRAM");

    return program == NULL ? fallback : program;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static void remove_all(void *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *run_directory(const void *parent)
{
    char *path = mem_text(parent, "/tmp/dianjiang-test-XXXXXX");

    if (mkdtemp(path) == NULL)
        return NULL;
    mem_own(path, path, remove_all);
    return path;
}
