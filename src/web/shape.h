/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape.h: JSON shapes: arrays of field descriptors that drive strict parsing with all errors,
 * output, the OpenAPI file and the TypeScript types.
 *
 *     struct session_new { const char *login; const char *password; };
 *     static const struct json_field session_new_fields[] = {
 *         JSON_TEXT(struct session_new, login, 1, 64),
 *         JSON_TEXT(struct session_new, password, 1, 128),
 *         JSON_DONE,
 *     };
 *     const struct json_shape session_new_shape =
 *         JSON_SHAPE(struct session_new, session_new_fields);
 *
 * Lengths are Unicode code points. Unknown keys are errors. Integers beyond ±(2^53−1) go out as
 * strings. In C an absent optional text is NULL, an absent optional int or bool 0.
 */
#pragma once
#include "base/op.h"

#include <jansson.h>
#include <stddef.h>

enum { JSON_DEPTH_MAX = 32 };
#define JSON_INT_SAFE_MAX INT64_C(9007199254740991) /* 2^53−1, the last a double counts by one */

enum json_field_kind {
    JSON_KIND_DONE = 0,
    JSON_KIND_TEXT,   /* const char *; min..max code points */
    JSON_KIND_CHOICE, /* const char *; one of choices */
    JSON_KIND_INT,    /* int64_t; min..max */
    JSON_KIND_BOOL,   /* bool */
    JSON_KIND_TIME,   /* int64_t Unix ms in C, RFC 3339 with +08:00 in JSON; 0 is null */
    JSON_KIND_DAY,    /* int64_t YYYYMMDD in C, "2025-01-24" in JSON; 0 is null */
    JSON_KIND_OBJECT, /* struct of shape, inside; or pointer (may be NULL = null) */
    JSON_KIND_LIST,   /* pointer to structs of shape + size_t count; min..max elements */
    JSON_KIND_TEXTS,  /* const char ** + size_t count; elements at most text_max code points */
    JSON_KIND_VALUE   /* json_t *, any JSON within the body's limits; borrowed from the op */
};

struct json_shape;

struct json_field {
    const char *name;
    enum json_field_kind kind;
    bool optional; /* may be absent or null on input, is null on output when NULL/0 */
    bool pointer;  /* JSON_KIND_OBJECT: the member is a pointer */
    size_t offset;
    size_t count_offset; /* LIST, TEXTS */
    int64_t min, max;
    int64_t text_max;
    const char *const *choices; /* NULL-terminated */
    const struct json_shape *shape;
    const char *note; /* for OpenAPI; may be NULL */
};

struct json_shape {
    const char
        *name; /* CamelCase in OpenAPI and TypeScript, made from the C name by the generator */
    size_t size;
    const struct json_field *fields;
};

#define JSON_DONE                                                                                  \
    {                                                                                              \
        .kind = JSON_KIND_DONE                                                                     \
    }
#define JSON_SHAPE(type, field_array)                                                              \
    {                                                                                              \
#type, sizeof(type), field_array                                                           \
    }
#define JSON_TEXT(type, member, min_, max_, ...)                                                   \
    {                                                                                              \
#member, JSON_KIND_TEXT, .offset = offsetof(type, member), .min = (min_), .max = (max_),   \
                                 ##__VA_ARGS__                                                     \
    }
#define JSON_CHOICE(type, member, choices_, ...)                                                   \
    {                                                                                              \
#member, JSON_KIND_CHOICE, .offset = offsetof(type, member), .choices = (choices_),        \
                                   ##__VA_ARGS__                                                   \
    }
#define JSON_INT(type, member, min_, max_, ...)                                                    \
    {                                                                                              \
#member, JSON_KIND_INT, .offset = offsetof(type, member), .min = (min_), .max = (max_),    \
                                ##__VA_ARGS__                                                      \
    }
#define JSON_BOOL(type, member, ...)                                                               \
    {                                                                                              \
#member, JSON_KIND_BOOL, .offset = offsetof(type, member), ##__VA_ARGS__                   \
    }
#define JSON_TIME(type, member, ...)                                                               \
    {                                                                                              \
#member, JSON_KIND_TIME, .offset = offsetof(type, member), ##__VA_ARGS__                   \
    }
#define JSON_DAY(type, member, ...)                                                                \
    {                                                                                              \
#member, JSON_KIND_DAY, .offset = offsetof(type, member), ##__VA_ARGS__                    \
    }
#define JSON_OBJECT(type, member, shape_, ...)                                                     \
    {                                                                                              \
#member, JSON_KIND_OBJECT, .offset = offsetof(type, member), .shape = (shape_),            \
                                   ##__VA_ARGS__                                                   \
    }
#define JSON_LIST(type, member, count_member, shape_, max_, ...)                                   \
    {                                                                                              \
#member, JSON_KIND_LIST, .offset = offsetof(type, member), .shape = (shape_),              \
                                 .count_offset = offsetof(type, count_member), .max = (max_),      \
                                 ##__VA_ARGS__                                                     \
    }
#define JSON_TEXTS(type, member, count_member, text_max_, max_, ...)                               \
    {                                                                                              \
#member, JSON_KIND_TEXTS, .offset = offsetof(type, member), .text_max = (text_max_),       \
                                  .count_offset = offsetof(type, count_member), .max = (max_),     \
                                  ##__VA_ARGS__                                                    \
    }
#define JSON_VALUE(type, member, ...)                                                              \
    {                                                                                              \
#member, JSON_KIND_VALUE, .offset = offsetof(type, member), ##__VA_ARGS__                  \
    }

/*
 * Parses text (strict: no duplicate keys, no trailing bytes, no NUL, valid UTF-8, depth ≤ 32) into
 * a zeroed struct of the shape, a child of op. All mistakes (the first 200) are added to
 * op->problems with JSON pointer paths and codes required | unknown_key | wrong_type | too_short |
 * too_long | too_small | too_large | not_a_choice | too_few_items | too_many_items | not_a_day |
 * not_a_time | bad_character (a control character other than tab and line ends), with Chinese
 * texts. An integer whose field goes beyond ±(2^53−1) may also come as a string of digits.
 * Errors: ERR_INVALID "json_broken" not JSON at all (line and column in detail), "json_problems";
 * ERR_TOO_LARGE "json_too_deep".
 */
CHECKED enum err shape_parse(struct op *op, const struct json_shape *shape, const char *text,
                             size_t size, void **ret_value);

/*
 * Query string pairs into a struct of the shape (TEXT, CHOICE, INT, BOOL, DAY only), same errors,
 * and the code repeated. "name=" without a value is an absent optional field.
 */
struct request_pair;
CHECKED enum err shape_parse_query(struct op *op, const struct json_shape *shape,
                                   const struct request_pair *pairs, size_t count,
                                   void **ret_value);

/*
 * Compact JSON of a struct of the shape, a child of op, ended by a NUL beyond ret_size. No
 * intermediate tree: lists of 500 rows. Optional members are null when NULL or 0 (a bool never is);
 * a NULL text that is not optional is "".
 */
char *shape_text(struct op *op, const struct json_shape *shape, const void *value,
                 size_t *ret_size);

/* The shape's name for OpenAPI and TypeScript: "struct session_new" is "SessionNew". */
const char *shape_name(const void *parent, const struct json_shape *shape);

/* A shape without a field: what a body or a query must look like that nobody asked for. */
extern const struct json_shape nothing_shape;
