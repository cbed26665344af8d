/* SPDX-License-Identifier: Apache-2.0 */
/* message.c: messages.inc is the catalogue, sorted by key; looking up is a binary search. */
#include "base/message.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const struct message {
    const char *key;
    const char *text;
} messages[] = {
#define MESSAGE(key, text) { key, text },
#include "base/messages.inc"
#undef MESSAGE
};

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct message *)row)->key);
}

static const struct message *find(const char *key)
{
    return bsearch(key, messages, sizeof messages / sizeof messages[0], sizeof messages[0],
                   compare);
}

int message_known(const char *key)
{
    return find(key) != NULL;
}

static const char *value_of(const struct message_arg *args, size_t count, const char *name,
                            size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(args[i].name) == length && strncmp(args[i].name, name, length) == 0)
            return args[i].value;
    }
    return "";
}

const char *message_text(const void *parent, const char *key, const struct message_arg *args,
                         size_t count)
{
    const struct message *message = find(key);

    if (message == NULL)
        return mem_printf(parent, "系统没有为这种情况准备说明（%s）。", key);
    return message_fill(parent, message->text, args, count);
}

const char *message_fill(const void *parent, const char *template, const struct message_arg *args,
                         size_t count)
{
    char *text = NULL;

    for (const char *at = template; *at != '\0';) {
        const char *open = strchr(at, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            mem_append(parent, &text, "%s", at);
            break;
        }
        mem_append(parent, &text, "%.*s%s", (int)(open - at), at,
                   value_of(args, count, open + 1, (size_t)(close - open - 1)));
        at = close + 1;
    }
    return text == NULL ? mem_text(parent, "") : text;
}
