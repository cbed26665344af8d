/* SPDX-License-Identifier: Apache-2.0 */
/* receipt.c: signing and checking. */
#include "package/receipt.h"

#include "base/crypto.h"
#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"

#include <string.h>

enum err receipt_sign(struct op *op, const struct keys *keys, const json_t *receipt,
                      const char **ret_text)
{
    struct bytes canonical = { 0 };
    struct bytes signature = { 0 };
    struct bytes whole = { 0 };
    const char *key_id = NULL;

    enum err e = json_canon(op, receipt, &canonical);
    if (e == OK)
        e = keys_sign(op, keys, canonical, &key_id, &signature);
    if (e != OK)
        return e;
    json_t *file = json_own(op, json_pack("{s:O, s:s, s:s}", "receipt", receipt, "key", key_id,
                                          "signature", base64_text(op, signature)));

    e = json_canon(op, file, &whole);
    if (e == OK)
        *ret_text = (const char *)whole.data;
    return e;
}

static enum err broken(struct op *op, const char *why)
{
    return fail(op, ERR_INVALID, "receipt_broken", "no receipt: %s", why);
}

enum err receipt_check(struct op *op, const char *text, size_t size, const char *pem,
                       json_t **ret_receipt)
{
    struct sm2_key *key = NULL;
    struct bytes canonical = { 0 };
    struct bytes signature = { 0 };
    bool good = false;

    if (size > RECEIPT_BYTES_MAX)
        return broken(op, "larger than 1 MiB");
    json_t *file = json_own(op, json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL));
    if (file == NULL)
        return broken(op, "not JSON");

    json_t *receipt = json_object_get(file, "receipt");
    const char *encoded = json_string_value(json_object_get(file, "signature"));
    if (!json_is_object(receipt) || encoded == NULL)
        return broken(op, "receipt or signature missing");
    if (!base64_parse(op, encoded, &signature))
        return broken(op, "signature is not base64");
    enum err e = sm2_public_read(op, pem, &key);
    if (e == OK)
        e = json_canon(op, receipt, &canonical);
    if (e == OK)
        e = sm2_verify(op, key, canonical, signature, &good);
    if (e == OK && !good)
        e = fail(op, ERR_INVALID, "receipt_forged", "signature does not fit");
    if (e == OK)
        *ret_receipt = receipt;
    return e;
}
