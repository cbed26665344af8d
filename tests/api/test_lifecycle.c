/* SPDX-License-Identifier: Apache-2.0 */
/* Every (state, action, person): the table's steps succeed, all others change nothing. */
#include "site.h"

#include "application/lifecycle.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"

DB_SQL(test_put_state, "ttiiitii",
       "UPDATE application SET state = $2, up_ms = $3, sent_ms = $4, due_ms = $5,"
       " paper_due_ms = 0, extended_ms = 0, return_count = 0, quota_held = 0, rank = 0,"
       " opinion = NULL, over_state = $6,"
       " county_id = CASE WHEN $7 = 1 THEN recommender_id END, county_ms = $3,"
       " typed_by = CASE WHEN $8 = 1 THEN recommender_id END"
       " WHERE public_id = $1");
DB_SQL(test_free_quotas, "", "UPDATE quota_use SET used = 0");

enum { ACTIONS_MAX = 32, ROWS_MAX = 64, PEOPLE = 10 };

/* A person and who that is to the application. */
struct person {
    const char *login;
    int who;
};

struct land {
    const struct unit *unit;
    bool direct;
    bool over;   /* its place is above a soft quota and waits */
    bool county; /* passes a county office: here the recommending one stands for both */
    struct person people[PEOPLE];
    bool typed; /* 代录 by the recommending unit, with the stamp of the unit */
};

static const struct land lands[] = {
    { &HOSPITAL,
      false,
      false,
      false,
      { { "shenbao", WHO_APPLICANT },
        { "shenhe", WHO_APPROVER },
        { "guanli", 0 },
        { "caoyuan2", 0 },
        { "tuijian", WHO_RECOMMENDER },
        { "yuanqu2", 0 },
        { "shouli", WHO_DESK },
        { "jingban", 0 },
        { "fuze", WHO_HEAD },
        { "shenji", 0 } } },
    { &HOSPITAL,
      false,
      false,
      true,
      { { "shenbao", WHO_APPLICANT },
        { "shenhe", WHO_APPROVER },
        { "caoyuan2", 0 },
        { "tuijian", WHO_RECOMMENDER | WHO_COUNTY },
        { "shouli", WHO_DESK } } },
    { &HOSPITAL,
      false,
      true,
      false,
      { { "shenhe", WHO_APPROVER }, /* mends: others see what was sent last */
        { "tuijian", WHO_RECOMMENDER },
        { "shouli", WHO_DESK },
        { "fuze", WHO_HEAD } } },
    { &HOSPITAL,
      false,
      false,
      false,
      { { "shenbao", WHO_APPLICANT },
        { "shenhe", WHO_APPROVER },
        { "caoyuan2", 0 },
        { "tuijian", WHO_RECOMMENDER | WHO_TYPIST } },
      .typed = true },
    { &HOSPITAL,
      false,
      false,
      true,
      { { "tuijian", WHO_RECOMMENDER | WHO_COUNTY | WHO_TYPIST } },
      .typed = true },
    { &PARK,
      true,
      false,
      false,
      { { "yuanqu", WHO_APPLICANT },
        { "yuanqu2", WHO_APPROVER },
        { "shenhe", 0 },
        { "daxue2", 0 },
        { "tuijian", 0 },
        { "xitong", 0 },
        { "shouli2", WHO_DESK },
        { "jingban", 0 },
        { "fuze", WHO_HEAD },
        { "anquan", 0 } } },
};

static const char *const states[] = {
    "draft",       "unit_review",     "frozen",  "county_review", "recommending",
    "recommended", "not_recommended", "sent",    "returned",      "accepted",
    "refused",     "withdrawn",       "overdue", "forfeited",
};

enum { STATE_COUNT = sizeof states / sizeof states[0] };

static const char body[] = "{'reason':'写明理由','until':'2025-03-01T24:00:00+08:00',"
                           "'declaration':true}";

static bool is_after(const char *state, const char *first)
{
    static const char *const order[] = { "county_review",   "recommending", "recommended",
                                         "not_recommended", "sent",         "returned",
                                         "accepted",        "refused",      NULL };
    bool reached = false;

    for (int i = 0; order[i] != NULL; i++) {
        reached = reached || strcmp(order[i], first) == 0;
        if (reached && strcmp(order[i], state) == 0)
            return true;
    }
    return false;
}

static int excluded_of(const struct land *land, const char *state)
{
    return lifecycle_excluded((struct lifecycle_way){ land->direct, land->county,
                                                      land->over && is_after(state, "sent") });
}

/* Puts the application into a state as if it had come there, with every place free. */
static const char *put(struct op *op, const char *id, const char *state, const struct land *land)
{
    assert_ok(op, db_run(op, &test_put_state,
                         DB_IN(IN_TEXT(id), IN_TEXT(state),
                               IN_INT(is_after(state, "county_review") ? op->now_ms : 0),
                               IN_INT(is_after(state, "sent") ? op->now_ms : 0),
                               IN_INT(strcmp(state, "returned") == 0 ? op->now_ms + DAY_MS : 0),
                               IN_TEXT(land->over && is_after(state, "sent") ? "waiting" : ""),
                               IN_INT(land->county ? 1 : 0), IN_INT(land->typed ? 1 : 0)),
                         NULL));
    assert_ok(op, db_run(op, &test_free_quotas, DB_NONE, NULL));
    return fingerprint(op);
}

