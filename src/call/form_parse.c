/* SPDX-License-Identifier: Apache-2.0 */
/* form_parse.c: texts to values, by a table of kinds. */
#include "call/form_parse.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"
#include "call/form_parse_parts.h"
#include "call/reference.h"
#include "text/ident.h"
#include "text/utf8.h"

#include <ctype.h>
#include <string.h>

/* ---- texts ---- */

/* Blanks that people cannot see the difference of, and signs they cannot see at all. */
static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\r' || code == 0xa0 || code == 0x3000 ||
           (code >= 0x2000 && code <= 0x200f) || code == 0x2060 || code == 0xfeff;
}

static void put(char **to, uint32_t code)
{
    *to += utf8_put(code, *to);
}

const char *form_parse_half(struct op *op, const char *text)
{
    struct bytes rest = { (const uint8_t *)text, strlen(text) };
    char *made = mem_array(op, char, rest.size + 8);
    char *to = made;
    uint32_t code = 0;

    while (rest.size > 0 && utf8_next(&rest, &code)) {
        if (code >= 0xff01 && code <= 0xff5e)
            put(&to, code - 0xff01 + '!');
        else
            put(&to, is_blank(code) ? ' ' : code);
    }
    *to = '\0';
    return made;
}

/* The part of a line between its blanks. */
static struct bytes trimmed_line(const char *line, size_t size)
{
    struct bytes rest = { (const uint8_t *)line, size };
    const uint8_t *start = NULL;
    const uint8_t *end = (const uint8_t *)line;
    uint32_t code = 0;

    for (const uint8_t *at = rest.data; rest.size > 0 && utf8_next(&rest, &code); at = rest.data) {
        if (is_blank(code))
            continue;
        if (start == NULL)
            start = at;
        end = rest.data;
    }
    return start == NULL ? (struct bytes){ end, 0 }
                         : (struct bytes){ start, (size_t)(end - start) };
}

const char *form_parse_trim(struct op *op, const char *text, bool lines)
{
    char *made = mem_array(op, char, 2 * strlen(text) + 8);
    char *to = made;
    size_t breaks = 0;

    for (;;) {
        size_t size = strcspn(text, "\n");
        struct bytes line = trimmed_line(text, size);
        if (line.size > 0) {
            for (; lines && to > made && breaks > 0; breaks--)
                *to++ = '\n';
            /* words of Latin letters keep a blank where the line was broken */
            if (!lines && to > made && isalnum((unsigned char)to[-1]) && isalnum(line.data[0]))
                *to++ = ' ';
            memcpy(to, line.data, line.size);
            to += line.size;
            breaks = 0;
        }
        breaks++;
        if (text[size] == '\0')
            break;
        text += size + 1;
    }
    *to = '\0';
    return made;
}

struct parsing {
    struct op *op;
    const struct field *field;
    const struct reference *reference;
    const char *text; /* trimmed, in one line unless the kind has lines */
    const char *half; /* the same in half-width */
    json_t *value;
    const char *why;
};

static enum parsed unclear(struct parsing *parsing, const char *why)
{
    parsing->why = phrase(parsing->field->language, why);
    return PARSED_UNCLEAR;
}

static enum parsed value(struct parsing *parsing, json_t *json)
{
    parsing->value = json_own(parsing->op, json);
    return PARSED_VALUE;
}

static enum parsed parse_text(struct parsing *parsing)
{
    return value(parsing, json_string(parsing->text));
}

static enum parsed parse_ident(struct parsing *parsing)
{
    static const enum ident_kind kinds[FIELD_KIND_COUNT] = {
        [FIELD_IDCARD] = IDENT_IDCARD,   [FIELD_USCC] = IDENT_USCC,     [FIELD_CNAPS] = IDENT_CNAPS,
        [FIELD_ACCOUNT] = IDENT_ACCOUNT, [FIELD_MOBILE] = IDENT_MOBILE, [FIELD_PHONE] = IDENT_PHONE,
        [FIELD_EMAIL] = IDENT_EMAIL,
    };
    struct ident ident =
        ident_check(parsing->op, kinds[parsing->field->kind], parsing->half, 22001231);

    return value(parsing, json_string(ident.text));
}

/* ---- numbers ---- */

static const struct {
    const char *sign;
    int64_t fen;
} money_signs[] = {
    { "亿元", 10000000000 }, { "万元", 1000000 },   { "千元", 100000 }, { "元", 100 },
    { "圆", 100 },           { "亿", 10000000000 }, { "万", 1000000 },
};

