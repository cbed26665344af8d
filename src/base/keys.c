/* SPDX-License-Identifier: Apache-2.0 */
/* keys.c: using loaded keys: the active one writes, the named one reads. */
#include "base/keys.h"

#include "base/keys_lib.h"
#include "base/mem.h"
#include "base/op.h"

#include <string.h>

enum { LOOKUP_DIGEST_BYTES = 16 };

const char *keys_kind_name(enum key_kind kind)
{
    static const char *const names[KEY_KIND_COUNT] = {
        [KEY_FIELD] = "field",
        [KEY_LOOKUP] = "lookup",
        [KEY_SIGN] = "sign",
    };
    return names[kind];
}

bool keys_rehearsal(const struct keys *keys)
{
    return keys->rehearsal;
}

const char *keys_active_id(const struct keys *keys, enum key_kind kind)
{
    return keys->active[kind];
}

static const struct seal_key *find(const struct seal_key *rows, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].id, id) == 0)
            return &rows[i];
    }
    return NULL;
}

static enum err absent(struct op *op, const char *id)
{
    fail_arg(op, "key", "%s", id);
    return fail(op, ERR_UNAVAILABLE, "key_absent", "no key %s in the keys directory", id);
}

enum err keys_seal(struct op *op, const struct keys *keys, const struct seal_place *place,
                   struct bytes plain, struct bytes *ret_sealed)
{
    const char *id = keys->active[KEY_FIELD];
    const struct seal_key *key = find(keys->field, keys->field_count, id);

    return key == NULL ? absent(op, id) : seal(op, key, place, plain, ret_sealed);
}

enum err keys_open(struct op *op, const struct keys *keys, const struct seal_place *place,
                   struct bytes sealed, struct bytes *ret_plain)
{
    const char *id = NULL;

    enum err e = seal_key_id(op, sealed, &id);
    if (e != OK)
        return e;
    const struct seal_key *key = find(keys->field, keys->field_count, id);
    return key == NULL ? absent(op, id) : seal_open(op, key, place, sealed, ret_plain);
}

const char *keys_lookup(struct op *op, const struct keys *keys, const char *table,
                        const char *column, const char *value)
{
    const struct seal_key *key =
        find(keys->lookup, keys->lookup_count, keys->active[KEY_LOOKUP]); /* load made sure */
    uint8_t mac[SM3_BYTES];

    /* The lengths keep ("ab","c") and ("a","bc") apart. */
    char *text =
        mem_printf(op, "%zu:%s%zu:%s%s", strlen(table), table, strlen(column), column, value);
    size_t size = strlen(text);
    hmac_sm3((struct bytes){ key->mac_key, sizeof key->mac_key },
             (struct bytes){ (const uint8_t *)text, size }, mac);
    wipe(text, size);
    return hex_text(op, (struct bytes){ mac, LOOKUP_DIGEST_BYTES });
}

static const struct sm2_key *find_sign(const struct keys *keys, const char *id)
{
    for (size_t i = 0; i < keys->sign_count; i++) {
        if (strcmp(keys->sign[i].id, id) == 0)
            return keys->sign[i].key;
    }
    return NULL;
}

enum err keys_sign(struct op *op, const struct keys *keys, struct bytes message,
                   const char **ret_id, struct bytes *ret_signature)
{
    const char *id = keys->active[KEY_SIGN];
    const struct sm2_key *key = find_sign(keys, id);

    if (key == NULL)
        return absent(op, id);
    enum err e = sm2_sign(op, key, message, ret_signature);
    if (e != OK)
        return e;
    *ret_id = mem_text(op, id);
    return OK;
}

enum err keys_verify(struct op *op, const struct keys *keys, const char *id, struct bytes message,
                     struct bytes signature, bool *ret_good)
{
    const struct sm2_key *key = find_sign(keys, id);

    return key == NULL ? absent(op, id) : sm2_verify(op, key, message, signature, ret_good);
}

enum err keys_public_pem(struct op *op, const struct keys *keys, const char *id,
                         const char **ret_pem)
{
    const char *wanted = id == NULL ? keys->active[KEY_SIGN] : id;
    const struct sm2_key *key = find_sign(keys, wanted);

    return key == NULL ? absent(op, wanted) : sm2_public_write(op, key, ret_pem);
}

enum err keys_sign_id(struct op *op, const struct sm2_key *key, bool rehearsal, const char **ret_id)
{
    const char *fingerprint = NULL;

    enum err e = sm2_fingerprint(op, key, &fingerprint);
    if (e != OK)
        return e;
    *ret_id = mem_printf(op, "%ssign-%s", rehearsal ? KEYS_REHEARSAL : "", fingerprint);
    return OK;
}

bool keys_has(const struct keys *keys, const char *id)
{
    return find(keys->field, keys->field_count, id) != NULL || find_sign(keys, id) != NULL;
}
