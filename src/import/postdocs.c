/* SPDX-License-Identifier: Apache-2.0 */
/* postdocs.c: the ministry's list of postdocs, each for the demand of its number. */
#include "import/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "demand/postdoc.h"

#include <string.h>

#define COLUMN(id_, label_, kind_, ...)                                                            \
    {                                                                                              \
        .origin = { .basis = BASIS_SYSTEM }, .id = (id_), .label = (label_), .kind = (kind_),      \
        __VA_ARGS__                                                                                \
    }

/* Ids are the last parts of the paths in which postdoc.h names what is wrong. */
static const struct field fields[] = {
    COLUMN("number", "需求编号", FIELD_TEXT, .required = true, .max_chars = 40,
           .hint = "照需求汇总表的编号，如：152200-2025-001"),
    COLUMN("name", "姓名", FIELD_TEXT, .required = true, .max_chars = 40, .personal = true),
    COLUMN("station", "设站单位", FIELD_TEXT, .required = true, .max_chars = 100,
           .hint = "博士后流动站、工作站所在单位"),
    COLUMN("specialty", "专业方向", FIELD_LONGTEXT, .max_chars = 300),
    COLUMN("mobile", "手机", FIELD_MOBILE, .personal = true),
    COLUMN("email", "电子邮箱", FIELD_EMAIL, .personal = true),
    COLUMN("basis", "依据", FIELD_TEXT, .max_chars = 100, .hint = "部里文件的文号"),
    COLUMN("note", "说明", FIELD_LONGTEXT, .max_chars = 300),
};

enum { FIELD_TOTAL = sizeof fields / sizeof fields[0] };

static enum err open_list(struct op *op, struct import_list *list)
{
    const struct field **all = mem_array(op, const struct field *, FIELD_TOTAL);
    struct import_sheet sheet = { .name = "博士后名单", .fields = all, .field_count = FIELD_TOTAL };

    for (size_t i = 0; i < FIELD_TOTAL; i++)
        all[i] = &fields[i];
    mem_push(op, list->sheets, list->sheet_count, sheet);
    list->context = json_own(op, json_object());
    return OK;
}

static struct postdoc_new entry_of(const json_t *values)
{
    return (struct postdoc_new){ .number = json_text_get(values, "number"),
                                 .postdoc = { .name = json_text_get(values, "name"),
                                              .station = json_text_get(values, "station"),
                                              .specialty = json_text_get(values, "specialty"),
                                              .mobile = json_text_get(values, "mobile"),
                                              .email = json_text_get(values, "email"),
                                              .basis = json_text_get(values, "basis"),
                                              .note = json_text_get(values, "note") } };
}

/* The same person twice for one demand in the list itself. */
static void judge_twice(struct op *op, struct import_list *list, const struct import_row *row)
{
    const struct message_arg arg = { "value", json_text_get(row->values, "name") };
    const char *key = mem_printf(op, "%s\n%s\n%s", json_text_get(row->values, "number"), arg.value,
                                 json_text_get(row->values, "station"));

    if (arg.value[0] != '\0' && import_seen(list->context, key))
        import_problem(list, row, &fields[1], true, message_text(op, "import_twice", &arg, 1));
}

static enum err judge_row(struct op *op, struct import_list *list, const struct import_row *row)
{
    const struct postdoc_new entry = entry_of(row->values);
    struct problem_list before = op->problems;

    op->problems = (struct problem_list){ 0 };
    enum err e = entry.number[0] == '\0' ? OK : postdoc_judge(op, &entry);
    e = import_refused(op, list, row, before, e);
    judge_twice(op, list, row);
    return e;
}

static enum err enter_list(struct op *op, struct import_list *list)
{
    struct postdoc_new *rows = mem_array(op, struct postdoc_new, list->row_count + 1);

    enum err e = import_open_all(op, list);
    for (size_t i = 0; e == OK && i < list->row_count; i++)
        rows[i] = entry_of(list->rows[i].values);
    return e == OK ? postdoc_import(op, rows, list->row_count) : e;
}

const struct import_kind import_postdocs = { .code = "postdocs",
                                             .title = "博士后名单",
                                             .lengths = true,
                                             .open = open_list,
                                             .judge = judge_row,
                                             .enter = enter_list };
