/* SPDX-License-Identifier: Apache-2.0 */
/* matching_site.h: experts, two demands and a run over them, for tests of what follows a run. */
#pragma once
#include "base/mem.h"
#include "db/db_internal.h"
#include "demand/demand.h"
#include "expert/expert.h"
#include "matching/matching.h"
#include "matching/suggest.h"
#include "org/role.h"
#include "support/site.h"

DB_SQL(test_org_of, "t", "SELECT id FROM org WHERE name = $1");
DB_SQL(test_user_of, "t", "SELECT id FROM app_user WHERE login = $1");

static inline int64_t number_of(struct op *op, const struct db_sql *sql, const char *text)
{
    return number_in_db(op, sql, text);
}

/* The op acts as the department's clerk: for making what a run is about. */
static inline struct op *as_clerk(struct op *op)
{
    op->actor =
        (struct actor){ .user_id = number_of(op, &test_user_of, "jingban"),
                        .org_id = number_of(op, &test_org_of, "内蒙古自治区人力资源和社会保障厅"),
                        .role = POST_CLERK,
                        .perms = role_perms(POST_CLERK),
                        .name = "经办" };
    return site_op(op);
}

struct person {
    const char *name;
    const char *org;
    const char *specialty;
    const char *mobile;
    const char *email;
};

static const struct person people[] = {
    { "甲", "内蒙古农业大学", "奶牛乳房炎防治与奶牛繁殖", "13800138001", "jia@example.cn" },
    { "乙", "内蒙古农牧业科学院", "奶牛乳房炎的诊断和用药", "13800138002", "yi@example.cn" },
    { "丙", "内蒙古医科大学", "脑卒中康复与护理", "13800138003", "" },
    { "丁", "科右中旗畜牧站", "奶牛乳房炎现场防治", "13800138004", "" },
};

enum { PEOPLE = sizeof people / sizeof people[0] };

static inline const char *an_expert(struct op *op, const struct person *person)
{
    struct expert_entry entry = { .expert = { .name = person->name,
                                              .org_name = person->org,
                                              .specialty = person->specialty,
                                              .title_level = 4 },
                                  .consent_by = "单位同意函" };
    const struct expert_personal personal = { .document = "idcard",
                                              .number = "",
                                              .mobile = person->mobile,
                                              .email = person->email,
                                              .born = "",
                                              .gender = "",
                                              .ethnicity = "",
                                              .address = "" };
    const char *id = NULL;

    struct expert *expert = &entry.expert;
    expert->post = expert->title_series = expert->title_name = expert->discipline = "";
    expert->industry = expert->honours = expert->regions = expert->free_time = "";
    expert->offers = expert->achievements = expert->history = expert->exception = "";
    entry.basis = "";
    entry.personal = &personal;
    assert_ok(op, expert_add(op, &entry, &id));
    return id;
}

static inline const char *a_demand(struct op *op, const char *unit, const char *title,
                                   int64_t seats)
{
    struct demand_entry entry = { .demand = { .unit_name = unit,
                                              .title = title,
                                              .people = seats,
                                              .region = "150000",
                                              .kind = "other",
                                              .mode = "any",
                                              .urgency = "middle" } };
    struct demand *demand = &entry.demand;
    const char *id = NULL;

    demand->uscc = demand->industry = demand->detail = demand->tried = demand->goal = "";
    demand->discipline = demand->specialty = demand->offers = "";
    assert_ok(op, demand_add(op, &entry, &id));
    assert_ok(op, demand_do(op, id, "submit", ""));
    assert_ok(op, demand_do(op, id, "confirm", ""));
    return id;
}

struct fixture {
    const char *experts[PEOPLE];
    const char *cows; /* the demand of the animal station that 丁 works for */
    const char *stroke;
    const char *run;
};

static inline void do_jobs(struct op *op)
{
    static const struct job_kind kinds[] = { { "match.score", matching_score },
                                             { SUGGEST_JOB, suggest_work },
                                             { 0 } };
    bool ran = true;

    while (ran)
        assert_ok(op, job_run_once(op, kinds, &ran));
}

static inline struct fixture a_run(struct op *op, int64_t seats, bool fair)
{
    struct fixture fixture = { 0 };

    (void)as_clerk(op);
    for (size_t i = 0; i < PEOPLE; i++)
        fixture.experts[i] = an_expert(op, &people[i]);
    fixture.cows = a_demand(op, "科右中旗畜牧站", "奶牛乳房炎防治技术", seats);
    fixture.stroke = a_demand(op, "扎赉特旗人民医院", "脑卒中病人的康复", 1);
    struct reply made = call_as(op, "jingban", "POST", "/api/v1/matchings",
                                mem_printf(op, "{'title':'一月','top':10,'capacity':1,'fair':%s}",
                                           fair ? "true" : "false"));
    assert_status(made, 201);
    fixture.run = text_of(made, "id");
    do_jobs(op);
    return fixture;
}
