/* SPDX-License-Identifier: Apache-2.0 */
/* form_shape.c: the kind of each value and its technical limits, by a table of kinds. */
#include "base/mem.h"
#include "base/time.h"
#include "call/form_judge.h"
#include "call/reference.h"

#include <ctype.h>
#include <string.h>

enum { AMOUNT_MAX_DIGITS = 15 };
#define AMOUNT_MAX 1000000000000000 /* ten trillion yuan in fen; sums of 500 rows stay in int64 */

static bool wrong(const struct judge *judge, const struct spot *spot, const char *code,
                  const char *name, const char *value)
{
    judge_system(judge, spot->path, code, SAY({ "label", spot->label }, { name, value }));
    return false;
}

static bool wrong_kind(const struct judge *judge, const struct spot *spot, const char *wanted)
{
    return wrong(judge, spot, "field_kind", "wanted", phrase(judge->form->language, wanted));
}

static bool wrong_count(const struct judge *judge, const struct spot *spot, const char *code,
                        int max)
{
    return wrong(judge, spot, code, "max", mem_printf(judge->op, "%d", max));
}

/* ---- Texts ---- */

static bool has_control(const char *text, bool lines)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        bool line_sign = byte == '\n' || byte == '\r' || byte == '\t';
        if ((byte < 0x20 && !(lines && line_sign)) || byte == 0x7F)
            return true;
    }
    return false;
}

static bool shape_text(const struct judge *judge, const struct spot *spot)
{
    const char *text = json_string_value(spot->value);

    if (text == NULL)
        return wrong_kind(judge, spot, PHRASE("文字"));
    if (text_chars(text) > spot->field->max_chars)
        return wrong_count(judge, spot, "field_too_long", spot->field->max_chars);
    if (has_control(text, spot->field->kind == FIELD_LONGTEXT))
        return wrong(judge, spot, "field_control", "max", "");
    return true;
}

/* ---- Numbers ---- */

/* Reads "-12.5" with at most decimals digits after the point, without an exponent. */
static bool decimal_read(const char *text, int decimals, int64_t *ret)
{
    int64_t scaled;
    const char *point = strchr(text, '.');

    if (!read_decimal(text, &scaled))
        return false;
    if (point != NULL && strlen(point + 1) > (size_t)decimals)
        return false;
    for (int i = decimals; i < 6; i++)
        scaled /= 10;
    *ret = scaled;
    return true;
}

bool value_number(const struct field *field, const json_t *value, int64_t *ret)
{
    if (field->kind == FIELD_NUMBER && field->decimals > 0 && json_is_string(value))
        return decimal_read(json_string_value(value), field->decimals, ret);
    if (!json_is_integer(value))
        return false;
    *ret = json_integer_value(value);
    if (field->kind == FIELD_NUMBER) {
        for (int i = 0; i < field->decimals && *ret<AMOUNT_MAX && * ret> - AMOUNT_MAX; i++)
            *ret *= 10;
    }
    return true;
}

static bool shape_number(const struct judge *judge, const struct spot *spot)
{
    int64_t number;
    bool money = spot->field->kind == FIELD_MONEY;

    if (!value_number(spot->field, spot->value, &number))
        return wrong_kind(judge, spot,
                          money ? PHRASE("以最小货币单位（分）计的整数")
                          : spot->field->decimals > 0
                              ? mem_printf(judge->op,
                                           phrase_count(judge->form->language, "至多%d位小数的数",
                                                        spot->field->decimals),
                                           spot->field->decimals)
                              : PHRASE("整数"));
    if (number > AMOUNT_MAX || number < -AMOUNT_MAX)
        return wrong(judge, spot, "number_too_large", "max", "");
    return true;
}

/* ---- Days ---- */

static bool shape_day(const struct judge *judge, const struct spot *spot, const json_t *value,
                      const char *path)
{
    const char *text = json_string_value(value);
    int day;

    if (value == NULL || json_is_null(value) || (text != NULL && text[0] == '\0'))
        return true;
    if (text == NULL || !day_parse(text, &day) || day < 19000101 || day > 22001231) {
        judge_system(judge, path, "date_invalid", SAY({ "label", spot->label }));
        return false;
    }
    return true;
}