/* Digits of a number without what people put between and before them; the rest in *ret_behind. */
static const char *digits_of(struct op *op, const char *text, const char **ret_behind)
{
    static const char *const before[] = { "人民币", "RMB", "CNY", "¥",   "￥", "US$", "€",
                                          "£",      "EUR", "GBP", "USD", " ",  NULL };
    char *made = mem_array(op, char, strlen(text) + 1);
    char *to = made;

    for (size_t i = 0; before[i] != NULL; i++) {
        if (strncmp(text, before[i], strlen(before[i])) == 0) {
            text += strlen(before[i]);
            i = (size_t)-1;
        }
    }
    for (; *text != '\0' && strchr("+-0123456789., ", *text) != NULL; text++) {
        if (*text != ',' && *text != ' ' && *text != '+')
            *to++ = *text;
    }
    *ret_behind = text;
    return made;
}

/* text × 10^places as an integer; false: no number, too long, or more places than that. */
static bool scaled(const char *text, int places, int64_t *ret)
{
    bool negative = *text == '-';
    bool point = false;
    int64_t sum = 0;
    int left = places;

    text += negative;
    if (!isdigit((unsigned char)*text))
        return false;
    for (; *text != '\0'; text++) {
        if (*text == '.' && !point) {
            point = true;
            continue;
        }
        if (!isdigit((unsigned char)*text) || sum > INT64_C(100000000000000))
            return false;
        if (point && left-- == 0 && *text != '0')
            return false;
        if (!point || left >= 0)
            sum = sum * 10 + (*text - '0');
    }
    for (; left > 0; left--) {
        if (sum > INT64_C(100000000000000))
            return false;
        sum *= 10;
    }
    *ret = negative ? -sum : sum;
    return true;
}

static bool is_unit(const struct parsing *parsing, const char *behind)
{
    const char *unit = parsing->field->unit;

    return behind[0] == '\0' || (unit != NULL && strcmp(behind, unit) == 0);
}

/* A field may ask for a unit that the label says already: "　　　人". */
static bool nothing_before(const char *digits)
{
    return digits[0] == '\0' || strcmp(digits, "-") == 0;
}

static enum parsed parse_number(struct parsing *parsing)
{
    const char *behind = "";
    const char *digits = digits_of(parsing->op, parsing->half, &behind);
    int decimals = parsing->field->decimals;
    int64_t number = 0;

    behind = form_parse_trim(parsing->op, behind, false);
    if (nothing_before(digits) && (is_unit(parsing, behind) || strcmp(behind, "无") == 0))
        return PARSED_EMPTY;
    if (!is_unit(parsing, behind) || !scaled(digits, decimals, &number))
        return unclear(parsing, decimals > 0 ? PHRASE("应是一个数") : PHRASE("应是一个整数"));
    if (decimals == 0)
        return value(parsing, json_integer(number));
    return value(parsing, json_string(digits));
}

static enum parsed parse_money(struct parsing *parsing)
{
    const char *behind = "";
    const char *digits = digits_of(parsing->op, parsing->half, &behind);
    int64_t unit = money_unit(parsing->field);
    int64_t number = 0;
    int places = 0;

    behind = form_parse_trim(parsing->op, behind, false);
    if (strcmp(behind, parsing->field->currency) == 0)
        behind = "";
    if (nothing_before(digits) && (is_unit(parsing, behind) || strcmp(behind, "无") == 0))
        return PARSED_EMPTY;
    for (size_t i = 0; i < sizeof money_signs / sizeof money_signs[0]; i++) {
        if (strcmp(behind, money_signs[i].sign) == 0) {
            unit = money_signs[i].fen;
            behind = "";
        }
    }
    for (int64_t rest = unit; rest > 1; rest /= 10)
        places++;
    if (!is_unit(parsing, behind) || !scaled(digits, places, &number))
        return unclear(parsing, PHRASE("应是金额，如 5万元 或 50000元"));
    return value(parsing, json_integer(number));
}

/* ---- days ---- */

static json_t *day_json(struct op *op, int day)
{
    return json_string(day_text(op, day));
}

static enum parsed parse_date(struct parsing *parsing)
{
    int day = 0;
    enum parsed parsed = parse_day(parsing->half, &day);

    if (parsed == PARSED_UNCLEAR)
        return unclear(parsing, PHRASE("应是日期，如 2025年7月14日"));
    return parsed == PARSED_VALUE ? value(parsing, day_json(parsing->op, day)) : parsed;
}

static enum parsed parse_dates(struct parsing *parsing)
{
    int from = 0;
    int to = 0;
    enum parsed parsed = parse_period(parsing->half, &from, &to);

