/* SPDX-License-Identifier: Apache-2.0 */
/* mail_text.h: a letter as mail servers carry it (RFC 5322, MIME). Pure. */
#pragma once
#include "base/bytes.h"

#include <stdint.h>

struct mail_letter {
    const char *id;        /* left side of the Message-ID: letters, digits, "-", "_" */
    const char *from;      /* address */
    const char *from_name; /* shown name, UTF-8, "" none */
    const char *to;        /* address */
    const char *subject;   /* UTF-8, one line */
    const char *text;      /* UTF-8, lines ending with \n */
    int64_t at_ms;
};

/*
 * Headers and text, CRLF, seven bits: the subject as encoded words (RFC 2047), the text in base64.
 * Line breaks inside from, to or subject become spaces: nothing can add a header. A child of
 * parent.
 */
struct bytes mail_letter_bytes(const void *parent, const struct mail_letter *letter);

/* "wang@example.cn" -> "w***@example.cn": what lists show. A child of parent. */
const char *mail_masked(const void *parent, const char *address);

/*
 * The text with host before every address that has none: a word that begins with /i/ (a link of
 * answer). Letters written while the server had no --public-url leave with it. A child of parent.
 */
const char *mail_links_whole(const void *parent, const char *text, const char *host);
