/* SPDX-License-Identifier: Apache-2.0 */
/* problem.c: reads a selection and refuses what is not one, at the place where it stands. */
#include "choose/problem.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/op.h"
#include "text/input.h"

#include <string.h>

enum { NUMBER_MAX = 1000000 };

/* ---- refusing ---- */

static enum err wrong(struct op *op, const char *path, const char *key)
{
    fail_arg(op, "path", "%s", path);
    return (fail)(op, ERR_INVALID, key, "%s", path);
}

static enum err wrong_kind(struct op *op, const char *path, const char *kind)
{
    fail_arg(op, "kind", "%s", kind);
    return wrong(op, path, "choose_kind");
}

static enum err wrong_value(struct op *op, const char *path, const char *key, const char *value)
{
    fail_arg(op, "value", "%s", value);
    return wrong(op, path, key);
}

static enum err too_many(struct op *op, const char *path, long max)
{
    fail_arg(op, "path", "%s", path);
    fail_arg(op, "max", "%ld", max);
    return fail(op, ERR_TOO_LARGE, "choose_too_many", "%s above %ld", path, max);
}

/* ---- single values ---- */

/* A text, an integer or a truth as text; NULL: something else, or a text that is none. */
static const char *text_of(struct op *op, const json_t *value)
{
    if (json_is_integer(value))
        return mem_printf(op, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    const char *text = json_string_value(value);
    if (text == NULL || text[0] == '\0' || json_string_length(value) > CHOOSE_NAME_BYTES_MAX)
        return NULL;
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ')
            return NULL;
    }
    return strlen(text) == json_string_length(value) ? text : NULL;
}

static enum err read_text(struct op *op, const json_t *object, const char *key, const char *path,
                          const char **ret_text)
{
    const json_t *value = json_object_get(object, key);
    const char *place = mem_printf(op, "%s.%s", path, key);

    if (value == NULL) {
        fail_arg(op, "key", "%s", key);
        return wrong(op, path, "choose_missing");
    }
    const char *text = json_is_boolean(value) ? NULL : text_of(op, value);
    if (text == NULL)
        return wrong(op, place, "choose_text");
    *ret_text = text;
    return OK;
}

/* An absent number leaves *ret_number. */
static enum err read_number(struct op *op, const json_t *object, const char *key, const char *path,
                            int32_t *ret_number)
{
    const json_t *value = json_object_get(object, key);

    if (value == NULL)
        return OK;
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > NUMBER_MAX) {
        fail_arg(op, "max", "%d", NUMBER_MAX);
        return wrong(op, mem_printf(op, "%s.%s", path, key), "choose_number");
    }
    *ret_number = (int32_t)json_integer_value(value);
    return OK;
}

/* A text or a list of texts as a list; what was no text is refused. */
static enum err read_texts(struct op *op, const json_t *value, const char *path, json_t **ret_list)
{
    json_t *list = json_own(op, json_array());
    size_t count = json_is_array(value) ? json_array_size(value) : 1;

    if (count > CHOOSE_VALUES_MAX)
        return too_many(op, path, CHOOSE_VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        const char *text = text_of(op, one);
        if (text == NULL)
            return wrong(op, path, "choose_attribute");
        json_array_append_new(list, json_string(text));
    }
    *ret_list = list;
    return OK;
}

/* A list of at most max things under key; absent: NULL when it may be. */
static enum err read_list(struct op *op, const json_t *root, const char *key, long max,
                          const json_t **ret_list)
{
    const json_t *list = json_object_get(root, key);

    *ret_list = NULL;
    if (list == NULL)
        return OK;
    if (!json_is_array(list))
        return wrong_kind(op, key, "列表");
    if (json_array_size(list) > (size_t)max)
        return too_many(op, key, max);
    *ret_list = list;
    return OK;
}

/* Whether each key of the object is one of those known; " a b " with blanks around each. */
static enum err check_keys(struct op *op, const json_t *object, const char *path, const char *known)
{
    const char *key = NULL;
    json_t *value = NULL;