    if (parsed == PARSED_UNCLEAR)
        return unclear(parsing, PHRASE("应是起止日期，如 2025年7月14日至7月18日"));
    if (parsed != PARSED_VALUE)
        return parsed;
    json_t *json = json_object();
    if (from != 0)
        (void)json_object_set_new(json, "start", day_json(parsing->op, from));
    if (to != 0)
        (void)json_object_set_new(json, "end", day_json(parsing->op, to));
    return value(parsing, json);
}

/* ---- choices ---- */

static enum parsed parse_choice(struct parsing *parsing)
{
    const struct field *field = parsing->field;
    bool *ticked = mem_array(parsing->op, bool, field->option_count + 1);
    const char *other = NULL;
    const char *code = NULL;
    enum parsed parsed = parse_options(parsing->op, field, parsing->text, ticked, &other);

    for (size_t i = 0; i < field->option_count && parsed == PARSED_VALUE; i++) {
        if (ticked[i] && code != NULL)
            return unclear(parsing, PHRASE("只能选一项"));
        if (ticked[i])
            code = field->options[i].code;
    }
    if (parsed == PARSED_UNCLEAR || (parsed == PARSED_VALUE && code == NULL))
        return unclear(parsing, PHRASE("没有这个选项"));
    return parsed == PARSED_VALUE ? value(parsing, json_string(code)) : parsed;
}

static enum parsed parse_choices(struct parsing *parsing)
{
    const struct field *field = parsing->field;
    bool *ticked = mem_array(parsing->op, bool, field->option_count + 1);
    const char *other = NULL;
    json_t *codes = json_own(parsing->op, json_array());
    enum parsed parsed = parse_options(parsing->op, field, parsing->text, ticked, &other);

    if (parsed == PARSED_UNCLEAR)
        return unclear(parsing, PHRASE("有不在选项中的内容"));
    if (parsed != PARSED_VALUE)
        return parsed;
    for (size_t i = 0; i < field->option_count; i++) {
        bool is_other = field->other != NULL && strcmp(field->options[i].code, field->other) == 0;
        if (ticked[i] || (is_other && other != NULL))
            (void)json_array_append_new(codes, json_string(field->options[i].code));
    }
    json_t *json = json_pack("{s:O}", "codes", codes);
    if (other != NULL)
        (void)json_object_set_new(json, "other", json_string(other));
    return value(parsing, json);
}

static enum parsed parse_declaration(struct parsing *parsing)
{
    static const char *const yes[] = { "是",  "同意", "已勾选", "已阅", "承诺",
                                       "Yes", "yes",  "ticked", NULL };
    size_t size = 0;

    for (const char *at = parsing->text; *at != '\0'; at++) {
        if (parse_box(at, &size) == 1)
            return value(parsing, json_true());
    }
    for (size_t i = 0; yes[i] != NULL; i++) {
        if (strcmp(parsing->text, yes[i]) == 0)
            return value(parsing, json_true());
    }
    return PARSED_EMPTY;
}

/* ---- names of the reference data ---- */

/* By name, by code, or with the names of what it lies in before it: 兴安盟科尔沁右翼前旗. */
static const struct region *region_of(const struct parsing *parsing, const char *text)
{
    const struct region *region = reference_region(parsing->reference, text);

    for (const char *at = text; region == NULL && *at != '\0'; at++) {
        if (((unsigned char)*at & 0xc0) != 0x80)
            region = reference_region_named(parsing->reference, at);
    }
    return region;
}

static enum parsed parse_region(struct parsing *parsing)
{
    const struct region *region = region_of(parsing, parsing->text);

    if (region == NULL)
        return unclear(parsing, PHRASE("没有这个地区，请写旗县（市、区）的全称"));
    return value(parsing, json_string(region->code));
}

static enum parsed parse_regions(struct parsing *parsing)
{
    json_t *codes = json_own(parsing->op, json_array());
    const char *at = parsing->half;

    while (*at != '\0') {
        size_t size = 0;
        while (at[size] != '\0' && strncmp(at + size, "、", 3) != 0 &&
               strncmp(at + size, "。", 3) != 0 && strchr(",; \n", at[size]) == NULL)
            size++;
        const char *name = mem_text_max(parsing->op, at, size);
        const struct region *region = region_of(parsing, name);
        if (size > 0 && region == NULL)
            return unclear(parsing,
                           mem_printf(parsing->op,
                                      phrase(parsing->field->language, "没有“%s”这个地区"), name));
        if (size > 0)
            (void)json_array_append_new(codes, json_string(region->code));
        at += size;
        at += *at == '\0' ? 0 : (unsigned char)*at < 0x80 ? 1 : 3;
    }
    return json_array_size(codes) == 0 ? PARSED_EMPTY : value(parsing, json_incref(codes));
}

