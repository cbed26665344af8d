/* SPDX-License-Identifier: Apache-2.0 */
/* json_own.h: jansson values as children of an op: adopted at once, never freed on each exit. */
#pragma once
#include <jansson.h>

/* Ties a new reference to parent and returns it; NULL stays NULL. */
json_t *json_own(const void *parent, json_t *value);

/* Compact text with sorted keys, a child of parent. */
const char *json_text_of(const void *parent, const json_t *value);

/* A text member of an object, or "" when it is absent or of another kind. Borrowed. */
const char *json_text_get(const json_t *object, const char *key);