static bool shape_date(const struct judge *judge, const struct spot *spot)
{
    return shape_day(judge, spot, spot->value, spot->path);
}

/* An object may hold only the two named members. */
static bool only_members(const struct judge *judge, const struct spot *spot, const char *one,
                         const char *two)
{
    const char *key;
    json_t *value;

    if (!json_is_object(spot->value))
        return wrong_kind(judge, spot, mem_printf(judge->op, "{\"%s\", \"%s\"}", one, two));
    json_object_foreach((json_t *)(uintptr_t)spot->value, key, value)
    {
        if (strcmp(key, one) != 0 && strcmp(key, two) != 0)
            return wrong(judge, spot, "field_unknown", "key", mem_text_max(judge->op, key, 60));
    }
    return true;
}

static bool shape_period(const struct judge *judge, const struct spot *spot)
{
    if (!only_members(judge, spot, "start", "end"))
        return false;
    bool start = shape_day(judge, spot, json_object_get(spot->value, "start"),
                           mem_printf(judge->op, "%s/start", spot->path));
    bool end = shape_day(judge, spot, json_object_get(spot->value, "end"),
                         mem_printf(judge->op, "%s/end", spot->path));
    return start && end;
}

/* ---- Codes ---- */

static bool option_known(const struct field *field, const char *code)
{
    for (size_t i = 0; i < field->option_count; i++) {
        if (strcmp(field->options[i].code, code) == 0)
            return true;
    }
    return false;
}

static bool shape_choice(const struct judge *judge, const struct spot *spot)
{
    const char *code = json_string_value(spot->value);

    if (code == NULL)
        return wrong_kind(judge, spot, PHRASE("选项代码"));
    if (code[0] != '\0' && !option_known(spot->field, code))
        return wrong(judge, spot, "choice_unknown", "value", mem_text_max(judge->op, code, 60));
    return true;
}

static bool shape_level(const struct judge *judge, const struct spot *spot)
{
    const char *code = json_string_value(spot->value);

    if (code == NULL)
        return wrong_kind(judge, spot, PHRASE("职称级别代码"));
    if (code[0] != '\0' && title_rank(code) < 0)
        return wrong(judge, spot, "choice_unknown", "value", mem_text_max(judge->op, code, 60));
    return true;
}

/* A code of a reference table: letters and digits; whether it exists is a rule, not a shape. */
static bool shape_code(const struct judge *judge, const struct spot *spot)
{
    const char *code = json_string_value(spot->value);

    for (const char *at = code; at != NULL && *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at))
            code = NULL;
        if (code == NULL)
            break;
    }
    if (code == NULL || strlen(code) > 12)
        return wrong_kind(judge, spot, PHRASE("代码"));
    return true;
}

/* An array of texts without a repetition, each judged as a spot of its own. */
static bool shape_codes(const struct judge *judge, const struct spot *spot, const json_t *codes,
                        bool (*each)(const struct judge *, const struct spot *))
{
    size_t count = json_array_size(codes);

    if (codes != NULL && !json_is_null(codes) && !json_is_array(codes))
        return wrong_kind(judge, spot, PHRASE("列表"));
    if (count > FORM_ITEMS_MAX)
        return wrong_count(judge, spot, "field_too_many", FORM_ITEMS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct spot item = *spot;
        item.value = json_array_get(codes, i);
        if (!each(judge, &item))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (json_equal(json_array_get(codes, j), item.value))
                return wrong(judge, spot, "choice_twice", "value", json_string_value(item.value));
        }
    }
    return true;
}

static bool shape_choices(const struct judge *judge, const struct spot *spot)
{
    struct spot other = *spot;

    if (!only_members(judge, spot, "codes", "other"))
        return false;
    other.value = json_object_get(spot->value, "other");
    other.path = mem_printf(judge->op, "%s/other", spot->path);
    bool text = other.value == NULL || json_is_null(other.value) || shape_text(judge, &other);
    return shape_codes(judge, spot, json_object_get(spot->value, "codes"), shape_choice) && text;
}

