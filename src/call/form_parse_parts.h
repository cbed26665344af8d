/* SPDX-License-Identifier: Apache-2.0 */
/* form_parse_parts.h: dates and ticked boxes in what people write. For form_parse.c. */
#pragma once
#include "call/form_parse.h"

/* Text as form_parse_half gives it. A date, 19000101..22001231. */
enum parsed parse_day(const char *text, int *ret_day);

/* Two dates with 至, 到, -, —, ~ between them; the second may leave out what it shares with the
 * first. Either is 0 when only the other was written. */
enum parsed parse_period(const char *text, int *ret_from, int *ret_to);

/* Which options of a field are ticked, or named when there are no boxes. ret_ticked[i] belongs to
 * options[i]; ret_other is the text behind the field's "other", or NULL. Unclear: a name that is no
 * option. */
enum parsed parse_options(struct op *op, const struct field *field, const char *text,
                          bool *ret_ticked, const char **ret_other);

/* Whether text begins with a ticked or an empty box: 1, 0; -1: neither. *ret_size: its bytes. */
int parse_box(const char *text, size_t *ret_size);
