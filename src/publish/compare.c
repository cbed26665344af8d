/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: two versions of a call, sentence by sentence. */
#include "publish/compare.h"

#include "base/mem.h"
#include "base/time.h"
#include "call/plain.h"
#include "db/db.h"

#include <string.h>

/* What was not sent is not the department's to see, not even as a number (design.md §4). */
DB_SQL(touched_counts, "ti",
       "SELECT track, count(*), CAST(sum(CASE WHEN form_version < $2 THEN 1 ELSE 0 END) AS BIGINT)"
       "  FROM application WHERE call = $1 AND sent_ms > 0 GROUP BY track ORDER BY track");

/* ---- sentences ---- */

struct sentence {
    const char *group;
    const char *key; /* id of the field it is about, "" of none */
    const char *text;
    bool paired; /* stands in the other version too, or was told */
};

struct sentences {
    struct sentence *rows;
    size_t count;
};

static void add(struct op *op, struct sentences *list, const char *group, const char *text)
{
    mem_push(op, list->rows, list->count, ((struct sentence){ group, "", text, false }));
}

static const char *phase_text(struct op *op, const struct phase *phase)
{
    const char *from = phase->from == 0 ? "" : day_chinese(op, phase->from, false);
    const char *to = phase->to == 0 ? "" : day_chinese(op, phase->to, false);

    if (phase->when != NULL)
        return mem_printf(op, "%s：%s", phase->name, phase->when);
    return mem_printf(op, "%s：%s至%s", phase->name, from, to);
}

static struct sentences tell_call(struct op *op, const struct call *call)
{
    struct sentences list = { 0 };

    add(op, &list, "标题", call->title);
    add(op, &list, "文号", call->number);
    add(op, &list, "印发单位", call->issuer);
    add(op, &list, "印发日期", day_chinese(op, call->issued, false));
    for (size_t i = 0; i < call->phase_count; i++)
        add(op, &list, "时间安排", phase_text(op, &call->timetable[i]));
    for (size_t i = 0; i < call->unit_count; i++)
        add(op, &list, "单位类别", call->units[i].name);
    for (size_t i = 0; i < call->desk_count; i++)
        add(op, &list, "受理部门", call->desks[i].name);
    for (size_t i = 0; i < call->track_count; i++)
        add(op, &list, "申报类别", call->tracks[i].title);
    return list;
}

/* A field with its options, and its columns below it. */
static void tell_field(struct op *op, const struct field *field, const char *above,
                       struct sentences *list)
{
    const char *text = mem_printf(op, "%s%s：%s", above, field->label, plain_field(op, field));

    add(op, list, "申报表", text);
    list->rows[list->count - 1].key =
        field->table == NULL ? field->id : mem_printf(op, "%s/%s", field->table->id, field->id);
    for (size_t i = 0; i < field->column_count; i++)
        tell_field(op, &field->columns[i], mem_printf(op, "%s ", field->label), list);
}

static void tell_form(struct op *op, const struct form *form, struct sentences *list)
{
    add(op, list, "申报表", form->title);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct section *section = &form->sections[i];
        for (size_t j = 0; j < section->field_count; j++)
            tell_field(op, &section->fields[j], "", list);
    }
    for (size_t i = 0; i < form->check_count; i++) {
        if (form->checks[i].message != NULL)
            add(op, list, "申报表检查", form->checks[i].message);
    }
}

static struct sentences tell_track(struct op *op, const struct call *call,
                                   const struct track *track)
{
    struct plain_list rules = plain_track(op, call, track);
    struct sentences list = { 0 };

    add(op, &list, "名称", track->title);
    for (size_t i = 0; i < rules.count; i++)
        add(op, &list, rules.rows[i].group, rules.rows[i].text);
    for (size_t i = 0; i < track->focus_count; i++)
        add(op, &list, "实施重点", track->focus[i]);
    tell_form(op, track->form, &list);
    return list;
}

/* ---- comparing ---- */

static void pair_equal(struct sentences *before, struct sentences *after)
{
    for (size_t i = 0; i < before->count; i++) {
        struct sentence *old = &before->rows[i];
        for (size_t j = 0; j < after->count && !old->paired; j++) {
            struct sentence *new = &after->rows[j];
            old->paired = !new->paired &&strcmp(old->group, new->group) == 0 &&
                          strcmp(old->text, new->text) == 0;
            new->paired = new->paired || old->paired;
        }
    }
}

/* The sentence of the other version that belongs to a changed one: of the same field, or of those
 * without fields the next one of the group. */
static const char *take_match(struct sentences *list, const struct sentence *old)
{
    for (size_t i = 0; i < list->count; i++) {
        struct sentence *row = &list->rows[i];
        if (!row->paired && strcmp(row->group, old->group) == 0 &&
            strcmp(row->key, old->key) == 0) {
            row->paired = true;
            return row->text;
        }
    }
    return "";
}

static void compare(struct op *op, struct call_change row, struct sentences *before,
                    struct sentences *after, struct call_changes *changes)
{
    pair_equal(before, after);
    for (size_t i = 0; i < before->count; i++) {
        if (before->rows[i].paired)
            continue;
        before->rows[i].paired = true;
        row.group = before->rows[i].group;
        row.before = before->rows[i].text;
        row.after = take_match(after, &before->rows[i]);
        mem_push(op, changes->rows, changes->count, row);
    }
    for (size_t i = 0; i < after->count; i++) {
        if (after->rows[i].paired)
            continue;
        row.group = after->rows[i].group;
        row.before = "";
        row.after = after->rows[i].text;
        mem_push(op, changes->rows, changes->count, row);
    }
}

struct call_changes calls_compare(struct op *op, const struct call *before,
                                  const struct call *after)
{
    struct call_changes changes = { 0 };
    struct sentences old = tell_call(op, before);
    struct sentences new = tell_call(op, after);

    compare(op, (struct call_change){ .track = "", .title = "整个通知" }, &old, &new, &changes);
    for (size_t i = 0; i < after->track_count; i++) {
        const struct track *track = &after->tracks[i];
        const struct track *same = call_track(before, track->code);
        if (same == NULL) /* told as a new track of the whole call */
            continue;
        old = tell_track(op, before, same);
        new = tell_track(op, after, track);
        compare(op, (struct call_change){ .track = track->code, .title = track->title }, &old, &new,
                &changes);
    }
    return changes;
}

/* ---- whom it touches ---- */

enum err call_touched(struct op *op, const char *call, int64_t n,
                      struct call_touched_list *ret_list)
{
    struct call_touched_list list = { 0 };
    struct call_touched row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &touched_counts, DB_IN(IN_TEXT(call), IN_INT(n)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.track), OUT_INT(&row.sent), OUT_INT(&row.old_form))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}
