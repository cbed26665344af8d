/* SPDX-License-Identifier: Apache-2.0 */
/* table_value.c: the plain values of key tables. */
#include "call/table_value.h"

#include "base/mem.h"
#include "base/time.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void value_type_error(struct reader *reader, const struct node *value, const char *code,
                      const char *key)
{
    reader_error(reader, value->place, code, WORDS({ "key", key }, { "value", value->text }));
}

void value_range_error(struct reader *reader, const struct node *value, const char *code,
                       const char *key, int64_t max)
{
    const char *limit = mem_printf(reader->finding_memory, "%lld", (long long)max);

    reader_error(reader, value->place, code,
                 WORDS({ "key", key }, { "max", limit }, { "value", value->text }));
}

int64_t text_chars(const char *text)
{
    int64_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

bool read_decimal(const char *text, int64_t *ret_scaled)
{
    bool negative = *text == '-';
    const char *at = text + negative;
    int64_t scaled = 0;
    int64_t unit = DECIMAL_SCALE;

    if (!isdigit((unsigned char)*at) || strlen(at) > 18)
        return false;
    for (; isdigit((unsigned char)*at); at++) {
        if (scaled > 99999999999)
            return false;
        scaled = scaled * 10 + (*at - '0');
    }
    scaled *= DECIMAL_SCALE;
    if (*at == '.') {
        if (!isdigit((unsigned char)*++at))
            return false;
        for (; isdigit((unsigned char)*at) && unit > 1; at++) {
            unit /= 10;
            scaled += (*at - '0') * unit;
        }
    }
    if (*at != '\0')
        return false;
    *ret_scaled = negative ? -scaled : scaled;
    return true;
}

const char *scaled_text(const void *parent, int64_t scaled)
{
    int64_t rest = scaled % DECIMAL_SCALE;
    int64_t whole = scaled / DECIMAL_SCALE * (scaled < 0 ? -1 : 1);
    char *text = mem_printf(parent, "%s%lld.%06lld", scaled < 0 ? "-" : "", (long long)whole,
                            (long long)(rest < 0 ? -rest : rest));
    size_t length = strlen(text);

    while (text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[length - 1] = '\0';
    return text;
}

static bool text_is_code(const char *text)
{
    if (!isdigit((unsigned char)text[0]) && !islower((unsigned char)text[0]))
        return false;
    for (const char *at = text; *at != '\0'; at++) {
        if (!isdigit((unsigned char)*at) && !islower((unsigned char)*at) && *at != '-' &&
            *at != '_')
            return false;
    }
    return strlen(text) <= CODE_CHARS_MAX;
}

static const char *read_text(struct reader *reader, const struct key *key, const struct node *value)
{
    int64_t max = key->max > 0 ? key->max : TEXT_CHARS_DEFAULT;
    const char *text = NULL;

    if (value->kind != NODE_SCALAR)
        value_type_error(reader, value, "call_type_text", key->name);
    else if (value->text[0] == '\0')
        value_type_error(reader, value, "call_value_empty", key->name);
    else if (text_chars(value->text) > max)
        value_range_error(reader, value, "call_text_long", key->name, max);
    else
        text = mem_text(reader->memory, value->text);
    if (text != NULL)
        reader_note(reader, text, value->place);
    return text;
}

static void put_text(struct reader *reader, const struct key *key, const struct node *value,
                     char *object)
{
    const char *text = read_text(reader, key, value);

    memcpy(object + key->offset, &text, sizeof text);
}

static void put_code(struct reader *reader, const struct key *key, const struct node *value,
                     char *object)
{
    if (value->kind == NODE_SCALAR && !text_is_code(value->text))
        value_type_error(reader, value, "call_type_code", key->name);
    else
        put_text(reader, key, value, object);
}

static void put_int(struct reader *reader, const struct key *key, const struct node *value,
                    char *object)
{
    int64_t max = key->max > 0 ? key->max : INT32_MAX;
    int64_t scaled = 0;
    int number;

    if (key->kind == KEY_COUNT && value->kind == NODE_SCALAR && !value->quoted &&
        strcmp(value->text, "none") == 0) {
        number = QUOTA_NO_LIMIT;
    } else if (value->kind != NODE_SCALAR || value->quoted || strchr(value->text, '.') != NULL ||
               !read_decimal(value->text, &scaled)) {
        value_type_error(reader, value,
                         key->kind == KEY_COUNT ? "call_type_count" : "call_type_int", key->name);
        return;
    } else if (scaled / DECIMAL_SCALE < key->min || scaled / DECIMAL_SCALE > max) {
        const char *range =
            mem_printf(reader->finding_memory, "%lld—%lld", (long long)key->min, (long long)max);
        reader_error(reader, value->place, "call_out_of_range",
                     WORDS({ "key", key->name }, { "range", range }, { "value", value->text }));
        return;
    } else {
        number = (int)(scaled / DECIMAL_SCALE);
    }
    memcpy(object + key->offset, &number, sizeof number);
}

static void put_decimal(struct reader *reader, const struct key *key, const struct node *value,
                        char *object)
{
    int64_t scaled;

    if (value->kind != NODE_SCALAR || value->quoted || !read_decimal(value->text, &scaled))
        value_type_error(reader, value, "call_type_number", key->name);
    else
        memcpy(object + key->offset, &scaled, sizeof scaled);
}

static void put_bool(struct reader *reader, const struct key *key, const struct node *value,
                     char *object)
{
    bool yes = strcmp(value->text, "true") == 0;

    if (value->kind != NODE_SCALAR || value->quoted || (!yes && strcmp(value->text, "false") != 0))
        value_type_error(reader, value, "call_type_bool", key->name);
    else
        memcpy(object + key->offset, &yes, sizeof yes);
}

static void put_day(struct reader *reader, const struct key *key, const struct node *value,
                    char *object)
{
    int day;

    if (value->kind != NODE_SCALAR || !day_parse(value->text, &day))
        value_type_error(reader, value, "call_type_day", key->name);
    else
        memcpy(object + key->offset, &day, sizeof day);
}

static int find_word(struct reader *reader, const struct key *key, const struct node *value)
{
    char *words = NULL;

    for (int i = 0; value->kind == NODE_SCALAR && key->words[i] != NULL; i++) {
        if (strcmp(key->words[i], value->text) == 0)
            return i;
    }
    for (int i = 0; key->words[i] != NULL; i++)
        mem_append(reader->finding_memory, &words, "%s%s", i == 0 ? "" : "、", key->words[i]);
    reader_error(reader, value->place, "call_type_word",
                 WORDS({ "key", key->name }, { "value", value->text }, { "words", words }));
    return -1;
}

static void put_word(struct reader *reader, const struct key *key, const struct node *value,
                     char *object)
{
    int word = find_word(reader, key, value);

    if (word >= 0)
        memcpy(object + key->offset, &word, sizeof word);
}

static void put_term(struct reader *reader, const struct key *key, const struct node *value,
                     char *object)
{
    int word = find_word(reader, key, value);

    if (word >= 0)
        memcpy(object + key->offset, &key->words[word], sizeof key->words[word]);
}

static void put_flag(struct reader *reader, const struct key *key, const struct node *value,
                     char *object)
{
    bool flag = find_word(reader, key, value) > 0;

    memcpy(object + key->offset, &flag, sizeof flag);
}

/* Whether the items of a list may be read: it is one, not too long, and says nothing twice. */
static bool list_is_good(struct reader *reader, const struct key *key, const struct node *value)
{
    size_t max = key->max > 0 ? (size_t)key->max : LIST_ITEMS_DEFAULT;

    if (value->kind != NODE_LIST) {
        value_type_error(reader, value, "call_type_list", key->name);
        return false;
    }
    if (value->count > max) {
        value_range_error(reader, value, "call_list_long", key->name, (int64_t)max);
        return false;
    }
    for (size_t i = 1; i < value->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (value->items[i].kind == NODE_SCALAR && value->items[j].kind == NODE_SCALAR &&
                strcmp(value->items[i].text, value->items[j].text) == 0) {
                value_type_error(reader, &value->items[i], "call_list_twice", key->name);
                break;
            }
        }
    }
    return true;
}

static void put_texts(struct reader *reader, const struct key *key, const struct node *value,
                      char *object)
{
    const struct key each = { key->name, KEY_TEXT };
    const char **texts;
    size_t count = 0;

    if (!list_is_good(reader, key, value))
        return;
    texts = mem_array(reader->memory, const char *, value->count);
    for (size_t i = 0; i < value->count; i++) {
        texts[count] = read_text(reader, &each, &value->items[i]);
        count += texts[count] != NULL;
    }
    memcpy(object + key->offset, &texts, sizeof texts);
    memcpy(object + key->count_offset, &count, sizeof count);
}

static void put_words(struct reader *reader, const struct key *key, const struct node *value,
                      char *object)
{
    int *words;
    size_t count = 0;

    if (!list_is_good(reader, key, value))
        return;
    words = mem_array(reader->memory, int, value->count);
    for (size_t i = 0; i < value->count; i++) {
        words[count] = find_word(reader, key, &value->items[i]);
        count += words[count] >= 0;
    }
    memcpy(object + key->offset, &words, sizeof words);
    memcpy(object + key->count_offset, &count, sizeof count);
}

typedef void (*put_fn)(struct reader *reader, const struct key *key, const struct node *value,
                       char *object);

void value_read(struct reader *reader, const struct key *key, const struct node *value,
                char *object)
{
    static const put_fn put[] = {
        [KEY_TEXT] = put_text,   [KEY_CODE] = put_code,       [KEY_INT] = put_int,
        [KEY_COUNT] = put_int,   [KEY_DECIMAL] = put_decimal, [KEY_BOOL] = put_bool,
        [KEY_DAY] = put_day,     [KEY_WORD] = put_word,       [KEY_WORDS] = put_words,
        [KEY_TEXTS] = put_texts, [KEY_TERM] = put_term,       [KEY_FLAG] = put_flag,
    };

    put[key->kind](reader, key, value, object);
}
