/* SPDX-License-Identifier: Apache-2.0 */
/* words.h: the actions of events in Chinese. */
#pragma once

/* "推荐" for "application.recommend"; the code itself when it has no words. Static storage. */
const char *event_action_name(const char *action);

struct op;

/*
 * The whole sentence: "推荐，排序第2", from the action and what its data say; digests and ids stay
 * out of it. A child of op.
 */
const char *event_sentence(struct op *op, const char *action, const char *data);

/* The actions that have words, sorted; for a filter. Static storage; ends with NULL. */
struct event_word {
    const char *action;
    const char *name;
};
const struct event_word *event_words(void);
