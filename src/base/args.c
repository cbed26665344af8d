/* SPDX-License-Identifier: Apache-2.0 */
/* args.c: one loop over the words. */
#include "base/args.h"

#include <stdlib.h>
#include <string.h>

static const struct arg_option *find(const struct arg_option *options, const char *name)
{
    for (const struct arg_option *option = options; option->name != NULL; option++) {
        if (strcmp(option->name, name) == 0)
            return option;
    }
    return NULL;
}

int args_read(int argc, char **argv, const struct arg_option *options, const char **words,
              int words_max)
{
    int count = 0;

    for (const struct arg_option *option = options; option->name != NULL; option++) {
        const char *value = option->environment == NULL ? NULL : getenv(option->environment);
        if (option->value != NULL && value != NULL)
            *option->value = value;
    }
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            if (count == words_max)
                return -1;
            words[count++] = argv[i];
            continue;
        }
        const struct arg_option *option = find(options, argv[i]);
        if (option == NULL || (option->value != NULL && i + 1 == argc))
            return -1;
        if (option->value != NULL)
            *option->value = argv[++i];
        else
            *option->flag = true;
    }
    return count;
}
