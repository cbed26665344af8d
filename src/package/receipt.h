/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipt.h: the signed receipt, verifiable offline years later. Pure but for the keys.
 *
 * A receipt file is JSON {"receipt": {...}, "key": id, "signature": base64}: the SM2 signature
 * (GB/T 32918.2, DER) of the canonical text of "receipt" (base/json_canon.h).
 */
#pragma once
#include "base/op.h"

#include <jansson.h>

struct keys;

enum { RECEIPT_BYTES_MAX = 1024 * 1024 };

/* Signs and writes the file's text, a child of op. */
CHECKED enum err receipt_sign(struct op *op, const struct keys *keys, const json_t *receipt,
                              const char **ret_text);

/*
 * Checks a receipt file against a public key (PEM). OK: the signature is good; ret_receipt is what
 * it says. Errors: ERR_INVALID "receipt_broken" no receipt file, "receipt_forged" the signature
 * does not fit the content or the key; "key_unreadable".
 */
CHECKED enum err receipt_check(struct op *op, const char *text, size_t size, const char *pem,
                               json_t **ret_receipt);

/* `dianjiang receipt verify RECEIPT --key PUB`. */
int receipt_main(int argc, char **argv);
