/* SPDX-License-Identifier: Apache-2.0 */
/* applications.c: drafts from a list: the form's fields are the columns, its tables further sheets.
 * A desk types in for other units (代录), so it says whose each row is. */
#include "import/internal.h"

#include "application/application.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "org/org.h"

#include <stdlib.h>
#include <string.h>

static const struct field org_field = { .origin = { .basis = BASIS_SYSTEM },
                                        .id = "_org",
                                        .label = "申报单位名称",
                                        .kind = FIELD_TEXT,
                                        .required = true,
                                        .hint = "单位全称，与系统登记的一致",
                                        .max_chars = 100 };

static const struct track *track_of(const struct import_list *list)
{
    return call_track(list->notice, list->track);
}

static void add_columns(struct op *op, const struct field *fields, size_t count,
                        const struct field ***list, size_t *list_count)
{
    for (size_t i = 0; i < count && *list_count < IMPORT_FIELDS_MAX; i++) {
        if (fields[i].kind != FIELD_TABLE && fields[i].kind != FIELD_ATTACHMENT)
            mem_push(op, *list, *list_count, &fields[i]);
    }
}

static void add_table(struct op *op, struct import_list *list, const struct field *table)
{
    const struct field **columns = NULL;
    struct import_sheet sheet = { .name = table->label, .code = table->id };

    add_columns(op, table->columns, table->column_count, &columns, &sheet.field_count);
    sheet.fields = columns;
    mem_push(op, list->sheets, list->sheet_count, sheet);
}

static enum err open_list(struct op *op, struct import_list *list)
{
    const struct track *track = track_of(list);
    struct import_sheet first = { .name = "申报" };
    const struct field **columns = NULL;

    if (track == NULL || track->form == NULL)
        return fail(op, ERR_NOT_FOUND, "no_such_track", "call has no such track");
    if (list->for_others) {
        const struct field *org = &org_field;
        mem_push(op, columns, first.field_count, org);
    }
    const struct form *form = track->form;
    for (size_t i = 0; i < form->section_count; i++)
        add_columns(op, form->sections[i].fields, form->sections[i].field_count, &columns,
                    &first.field_count);
    first.fields = columns;
    mem_push(op, list->sheets, list->sheet_count, first);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct section *section = &form->sections[i];
        for (size_t k = 0; k < section->field_count; k++) {
            if (section->fields[k].kind == FIELD_TABLE)
                add_table(op, list, &section->fields[k]);
        }
    }
    return OK;
}

/* ---- judging ---- */

/* The field of the first sheet a path "/values/period/end" leads to, or NULL. */
static const struct field *field_of(const struct import_list *list, const char *path)
{
    static const char prefix[] = "/values/";
    const struct import_sheet *sheet = &list->sheets[0];

    if (strncmp(path, prefix, sizeof prefix - 1) != 0)
        return NULL;
    path += sizeof prefix - 1;
    size_t size = strcspn(path, "/");
    for (size_t i = 0; i < sheet->field_count; i++) {
        if (strlen(sheet->fields[i]->id) == size && strncmp(sheet->fields[i]->id, path, size) == 0)
            return sheet->fields[i];
    }
    return NULL;
}

/* The form's own values, without the columns that are not of it. */
static json_t *form_values(struct op *op, const struct form *form, const json_t *row)
{
    json_t *values = json_own(op, form_defaults(op, form));
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach((json_t *)row, key, value)
    {
        if (key[0] != '_')
            (void)json_object_set(values, key, value);
    }
    return values;
}

/* Values beyond the technical limits could not be stored: these keep the list out. */
static enum err judge_limits(struct op *op, struct import_list *list, const struct import_row *row,
                             const struct form *form)
{
    struct problem_list before = op->problems;
    json_t *patch = json_own(op, json_array());
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach(row->values, key, value)
    {
        if (key[0] != '_')
            (void)json_array_append_new(
                patch,
                json_pack("{s:o, s:O}", "path", json_sprintf("/values/%s", key), "value", value));
    }
    op->problems = (struct problem_list){ 0 };
    enum err e = form_patch(op, form, json_own(op, form_defaults(op, form)), patch);
    for (size_t i = 0; e == ERR_INVALID && i < op->problems.count; i++)
        import_problem(list, row, field_of(list, op->problems.rows[i].path), true,
                       op->problems.rows[i].message);
    op->problems = before;
    if (e == ERR_INVALID) {
        op_forgive(op);
        return OK;
    }
    return e;
}

/* A draft may have gaps: what the form's rules find is told, and mended in the editor. */
static enum err judge_rules(struct op *op, struct import_list *list, const struct import_row *row)
{
    const struct track *track = track_of(list);
    const struct form *form = track->form;
    const struct form_context context = { .today = day_of(op->now_ms, list->notice->zone_minutes),
                                          .calendar = op->site->calendar,
                                          .reference = op->site->reference,
                                          .track = track };
    struct problem_list problems = { 0 };

    enum err e =
        form_check(op, list->notice, form, form_values(op, form, row->values), &context, &problems);
    for (size_t i = 0; e == OK && i < problems.count; i++)
        import_problem(list, row, field_of(list, problems.rows[i].path), false,
                       problems.rows[i].message);
    return e;
}

static enum err find_org(struct op *op, const char *name, struct org *ret_org, bool *ret_found)
{
    struct org_list orgs = { 0 };

    enum err e = org_search(op, name, "", day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), &orgs);
    *ret_found = false;
    for (size_t i = 0; e == OK && i < orgs.count; i++) {
        if (strcmp(orgs.rows[i].name, name) == 0) {
            *ret_org = orgs.rows[i];
            *ret_found = true;
        }
    }
    return e;
}

static enum err check_row(struct op *op, struct import_list *list, const struct import_row *row)
{
    enum err e = judge_limits(op, list, row, track_of(list)->form);

    return e == OK ? judge_rules(op, list, row) : e;
}

static enum err judge_org(struct op *op, struct import_list *list, const struct import_row *row)
{
    const char *name = json_text_get(row->values, org_field.id);
    struct message_arg arg = { "value", name };
    struct org org = { 0 };
    bool found = true;

    enum err e = !list->for_others || name[0] == '\0' ? OK : find_org(op, name, &org, &found);
    if (e == OK && !found)
        import_problem(list, row, &org_field, true, message_text(op, "import_no_org", &arg, 1));
    return e;
}

/* ---- entering ---- */

static enum err enter_row(struct op *op, struct import_list *list, const struct import_row *row)
{
    json_t *values = form_values(op, track_of(list)->form, row->values);
    struct org org = { 0 };
    const char *id = NULL;
    bool found = false;
    enum err e = OK;

    if (list->for_others)
        e = find_org(op, json_text_get(row->values, org_field.id), &org, &found);
    if (e == OK && list->for_others && !found)
        e = fail(op, ERR_NOT_FOUND, "not_found", "a unit has gone");
    if (e != OK)
        return e;
    return application_create_filled(op, list->call, list->track, found ? &org : NULL, values, &id);
}

static enum err enter_list(struct op *op, struct import_list *list)
{
    return import_each(op, list, enter_row);
}

const struct import_kind import_applications = { .code = "applications",
                                                 .title = "申报名单",
                                                 .of_notice = true,
                                                 .open = open_list,
                                                 .check = check_row,
                                                 .judge = judge_org,
                                                 .enter = enter_list };