    if (!json_is_object(object))
        return wrong_kind(op, path, "对象");
    json_object_foreach((json_t *)object, key, value)
    {
        if (strchr(key, ' ') != NULL || strstr(known, mem_printf(op, " %s ", key)) == NULL) {
            fail_arg(op, "key", "%s", key);
            return wrong(op, path, "choose_key");
        }
    }
    return OK;
}

/* ---- items ---- */

static enum err read_attributes(struct op *op, const json_t *row, const char *path,
                                struct choose_item *item)
{
    json_t *attributes = json_own(op, json_object());
    const char *key = NULL;
    json_t *value = NULL;
    json_t *list = NULL;

    json_object_foreach((json_t *)row, key, value)
    {
        if (strcmp(key, "id") == 0 || strcmp(key, "score") == 0)
            continue;
        enum err e = read_texts(op, value, mem_printf(op, "%s.%s", path, key), &list);
        if (e != OK)
            return e;
        json_object_set(attributes, key, json_is_array(value) ? list : json_array_get(list, 0));
    }
    item->attributes = attributes;
    return OK;
}

static enum err read_score(struct op *op, const json_t *row, const char *path, int64_t *ret_score)
{
    const json_t *value = json_object_get(row, "score");
    const char *place = mem_printf(op, "%s.score", path);

    if (value == NULL) {
        fail_arg(op, "key", "%s", "score");
        return wrong(op, path, "choose_missing");
    }
    const char *text = json_is_boolean(value) ? NULL : text_of(op, value);
    if (text == NULL || !choose_decimal(text, ret_score))
        return wrong_value(op, place, "choose_score", text == NULL ? "" : text);
    return OK;
}

static enum err read_items(struct op *op, const json_t *root, struct choose_problem *problem)
{
    const json_t *list = NULL;
    json_t *known = json_own(op, json_object());

    enum err e = read_list(op, root, "items", CHOOSE_ITEMS_MAX, &list);
    problem->item_count = json_array_size(list);
    problem->items = mem_array(op, struct choose_item, problem->item_count + 1);
    for (size_t i = 0; e == OK && i < problem->item_count; i++) {
        const char *path = mem_printf(op, "items[%zu]", i);
        const json_t *row = json_array_get(list, i);
        struct choose_item *item = &problem->items[i];
        if (!json_is_object(row))
            return wrong_kind(op, path, "对象");
        e = read_text(op, row, "id", path, &item->id);
        if (e == OK && json_object_get(known, item->id) != NULL)
            return wrong_value(op, path, "choose_twice", item->id);
        if (e == OK)
            e = read_score(op, row, path, &item->score);
        if (e == OK)
            e = read_attributes(op, row, path, item);
        if (e == OK)
            json_object_set_new(known, item->id, json_true());
    }
    return e;
}

/* ---- targets and limits ---- */

static enum err read_where(struct op *op, const json_t *row, const char *path,
                           struct choose_target *target)
{
    const json_t *where = json_object_get(row, "where");
    json_t *read = json_own(op, json_object());
    json_t *list = NULL;
    const char *key = NULL;
    json_t *value = NULL;

    if (where == NULL)
        return OK;
    if (!json_is_object(where))
        return wrong_kind(op, mem_printf(op, "%s.where", path), "对象");
    json_object_foreach((json_t *)where, key, value)
    {
        enum err e = read_texts(op, value, mem_printf(op, "%s.where.%s", path, key), &list);
        if (e != OK)
            return e;
        json_object_set(read, key, list);
    }
    target->where = read;
    return OK;
}

static enum err check_range(struct op *op, const char *path, int32_t min, int32_t max)
{
    if (max == CHOOSE_OPEN || min <= max)
        return OK;
    fail_arg(op, "min", "%d", min);
    fail_arg(op, "max", "%d", max);
    return wrong(op, path, "choose_range");
}

static enum err read_target(struct op *op, const json_t *row, const char *path,
                            struct choose_target *target)
{
    int32_t places = CHOOSE_OPEN;

