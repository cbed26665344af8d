/* SPDX-License-Identifier: Apache-2.0 */
/* experts.c: experts from a list, into the library; their works stand in a sheet of their own. */
#include "import/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "expert/expert.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN(id_, label_, kind_, ...)                                                            \
    {                                                                                              \
        .origin = { .basis = BASIS_SYSTEM }, .id = (id_), .label = (label_), .kind = (kind_),      \
        __VA_ARGS__                                                                                \
    }

static struct field_option document_options[] = {
    { .code = "idcard", .label = "居民身份证" },
    { .code = "passport", .label = "护照" },
    { .code = "other", .label = "其他证件" },
};

/* Ids are the last parts of the paths in which expert.h names what is wrong. */
static const struct field person_columns[] = {
    COLUMN("name", "姓名", FIELD_TEXT, .required = true, .max_chars = 40),
    COLUMN("org_name", "工作单位", FIELD_TEXT, .required = true, .max_chars = 100),
    COLUMN("post", "职务", FIELD_TEXT, .max_chars = 60),
    COLUMN("title_series", "职称系列", FIELD_TEXT, .max_chars = 40,
           .hint = "如：自然科学研究、卫生技术"),
    COLUMN("title_name", "职称名称", FIELD_TEXT, .max_chars = 40, .hint = "如：研究员、主任医师"),
    COLUMN("title_level", "职称级别", FIELD_TITLE_LEVEL, .hint = "正高级、副高级、中级、初级"),
    COLUMN("discipline", "学科", FIELD_DISCIPLINE, .hint = "学科的名称或代码"),
    COLUMN("industry", "行业", FIELD_INDUSTRY, .hint = "行业的名称或代码"),
    COLUMN("specialty", "专业方向", FIELD_LONGTEXT, .max_chars = 300),
    COLUMN("honour_codes", "人才称号", FIELD_CHOICES, .hint = "多个用顿号隔开"),
    COLUMN("region_codes", "愿意服务的地区", FIELD_REGIONS,
           .hint = "盟市或旗县，多个用顿号隔开；不填为不限地区"),
    COLUMN("days_per_year", "每年可服务天数", FIELD_NUMBER),
    COLUMN("free_time", "方便的时间", FIELD_TEXT, .max_chars = 200),
    COLUMN("offers", "可提供的服务", FIELD_LONGTEXT, .max_chars = 1000),
    COLUMN("achievements", "主要业绩", FIELD_LONGTEXT, .max_chars = 5000),
    COLUMN("document", "证件类型", FIELD_CHOICE, .options = document_options,
           .option_count = sizeof document_options / sizeof document_options[0],
           .hint = "不填为居民身份证"),
    COLUMN("number", "证件号码", FIELD_TEXT, .max_chars = 60, .personal = true,
           .hint = "单元格设为文本格式；加密保存，用来认出同一个人"),
    COLUMN("mobile", "手机", FIELD_MOBILE, .personal = true),
    COLUMN("email", "电子邮箱", FIELD_EMAIL, .personal = true),
    COLUMN("consent_by", "单位同意", FIELD_TEXT, .max_chars = 100,
           .hint = "谁或哪份文件代表单位同意入库；不填的入库后待单位同意"),
    COLUMN("member_year", "入库年份", FIELD_NUMBER, .hint = "如：2025；不填为还不是库内成员"),
    COLUMN("basis", "入库依据", FIELD_TEXT, .max_chars = 100, .hint = "公布名单的文号"),
};

enum { PERSON_COLUMNS = sizeof person_columns / sizeof person_columns[0] };

static struct field_option work_options[] = {
    { .code = "project", .label = "项目" },     { .code = "paper", .label = "论文" },
    { .code = "patent", .label = "专利" },      { .code = "award", .label = "奖励" },
    { .code = "service", .label = "服务经历" },
};

static const struct field work_columns[] = {
    COLUMN("kind", "类别", FIELD_CHOICE, .required = true, .options = work_options,
           .option_count = sizeof work_options / sizeof work_options[0]),
    COLUMN("title", "名称", FIELD_TEXT, .required = true, .max_chars = 300),
    COLUMN("source", "来源、刊物或地点", FIELD_TEXT, .max_chars = 300),
    COLUMN("role", "本人作用或成效", FIELD_TEXT, .max_chars = 300),
    COLUMN("year", "年份", FIELD_NUMBER),
};

enum { WORK_COLUMNS = sizeof work_columns / sizeof work_columns[0] };

static const char works_code[] = "works";

/* ---- columns ---- */

static const struct field *honours_field(struct op *op, const struct field *column)
{
    struct field *field = mem_new(op, struct field);

    *field = *column;
    for (const struct expert_honour *row = expert_honours; row->code != NULL; row++) {
        struct field_option option = { .code = row->code, .label = row->name };
        mem_push(op, field->options, field->option_count, option);
    }
    return field;
}

static enum err open_list(struct op *op, struct import_list *list)
{
    const struct field **people = mem_array(op, const struct field *, PERSON_COLUMNS);
    const struct field **works = mem_array(op, const struct field *, WORK_COLUMNS);
    struct import_sheet sheets[] = {
        { .name = "专家", .fields = people, .field_count = PERSON_COLUMNS },
        { .name = "项目和成果", .code = works_code, .fields = works, .field_count = WORK_COLUMNS },
    };

    list->context = json_own(op, json_object());
    for (size_t i = 0; i < PERSON_COLUMNS; i++) {
        const struct field *column = &person_columns[i];
        people[i] = column->kind == FIELD_CHOICES ? honours_field(op, column) : column;
    }
    for (size_t i = 0; i < WORK_COLUMNS; i++)
        works[i] = &work_columns[i];
    for (size_t i = 0; i < sizeof sheets / sizeof sheets[0]; i++)
        mem_push(op, list->sheets, list->sheet_count, sheets[i]);
    return OK;
}