/* The name of a level, a short or an old one for it, or a title that all series rank alike. */
static enum parsed parse_level(struct parsing *parsing)
{
    static const struct {
        const char *name;
        const char *code;
    } others[] = {
        { "正高", "senior" },    { "副高", "vice_senior" }, { "高级", NULL },
        { "初级", "assistant" }, { "助理", "assistant" },   { "无", "none" },
    };
    static const char *const of_titles[TITLE_LEVEL_COUNT] = { [TITLE_JUNIOR] = "assistant",
                                                              [TITLE_MIDDLE] = "middle",
                                                              [TITLE_ASSOCIATE] = "vice_senior",
                                                              [TITLE_SENIOR] = "senior" };
    const char *code = of_titles[reference_title_level(parsing->reference, NULL, parsing->text)];

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].name, parsing->text) == 0)
            code = others[i].code;
    }
    for (size_t i = 0; level_words[i] != NULL; i++) {
        if (strcmp(level_name(parsing->field->language, level_words[i]), parsing->text) == 0 ||
            strcmp(level_words[i], parsing->text) == 0)
            code = level_words[i];
    }
    if (code == NULL)
        return unclear(parsing, PHRASE("应是 正高级、副高级、中级、助理级 或 员级"));
    return value(parsing, json_string(code));
}

static enum parsed parse_code(struct parsing *parsing)
{
    struct code_list list = parsing->field->kind == FIELD_DISCIPLINE
                                ? reference_disciplines(parsing->reference)
                                : reference_industries(parsing->reference);

    for (size_t i = 0; i < list.count; i++) {
        if (strcmp(list.rows[i].name, parsing->text) == 0 ||
            strcmp(list.rows[i].code, parsing->text) == 0)
            return value(parsing, json_string(list.rows[i].code));
    }
    return unclear(parsing, parsing->field->kind == FIELD_DISCIPLINE ? PHRASE("没有这个学科名称")
                                                                     : PHRASE("没有这个行业名称"));
}

static enum parsed (*const kinds[FIELD_KIND_COUNT])(struct parsing *parsing) = {
    [FIELD_TEXT] = parse_text,         [FIELD_LONGTEXT] = parse_text,
    [FIELD_NUMBER] = parse_number,     [FIELD_MONEY] = parse_money,
    [FIELD_DATE] = parse_date,         [FIELD_PERIOD] = parse_dates,
    [FIELD_CHOICE] = parse_choice,     [FIELD_CHOICES] = parse_choices,
    [FIELD_REGION] = parse_region,     [FIELD_REGIONS] = parse_regions,
    [FIELD_ORGANISATION] = parse_text, [FIELD_PHONE] = parse_ident,
    [FIELD_MOBILE] = parse_ident,      [FIELD_EMAIL] = parse_ident,
    [FIELD_IDCARD] = parse_ident,      [FIELD_USCC] = parse_ident,
    [FIELD_ACCOUNT] = parse_ident,     [FIELD_CNAPS] = parse_ident,
    [FIELD_TITLE_LEVEL] = parse_level, [FIELD_DISCIPLINE] = parse_code,
    [FIELD_INDUSTRY] = parse_code,     [FIELD_DECLARATION] = parse_declaration,
};

/* A stroke in a cell that wants a number, a date or a name says that there is none. */
static bool is_stroke(const struct parsing *parsing)
{
    static const char *const strokes[] = { "/", "-", "—", "――", "_", NULL };

    for (size_t i = 0; strokes[i] != NULL; i++) {
        if (strcmp(parsing->half, strokes[i]) == 0)
            return true;
    }
    return false;
}

enum parsed form_parse(struct op *op, const struct field *field, const struct reference *reference,
                       const char *text, json_t **ret_value, const char **ret_why)
{
    bool lines = field->kind == FIELD_LONGTEXT;
    struct parsing parsing = { .op = op, .field = field, .reference = reference };

    if (kinds[field->kind] == NULL)
        return PARSED_NOT;
    parsing.text = form_parse_trim(op, text, lines);
    parsing.half = form_parse_trim(op, form_parse_half(op, parsing.text), lines);
    if (parsing.text[0] == '\0' || is_stroke(&parsing))
        return PARSED_EMPTY;
    enum parsed parsed = kinds[field->kind](&parsing);
    if (parsed == PARSED_VALUE)
        *ret_value = parsing.value;
    if (parsed == PARSED_UNCLEAR)
        *ret_why = parsing.why;
    return parsed;
}
