/* SPDX-License-Identifier: Apache-2.0 */
/* panel_cli.h: `dianjiang review panel`, and what the two verbs share; for review_cli.c. */
#pragma once
#include "rank/rank.h"

struct op;

enum { EXIT_GOOD = 0, EXIT_JUDGED = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };

struct review_command {
    const char *path;
    struct firm_request request;
    bool json, table;
};

/* Reads options and the one path; false: called wrongly. */
bool review_read_command(int argc, char **argv, struct review_command *ret_command);

/* Tells why the op failed; returns the exit code. */
int review_print_failure(struct op *op);

/* Prints a JSON string. Names of marks have no control characters: quotes and backslashes are all
 * there is to escape. */
void review_print_json(const char *text);

int panel_main(int argc, char **argv);