/* ---- a row as an entry ---- */

static int64_t number_of(const json_t *values, const char *id)
{
    return json_integer_value(json_object_get(values, id));
}

static const char *joined(struct op *op, const json_t *codes)
{
    char *text = mem_text(op, "");

    for (size_t i = 0; i < json_array_size(codes); i++)
        mem_append(op, &text, "%s%s", i == 0 ? "" : " ",
                   json_string_value(json_array_get(codes, i)));
    return text;
}

static struct expert profile_of(struct op *op, const json_t *values)
{
    return (struct expert){
        .name = json_text_get(values, "name"),
        .org_name = json_text_get(values, "org_name"),
        .post = json_text_get(values, "post"),
        .title_series = json_text_get(values, "title_series"),
        .title_name = json_text_get(values, "title_name"),
        .title_level = expert_title_level(json_text_get(values, "title_level")),
        .discipline = json_text_get(values, "discipline"),
        .industry = json_text_get(values, "industry"),
        .specialty = json_text_get(values, "specialty"),
        .honours = joined(op, json_object_get(values, "honour_codes")),
        .regions = joined(op, json_object_get(values, "region_codes")),
        .days_per_year = number_of(values, "days_per_year"),
        .free_time = json_text_get(values, "free_time"),
        .offers = json_text_get(values, "offers"),
        .achievements = json_text_get(values, "achievements"),
        .history = "",
        .exception = "",
    };
}

static struct expert_entry entry_of(struct op *op, const json_t *values)
{
    struct expert_personal *personal = mem_new(op, struct expert_personal);
    const json_t *rows = json_object_get(values, works_code);
    const char *number = json_text_get(values, "number");
    const char *document = json_text_get(values, "document");
    struct expert_work *works = NULL;
    struct expert_entry entry = { .expert = profile_of(op, values),
                                  .personal = personal,
                                  .consent_by = json_text_get(values, "consent_by"),
                                  .member_year = number_of(values, "member_year"),
                                  .basis = json_text_get(values, "basis") };

    *personal = (struct expert_personal){ .document = number[0] == '\0'     ? ""
                                                      : document[0] == '\0' ? "idcard"
                                                                            : document,
                                          .number = number,
                                          .mobile = json_text_get(values, "mobile"),
                                          .email = json_text_get(values, "email") };
    for (size_t i = 0; i < json_array_size(rows) && i < EXPERT_WORKS_MAX; i++) {
        const json_t *row = json_array_get(rows, i);
        struct expert_work work = { json_text_get(row, "kind"), json_text_get(row, "title"),
                                    json_text_get(row, "source"), json_text_get(row, "role"),
                                    number_of(row, "year") };
        mem_push(op, works, entry.work_count, work);
    }
    entry.works = works;
    return entry;
}

/* ---- judging ---- */

static void refuse(struct op *op, struct import_list *list, const struct import_row *row,
                   const char *id, const char *key)
{
    const struct field *field = import_field(list, id);
    const struct message_arg arg = { "label", field == NULL ? "" : field->label };

    import_problem(list, row, field, true, message_text(op, key, &arg, 1));
}

static bool within(int64_t number, int64_t min, int64_t max)
{
    return number == 0 || (number >= min && number <= max);
}

/* What the library itself takes as it is given. */
static void judge_numbers(struct op *op, struct import_list *list, const struct import_row *row)
{
    const json_t *works = json_object_get(row->values, works_code);

    if (!within(number_of(row->values, "days_per_year"), 1, 366))
        refuse(op, list, row, "days_per_year", "import_days");
    if (!within(number_of(row->values, "member_year"), 1990, 2100))
        refuse(op, list, row, "member_year", "import_year");
    for (size_t i = 0; i < json_array_size(works); i++) {
        if (!within(number_of(json_array_get(works, i), "year"), 1900, 2100))
            refuse(op, list, row, "", "import_work_year");
    }
    if (json_array_size(works) > EXPERT_WORKS_MAX)
        refuse(op, list, row, "", "import_works");
}

/* What has been seen is a document's number, and its blind index: a row that is wrong elsewhere has
 * only the one. A person is one row, in the library as in the list. */
static enum err judge_row(struct op *op, struct import_list *list, const struct import_row *row)
{
    struct expert_entry entry = entry_of(op, row->values);
    struct problem_list before = op->problems;
    const char *number = json_text_get(row->values, "number");
    const char *identity = NULL;
    bool known = false;

    judge_numbers(op, list, row);
    op->problems = (struct problem_list){ 0 };
    enum err e = expert_judge(op, &entry, &identity, &known);
    e = import_refused(op, list, row, before, e);
    if (e != OK || number[0] == '\0')
        return e;
    bool twice = import_seen(list->context, number);
    if (identity != NULL)
        twice = import_seen(list->context, identity) || twice;
    if (known)
        refuse(op, list, row, "number", "expert_exists");
    else if (twice)
        refuse(op, list, row, "number", "import_person_twice");
    return OK;
}

/* ---- entering ---- */

static enum err enter_row(struct op *op, struct import_list *list, const struct import_row *row)
{
    struct expert_entry entry = entry_of(op, row->values);
    const char *id = NULL;

    (void)list;
    return expert_add(op, &entry, &id);
}

static enum err enter_list(struct op *op, struct import_list *list)
{
    return import_each(op, list, enter_row);
}

const struct import_kind import_experts = { .code = "experts",
                                            .title = "专家名单",
                                            .lengths = true,
                                            .open = open_list,
                                            .judge = judge_row,
                                            .enter = enter_list };
