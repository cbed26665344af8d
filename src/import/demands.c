/* SPDX-License-Identifier: Apache-2.0 */
/* demands.c: demands of the grassroots from a list, submitted by the same act. */
#include "import/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "demand/demand.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 20, FIELDS_MAX = 24 };

/* A column, and the word list it picks from. */
struct column {
    struct field field;
    const struct demand_word *words;
};

#define TEXT_COLUMN(id_, label_, max_, need)                                                       \
    {                                                                                              \
        .field = {                                                                                 \
            .origin = { .basis = BASIS_SYSTEM },                                                   \
            .id = (id_),                                                                           \
            .label = (label_),                                                                     \
            .kind = (max_) > 100 ? FIELD_LONGTEXT : FIELD_TEXT,                                    \
            .required = (need),                                                                    \
            .max_chars = (max_)                                                                    \
        }                                                                                          \
    }
#define KIND_COLUMN(id_, label_, kind_, need)                                                      \
    {                                                                                              \
        .field = {                                                                                 \
            .origin = { .basis = BASIS_SYSTEM },                                                   \
            .id = (id_),                                                                           \
            .label = (label_),                                                                     \
            .kind = (kind_),                                                                       \
            .required = (need)                                                                     \
        }                                                                                          \
    }

static const struct column columns[] = {
    TEXT_COLUMN("title", "需求名称", 60, true),
    { .field = { .origin = { .basis = BASIS_SYSTEM },
                 .id = "kind",
                 .label = "需求类别",
                 .kind = FIELD_CHOICE,
                 .required = true },
      .words = demand_kinds },
    TEXT_COLUMN("unit_name", "需求单位", 100, true),
    KIND_COLUMN("uscc", "统一社会信用代码", FIELD_USCC, false),
    KIND_COLUMN("region", "所在旗县", FIELD_REGION, true),
    KIND_COLUMN("industry", "所属行业", FIELD_INDUSTRY, false),
    TEXT_COLUMN("detail", "需求描述", 1000, true),
    TEXT_COLUMN("tried", "已有基础", 1000, false),
    TEXT_COLUMN("goal", "期望目标", 1000, false),
    KIND_COLUMN("discipline", "所需学科", FIELD_DISCIPLINE, false),
    TEXT_COLUMN("specialty", "所需专业", 100, false),
    KIND_COLUMN("people", "人数", FIELD_NUMBER, false),
    { .field = { .origin = { .basis = BASIS_SYSTEM },
                 .id = "mode",
                 .label = "服务方式",
                 .kind = FIELD_CHOICE },
      .words = demand_modes },
    KIND_COLUMN("period", "期望时间", FIELD_PERIOD, false),
    { .field = { .origin = { .basis = BASIS_SYSTEM },
                 .id = "urgency",
                 .label = "紧急程度",
                 .kind = FIELD_CHOICE },
      .words = demand_urgencies },
    TEXT_COLUMN("offers", "可提供条件", 500, false),
    { .field = { .origin = { .basis = BASIS_SYSTEM },
                 .id = "contact",
                 .label = "联系人",
                 .kind = FIELD_TEXT,
                 .max_chars = 40,
                 .personal = true } },
    { .field = { .origin = { .basis = BASIS_SYSTEM },
                 .id = "phone",
                 .label = "联系电话",
                 .kind = FIELD_PHONE,
                 .personal = true } },
};

enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static const struct field *field_with_words(struct op *op, const struct column *column)
{
    struct field *field = mem_new(op, struct field);

    *field = column->field;
    for (const struct demand_word *word = column->words; word != NULL && word->code != NULL;
         word++) {
        struct field_option option = { .code = word->code, .label = word->name };
        mem_push(op, field->options, field->option_count, option);
    }
    return field;
}

static enum err open_list(struct op *op, struct import_list *list)
{
    const struct field **fields = mem_array(op, const struct field *, COLUMN_COUNT);
    struct import_sheet sheet = { .name = "需求", .fields = fields, .field_count = COLUMN_COUNT };

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        fields[i] =
            columns[i].words == NULL ? &columns[i].field : field_with_words(op, &columns[i]);
    mem_push(op, list->sheets, list->sheet_count, sheet);
    return OK;
}

static const char *word_or(const json_t *values, const char *key, const char *otherwise)
{
    const char *text = json_text_get(values, key);

    return text[0] == '\0' ? otherwise : text;
}

/* "2025-07-14" -> 20250714, 0 none. */
static int64_t period_day(const json_t *period, const char *end)
{
    const char *text = json_text_get(period, end);

    return strlen(text) != 10 ? 0
                              : strtoll(text, NULL, 10) * 10000 +
                                    strtoll(text + 5, NULL, 10) * 100 + strtoll(text + 8, NULL, 10);
}

static struct demand_entry entry_of(struct op *op, const json_t *values)
{
    struct demand_contact *contact = mem_new(op, struct demand_contact);
    const json_t *period = json_object_get(values, "period");
    const json_t *people = json_object_get(values, "people");
    struct demand_entry entry = { .contact = contact };

    *contact = (struct demand_contact){ json_text_get(values, "contact"), "",
                                        json_text_get(values, "phone") };
    entry.demand = (struct demand){
        .unit_name = json_text_get(values, "unit_name"),
        .uscc = json_text_get(values, "uscc"),
        .region = json_text_get(values, "region"),
        .industry = json_text_get(values, "industry"),
        .kind = json_text_get(values, "kind"),
        .title = json_text_get(values, "title"),
        .detail = json_text_get(values, "detail"),
        .tried = json_text_get(values, "tried"),
        .goal = json_text_get(values, "goal"),
        .discipline = json_text_get(values, "discipline"),
        .specialty = json_text_get(values, "specialty"),
        .people = json_is_integer(people) ? json_integer_value(people) : 1,
        .mode = word_or(values, "mode", "any"),
        .from_day = period_day(period, "start"),
        .to_day = period_day(period, "end"),
        .urgency = word_or(values, "urgency", "middle"),
        .offers = json_text_get(values, "offers"),
    };
    return entry;
}

static enum err judge_row(struct op *op, struct import_list *list, const struct import_row *row)
{
    const struct demand_entry entry = entry_of(op, row->values);
    struct problem_list before = op->problems;

    op->problems = (struct problem_list){ 0 };
    enum err e = demand_judge(op, &entry);
    return import_refused(op, list, row, before, e);
}

static enum err enter_list(struct op *op, struct import_list *list)
{
    struct demand_entry *entries = mem_array(op, struct demand_entry, list->row_count + 1);
    int64_t count = 0;

    enum err e = import_open_all(op, list);
    for (size_t i = 0; e == OK && i < list->row_count; i++)
        entries[i] = entry_of(op, list->rows[i].values);
    return e == OK ? demand_import(op, entries, list->row_count, &count) : e;
}

const struct import_kind import_demands = { .code = "demands",
                                            .title = "需求名单",
                                            .lengths = true,
                                            .open = open_list,
                                            .judge = judge_row,
                                            .enter = enter_list };
