/* SPDX-License-Identifier: Apache-2.0 */
/* message.h: the one catalogue of Chinese texts for people, keyed by stable reason codes. */
#pragma once
#include <stddef.h>

struct message_arg {
    const char *name;
    const char *value;
};

/*
 * The text of key with its {name} places filled from args (count of them), a child of parent.
 * An unknown key gives a plain text that says so (a lint keeps that from happening).
 */
const char *message_text(const void *parent, const char *key, const struct message_arg *args,
                         size_t count);

/* The same for a template that is not of the catalogue. */
const char *message_fill(const void *parent, const char *text, const struct message_arg *args,
                         size_t count);

/* Whether the catalogue has key. */
int message_known(const char *key);
