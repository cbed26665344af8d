/* SPDX-License-Identifier: Apache-2.0 */
/* conflict.c: one function a rule, one row a kind. */
#include "expert/conflict.h"

#include "base/mem.h"

#include <string.h>

enum { NAME_BYTES_MAX = 400 };

struct judging {
    struct op *op;
    const struct conflict_person *person;
    const struct conflict_item *item;
    struct conflict *rows;
    size_t count;
    enum conflict_kind kind;
};

static void found(struct judging *judging, const char *text)
{
    struct conflict row = { judging->kind, text };

    mem_push(judging->op, judging->rows, judging->count, row);
}

/* Signs of a name that do not tell two apart, by their UTF-8 bytes. */
static const char *const passed_over[] = { " ", "\t", "　", "(", ")", "（", "）", "·", "•" };

static void plain_name(const char *name, char ret_plain[NAME_BYTES_MAX])
{
    size_t used = 0;

    while (*name != '\0' && used + 1 < NAME_BYTES_MAX) {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof passed_over / sizeof passed_over[0]; i++) {
            if (strncmp(name, passed_over[i], strlen(passed_over[i])) == 0)
                skip = strlen(passed_over[i]);
        }
        if (skip == 0)
            ret_plain[used++] = *name++;
        else
            name += skip;
    }
    ret_plain[used] = '\0';
}

static bool same_name(const char *a, const char *b)
{
    char plain_a[NAME_BYTES_MAX];
    char plain_b[NAME_BYTES_MAX];

    if (a == NULL || b == NULL)
        return false;
    plain_name(a, plain_a);
    plain_name(b, plain_b);
    return plain_a[0] != '\0' && strcmp(plain_a, plain_b) == 0;
}

static bool same_unit(const struct conflict_unit *a, const struct conflict_unit *b)
{
    return a->id != 0 && b->id != 0 ? a->id == b->id : same_name(a->name, b->name);
}

static bool within(int from_day, int to_day, int day)
{
    return (from_day == 0 || from_day <= day) && (to_day == 0 || to_day >= day);
}

static bool on_day(const struct conflict_unit *unit, int day)
{
    return within(unit->from_day, unit->to_day, day);
}

/* The superior of a unit on a day, 0 none or not known. */
static int64_t superior_on(const struct conflict_unit *unit, int day)
{
    const struct conflict_superior *row = unit->superiors;

    while (row != NULL && row->id != 0) {
        if (within(row->from_day, row->to_day, day))
            return row->id;
        row++;
    }
    return 0;
}

static void find_same_unit(struct judging *judging)
{
    const struct conflict_item *item = judging->item;

    for (size_t i = 0; i < judging->person->unit_count; i++) {
        const struct conflict_unit *own = &judging->person->units[i];
        for (size_t k = 0; on_day(own, item->day) && k < item->unit_count; k++) {
            if (same_unit(own, &item->units[k]))
                found(judging, mem_printf(judging->op, "与%s同一单位", item->units[k].name));
        }
    }
}

static bool related(const struct conflict_unit *a, const struct conflict_unit *b, int day)
{
    int64_t over_a = superior_on(a, day);
    int64_t over_b = superior_on(b, day);

    return (over_a != 0 && (over_a == b->id || over_a == over_b)) ||
           (over_b != 0 && over_b == a->id);
}

static void find_parent(struct judging *judging)
{
    const struct conflict_item *item = judging->item;

    for (size_t i = 0; i < judging->person->unit_count; i++) {
        const struct conflict_unit *own = &judging->person->units[i];
        for (size_t k = 0; on_day(own, item->day) && k < item->unit_count; k++) {
            if (!same_unit(own, &item->units[k]) && related(own, &item->units[k], item->day))
                found(judging, mem_printf(judging->op, "所在单位%s与%s有隶属关系", own->name,
                                          item->units[k].name));
        }
    }
}

/* Two persons: by identity where both are known; else by name, and unit where both have one. */
static bool same_person(const struct conflict_person *a, const struct conflict_person *b)
{
    bool unit = false;

    if (a->identity != NULL && b->identity != NULL)
        return strcmp(a->identity, b->identity) == 0;
    if (!same_name(a->name, b->name))
        return false;
    for (size_t i = 0; i < a->unit_count; i++) {
        for (size_t k = 0; k < b->unit_count; k++)
            unit = unit || same_unit(&a->units[i], &b->units[k]);
    }
    return unit || a->unit_count == 0 || b->unit_count == 0;
}

static void find_named(struct judging *judging)
{
    for (size_t i = 0; i < judging->item->person_count; i++) {
        if (same_person(judging->person, &judging->item->people[i]))
            found(judging, "本人列在该项目名单中");
    }
}

static void find_declared(struct judging *judging)
{
    const struct conflict_person *person = judging->person;
    const struct conflict_item *item = judging->item;

    for (size_t i = 0; i < person->declared_count; i++) {
        for (size_t k = 0; k < item->unit_count; k++) {
            if (same_unit(&person->declared[i], &item->units[k]))
                found(judging, mem_printf(judging->op, "本人申明回避%s", item->units[k].name));
        }
    }
    for (size_t i = 0; i < item->avoid_count; i++) {
        bool identity = person->identity != NULL && strcmp(person->identity, item->avoid[i]) == 0;
        if (identity || same_name(person->name, item->avoid[i]))
            found(judging, "申报单位申请该专家回避");
    }
}

static bool recent(int year, int day)
{
    return year == 0 || day / 10000 - year <= CONFLICT_WORK_YEARS;
}

static void find_joint_with(struct judging *judging, const struct conflict_person *other,
                            const struct conflict_work *work)
{
    for (size_t i = 0; i < judging->person->work_count; i++) {
        const struct conflict_work *own = &judging->person->works[i];
        if (same_name(own->title, work->title) && recent(own->year, judging->item->day))
            found(judging,
                  mem_printf(judging->op, "与%s有共同成果《%s》", other->name, own->title));
    }
}

static void find_joint_work(struct judging *judging)
{
    const struct conflict_item *item = judging->item;

    for (size_t p = 0; p < item->person_count; p++) {
        for (size_t k = 0; k < item->people[p].work_count; k++)
            find_joint_with(judging, &item->people[p], &item->people[p].works[k]);
    }
}

static const struct {
    const char *code;
    const char *name;
    void (*find)(struct judging *judging);
} kinds[CONFLICT_KIND_COUNT] = {
    [CONFLICT_SAME_UNIT] = { "same_unit", "同一单位", find_same_unit },
    [CONFLICT_PARENT] = { "parent", "隶属单位", find_parent },
    [CONFLICT_NAMED] = { "named", "名单中人员", find_named },
    [CONFLICT_DECLARED] = { "declared", "申明回避", find_declared },
    [CONFLICT_JOINT_WORK] = { "joint_work", "共同成果", find_joint_work },
};

void conflict_find(struct op *op, const struct conflict_person *person,
                   const struct conflict_item *item, struct conflict **ret_rows, size_t *ret_count)
{
    struct judging judging = { .op = op, .person = person, .item = item };

    for (int kind = 0; kind < CONFLICT_KIND_COUNT; kind++) {
        judging.kind = (enum conflict_kind)kind;
        kinds[kind].find(&judging);
    }
    *ret_rows = judging.rows;
    *ret_count = judging.count;
}

const char *conflict_code(enum conflict_kind kind)
{
    return kinds[kind].code;
}

const char *conflict_name(enum conflict_kind kind)
{
    return kinds[kind].name;
}
