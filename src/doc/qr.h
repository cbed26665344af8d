/* SPDX-License-Identifier: Apache-2.0 */
/* qr.h: QR codes as modules, and as a picture for writers that want one. */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

struct qr {
    int width;              /* modules of a side, 0: the text is longer than a code can hold */
    const uint8_t *modules; /* width × width; the lowest bit is black */
};

/*
 * A code for a text, a child of op: the smallest of medium correction, and within its size the best
 * correction there is: stamps fall on it. Digits and capitals take less room than other signs.
 */
struct qr qr_of(struct op *op, const char *text);

/* Black modules side by side in row y from x on. */
int qr_run(const struct qr *qr, int x, int y);

/* A PNG of 8 pixels a module, a child of op; an empty code is one white pixel. */
struct bytes qr_png(struct op *op, const struct qr *qr);
