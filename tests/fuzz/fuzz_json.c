/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes through shape_parse; what was accepted is written and must be accepted again. */
#include "base/mem.h"
#include "web/shape.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct part {
    const char *name;
    int64_t amount_fen;
};

struct whole {
    const char *title;
    const char *kind;
    int64_t serial;
    bool ready;
    int64_t at_ms;
    int64_t day;
    struct part one;
    struct part *other;
    struct part *parts;
    size_t part_count;
    const char **tags;
    size_t tag_count;
    json_t *values;
};

static const char *const kinds[] = { "team", "base", NULL };

static const struct json_field part_fields[] = {
    JSON_TEXT(struct part, name, 1, 20),
    JSON_INT(struct part, amount_fen, 0, 100000000),
    JSON_DONE,
};
static const struct json_shape part_shape = JSON_SHAPE(struct part, part_fields);

static const struct json_field whole_fields[] = {
    JSON_TEXT(struct whole, title, 0, 200),
    JSON_CHOICE(struct whole, kind, kinds, .optional = true),
    JSON_INT(struct whole, serial, INT64_MIN, INT64_MAX, .optional = true),
    JSON_BOOL(struct whole, ready, .optional = true),
    JSON_TIME(struct whole, at_ms, .optional = true),
    JSON_DAY(struct whole, day, .optional = true),
    JSON_OBJECT(struct whole, one, &part_shape, .optional = true),
    JSON_OBJECT(struct whole, other, &part_shape, .optional = true, .pointer = true),
    JSON_LIST(struct whole, parts, part_count, &part_shape, 50, .optional = true),
    JSON_TEXTS(struct whole, tags, tag_count, 20, 50, .optional = true),
    JSON_VALUE(struct whole, values, .optional = true),
    JSON_DONE,
};
static const struct json_shape whole_shape = JSON_SHAPE(struct whole, whole_fields);

/* An absent object that is not a pointer is written with empty members, which need not be valid. */
static void write_and_read_back(struct op *op, struct whole *whole)
{
    size_t size = 0;
    void *again = NULL;

    if (whole->one.name == NULL)
        whole->one.name = "x";
    const char *text = shape_text(op, &whole_shape, whole, &size);
    if (shape_parse(op, &whole_shape, text, size, &again) != OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    void *value = NULL;

    if (shape_parse(op, &whole_shape, (const char *)bytes, size, &value) == OK)
        write_and_read_back(op, value);
    else if (op->failure.code == OK || op_failure_text(op)[0] == '\0')
        abort();
    op_free(op);
    return 0;
}
