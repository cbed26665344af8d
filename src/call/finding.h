/* SPDX-License-Identifier: Apache-2.0 */
/* finding.h: what is wrong with the files of a call, each with its file, line and column. */
#pragma once
#include "base/message.h"

#include <stdbool.h>
#include <stddef.h>

/* A spot in a file of a call. line and column count from 1, column in characters. file is the
 * path as given to the loader; NULL: the spot is unknown. */
struct place {
    const char *file;
    int line;
    int column;
};

enum severity {
    FINDING_ERROR, /* the call may not be published */
    FINDING_NOTE   /* to be read by a person: an assumption, a resolved slip */
};

struct finding {
    struct place place;
    struct place other; /* the second place of a contradiction; other.file NULL: there is none */
    enum severity severity;
    const char *code;    /* stable English code, also the key of the message catalogue */
    const char *clause;  /* label of the clause concerned, or NULL */
    const char *message; /* Chinese: what is wrong and how to mend it */
};

/* Grows under the parent given to finding_add. */
struct finding_list {
    struct finding *rows;
    size_t count;
    size_t error_count;
};

enum { FINDINGS_MAX = 1000 }; /* further ones are dropped: the list is for people */

/*
 * Appends a finding; all texts are copied under parent. The message is the catalogue's text of
 * code with args filled in.
 */
void finding_add(const void *parent, struct finding_list *list, struct finding finding,
                 const struct message_arg *args, size_t arg_count);

/* Shorthand: one error at a place with up to three {name} values; a name NULL ends them. */
struct finding_words {
    struct message_arg args[3];
};
void finding_error(const void *parent, struct finding_list *list, struct place place,
                   const char *code, const struct finding_words *words);

/* Puts the list in the order of file, line, column. */
void finding_sort(struct finding_list *list);

/* "forms/overseas.yaml:12:5: 错误 call_unknown_key: …（另见 call.yaml:3:1）", a child of parent. */
const char *finding_line(const void *parent, const struct finding *finding);
