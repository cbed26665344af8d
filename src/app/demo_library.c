/* SPDX-License-Identifier: Apache-2.0 */
/* demo_library.c: experts and demands of a rehearsal, entered through the rooms themselves. */
#include "app/demo_library.h"

#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "demand/demand.h"
#include "demand/public.h"
#include "expert/expert.h"
#include "org/role.h"

#include <string.h>

DB_SQL(demo_login, "t",
       "SELECT u.id, p.id, p.org_id, p.role FROM app_user u JOIN post p ON p.user_id = u.id"
       " WHERE u.login = $1 ORDER BY p.id LIMIT 1");
DB_SQL(demo_unit_post, "t",
       "SELECT u.id, p.id, p.org_id, p.role FROM post p JOIN app_user u ON u.id = p.user_id"
       "  JOIN org o ON o.id = p.org_id WHERE o.name = $1 AND p.role IN ('applicant', 'demander')"
       " ORDER BY p.id LIMIT 1");

/* Acts as the person of a login, or as the first post of a unit. */
static enum err become(struct op *op, const struct db_sql *sql, const char *whose)
{
    struct actor actor = { .name = "" };
    const char *role = NULL;

    enum err e = db_row(op, sql, DB_IN(IN_TEXT(whose)),
                        DB_OUT(OUT_INT(&actor.user_id), OUT_INT(&actor.post_id),
                               OUT_INT(&actor.org_id), OUT_TEXT(&role)));
    if (e != OK)
        return e;
    actor.role = (int)role_of(role);
    actor.perms = role_perms((enum role)actor.role);
    op->actor = actor;
    return OK;
}

enum err demo_become(struct op *op, const char *login)
{
    return become(op, &demo_login, login);
}

/* ---- experts ---- */

/* A number that passes GB 11643: invented birthday and sequence, true check digit. */
static const char *invented_number(struct op *op, int n)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    char *text =
        mem_printf(op, "150102%04d%02d%02d%03d", 1962 + n % 28, 1 + n % 12, 1 + n % 27, 100 + n);
    int sum = 0;

    for (int i = 0; i < 17; i++)
        sum += (text[i] - '0') * weights[i];
    return mem_printf(op, "%s%c", text, "10X98765432"[sum % 11]);
}

static void add_works(struct op *op, const struct demo_field *field, int k,
                      struct expert_entry *entry)
{
    struct expert_work *works = NULL;
    size_t count = 0;

    for (int i = 0; i < 3; i++) {
        struct expert_work work = { .kind = i == 0 ? "project" : "paper",
                                    .title = field->works[(k + 2 * i) % DEMO_WORKS],
                                    .source = i == 0 ? "自治区科技计划" : "学术期刊",
                                    .role = i == 0 ? "主持" : "第一作者",
                                    .year = 2018 + (k + i) % 7 };
        mem_push(op, works, count, work);
    }
    struct expert_work service = { "service", field->service, field->where, "完成", 2021 + k % 4 };
    mem_push(op, works, count, service);
    entry->works = works;
    entry->work_count = count;
}

static enum err add_expert(struct op *op, const struct demo_field *field, int n, int k)
{
    static const char *const honours[] = { "allowance regional", "regional", "", "returnee" };
    bool senior = k % 2 == 0;
    const char *id = NULL;
    struct expert_personal personal = { .document = "idcard",
                                        .number = invented_number(op, n),
                                        .mobile = mem_printf(op, "13%09d", 804710000 + n * 37),
                                        .email = mem_printf(op, "expert%02d@example.com", n),
                                        .born = mem_printf(op, "%04d-%02d-%02d", 1962 + n % 28,
                                                           1 + n % 12, 1 + n % 27),
                                        .gender = n % 3 == 0 ? "female" : "male",
                                        .ethnicity = n % 2 == 0 ? "蒙古族" : "汉族",
                                        .address = "呼和浩特市" };
    struct expert_entry entry = {
        .expert = { .name = field->names[k],
                    .org_name = k < 2 ? field->org : field->other,
                    .post = k == 0 ? "研究室主任" : "",
                    .title_series = field->series,
                    .title_name = field->titles[senior ? 0 : 1],
                    .title_level = senior ? 4 : 3,
                    .discipline = field->discipline,
                    .industry = field->industry,
                    .specialty = field->specialty,
                    .honours = honours[k],
                    .regions = k == 3 ? "" : field->regions,
                    .days_per_year = 10 + 5 * k,
                    .free_time = "寒暑假和每月下旬",
                    .offers = field->offers,
                    .achievements =
                        mem_printf(op, "长期从事%s，成果在基层应用。", field->specialty),
                    .history = mem_printf(op, "%s：%s。", field->where, field->service),
                    .exception = "",
                    .healthy = 1,
                    .willing = 1,
                    .adaptable = 1,
                    .ministry = k == 0 },
        .personal = &personal,
        .consent_by = n % 16 == 9 ? "" : "单位同意函",
        .member_year = 2023 + n % 2,
        .basis = "自治区重点联系专家库公布文件"
    };

