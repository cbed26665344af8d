/* SPDX-License-Identifier: Apache-2.0 */
/* qr_in.h: the QR codes in a picture. */
#pragma once
#include "doc/gray.h"

#include <jansson.h>

enum { QR_IN_CODES_MAX = 20, QR_IN_TEXT_MAX = 300 }; /* of one picture; bytes of a text */

/*
 * The texts of all codes, a JSON array, child of op: at any angle, from about three pixels a module
 * on, or two where the print is clean. Texts longer than QR_IN_TEXT_MAX or that are no UTF-8 are
 * left out. A picture without codes is looked at a second time, enlarged.
 */
json_t *qr_in(struct op *op, const struct gray *image);
