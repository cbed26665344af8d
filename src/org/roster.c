/* SPDX-License-Identifier: Apache-2.0 */
/* roster.c: which keys a roster has, and what its references must lead to. */
#include "org/roster.h"

#include "base/mem.h"
#include "call/table.h"
#include "org/account.h"

#include <string.h>

#define AT(member)          offsetof(struct OF, member)
#define LIST_OF(list, size) offsetof(struct OF, list), offsetof(struct OF, size)

static const char *const role_words[] = { "applicant",   "approver",     "unit_admin",
                                          "recommender", "desk",         "clerk",
                                          "head",        "system_admin", "security_admin",
                                          "audit_admin", "demander",     NULL };

#define OF roster_base
static const struct key base_keys[] = {
    { "register", KEY_CODE, AT(reg), .required = true },
    { "name", KEY_TEXT, AT(name), .required = true, .max = 100 },
    { "level", KEY_CODE, AT(level), .required = true },
    { "number", KEY_TEXT, AT(number), .required = true, .max = 60 },
    { "status", KEY_TEXT, AT(status), .required = true, .max = 20 },
    { "approved", KEY_DAY, AT(approved), .required = true },
    { 0 },
};
static const struct table base_table = { "基地", sizeof(struct roster_base), ORIGIN_NONE,
                                         base_keys };
#undef OF

#define OF roster_unit
static const struct key unit_keys[] = {
    { "key", KEY_CODE, AT(key), .required = true, .unique = true },
    { "name", KEY_TEXT, AT(name), .required = true, .unique = true, .max = 100 },
    { "uscc", KEY_TEXT, AT(uscc), .max = 18 },
    { "region", KEY_TEXT, AT(region), .max = 12 },
    { "reporting", KEY_CODE, AT(reporting) },
    { "superior", KEY_CODE, AT(superior) },
    { "capacities", KEY_TEXTS, LIST_OF(capacities, capacity_count), .max = 20 },
    { "from", KEY_DAY, AT(from) },
    { "bases", KEY_LIST, LIST_OF(bases, base_count), .table = &base_table, .max = 50 },
    { 0 },
};
static const struct table unit_table = { "单位", sizeof(struct roster_unit), ORIGIN_NONE,
                                         unit_keys };
#undef OF

#define OF roster_person
static const struct key person_keys[] = {
    { "login", KEY_TEXT, AT(login), .required = true, .unique = true, .max = 64 },
    { "name", KEY_TEXT, AT(name), .required = true, .max = 50 },
    { "unit", KEY_CODE, AT(unit), .required = true },
    { "role", KEY_TERM, AT(role), .required = true, .words = role_words },
    { "about", KEY_TEXT, AT(about), .max = 100 },
    { 0 },
};
static const struct table person_table = { "人员", sizeof(struct roster_person), ORIGIN_NONE,
                                           person_keys };
#undef OF

#define OF roster
static const struct key roster_keys[] = {
    { "format", KEY_INT, AT(format), .required = true, .min = 1, .max = 1 },
    { "from", KEY_DAY, AT(from) },
    { "units", KEY_LIST, LIST_OF(units, unit_count), .required = true, .table = &unit_table,
      .max = ROSTER_UNITS_MAX },
    { "people", KEY_LIST, LIST_OF(people, person_count), .table = &person_table,
      .max = ROSTER_PEOPLE_MAX },
    { 0 },
};
static const struct table roster_table = { "名册", sizeof(struct roster), ORIGIN_NONE,
                                           roster_keys };
#undef OF

struct reading {
    struct op *op;
    struct reader reader;
    struct roster roster;
};

/* Whether one of the first count units has the key. */
static bool unit_stands(const struct roster *roster, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (roster->units[i].key != NULL && strcmp(roster->units[i].key, key) == 0)
            return true;
    }
    return false;
}

static bool login_good(const char *login)
{
    size_t length = strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-@");

    return login[length] == '\0' && length >= LOGIN_CHARS_MIN;
}

static void judge(struct reading *reading)
{
    const struct roster *roster = &reading->roster;

    for (size_t i = 0; i < roster->unit_count; i++) {
        const struct roster_unit *unit = &roster->units[i];
        if (unit->reporting != NULL && !unit_stands(roster, i, unit->reporting))
            reader_error(&reading->reader, unit->place, "roster_reporting_unknown",
                         WORDS({ "value", unit->reporting }));
        if (unit->superior != NULL && !unit_stands(roster, i, unit->superior))
            reader_error(&reading->reader, unit->place, "roster_superior_unknown",
                         WORDS({ "value", unit->superior }));
    }
    for (size_t i = 0; i < roster->person_count; i++) {
        const struct roster_person *person = &roster->people[i];
        if (person->unit != NULL && !unit_stands(roster, roster->unit_count, person->unit))
            reader_error(&reading->reader, person->place, "roster_unit_unknown",
                         WORDS({ "value", person->unit }));
        if (person->login != NULL && !login_good(person->login))
            reader_error(&reading->reader, person->place, "roster_login",
                         WORDS({ "value", person->login }));
    }
}

static void report(struct op *op, const struct finding_list *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->rows[i];
        problem_add(
            op, &op->problems,
            &(struct problem){ .path = mem_printf(op, "%s:%d:%d", finding->place.file,
                                                  finding->place.line, finding->place.column),
                               .code = finding->code,
                               .basis = BASIS_SYSTEM,
                               .blocks = true,
                               .message = finding->message });
    }
}

enum err roster_read(struct op *op, const char *path, const char *bytes, size_t size,
                     struct roster *ret_roster)
{
    struct finding_list findings = { 0 };
    struct reading reading = { .op = op };
    struct node_file file = { path, bytes, size };
    void *scratch = mem_pool(64 * 1024);
    struct text_places places = { .memory = scratch };
    size_t node_count = 0;

    reading.reader = (struct reader){ op, op, &findings, &places };
    struct node *root = node_read(scratch, &reading.reader, &file, &node_count);
    if (root != NULL) {
        table_read(&reading.reader, &roster_table, root, NULL, &reading.roster);
        judge(&reading);
    }
    mem_free(scratch);
    finding_sort(&findings);
    if (findings.error_count > 0) {
        report(op, &findings);
        fail_arg(op, "count", "%zu", findings.error_count);
        return fail(op, ERR_INVALID, "roster_wrong", "%zu mistakes", findings.error_count);
    }
    *ret_roster = reading.roster;
    return OK;
}
