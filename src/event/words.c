/* SPDX-License-Identifier: Apache-2.0 */
/* words.c: what people read for an action: one row each. */
#include "event/words.h"

#include "application/lifecycle.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "org/role.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by code. */
static const struct event_word actions[] = {
#define ACTION(action, name) { action, name },
#include "event/words.inc"
#undef ACTION
    { NULL, NULL },
};

enum { ACTION_COUNT = sizeof actions / sizeof actions[0] - 1 };

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct event_word *)row)->action);
}

const char *event_action_name(const char *action)
{
    const struct event_word *found =
        bsearch(action, actions, ACTION_COUNT, sizeof actions[0], compare);

    return found == NULL ? action : found->name;
}

const struct event_word *event_words(void)
{
    return actions;
}

/* What a number among the data means: one row each. */
static const struct {
    const char *key;
    const char *words; /* # is the number */
} numbers[] = {
    { "rank", "排序第#" }, { "revision", "第#次" }, { "n", "第#版" },       { "items", "#项" },
    { "rows", "#条" },     { "minutes", "#分钟" },  { "posts", "#个岗位" },
};

/* What a text among the data means. */
static const char *channel_name(const char *code)
{
    static const char *const names[][2] = { { "paper", "纸质" },
                                            { "email", "电子邮件" },
                                            { "usb", "U盘" } };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(code, names[i][0]) == 0)
            return names[i][1];
    }
    return NULL;
}

static const char *role_words(const char *code)
{
    enum role role = role_of(code);

    return role == POST_NONE ? NULL : role_name(role);
}

static const struct {
    const char *key;
    const char *(*name)(const char *code);
    const char *lead;
} texts[] = {
    { "to", lifecycle_state_name, "，转为" },
    { "role", role_words, "：" },
    { "channel", channel_name, "：" },
};

const char *event_sentence(struct op *op, const char *action, const char *data)
{
    json_t *facts = json_own(op, json_loads(data, 0, NULL));
    char *text = mem_text(op, event_action_name(action));

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const json_t *value = json_object_get(facts, numbers[i].key);
        if (!json_is_integer(value))
            continue;
        const char *at = strchr(numbers[i].words, '#');
        mem_append(op, &text, "，%.*s%lld%s", (int)(at - numbers[i].words), numbers[i].words,
                   (long long)json_integer_value(value), at + 1);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *code = json_string_value(json_object_get(facts, texts[i].key));
        const char *name = code == NULL ? NULL : texts[i].name(code);
        if (name != NULL)
            mem_append(op, &text, "%s%s", texts[i].lead, name);
    }
    return text;
}