    add_works(op, field, k, &entry);
    enum err e = expert_add(op, &entry, &id);
    if (e == OK && n % 3 != 0)
        e = expert_verify(op, id, "right", "电话核实");
    return e;
}

static enum err add_experts(struct op *op)
{
    enum err e = become(op, &demo_login, "jingban");
    int n = 0;

    for (const struct demo_field *field = demo_fields; e == OK && field->org != NULL; field++) {
        for (int k = 0; e == OK && k < DEMO_FIELD_EXPERTS; k++)
            e = add_expert(op, field, n++, k);
    }
    return e;
}

/* ---- demands ---- */

/* Who enters a demand: the unit itself when it has an account, else the county or department. */
static enum err become_owner(struct op *op, const struct demo_demand *row)
{
    enum err e = become(op, &demo_unit_post, row->unit);

    if (e == ERR_NOT_FOUND)
        e = become(op, &demo_login, strncmp(row->region, "1522", 4) == 0 ? "qixian" : "jingban");
    return e;
}

static enum err publish(struct op *op, const char *id, const struct demo_demand *row)
{
    struct words_review review = { .good = true,
                                   .opinion = { "内容可以公开，不涉及个人信息。", false } };
    struct demand demand = { 0 };
    struct demand_words words = { 0 };

    enum err e = become(op, &demo_login, "jingban");
    if (e == OK)
        e = demand_write_words(op, id, row->title, row->public_text);
    if (e == OK)
        e = become(op, &demo_login, "fuze");
    if (e == OK)
        e = demand_get(op, id, &demand);
    if (e == OK)
        e = demand_words(op, &demand, &words);
    review.sm3 = words.sm3;
    return e == OK ? demand_review_words(op, id, &review) : e;
}

static enum err add_demand(struct op *op, const struct demo_demand *row, int n)
{
    int64_t day = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    int64_t year = day / 10000 * 10000;
    struct demand_contact contact = { "联系人", "办公室",
                                      mem_printf(op, "0482-82%05d", 10000 + n * 71) };
    struct demand_entry entry = { .demand = { .unit_name = row->unit,
                                              .uscc = "",
                                              .region = row->region,
                                              .industry = row->industry,
                                              .kind = row->kind,
                                              .title = row->title,
                                              .detail = row->detail,
                                              .tried = "",
                                              .goal = row->goal,
                                              .discipline = row->discipline,
                                              .specialty = row->specialty,
                                              .title_level = row->title_level,
                                              .people = row->people,
                                              .mode = row->mode,
                                              .from_day = year + 401 + 100 * (n % 4),
                                              .to_day = year + 930,
                                              .urgency = row->urgency,
                                              .offers = "提供食宿和当地交通" },
                                  .contact = &contact };
    const char *id = NULL;

    enum err e = become_owner(op, row);
    if (e == OK)
        e = demand_add(op, &entry, &id);
    if (e == OK && strcmp(row->state, "draft") != 0)
        e = demand_do(op, id, "submit", "");
    if (e == OK && strcmp(row->state, "confirmed") == 0) {
        e = become(op, &demo_login, "jingban");
        if (e == OK)
            e = demand_do(op, id, "confirm", "");
    }
    return e == OK && row->public_text != NULL ? publish(op, id, row) : e;
}

enum err demo_fill_library(struct op *op)
{
    enum err e = add_experts(op);
    int n = 0;

    for (const struct demo_demand *row = demo_demands; e == OK && row->unit != NULL; row++)
        e = add_demand(op, row, n++);
    op->actor = (struct actor){ .name = "" };
    return e;
}
