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

static bool same(const json_t *a, const json_t *b, const char *id)
{
    return strcmp(json_text_get(a, id), json_text_get(b, id)) == 0;
}

/* The same person twice for one demand in the list itself. */
static void judge_twice(struct op *op, struct import_list *list, size_t row)
{
    const json_t *own = list->rows[row].values;
    const struct message_arg arg = { "value", json_text_get(own, "name") };

    for (size_t i = 0; i < row && arg.value[0] != '\0'; i++) {
        const json_t *other = list->rows[i].values;
        if (same(own, other, "number") && same(own, other, "name") && same(own, other, "station")) {
            import_problem(op, list, &list->rows[row], &fields[1], true,
                           message_text(op, "import_twice", &arg, 1));
            return;
        }
    }
}

static enum err judge_list(struct op *op, struct import_list *list)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && i < list->row_count; i++) {
        const struct postdoc_new entry = entry_of(list->rows[i].values);
        struct problem_list before = op->problems;
        op->problems = (struct problem_list){ 0 };
        e = entry.number[0] == '\0' ? OK : postdoc_judge(op, &entry);
        e = import_refused(op, list, &list->rows[i], before, e);
        judge_twice(op, list, i);
    }
    return e;
}

static enum err enter_list(struct op *op, struct import_list *list)
{
    struct postdoc_new *rows = mem_array(op, struct postdoc_new, list->row_count + 1);

    for (size_t i = 0; i < list->row_count; i++)
        rows[i] = entry_of(list->rows[i].values);
    return postdoc_import(op, rows, list->row_count);
}

const struct import_kind import_postdocs = { "postdocs", "博士后名单", true,
                                             open_list,  judge_list,   enter_list };