/* All actions of the table once, and one that is none. */
static size_t all_actions(const char *actions[ACTIONS_MAX])
{
    size_t count = 0;

    actions[count++] = "explode";
    for (const struct transition *row = lifecycle; row->from != NULL; row++) {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || strcmp(actions[i], row->action) == 0;
        if (!known)
            actions[count++] = row->action;
    }
    assert_true(count < ACTIONS_MAX);
    return count;
}

struct trial {
    const struct land *land;
    const struct person *person;
    const char *id;
    const char *state;
    const char *before; /* fingerprint of the state */
    bool *reached;      /* rows of lifecycle */
};

static void complain(const struct trial *trial, const char *action, struct reply reply)
{
    print_error("%s %s as %s: %d %s\n", trial->state, action, trial->person->login, reply.status,
                reply.bytes);
    assert_true(false);
}

static void must_step(struct op *op, const struct trial *trial, const struct transition *row)
{
    struct reply reply = act_as(op, trial->person->login, trial->id, row->action, body);

    if ((reply.status != 200 && reply.status != 204) ||
        strcmp(state_of(op, trial->id), row->to) != 0)
        complain(trial, row->action, reply);
    trial->reached[row - lifecycle] = true;
    (void)put(op, trial->id, trial->state, trial->land);
}

static void must_refuse(struct op *op, const struct trial *trial, const char *action)
{
    struct reply reply = act_as(op, trial->person->login, trial->id, action, body);
    bool refused = reply.status == 403 || reply.status == 404 || reply.status == 409;

    if (!refused || strcmp(fingerprint(op), trial->before) != 0)
        complain(trial, action, reply);
}

/* The page offers exactly the rows of the table. */
static void must_offer(struct op *op, const struct trial *trial)
{
    struct reply page = get_as(op, trial->person->login, "/api/v1/applications/%s", trial->id);
    int excluded = excluded_of(trial->land, trial->state);
    size_t expected = 0;

    if (page.status != 200) {
        if (page.status != 404 && page.status != 403)
            complain(trial, "page", page);
        return;
    }
    for (const struct transition *row = lifecycle; row->from != NULL; row++)
        expected += strcmp(row->from, trial->state) == 0 && (row->who & trial->person->who) != 0 &&
                    (row->guards & excluded) == 0 && strcmp(row->action, "register") != 0;
    if (json_array_size(member(&page, "actions")) != expected)
        complain(trial, "page", page);
}

static void try_state(struct op *op, struct trial *trial, const char *const *actions, size_t count)
{
    int excluded = excluded_of(trial->land, trial->state);

    trial->before = put(op, trial->id, trial->state, trial->land);
    must_offer(op, trial);
    for (size_t i = 0; i < count; i++) {
        const struct transition *row =
            lifecycle_find(trial->state, actions[i], trial->person->who, excluded);
        bool waits = trial->land->over && row != NULL && (row->guards & GUARD_DECIDED) != 0;
        if (row == NULL || row->by_package || waits) {
            must_refuse(op, trial, actions[i]);
        } else {
            must_step(op, trial, row);
            trial->before = fingerprint(op);
        }
    }
}

static void walk(struct op *op, const struct land *land, bool *reached)
{
    const char *actions[ACTIONS_MAX] = { NULL };
    size_t count = all_actions(actions);
    const char *id = a_filled(op, land->unit);

    if (land->typed)
        (void)attach_as(op, land->people[0].who == WHO_APPLICANT ? "shenbao" : "shenhe", id,
                        "stamped_scan");
    for (int p = 0; p < PEOPLE && land->people[p].login != NULL; p++) {
        for (int s = 0; s < STATE_COUNT; s++) {
            struct trial trial = {
                .land = land, .person = &land->people[p], .id = id, .state = states[s]
            };
            trial.reached = reached;
            try_state(op, &trial, actions, count);
        }
    }
}

static void table_and_nothing_else_is_possible(void **state)
{
    struct op *op = *state;
    bool reached[ROWS_MAX] = { false };

    for (size_t i = 0; i < sizeof lands / sizeof lands[0]; i++)
        walk(op, &lands[i], reached);
    for (const struct transition *row = lifecycle; row->from != NULL; row++) {
        if (!row->by_package && !reached[row - lifecycle])
            print_error("never reached: %s %s\n", row->from, row->action);
        assert_true(row->by_package || reached[row - lifecycle]);
    }
    assert_chain_clean(op);
}

/* A required reason that is missing or blank refuses every row that asks for one. */
static void required_reasons_are_required(void **state)
{
    struct op *op = *state;

    for (size_t l = 0; l < sizeof lands / sizeof lands[0]; l++) {
        const char *id = a_filled(op, lands[l].unit);
        for (const struct transition *row = lifecycle; row->from != NULL; row++) {
            const char *before = put(op, id, row->from, &lands[l]);
            int excluded = excluded_of(&lands[l], row->from);
            for (int p = 0; p < PEOPLE && row->reason == REASON_REQUIRED; p++) {
                if (lands[l].people[p].login == NULL)
                    break;
                if (lifecycle_find(row->from, row->action, lands[l].people[p].who, excluded) != row)
                    continue;
                assert_refused(act_as(op, lands[l].people[p].login, id, row->action,
                                      "{'reason':' \\n　','until':'2025-03-01T00:00:00+08:00'}"),
                               422, "reason_needed");
                assert_string_equal(fingerprint(op), before);
            }
        }
    }
}

int main(void)
{
    return run_on_each_site("lifecycle", (const struct CMUnitTest[]){
                                             TEST(table_and_nothing_else_is_possible),
                                             TEST(required_reasons_are_required),
                                             { 0 },
                                         });
}
