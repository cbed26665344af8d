/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_text.c: random bytes and ids; hex, base64 and base32; comparing and wiping secrets. */
#include "base/crypto.h"
#include "base/crypto_lib.h"
#include "base/mem.h"

#include <sodium.h>
#include <string.h>

static const char crockford[] = "0123456789abcdefghjkmnpqrstvwxyz";
static const char rfc4648[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void random_bytes(void *ret_bytes, size_t size)
{
    (void)crypto_lib();
    randombytes_buf(ret_bytes, size);
}

const char *random_public_id(const void *parent)
{
    char id[PUBLIC_ID_CHARS + 1] = { 0 };

    random_bytes(id, PUBLIC_ID_CHARS);
    for (int i = 0; i < PUBLIC_ID_CHARS; i++)
        id[i] = crockford[(unsigned char)id[i] % 32];
    return mem_text(parent, id);
}

const char *hex_text(const void *parent, struct bytes bytes)
{
    char *text = mem_array(parent, char, bytes.size * 2 + 1);

    return sodium_bin2hex(text, bytes.size * 2 + 1, bytes.data, bytes.size);
}

const char *base64_text(const void *parent, struct bytes bytes)
{
    size_t room = sodium_base64_encoded_len(bytes.size, sodium_base64_VARIANT_ORIGINAL);
    char *text = mem_array(parent, char, room);

    return sodium_bin2base64(text, room, bytes.data, bytes.size, sodium_base64_VARIANT_ORIGINAL);
}

const char *base32_text(const void *parent, struct bytes bytes)
{
    char *text = mem_array(parent, char, (bytes.size * 8 + 4) / 5 + 1);
    uint32_t bits = 0;
    int bit_count = 0;
    size_t length = 0;

    for (size_t i = 0; i < bytes.size; i++) {
        bits = (bits << 8 | bytes.data[i]) & 0xffff;
        for (bit_count += 8; bit_count >= 5; bit_count -= 5)
            text[length++] = rfc4648[bits >> (bit_count - 5) & 31];
    }
    if (bit_count > 0)
        text[length++] = rfc4648[bits << (5 - bit_count) & 31];
    return text;
}

bool hex_parse(const void *parent, const char *text, struct bytes *ret_bytes)
{
    size_t length = strlen(text);
    const char *end = NULL;
    size_t size = 0;

    if (length % 2 != 0)
        return false;
    uint8_t *data = mem_array(parent, uint8_t, length / 2 + 1);
    if (sodium_hex2bin(data, length / 2, text, length, NULL, &size, &end) != 0 ||
        end != text + length) {
        mem_free(data);
        return false;
    }
    *ret_bytes = (struct bytes){ data, size };
    return true;
}

bool base64_parse(const void *parent, const char *text, struct bytes *ret_bytes)
{
    size_t length = strlen(text);
    const char *end = NULL;
    size_t size = 0;

    uint8_t *data = mem_array(parent, uint8_t, length / 4 * 3 + 4);
    if (sodium_base642bin(data, length / 4 * 3 + 3, text, length, NULL, &size, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text + length) {
        mem_free(data);
        return false;
    }
    *ret_bytes = (struct bytes){ data, size };
    return true;
}

static int base32_value(char c)
{
    const char *at = strchr(rfc4648, c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);

    return at == NULL || *at == '\0' ? -1 : (int)(at - rfc4648);
}

bool base32_parse(const void *parent, const char *text, struct bytes *ret_bytes)
{
    uint8_t *data = mem_array(parent, uint8_t, strlen(text) * 5 / 8 + 1);
    uint32_t bits = 0;
    int bit_count = 0;
    size_t size = 0;

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == ' ')
            continue;
        int value = base32_value(*at);
        if (value < 0) {
            mem_free(data);
            return false;
        }
        bits = (bits << 5 | (uint32_t)value) & 0xffff;
        bit_count += 5;
        if (bit_count >= 8) {
            bit_count -= 8;
            data[size++] = (uint8_t)(bits >> bit_count);
        }
    }
    *ret_bytes = (struct bytes){ data, size };
    return true;
}

bool equal_secret(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

void wipe(void *bytes, size_t size)
{
    sodium_memzero(bytes, size);
}
