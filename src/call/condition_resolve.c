/* SPDX-License-Identifier: Apache-2.0 */
/* condition_resolve.c: the values a check compares with are ones its field can hold. */
#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"

#include <string.h>

static const char *option_codes(struct reader *reader, const struct field *field)
{
    char *codes = NULL;

    for (size_t i = 0; !reader_is_full(reader) && i < field->option_count; i++)
        mem_append(reader->finding_memory, &codes, "%s%s", i == 0 ? "" : "、",
                   field->options[i].code == NULL ? "" : field->options[i].code);
    return codes == NULL ? "" : codes;
}

static bool is_option(const struct field *field, const char *value)
{
    for (size_t i = 0; i < field->option_count; i++) {
        if (field->options[i].code != NULL && strcmp(field->options[i].code, value) == 0)
            return true;
    }
    return false;
}

static const char *joined_levels(struct reader *reader)
{
    char *words = NULL;

    for (int i = 0; level_words[i] != NULL; i++)
        mem_append(reader->finding_memory, &words, "%s%s", i == 0 ? "" : "、", level_words[i]);
    return words;
}

/* A value that must be one of a closed set: the set in words, or NULL when the value is good. */
static const char *other_than(struct reader *reader, const struct field *field, const char *value)
{
    int64_t number;
    int day;

    switch ((int)field->kind) {
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return is_option(field, value) ? NULL : option_codes(reader, field);
    case FIELD_TITLE_LEVEL:
        return title_rank(value) >= 0 ? NULL : joined_levels(reader);
    case FIELD_DECLARATION:
        return strcmp(value, "true") == 0 || strcmp(value, "false") == 0 ? NULL : "true、false";
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return read_decimal(value, &number) ? NULL : "数";
    case FIELD_DATE:
        return day_parse(value, &day) ? NULL : "2025-01-24 这样的日期";
    default:
        return NULL;
    }
}

/* What a key of a condition can be asked of; 0 bits elsewhere. */
#define KIND(kind) (1U << (kind))
#define LISTS      (KIND(FIELD_CHOICES) | KIND(FIELD_REGIONS) | KIND(FIELD_ATTACHMENT))
#define NO_VALUE   (LISTS | KIND(FIELD_PERIOD) | KIND(FIELD_TABLE))

static void judge(struct reader *reader, const struct check *check, const struct field *field,
                  const char *key, const char *value, unsigned kinds)
{
    const char *words;

    if (value == NULL)
        return;
    struct place place = reader_place(reader, value, check->origin.place);
    if (!(kinds & KIND(field->kind))) {
        reader_error(reader, place, "call_key_kind",
                     WORDS({ "key", key }, { "value", field_kind_words[field->kind] },
                           { "name", field->label == NULL ? "" : field->label }));
        return;
    }
    words = other_than(reader, field, value);
    if (words != NULL)
        reader_error(reader, place, "call_type_word",
                     WORDS({ "key", key }, { "value", value }, { "words", words }));
}

void condition_resolve(struct reader *reader, const struct form *form, const struct check *check)
{
    const struct field *field = check->when == NULL ? NULL : form_field(form, check->when);

    if (field == NULL)
        return;
    judge(reader, check, field, "equals", check->equals, ~NO_VALUE);
    judge(reader, check, field, "includes", check->includes, LISTS);
    judge(reader, check, field, "below", check->below, KIND(FIELD_TITLE_LEVEL));
}
