/* SPDX-License-Identifier: Apache-2.0 */
/* record_lines.h: lines of a record that writing and reading share. Each ends with its LF. */
#pragma once
#include "draw/record.h"

/* "seat", "limit" and "excluded": what a record says of its rules. */
void lines_of_rules(const void *parent, const struct draw_rules *rules, char **text);

/* "seed" and "drawn": what the last reveal adds. */
void lines_of_result(const void *parent, const struct draw_record *record, char **text);

/* "called": one person of a supplement; number counts the persons called for the seat, from 1. */
void lines_of_call(const void *parent, const struct draw_record *record, int32_t seat, int32_t row,
                   char **text);

/* Seed and persons from the secrets of a record, into seed and result. Errors of draw_run. */
CHECKED enum err record_draw(struct op *op, struct draw_record *record);

/* A number in a line: "-" for DRAW_NO_LIMIT. */
const char *limit_text(const void *parent, int limit);
