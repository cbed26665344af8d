/* SPDX-License-Identifier: Apache-2.0 */
/* mask.c: one rule a kind. */
#include "text/mask.h"

#include "base/mem.h"
#include "text/utf8.h"

#include <string.h>

enum { ID_HEAD = 3, ID_TAIL = 2, ID_CHARS = 15, MOBILE_HEAD = 3, MOBILE_CHARS = 11, TAIL = 4 };
enum { ACCOUNT_CHARS = 8, PHONE_TAIL = 2, PHONE_CHARS = 6 };

static const char *hidden(const void *parent)
{
    return mem_text(parent, "****");
}

/* Head and tail of a text of numbers and letters that has at least min of them. */
static const char *ends(const void *parent, const char *text, size_t head, size_t tail, size_t min)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 0x80)
            return hidden(parent);
    }
    if (length < min)
        return hidden(parent);
    return mem_printf(parent, "%.*s%s%s", (int)head, text,
                      tail == ID_TAIL ? "*************" : "****", text + length - tail);
}

static const char *phone(const void *parent, const char *text)
{
    const char *dash = strchr(text, '-');

    if (dash == NULL)
        return strlen(text) == MOBILE_CHARS ? ends(parent, text, MOBILE_HEAD, TAIL, MOBILE_CHARS)
                                            : hidden(parent);
    if (strlen(dash) <= PHONE_CHARS || dash - text > TAIL)
        return hidden(parent);
    return mem_printf(parent, "%.*s-****%s", (int)(dash - text), text,
                      text + strlen(text) - PHONE_TAIL);
}

/* The first character of a text in UTF-8. */
static const char *first(const void *parent, const char *text)
{
    struct bytes rest = { (const unsigned char *)text, strlen(text) };
    uint32_t code = 0;

    if (!utf8_next(&rest, &code))
        return "";
    return mem_text_max(parent, text, strlen(text) - rest.size);
}

static const char *email(const void *parent, const char *text)
{
    const char *at = strrchr(text, '@');

    if (at == NULL || at - text < 2)
        return hidden(parent);
    return mem_printf(parent, "%s***%s", first(parent, text), at);
}

const char *mask_text(const void *parent, enum mask_kind kind, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return "";
    switch (kind) {
    case MASK_IDCARD:
        return ends(parent, text, ID_HEAD, ID_TAIL, ID_CHARS);
    case MASK_MOBILE:
        return ends(parent, text, MOBILE_HEAD, TAIL, MOBILE_CHARS);
    case MASK_ACCOUNT:
        return ends(parent, text, 0, TAIL, ACCOUNT_CHARS);
    case MASK_PHONE:
        return phone(parent, text);
    case MASK_EMAIL:
        return email(parent, text);
    case MASK_TEXT:
        break;
    }
    return mem_printf(parent, "%s**", first(parent, text));
}
