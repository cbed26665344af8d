/* SPDX-License-Identifier: Apache-2.0 */
/*
 * language.h: the languages a call may be written in, and the short words the program adds to it.
 *
 * The code is written in Chinese words; phrases_en.inc has the English of each. Whole sentences
 * that have a key are in messages.inc and messages_en.inc (message.h).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum language { LANGUAGE_CHINESE, LANGUAGE_ENGLISH };

/* Of a tag as calls declare it: "en", "en-GB" are English, all else (and NULL) is Chinese. */
enum language language_of(const char *tag);

/*
 * chinese itself, or its English: static storage. A format stays a format of the same arguments
 * (test_language). A phrase without English comes back as it is; tools/lint keeps that from
 * happening.
 */
const char *phrase(enum language language, const char *chinese) __attribute__((format_arg(2)));

/* The same of so many: English has another form for one. */
const char *phrase_count(enum language language, const char *chinese, int64_t count)
    __attribute__((format_arg(2)));

/* Marks a literal that is handed to phrase() later, as in a table of names. */
#define PHRASE(chinese) chinese

/* "2025年1月24日（星期五）" or "Friday 24 January 2025", or without the weekday; child of parent. */
const char *day_in(const void *parent, enum language language, int day, bool with_weekday);

/* January is 1. The month whose English name begins text, its length in *ret_size; 0: none. Also
 * the first three letters and "Sept"; capitals do not matter. */
int month_named(const char *text, int *ret_size);