static bool shape_regions(const struct judge *judge, const struct spot *spot)
{
    return shape_codes(judge, spot, spot->value, shape_code);
}

static bool shape_id(const struct judge *judge, const struct spot *spot)
{
    const char *id = json_string_value(spot->value);

    if (id == NULL || id[0] == '\0' || strlen(id) > 64 ||
        strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") !=
            strlen(id))
        return wrong_kind(judge, spot, PHRASE("附件编号"));
    return true;
}

static bool shape_attachment(const struct judge *judge, const struct spot *spot)
{
    return shape_codes(judge, spot, spot->value, shape_id);
}

static bool shape_declaration(const struct judge *judge, const struct spot *spot)
{
    return json_is_boolean(spot->value) ? true : wrong_kind(judge, spot, PHRASE("true 或 false"));
}

/* ---- Tables ---- */

static const struct field *find_column(const struct field *table, const char *id)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].id, id) == 0)
            return &table->columns[i];
    }
    return NULL;
}

static bool shape_row(const struct judge *judge, const struct spot *spot, size_t row)
{
    json_t *cells = json_array_get(spot->value, row);
    const char *key;
    json_t *value;
    bool good = true;

    if (!json_is_object(cells))
        return wrong_kind(judge, spot, PHRASE("由行组成的表格"));
    json_object_foreach(cells, key, value)
    {
        const struct field *column = find_column(spot->field, key);
        if (column == NULL) {
            good = wrong(judge, spot, "field_unknown", "key", mem_text_max(judge->op, key, 60));
            continue;
        }
        struct spot cell = spot_of_cell(judge, spot, column, row);
        good = shape_check(judge, &cell) && good;
    }
    return good;
}

static bool shape_table(const struct judge *judge, const struct spot *spot)
{
    bool good = true;

    if (!json_is_array(spot->value))
        return wrong_kind(judge, spot, PHRASE("由行组成的表格"));
    if (json_array_size(spot->value) > FORM_ROWS_MAX)
        return wrong_count(judge, spot, "table_too_long", FORM_ROWS_MAX);
    for (size_t i = 0; i < json_array_size(spot->value); i++)
        good = shape_row(judge, spot, i) && good;
    return good;
}

bool shape_check(const struct judge *judge, const struct spot *spot)
{
    static bool (*const shapes[FIELD_KIND_COUNT])(const struct judge *, const struct spot *) = {
        [FIELD_TEXT] = shape_text,
        [FIELD_LONGTEXT] = shape_text,
        [FIELD_NUMBER] = shape_number,
        [FIELD_MONEY] = shape_number,
        [FIELD_DATE] = shape_date,
        [FIELD_PERIOD] = shape_period,
        [FIELD_CHOICE] = shape_choice,
        [FIELD_CHOICES] = shape_choices,
        [FIELD_REGION] = shape_code,
        [FIELD_REGIONS] = shape_regions,
        [FIELD_ORGANISATION] = shape_text,
        [FIELD_PHONE] = shape_text,
        [FIELD_MOBILE] = shape_text,
        [FIELD_EMAIL] = shape_text,
        [FIELD_IDCARD] = shape_text,
        [FIELD_USCC] = shape_text,
        [FIELD_ACCOUNT] = shape_text,
        [FIELD_CNAPS] = shape_text,
        [FIELD_TITLE_LEVEL] = shape_level,
        [FIELD_DISCIPLINE] = shape_code,
        [FIELD_INDUSTRY] = shape_code,
        [FIELD_DECLARATION] = shape_declaration,
        [FIELD_ATTACHMENT] = shape_attachment,
        [FIELD_TABLE] = shape_table,
    };

    if (spot->value == NULL || json_is_null(spot->value))
        return true;
    if (json_is_string(spot->value) && json_string_length(spot->value) == 0)
        return true;
    return shapes[spot->field->kind](judge, spot);
}
