/* SPDX-License-Identifier: Apache-2.0 */
/* mail_text.c: headers, encoded words, base64 lines. */
#include "mail/mail_text.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"

#include <string.h>

/* 39 bytes are 52 signs of base64: a line with "Subject: " and an encoded word keeps its 76. */
enum { WORD_BYTES = 39, LINE_BYTES = 57, ZONE_MINUTES = 480 };

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* "Mon, 20 Jan 2025 10:12:00 +0800" */
static const char *date_of(const void *parent, int64_t at_ms)
{
    int day = day_of(at_ms, ZONE_MINUTES);
    int64_t second = (at_ms - day_start_ms(day, ZONE_MINUTES)) / 1000;

    return mem_printf(parent, "%s, %d %s %d %02d:%02d:%02d +0800", weekdays[day_weekday(day)],
                      day % 100, months[day / 100 % 100 - 1], day / 10000, (int)(second / 3600),
                      (int)(second / 60 % 60), (int)(second % 60));
}

static const char *one_line(const void *parent, const char *text)
{
    char *line = mem_text(parent, text);

    for (char *at = line; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = ' ';
    }
    return line;
}

/* At most max bytes that end between two characters of UTF-8. */
static size_t piece(const char *text, size_t max)
{
    size_t length = strlen(text);

    if (length <= max)
        return length;
    for (length = max; length > 1 && ((unsigned char)text[length] & 0xC0) == 0x80;)
        length--;
    return length;
}

static const char *encoded(const void *parent, const char *text)
{
    char *words = NULL;

    for (const char *at = text; *at != '\0';) {
        size_t size = piece(at, WORD_BYTES);
        mem_append(parent, &words, "%s=?UTF-8?B?%s?=", words == NULL ? "" : "\r\n ",
                   base64_text(parent, (struct bytes){ (const uint8_t *)at, size }));
        at += size;
    }
    return or_empty(words);
}

static void append_text(const void *parent, char **to, const char *text)
{
    char *crlf = NULL;

    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        mem_append(parent, &crlf, "%.*s\r\n", (int)length, at);
        at += at[length] == '\n' ? length + 1 : length;
    }
    size_t size = crlf == NULL ? 0 : strlen(crlf);
    for (size_t at = 0; at < size; at += LINE_BYTES) {
        size_t part = size - at < LINE_BYTES ? size - at : LINE_BYTES;
        mem_append(parent, to, "%s\r\n",
                   base64_text(parent, (struct bytes){ (const uint8_t *)crlf + at, part }));
    }
}

struct bytes mail_letter_bytes(const void *parent, const struct mail_letter *letter)
{
    const char *from = one_line(parent, letter->from);
    const char *domain = strrchr(from, '@');
    const char *name = encoded(parent, one_line(parent, letter->from_name));
    char *text = NULL;

    mem_append(parent, &text, "Date: %s\r\n", date_of(parent, letter->at_ms));
    mem_append(parent, &text, "From: %s%s<%s>\r\n", name, name[0] == '\0' ? "" : "\r\n ", from);
    mem_append(parent, &text, "To: <%s>\r\n", one_line(parent, letter->to));
    mem_append(parent, &text, "Subject: %s\r\n",
               encoded(parent, one_line(parent, letter->subject)));
    mem_append(parent, &text, "Message-ID: <%s%s>\r\n", letter->id,
               domain == NULL ? "@localhost" : domain);
    mem_append(parent, &text,
               "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
               "Content-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n");
    append_text(parent, &text, letter->text);
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

const char *mail_masked(const void *parent, const char *address)
{
    const char *at = strrchr(address, '@');

    return mem_printf(parent, "%.1s***%s", address, at == NULL ? "" : at);
}

const char *mail_links_whole(const void *parent, const char *text, const char *host)
{
    static const char path[] = "/i/";
    char *whole = mem_text(parent, "");
    const char *from = text;

    for (const char *at = strstr(text, path); at != NULL; at = strstr(at + 1, path)) {
        if (at != text && strchr(" \t\n", at[-1]) == NULL)
            continue;
        mem_append(parent, &whole, "%.*s%s", (int)(at - from), from, host);
        from = at;
    }
    mem_append(parent, &whole, "%s", from);
    return whole;
}
