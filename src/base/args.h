/* SPDX-License-Identifier: Apache-2.0 */
/* args.h: options of the command line and their environment, by one table a verb. */
#pragma once
#include <stdbool.h>

struct arg_option {
    const char *name;   /* "--db"; NULL ends the table */
    const char **value; /* takes the next word; NULL: a flag */
    bool *flag;
    const char *environment; /* variable that stands in when the option is absent, or NULL */
};

enum { ARG_WORDS_MAX = 4 };

/*
 * Sorts argv[1..] into options and words (those without "--"), at most words_max of them.
 * Returns how many words there are, or -1: an unknown option, a missing value, too many words.
 */
int args_read(int argc, char **argv, const struct arg_option *options, const char **words,
              int words_max);