    target->max = CHOOSE_OPEN;
    enum err e = check_keys(op, row, path, " code min max places where ");
    if (e == OK)
        e = read_text(op, row, "code", path, &target->code);
    if (e == OK)
        e = read_number(op, row, "min", path, &target->min);
    if (e == OK)
        e = read_number(op, row, "max", path, &target->max);
    if (e == OK)
        e = read_number(op, row, "places", path, &places);
    if (e == OK)
        e = check_range(op, path, places == CHOOSE_OPEN ? 0 : places, target->max);
    if (places != CHOOSE_OPEN)
        target->max = places;
    if (e == OK)
        e = check_range(op, path, target->min, target->max);
    return e == OK ? read_where(op, row, path, target) : e;
}

static size_t target_named(const struct choose_problem *problem, const char *code, size_t count)
{
    size_t i = 0;

    while (i < count && strcmp(problem->targets[i].code, code) != 0)
        i++;
    return i;
}

static enum err read_targets(struct op *op, const json_t *root, struct choose_problem *problem)
{
    const json_t *list = NULL;

    enum err e = read_list(op, root, "targets", CHOOSE_TARGETS_MAX, &list);
    problem->target_count = json_array_size(list);
    problem->targets = mem_array(op, struct choose_target, problem->target_count + 1);
    for (size_t i = 0; e == OK && i < problem->target_count; i++) {
        const char *path = mem_printf(op, "targets[%zu]", i);
        struct choose_target *target = &problem->targets[i];
        e = read_target(op, json_array_get(list, i), path, target);
        if (e == OK && target_named(problem, target->code, i) < i)
            e = wrong_value(op, path, "choose_twice", target->code);
    }
    return e;
}

static enum err read_exclusive(struct op *op, const json_t *root, struct choose_problem *problem)
{
    const json_t *list = NULL;

    enum err e = read_list(op, root, "exclusive", CHOOSE_TARGETS_MAX * CHOOSE_TARGETS_MAX, &list);
    problem->exclusive = mem_array(op, uint64_t, problem->target_count + 1);
    for (size_t i = 0; e == OK && i < json_array_size(list); i++) {
        const char *path = mem_printf(op, "exclusive[%zu]", i);
        const json_t *pair = json_array_get(list, i);
        size_t ends[2] = { 0 };
        if (!json_is_array(pair) || json_array_size(pair) != 2)
            return wrong_kind(op, path, "两个对象代码");
        for (size_t k = 0; k < 2; k++) {
            const char *code = or_empty(json_string_value(json_array_get(pair, k)));
            ends[k] = target_named(problem, code, problem->target_count);
            if (ends[k] == problem->target_count)
                return wrong_value(op, path, "choose_unknown", code);
        }
        if (ends[0] == ends[1])
            return wrong_value(op, path, "choose_twice", problem->targets[ends[0]].code);
        problem->exclusive[ends[0]] |= UINT64_C(1) << ends[1];
        problem->exclusive[ends[1]] |= UINT64_C(1) << ends[0];
    }
    return e;
}

static enum err read_limit(struct op *op, const json_t *row, const char *path,
                           struct choose_limit *limit)
{
    limit->max = CHOOSE_OPEN;
    enum err e = check_keys(op, row, path, " by value min max ");
    if (e == OK)
        e = read_text(op, row, "by", path, &limit->by);
    if (e == OK && json_object_get(row, "value") != NULL) {
        limit->value = text_of(op, json_object_get(row, "value"));
        if (limit->value == NULL)
            return wrong(op, mem_printf(op, "%s.value", path), "choose_text");
    }
    if (e == OK)
        e = read_number(op, row, "min", path, &limit->min);
    if (e == OK)
        e = read_number(op, row, "max", path, &limit->max);
    if (e == OK && json_object_get(row, "min") == NULL && limit->max == CHOOSE_OPEN) {
        fail_arg(op, "key", "%s", "max");
        return wrong(op, path, "choose_missing");
    }
    return e == OK ? check_range(op, path, limit->min, limit->max) : e;
}

static enum err read_limits(struct op *op, const json_t *root, struct choose_problem *problem)
{
    const json_t *list = NULL;

