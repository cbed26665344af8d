/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c: runs a fuzzer's function over every file of a folder, and over nothing at all. TAP. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX_BYTES = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The input is in a block of exactly its size, so that the sanitizers see a read beyond it. */
static int replay(const char *folder, const char *name)
{
    char path[4096];
    static uint8_t room[INPUT_MAX_BYTES];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 1;
    size_t size = fread(room, 1, sizeof room, file);
    fclose(file);
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        return 1;
    memcpy(exact, room, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    int count = 1;
    int failed = 0;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    const struct dirent *entry;

    (void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("ok 1 - nothing\n");
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        int bad = replay(argv[1], entry->d_name);
        failed += bad;
        printf("%sok %d - %s\n", bad ? "not " : "", ++count, entry->d_name);
        fflush(stdout);
    }
    if (folder != NULL)
        closedir(folder);
    printf("1..%d\n", count);
    return failed > 0;
}
