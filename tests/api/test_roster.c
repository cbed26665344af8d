/* SPDX-License-Identifier: Apache-2.0 */
/* Units and people from a file: all mistakes at once, one transaction, links for passwords. */
#include "site.h"

#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "org/account.h"
#include "org/org.h"
#include "org/roster.h"

DB_SQL(test_roster_orgs, "t", "SELECT count(*) FROM org WHERE name LIKE $1 || '%'");
DB_SQL(test_roster_users, "t", "SELECT count(*) FROM app_user WHERE login = $1");
DB_SQL(test_roster_id, "t", "SELECT id FROM org WHERE name = $1");

static const char good[] =
    "format: 1\n"
    "from: 2024-01-01\n"
    "units:\n"
    "  - {key: city, name: 新州局, region: \"990100\", capacities: [city]}\n"
    "  - key: host\n"
    "    name: 新州茶园\n"
    "    reporting: city\n"
    "    bases:\n"
    "      - {register: tea, name: 茶站, level: region, number: 8号, status: active,"
    " approved: 2023-05-04}\n"
    "people:\n"
    "  - {login: cha.nong, name: 和平, unit: host, role: applicant}\n"
    "  - {login: cha.zhu, name: 和顺, unit: host, role: approver, about: 审核}\n";

static struct roster read_good(struct op *op)
{
    struct roster roster = { 0 };

    assert_int_equal(roster_read(op, "u.yaml", good, sizeof good - 1, &roster), OK);
    return roster;
}

static void every_mistake_is_told_with_its_line(void **state)
{
    static const char wrong[] = "format: 1\n"
                                "units:\n"
                                "  - {key: a, name: 甲, reporting: b}\n"
                                "  - {key: b, name: 甲}\n"
                                "people:\n"
                                "  - {login: A b, name: 张三, unit: c, role: king}\n"
                                "  - {login: x1, name: 李四, unit: a, role: desk, colour: red}\n";
    static const char *const expected[][2] = {
        { "u.yaml:3:5", "roster_reporting_unknown" }, { "u.yaml:4:20", "call_code_twice" },
        { "u.yaml:6:5", "roster_unit_unknown" },      { "u.yaml:6:5", "roster_login" },
        { "u.yaml:6:46", "call_type_word" },          { "u.yaml:7:52", "call_unknown_key" },
    };
    struct op *op = site_op(*state);
    struct roster roster = { 0 };

    assert_int_equal(roster_read(op, "u.yaml", wrong, sizeof wrong - 1, &roster), ERR_INVALID);
    assert_string_equal(op->failure.reason, "roster_wrong");
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        bool found = false;
        for (size_t p = 0; p < op->problems.count; p++)
            found = found || (strcmp(op->problems.rows[p].code, expected[i][1]) == 0 &&
                              strncmp(op->problems.rows[p].path, expected[i][0], 9) == 0);
        if (!found)
            print_error("not told: %s %s\n", expected[i][0], expected[i][1]);
        assert_true(found);
    }
    assert_int_equal(op->problems.count, sizeof expected / sizeof expected[0]);
}

static void rehearsal_gets_cards_and_its_password(void **state)
{
    struct op *op = site_op(*state);
    struct roster roster = read_good(op);
    struct roster_made made = { 0 };
    struct reply in;

    assert_int_equal(roster_add(op, &roster, &made), OK);
    assert_int_equal(made.unit_count, 2);
    assert_null(made.links[0].token);
    in =
        call_as(op, NULL, "POST", "/api/v1/session", "{'login':'cha.nong','password':'dianjiang'}");
    assert_status(in, 200);
    assert_string_equal(text_of(in, "post.role"), "applicant");
    assert_string_equal(text_of(in, "post.org.name"), "新州茶园");
}

static void register_gives_the_capacity_and_reporting_the_parent(void **state)
{
    struct op *op = site_op(*state);
    struct roster roster = read_good(op);
    struct roster_made made = { 0 };
    struct org org = { 0 };
    const char **kinds = NULL;
    size_t count = 0;

    assert_int_equal(roster_add(op, &roster, &made), OK);
    assert_int_equal(org_get(op, number_in_db(op, &test_roster_id, "新州茶园"), &org), OK);
    assert_string_equal(org.reporting_name, "新州局");
    assert_int_equal(org_capacities(op, org.id, 20250101, &kinds, &count), OK);
    assert_int_equal(count, 1);
    assert_string_equal(kinds[0], "tea");
    assert_int_equal(org_capacities(op, org.id, 20230503, &kinds, &count), OK);
    assert_int_equal(count, 0);
}

static void real_site_gets_links_that_set_a_password(void **state)
{
    struct op *op = site_op(*state);
    struct site real = *op->site;
    struct roster roster = read_good(op);
    struct roster_made made = { 0 };
    struct activation activation = { 0 };
    const struct site *kept = op->site;

    real.rehearsal = false;
    op->site = &real;
    assert_int_equal(roster_add(op, &roster, &made), OK);
    op->site = kept;
    assert_int_equal(made.link_count, 2);
    assert_string_equal(made.links[1].unit_name, "新州茶园");
    assert_refused(
        call_as(op, NULL, "POST", "/api/v1/session", "{'login':'cha.nong','password':'dianjiang'}"),
        401, "sign_in_wrong");
    assert_int_equal(activation_get(op, made.links[0].token, &activation), OK);
    assert_string_equal(activation.login, "cha.nong");
    assert_int_equal(activation_use(op, made.links[0].token, "Cha-2025-yuan"), OK);
    assert_status(call_as(op, NULL, "POST", "/api/v1/session",
                          "{'login':'cha.nong','password':'Cha-2025-yuan'}"),
                  200);
}

static void taken_login_leaves_nothing_behind(void **state)
{
    struct op *op = site_op(*state);
    struct roster roster = read_good(op);
    struct roster_made made = { 0 };

    roster.people[1].login = "shenbao";
    assert_int_equal(roster_add(op, &roster, &made), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "roster_login_taken");
    assert_int_equal(number_in_db(op, &test_roster_orgs, "新州"), 0);
    assert_int_equal(number_in_db(op, &test_roster_users, "cha.nong"), 0);
}

static void known_units_are_taken_as_they_are(void **state)
{
    struct op *op = site_op(*state);
    struct roster roster = read_good(op);
    struct roster_made made = { 0 };

    assert_int_equal(roster_add(op, &roster, &made), OK);
    roster.person_count = 0;
    assert_int_equal(roster_add(op, &roster, &made), OK);
    assert_int_equal(made.unit_count, 0);
    assert_int_equal(number_in_db(op, &test_roster_orgs, "新州"), 2);
}

int main(void)
{
    return run_on_each_site("roster",
                            (const struct CMUnitTest[]){
                                TEST(every_mistake_is_told_with_its_line),
                                TEST(rehearsal_gets_cards_and_its_password),
                                TEST(register_gives_the_capacity_and_reporting_the_parent),
                                TEST(real_site_gets_links_that_set_a_password),
                                TEST(taken_login_leaves_nothing_behind),
                                TEST(known_units_are_taken_as_they_are),
                                { 0 },
                            });
}