    enum err e = read_list(op, root, "limits", CHOOSE_LIMITS_MAX, &list);
    problem->limit_count = json_array_size(list);
    problem->limits = mem_array(op, struct choose_limit, problem->limit_count + 1);
    for (size_t i = 0; e == OK && i < problem->limit_count; i++)
        e = read_limit(op, json_array_get(list, i), mem_printf(op, "limits[%zu]", i),
                       &problem->limits[i]);
    return e;
}

/* ---- the rest ---- */

static enum err read_tie(struct op *op, const json_t *row, const char *path, bool last,
                         struct choose_tie *tie)
{
    const char *first = json_string_value(json_array_get(row, 0));
    const char *second = json_is_integer(json_array_get(row, 1))
                             ? text_of(op, json_array_get(row, 1))
                             : json_string_value(json_array_get(row, 1));

    if (json_array_size(row) != 2 || first == NULL || second == NULL || first[0] == '\0')
        return wrong_kind(op, path, "两项的列表");
    if (strcmp(first, "lot") == 0) {
        tie->seed = second;
        return last ? OK : wrong(op, path, "choose_lot");
    }
    tie->attribute = first;
    tie->descending = strcmp(second, "desc") == 0;
    if (!tie->descending && strcmp(second, "asc") != 0)
        return wrong_value(op, path, "choose_direction", second);
    return OK;
}

static enum err read_ties(struct op *op, const json_t *root, struct choose_problem *problem)
{
    const json_t *list = NULL;

    enum err e = read_list(op, root, "ties", CHOOSE_TIES_MAX, &list);
    problem->tie_count = json_array_size(list);
    problem->ties = mem_array(op, struct choose_tie, problem->tie_count + 1);
    for (size_t i = 0; e == OK && i < problem->tie_count; i++)
        e = read_tie(op, json_array_get(list, i), mem_printf(op, "ties[%zu]", i),
                     i + 1 == problem->tie_count, &problem->ties[i]);
    return e;
}

static enum err read_objective(struct op *op, const json_t *root, struct choose_problem *problem)
{
    const json_t *value = json_object_get(root, "objective");
    const char *name = value == NULL ? "rank" : or_empty(json_string_value(value));

    problem->by_sum = strcmp(name, "sum") == 0;
    if (!problem->by_sum && strcmp(name, "rank") != 0)
        return wrong_value(op, "objective", "choose_objective", name);
    return read_number(op, root, "reserve", "problem", &problem->reserve);
}

enum err choose_read(struct op *op, struct bytes text, struct choose_problem *ret_problem)
{
    struct choose_problem problem = { 0 };
    json_error_t error = { 0 };

    if (text.size > CHOOSE_BYTES_MAX)
        return too_many(op, "bytes", CHOOSE_BYTES_MAX);
    const json_t *root = json_own(
        op, json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, &error));
    if (root == NULL) {
        fail_arg(op, "line", "%d", error.line);
        fail_arg(op, "why", "%s", error.text);
        return fail(op, ERR_INVALID, "choose_json", "line %d", error.line);
    }
    enum err e =
        check_keys(op, root, "problem", " items targets limits exclusive objective ties reserve ");
    for (size_t i = 0; e == OK && i < 2; i++) {
        const char *key = i == 0 ? "items" : "targets";
        if (json_object_get(root, key) == NULL) {
            fail_arg(op, "key", "%s", key);
            return wrong(op, "problem", "choose_missing");
        }
    }
    if (e == OK)
        e = read_items(op, root, &problem);
    if (e == OK)
        e = read_targets(op, root, &problem);
    if (e == OK)
        e = read_exclusive(op, root, &problem);
    if (e == OK)
        e = read_limits(op, root, &problem);
    if (e == OK)
        e = read_ties(op, root, &problem);
    if (e == OK)
        e = read_objective(op, root, &problem);
    if (e == OK)
        *ret_problem = problem;
    return e;
}

enum err choose_read_file(struct op *op, const char *path, struct choose_problem *ret_problem)
{
    struct bytes text = { 0 };
    const char *trouble = input_read_file(op, path, CHOOSE_BYTES_MAX, &text);

    if (trouble == NULL)
        return choose_read(op, text, ret_problem);
    fail_arg(op, "what", "%s", trouble);
    return fail(op, ERR_UNAVAILABLE, "choose_unreadable", "%s", path);
}
