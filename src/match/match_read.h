/* SPDX-License-Identifier: Apache-2.0 */
/* match_read.h: experts and demands from lines of JSON. */
#pragma once
#include "match/match.h"

struct op;

enum { MATCH_LINE_BYTES_MAX = 16 * 1024 * 1024, MATCH_ID_BYTES_MAX = 200 };

/*
 * One line of an experts' file: {"id","works":[text,...],"field"?,"title_level"?,"region"?,"org"?}.
 * id is 1..MATCH_ID_BYTES_MAX bytes; null counts as absent; other keys are passed over. The texts
 * are children of parent.
 * Errors: ERR_INVALID (no JSON object, a key missing or of the wrong type, unknown title level).
 */
CHECKED enum err match_read_expert(struct op *op, const void *parent, const char *line, size_t size,
                                   const char **ret_id, struct match_expert *ret_expert);

/*
 * One line of a demands' file:
 * {"id","text","field"?,"need"?,"title_level_min"?,"region"?,"org"?}; need, the number of experts
 * wanted (>= 0) or a note, says nothing about who fits and is only checked. Errors as above.
 */
CHECKED enum err match_read_demand(struct op *op, const void *parent, const char *line, size_t size,
                                   const char **ret_id, struct match_demand *ret_demand);
