/* SPDX-License-Identifier: Apache-2.0 */
/* text_out.h: a growing text, and XML in it. */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

/* Starts as { .parent = op }; the text is a child of parent. */
struct text_out {
    const void *parent;
    char *data; /* NULL while empty; ended by NUL */
    size_t size;
    size_t room;
};

void text_out(struct text_out *out, const char *text);
void text_out_bytes(struct text_out *out, const void *bytes, size_t size);
void text_out_printf(struct text_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* UTF-8 as the content of an element or attribute; characters XML does not know are left out. */
void text_out_escaped(struct text_out *out, const char *text, size_t size);

/* A number with up to three places behind the point and no more than needed: "12.5", "0". */
void text_out_number(struct text_out *out, double number);

struct bytes text_out_done(const struct text_out *out);
