/* SPDX-License-Identifier: Apache-2.0 */
/* file.c: what stands beside a profile, for pages and for judging conflicts. */
#include "expert/internal.h"

#include "base/mem.h"
#include "expert/conflict.h"
#include "org/org.h"
#include "org/superior.h"

DB_SQL(employers_of, "i",
       "SELECT coalesce(org_id, 0), org_name, from_day, to_day, consent_day, consent_by"
       "  FROM expert_employer WHERE expert_id = $1 ORDER BY to_day DESC, id DESC LIMIT 50");
DB_SQL(members_of, "i",
       "SELECT level, year, basis FROM expert_member WHERE expert_id = $1"
       " ORDER BY year DESC, level LIMIT 100");
DB_SQL(checks_of, "i",
       "SELECT c.year, c.result, c.note, u.name, c.at_ms FROM expert_check c"
       "  JOIN app_user u ON u.id = c.user_id WHERE c.expert_id = $1"
       " ORDER BY c.year DESC LIMIT 50");
DB_SQL(bases_of, "i",
       "SELECT r.public_id, r.name, o.name, b.from_day, b.note FROM expert_base b"
       "  JOIN register_entry r ON r.id = b.entry_id JOIN org o ON o.id = r.org_id"
       " WHERE b.expert_id = $1 ORDER BY b.from_day LIMIT 50");
DB_SQL(declared_of, "i",
       "SELECT public_id, coalesce(org_id, 0), org_name, reason FROM expert_declared"
       " WHERE expert_id = $1 ORDER BY id LIMIT 100");

static enum err read_employers(struct op *op, int64_t id, struct expert_file *file)
{
    struct expert_employer row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &employers_of, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.org_id), OUT_TEXT(&row.org_name),
                                OUT_INT(&row.from_day), OUT_INT(&row.to_day),
                                OUT_INT(&row.consent_day), OUT_TEXT(&row.consent_by))))
        mem_push(op, file->employers, file->employer_count, row);
    return db_done(rows);
}

static enum err read_members(struct op *op, int64_t id, struct expert_file *file)
{
    struct expert_member row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &members_of, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.level), OUT_INT(&row.year), OUT_TEXT(&row.basis))))
        mem_push(op, file->members, file->member_count, row);
    return db_done(rows);
}

static enum err read_checks(struct op *op, int64_t id, struct expert_file *file)
{
    struct expert_check row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &checks_of, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.year), OUT_TEXT(&row.result), OUT_TEXT(&row.note),
                                OUT_TEXT(&row.by), OUT_INT(&row.at_ms))))
        mem_push(op, file->checks, file->check_count, row);
    return db_done(rows);
}

static enum err read_bases(struct op *op, int64_t id, struct expert_file *file)
{
    struct expert_base row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &bases_of, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.entry), OUT_TEXT(&row.name), OUT_TEXT(&row.org_name),
                                OUT_INT(&row.from_day), OUT_TEXT(&row.note))))
        mem_push(op, file->bases, file->base_count, row);
    return db_done(rows);
}

static enum err read_declared(struct op *op, int64_t id, struct expert_file *file)
{
    struct expert_declared row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &declared_of, DB_IN(IN_INT(id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.public_id), OUT_INT(&row.org_id),
                                OUT_TEXT(&row.org_name), OUT_TEXT(&row.reason))))
        mem_push(op, file->declared, file->declared_count, row);
    return db_done(rows);
}

enum err expert_file(struct op *op, const struct expert *expert, struct expert_file *ret_file)
{
    static enum err (*const reads[])(struct op * op, int64_t id, struct expert_file * file) = {
        read_employers, read_members, read_checks, read_bases, read_declared
    };
    struct expert_file file = { 0 };
    enum err e = OK;

    for (size_t i = 0; expert_sees_names(op) && e == OK && i < sizeof reads / sizeof reads[0]; i++)
        e = reads[i](op, expert->id, &file);
    if (e == OK)
        *ret_file = file;
    return e;
}

/* ---- as a person of conflict.h ---- */

static int open_day(int64_t day)
{
    return day == DAY_OPEN ? 0 : (int)day;
}

enum err expert_conflict_unit(struct op *op, int64_t org_id, const char *name,
                              struct conflict_unit *ret_unit)
{
    struct superior *rows = NULL;
    size_t count = 0;
    enum err e = OK;

    if (org_id == 0)
        e = org_named(op, name, &org_id);
    if (e == OK && org_id != 0)
        e = superiors_of(op, org_id, &rows, &count);
    if (e != OK)
        return e;
    struct conflict_superior *superiors = mem_array(op, struct conflict_superior, count + 1);
    for (size_t i = 0; i < count; i++)
        superiors[i] = (struct conflict_superior){ rows[i].id, (int)rows[i].from_day,
                                                   open_day(rows[i].to_day) };
    *ret_unit = (struct conflict_unit){ .id = org_id, .superiors = superiors, .name = name };
    return OK;
}

static enum err units_of(struct op *op, const struct expert_file *file,
                         const struct conflict_unit **ret_units)
{
    struct conflict_unit *units = mem_array(op, struct conflict_unit, file->employer_count + 1);
    enum err e = OK;

    for (size_t i = 0; e == OK && i < file->employer_count; i++) {
        const struct expert_employer *row = &file->employers[i];
        e = expert_conflict_unit(op, row->org_id, row->org_name, &units[i]);
        units[i].from_day = (int)row->from_day;
        units[i].to_day = open_day(row->to_day);
    }
    *ret_units = units;
    return e;
}

enum err expert_as_person(struct op *op, int64_t id, struct conflict_person *ret_person)
{
    struct conflict_person person = { 0 };
    struct expert_file file = { 0 };
    struct expert expert = { 0 };
    struct expert_work *works = NULL;

    enum err e = expert_read(op, id, &expert);
    if (e == OK)
        e = read_employers(op, id, &file);
    if (e == OK)
        e = read_declared(op, id, &file);
    if (e == OK)
        e = works_read(op, id, &works, &person.work_count);
    if (e == OK)
        e = units_of(op, &file, &person.units);
    if (e != OK)
        return e;
    struct conflict_unit *declared = mem_array(op, struct conflict_unit, file.declared_count + 1);
    struct conflict_work *joint = mem_array(op, struct conflict_work, person.work_count + 1);
    for (size_t i = 0; i < file.declared_count; i++)
        declared[i] = (struct conflict_unit){ .id = file.declared[i].org_id,
                                              .name = file.declared[i].org_name };
    for (size_t i = 0; i < person.work_count; i++)
        joint[i] = (struct conflict_work){ works[i].title, (int)works[i].year };
    person.identity = expert.identity;
    person.name = expert.name;
    person.unit_count = file.employer_count;
    person.declared = declared;
    person.declared_count = file.declared_count;
    person.works = joint;
    *ret_person = person;
    return OK;
}
