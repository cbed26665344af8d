/* SPDX-License-Identifier: Apache-2.0 */
/* message.c: messages.inc and messages_en.inc, sorted by key; looking up is a binary search. */
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

static const struct message messages_en[] = {
#define MESSAGE_EN(key, text) { key, text },
#include "base/messages_en.inc"
#undef MESSAGE_EN
};

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct message *)row)->key);
}

static const struct message *find(enum language language, const char *key)
{
    if (language == LANGUAGE_ENGLISH)
        return bsearch(key, messages_en, sizeof messages_en / sizeof messages_en[0],
                       sizeof messages_en[0], compare);
    return bsearch(key, messages, sizeof messages / sizeof messages[0], sizeof messages[0],
                   compare);
}

int message_known_in(enum language language, const char *key)
{
    return find(language, key) != NULL;
}

int message_known(const char *key)
{
    return message_known_in(LANGUAGE_CHINESE, key);
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

/* name, or name|one|many. */
static void put_value(const void *parent, char **text, const struct message_arg *args, size_t count,
                      const char *name, size_t size)
{
    const char *one = memchr(name, '|', size);
    size_t length = one == NULL ? size : (size_t)(one - name);
    const char *value = value_of(args, count, name, length);
    const char *many = one == NULL ? NULL : memchr(one + 1, '|', size - length - 1);

    mem_append(parent, text, "%s", value);
    if (many != NULL && strcmp(value, "1") == 0)
        mem_append(parent, text, " %.*s", (int)(many - one - 1), one + 1);
    else if (many != NULL)
        mem_append(parent, text, " %.*s", (int)(name + size - many - 1), many + 1);
}

const char *message_text(const void *parent, const char *key, const struct message_arg *args,
                         size_t count)
{
    return message_in(parent, LANGUAGE_CHINESE, key, args, count);
}

const char *message_in(const void *parent, enum language language, const char *key,
                       const struct message_arg *args, size_t count)
{
    const struct message *message = find(language, key);

    if (message == NULL)
        message = find(LANGUAGE_CHINESE, key);
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
        mem_append(parent, &text, "%.*s", (int)(open - at), at);
        put_value(parent, &text, args, count, open + 1, (size_t)(close - open - 1));
        at = close + 1;
    }
    return text == NULL ? mem_text(parent, "") : text;
}
