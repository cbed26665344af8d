/* SPDX-License-Identifier: Apache-2.0 */
/* tie.h: whether the rules of ties leave one choice. */
#pragma once
#include "choose/search.h"

/*
 * Looks for another best choice in which an item has another number of places; *ret_names is NULL
 * when there is none, else names those who differ. Errors: as search_best.
 */
CHECKED enum err tie_find(struct op *op, struct tableau *tableau, const struct choice *choice,
                          const char **ret_names);
