/* SPDX-License-Identifier: Apache-2.0 */
/* message.h: the one catalogue of texts for people, keyed by stable reason codes. */
#pragma once
#include "base/language.h"

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

/*
 * The same in a language. messages_en.inc has what is said of the forms of an English call; a key
 * it does not have is told in Chinese.
 */
const char *message_in(const void *parent, enum language language, const char *key,
                       const struct message_arg *args, size_t count);

/* The same for a template that is not of the catalogue. {name|row|rows} is the value and the
 * word that goes with it: "1 row", "2 rows". */
const char *message_fill(const void *parent, const char *text, const struct message_arg *args,
                         size_t count);

/* Whether the catalogue has key; whether its English is there too. */
int message_known(const char *key);
int message_known_in(enum language language, const char *key);
