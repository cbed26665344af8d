/* SPDX-License-Identifier: Apache-2.0 */
/* units.c: units and the capacities they act in, entered by those who keep the register. */
#include "import/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "org/org.h"
#include "org/roster.h"

#include <string.h>

enum {
    UNIT_NAME,
    UNIT_USCC,
    UNIT_REGION,
    UNIT_REPORTING,
    UNIT_SUPERIOR,
    UNIT_CAPACITIES,
    UNIT_FIELDS
};

static const struct field fields[UNIT_FIELDS] = {
    [UNIT_NAME] = { .origin = { .basis = BASIS_SYSTEM },
                    .id = "name",
                    .label = "单位名称",
                    .kind = FIELD_TEXT,
                    .required = true,
                    .max_chars = 100 },
    [UNIT_USCC] = { .id = "uscc", .label = "统一社会信用代码", .kind = FIELD_USCC },
    [UNIT_REGION] = { .id = "region",
                      .label = "所在地区",
                      .kind = FIELD_REGION,
                      .hint = "旗县或盟市的名称或代码" },
    [UNIT_REPORTING] = { .id = "reporting",
                         .label = "报送单位",
                         .kind = FIELD_TEXT,
                         .hint = "已有单位的全称，或者本表前面行的单位",
                         .max_chars = 100 },
    [UNIT_SUPERIOR] = { .id = "superior",
                        .label = "主管单位",
                        .kind = FIELD_TEXT,
                        .hint = "隶属于哪个单位，用于回避；全称，已有单位或者本表前面行的单位",
                        .max_chars = 100 },
    [UNIT_CAPACITIES] = { .id = "capacities",
                          .label = "身份",
                          .kind = FIELD_TEXT,
                          .hint = "通知中的单位类别，多个用顿号隔开，如：基层单位、基地",
                          .max_chars = 200 },
};

static enum err open_list(struct op *op, struct import_list *list)
{
    const struct field **columns = mem_array(op, const struct field *, UNIT_FIELDS);
    struct import_sheet sheet = { .name = "单位", .fields = columns, .field_count = UNIT_FIELDS };

    for (size_t i = 0; i < UNIT_FIELDS; i++)
        columns[i] = &fields[i];
    mem_push(op, list->sheets, list->sheet_count, sheet);
    list->context = json_own(op, json_object()); /* names of the rows above */
    return OK;
}

/* The class of unit with this name, short name or code; NULL: none. */
static const struct unit_class *class_named(const struct call *call, const char *name)
{
    for (size_t i = 0; i < call->unit_count; i++) {
        const struct unit_class *unit = &call->units[i];
        if (strcmp(unit->name, name) == 0 || strcmp(unit->short_name, name) == 0 ||
            strcmp(unit->code, name) == 0)
            return unit;
    }
    return NULL;
}

/* Calls take for every name in "基层单位、基地"; stops when it returns false. */
static const char *next_name(struct op *op, const char **text)
{
    static const char *const marks[] = { "、", "，", "；", ",", ";" };

    while (**text != '\0') {
        size_t size = strlen(*text);
        size_t skip = 0;
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
            const char *at = strstr(*text, marks[i]);
            if (at != NULL && (size_t)(at - *text) < size) {
                size = (size_t)(at - *text);
                skip = strlen(marks[i]);
            }
        }
        const char *name = mem_text_max(op, *text, size);
        *text += size + skip;
        if (name[0] != '\0')
            return name;
    }
    return NULL;
}

static bool is_above(const struct import_list *list, const char *name)
{
    return json_object_get(list->context, name) != NULL;
}

static void refuse(struct op *op, struct import_list *list, const struct import_row *row, int field,
                   const char *key, const char *value)
{
    const struct message_arg arg = { "value", value };

    import_problem(list, row, &fields[field], true, message_text(op, key, &arg, 1));
}

/* The unit that a column names: one of the rows above, or one that is known. */
static enum err judge_named(struct op *op, struct import_list *list, const struct import_row *row,
                            int field)
{
    const char *name = json_text_get(row->values, fields[field].id);
    int64_t id = 0;

    if (name[0] == '\0' || is_above(list, name))
        return OK;
    enum err e = org_named(op, name, &id);
    if (e == OK && id == 0)
        refuse(op, list, row, field, "import_no_org", name);
    return e;
}

static enum err judge_row(struct op *op, struct import_list *list, const struct import_row *row)
{
    const char *names = json_text_get(row->values, "capacities");
    const char *name = json_text_get(row->values, "name");

    if (name[0] != '\0' && is_above(list, name))
        refuse(op, list, row, UNIT_NAME, "import_twice", name);
    enum err e = judge_named(op, list, row, UNIT_REPORTING);
    if (e == OK)
        e = judge_named(op, list, row, UNIT_SUPERIOR);
    if (e != OK)
        return e;
    (void)json_object_set_new(list->context, name, json_true());
    for (const char *one = next_name(op, &names); one != NULL; one = next_name(op, &names)) {
        if (class_named(list->notice, one) == NULL)
            refuse(op, list, row, UNIT_CAPACITIES, "import_no_class", one);
    }
    return OK;
}

/* A unit that is there already is taken as it is, so the reporting ones can be named as rows. */
static void add_unit(struct op *op, struct roster *roster, json_t *added,
                     const struct roster_unit *unit)
{
    if (!import_seen(added, unit->key))
        mem_push(op, roster->units, roster->unit_count, *unit);
}

static struct roster_unit unit_of(struct op *op, const struct call *call, const json_t *values)
{
    const char *name = json_text_get(values, "name");
    const char *names = json_text_get(values, "capacities");
    struct roster_unit unit = { .key = name,
                                .name = name,
                                .uscc = json_string_value(json_object_get(values, "uscc")),
                                .region = json_string_value(json_object_get(values, "region")),
                                .reporting =
                                    json_string_value(json_object_get(values, "reporting")),
                                .superior =
                                    json_string_value(json_object_get(values, "superior")) };

    for (const char *one = next_name(op, &names); one != NULL; one = next_name(op, &names)) {
        const char *code = class_named(call, one)->code;
        mem_push(op, unit.capacities, unit.capacity_count, code);
    }
    return unit;
}

static void add_named(struct op *op, struct roster *roster, json_t *added, const char *name)
{
    if (name[0] != '\0')
        add_unit(op, roster, added, &(struct roster_unit){ .key = name, .name = name });
}

static enum err enter_list(struct op *op, struct import_list *list)
{
    struct roster roster = { .format = 1 };
    struct roster_made made = { 0 };
    json_t *added = json_own(op, json_object());

    enum err e = import_open_all(op, list);
    for (size_t i = 0; e == OK && i < list->row_count; i++) {
        const json_t *values = list->rows[i].values;
        add_named(op, &roster, added, json_text_get(values, "reporting"));
        add_named(op, &roster, added, json_text_get(values, "superior"));
        const struct roster_unit unit = unit_of(op, list->notice, values);
        add_unit(op, &roster, added, &unit);
    }
    return e == OK ? roster_add(op, &roster, &made) : e;
}

const struct import_kind import_units = { .code = "units",
                                          .title = "单位名单",
                                          .lengths = true,
                                          .of_notice = true,
                                          .open = open_list,
                                          .judge = judge_row,
                                          .enter = enter_list };
