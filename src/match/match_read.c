/* SPDX-License-Identifier: Apache-2.0 */
/* match_read.c: strict about what we use, indifferent to what we do not. */
#include "match/match_read.h"

#include "base/mem.h"
#include "base/op.h"

#include <jansson.h>
#include <string.h>

static void close_json(void *json)
{
    json_decref(json);
}

/* The object of a line; it lives as long as parent. */
static enum err read_object(struct op *op, const void *parent, const char *line, size_t size,
                            json_t **ret_object)
{
    json_error_t error = { 0 };

    json_t *json = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
    mem_own(parent, json, close_json);
    if (!json_is_object(json)) {
        fail_arg(op, "why", "%s", json == NULL ? error.text : "not an object");
        return fail(op, ERR_INVALID, "match_line_no_object", "%s",
                    json == NULL ? error.text : "not an object");
    }
    *ret_object = json;
    return OK;
}

static enum err wrong_type(struct op *op, const char *key, const char *wanted)
{
    fail_arg(op, "key", "%s", key);
    fail_arg(op, "wanted", "%s", wanted);
    return fail(op, ERR_INVALID, "match_key_type", "%s should be %s", key, wanted);
}

/* A text, NULL when absent and not required. */
static enum err read_text(struct op *op, const json_t *object, const char *key, bool required,
                          const char **ret_text)
{
    const json_t *value = json_object_get(object, key);

    if (value == NULL || json_is_null(value)) {
        if (!required)
            return OK;
        fail_arg(op, "key", "%s", key);
        return fail(op, ERR_INVALID, "match_key_missing", "%s is missing", key);
    }
    if (!json_is_string(value))
        return wrong_type(op, key, "文字");
    *ret_text = json_string_value(value);
    return OK;
}

static enum err read_id(struct op *op, const json_t *object, const char **ret_id)
{
    const char *id = NULL;

    enum err e = read_text(op, object, "id", true, &id);
    if (e != OK)
        return e;
    if (id[0] == '\0' || strlen(id) > MATCH_ID_BYTES_MAX)
        return wrong_type(op, "id", "1 至 200 字节的文字");
    *ret_id = id;
    return OK;
}

static enum err read_level(struct op *op, const json_t *object, const char *key,
                           enum match_level *ret_level)
{
    const char *text = NULL;

    enum err e = read_text(op, object, key, false, &text);
    if (e != OK || text == NULL)
        return e;
    if (!match_level_parse(text, ret_level))
        return wrong_type(op, key, "正高、副高、中级或初级");
    return OK;
}

static enum err read_works(struct op *op, const void *parent, const json_t *object,
                           struct match_expert *expert)
{
    const json_t *array = json_object_get(object, "works");
    size_t count = json_array_size(array);

    if (array == NULL) {
        fail_arg(op, "key", "works");
        return fail(op, ERR_INVALID, "match_key_missing", "works is missing");
    }
    if (!json_is_array(array))
        return wrong_type(op, "works", "文字的列表");
    const char **works = mem_array(parent, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *work = json_array_get(array, i);
        if (!json_is_string(work))
            return wrong_type(op, "works", "文字的列表");
        works[i] = json_string_value(work);
    }
    expert->works = works;
    expert->work_count = count;
    return OK;
}

enum err match_read_expert(struct op *op, const void *parent, const char *line, size_t size,
                           const char **ret_id, struct match_expert *ret_expert)
{
    struct match_expert expert = { 0 };
    json_t *object = NULL;
    const char *id = NULL;
    enum err e = OK;

    if ((e = read_object(op, parent, line, size, &object)) != OK ||
        (e = read_id(op, object, &id)) != OK ||
        (e = read_works(op, parent, object, &expert)) != OK ||
        (e = read_text(op, object, "field", false, &expert.field)) != OK ||
        (e = read_text(op, object, "region", false, &expert.region)) != OK ||
        (e = read_text(op, object, "org", false, &expert.org)) != OK ||
        (e = read_level(op, object, "title_level", &expert.level)) != OK)
        return e;
    *ret_id = id;
    *ret_expert = expert;
    return OK;
}

static enum err check_need(struct op *op, const json_t *object)
{
    const json_t *need = json_object_get(object, "need");

    if (need == NULL || json_is_null(need) || json_is_string(need))
        return OK;
    if (!json_is_integer(need) || json_integer_value(need) < 0)
        return wrong_type(op, "need", "不小于 0 的整数");
    return OK;
}

enum err match_read_demand(struct op *op, const void *parent, const char *line, size_t size,
                           const char **ret_id, struct match_demand *ret_demand)
{
    struct match_demand demand = { 0 };
    json_t *object = NULL;
    const char *id = NULL;
    enum err e = OK;

    if ((e = read_object(op, parent, line, size, &object)) != OK ||
        (e = read_id(op, object, &id)) != OK ||
        (e = read_text(op, object, "text", true, &demand.text)) != OK ||
        (e = read_text(op, object, "field", false, &demand.field)) != OK ||
        (e = read_text(op, object, "region", false, &demand.region)) != OK ||
        (e = read_text(op, object, "org", false, &demand.org)) != OK ||
        (e = check_need(op, object)) != OK ||
        (e = read_level(op, object, "title_level_min", &demand.level_min)) != OK)
        return e;
    *ret_id = id;
    *ret_demand = demand;
    return OK;
}
