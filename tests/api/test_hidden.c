/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Demands, experts, proposals, claims and inspections that a post may not see change no byte of any
 * answer it gets; an inspector sees nothing but what the letter names.
 */
#include "look.h"
#include "support/matching_site.h"

#include "job/job.h"

/* Everybody of the department and the desks: what the library and proposals are for. */
#define STAFF "jingban fuze shouli shouli2 zhongxin"

static const char *a_draft_demand(struct op *op, const char *login)
{
    struct reply made =
        call_as(op, login, "POST", "/api/v1/demands",
                "{'unit_name':'科右中旗草原工作站','uscc':'','region':'152222','industry':'A',"
                "'kind':'other','title':'补播草种','detail':'出苗率低','tried':'','goal':'',"
                "'discipline':'','specialty':'','title_level':0,'people':2,'mode':'any',"
                "'urgency':'middle','offers':'','contact':{'name':'那日苏','post':'站长',"
                "'phone':'0482-8210000'},'base':0}");

    assert_status(made, 201);
    return text_of(made, "id");
}

static void drafts_of_demands_are_the_units_own(void **state)
{
    struct op *op = *state;
    const struct seen *before = look(op);

    (void)a_draft_demand(op, "caoyuan");
    only_these_see(before, look(op), "caoyuan2");
}

static void submitted_demands_are_for_league_and_staff(void **state)
{
    struct op *op = *state;
    const char *id = a_draft_demand(op, "caoyuan");
    const struct seen *before = look(op);

    assert_status(call_as(op, "caoyuan", "POST",
                          mem_printf(op, "/api/v1/demands/%s/actions/submit", id), "{}"),
                  200);
    only_these_see(before, look(op), "caoyuan2 tuijian qixian " STAFF);
}

static void the_library_is_for_leagues_and_staff(void **state)
{
    struct op *op = *state;
    const struct seen *before = look(op);

    (void)an_expert(as_clerk(op), &people[0]);
    only_these_see(before, look(op), "tuijian " STAFF);
}

static void proposals_and_invitations_are_for_staff(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const struct seen *before = look(op);

    assert_status(call_as(op, "jingban", "POST", "/api/v1/matchings",
                          "{'title':'二月','top':10,'capacity':1,'fair':false}"),
                  201);
    do_jobs(site_op(op));
    assert_status(call_as(op, "jingban", "POST", "/api/v1/invitations",
                          mem_printf(op,
                                     "{'run':'%s','until':'2025-02-20','pairs':[{'demand':'%s',"
                                     "'expert':'%s'}]}",
                                     fixture.run, fixture.cows, fixture.experts[0])),
                  204);
    only_these_see(before, look(op), STAFF);
}

static void letters_of_inspectors_are_for_two_posts(void **state)
{
    struct op *op = *state;
    const struct seen *before = look(op);

    assert_status(call_as(op, "anquan", "POST", "/api/v1/inspections",
                          "{'letter':'内巡〔2025〕7号','issuer':'巡视办','call':'" CALL
                          "','tracks':[],'from':'2025-01-20','to':'2025-01-31',"
                          "'login':'xunshi','name':'巡视员'}"),
                  201);
    only_these_see(before, look(op), "anquan fuze");
}

/* The login of an inspector whose letter names the rehearsal's track. */
static const char *an_inspector(struct op *op)
{
    struct reply made = call_as(op, "anquan", "POST", "/api/v1/inspections",
                                "{'letter':'内巡〔2025〕7号','issuer':'巡视办','call':'" CALL
                                "','tracks':['" TRACK "'],'from':'2025-01-20','to':'2025-01-31',"
                                "'login':'xunshi','name':'巡视员'}");

    assert_status(made, 201);
    assert_status(
        call_as(op, "fuze", "POST",
                mem_printf(op, "/api/v1/inspections/%s/decide", text_of(made, "inspection.id")),
                "{'agree':true}"),
        204);
    const char *login = text_of(made, "inspection.login");
    site_sign_in(op, login);
    return login;
}

/* Items and packages of other tracks, drafts, demands, experts: none of it shows. */
static void an_inspector_sees_what_the_letter_names(void **state)
{
    struct op *op = *state;
    const char *before[ANSWERS_MAX] = { NULL };
    const char *after[ANSWERS_MAX] = { NULL };
    const char *targets[ANSWERS_MAX] = { NULL };

    (void)a_sent(op, &PARK);
    const char *login = an_inspector(op);
    size_t count = answers(op, login, before, targets);
    (void)a_recommended_on(op, &HOSPITAL, "team");
    assert_status(call_as(op, "tuijian", "POST", "/api/v1/packages",
                          "{'call':'" CALL "','desk':'centre','declaration':true}"),
                  201);
    (void)a_filled(op, &PARK);
    (void)a_draft_demand(op, "caoyuan");
    (void)an_expert(as_clerk(op), &people[0]);
    assert_int_equal(answers(op, login, after, targets), count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(before[i], after[i]) != 0)
            print_error("%s\n- %s\n+ %s\n", targets[i], before[i], after[i]);
        assert_string_equal(after[i], before[i]);
    }
}

/* ---- ids ---------------------------------------------------------------------------------- */

/* Whatever a stranger does with the id of a thing answers as with an id of nobody. */
static void ask_as_nobody(struct op *op, const char *login, const char *id)
{
    for (int t = 0; app_routes[t] != NULL; t++) {
        for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
            if (!is_get(route) || shows_all(route))
                continue;
            const char *nobody = answer(op, login, target_of(op, route, "aaaaaaaaaaaaaaaa"));
            const char *other = answer(op, login, target_of(op, route, id));
            if (strcmp(nobody, other) != 0)
                print_error("%s %s\n", login, target_of(op, route, id));
            assert_string_equal(other, nobody);
        }
    }
}

static void ids_of_the_library_say_nothing_to_strangers(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *draft = a_draft_demand(op, "caoyuan");
    const char *const ids[] = { fixture.run, fixture.cows, fixture.experts[0], draft };
    static const char *const strangers[] = { "shenbao", "daxue2", "xitong", "anquan", "shenji" };

    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < sizeof strangers / sizeof strangers[0]; k++)
            ask_as_nobody(op, strangers[k], ids[i]);
    }
    ask_as_nobody(op, "tuijian", draft);
    ask_as_nobody(op, "tuijian", fixture.run);
    ask_as_nobody(op, "jingban", draft); /* a draft is nobody else's */
}

/* ---- three administrators ----------------------------------------------------------------- */

static const char *const three[] = { "xitong", "anquan", "shenji" };

static uint64_t perms_of(size_t i)
{
    static const enum role roles[] = { POST_SYSTEM_ADMIN, POST_SECURITY_ADMIN, POST_AUDIT_ADMIN };
    const uint64_t everyone = UINT64_C(1) << PERM_SIGNED_IN | UINT64_C(1) << PERM_CALL_READ;

    return role_perms(roles[i]) & ~everyone;
}

static bool for_everyone(const struct route *route)
{
    return route->perm == PERM_ANYONE || route->perm == PERM_SIGNED_IN ||
           route->perm == PERM_CALL_READ;
}

/* No route is two administrators' work; what is not the own answers 403, whatever is asked. */
static void the_three_administrators_share_nothing(void **state)
{
    struct op *op = *state;

    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(perms_of(i) & perms_of((i + 1) % 3), 0);
        for (int t = 0; app_routes[t] != NULL; t++) {
            for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
                if (for_everyone(route) || (perms_of(i) & UINT64_C(1) << route->perm) != 0)
                    continue;
                assert_refused(call_as(op, three[i], route->method,
                                       target_of(op, route, "aaaaaaaaaaaaaaaa"),
                                       is_get(route) ? NULL : least_body(op, route->in)),
                               403, "not_allowed");
            }
        }
    }
}

/* None of them reads contents: neither of applications nor of demands, experts or letters. */
static void administrators_read_no_contents(void **state)
{
    struct op *op = *state;
    static const enum perm contents[] = { PERM_APPLICATION_READ,
                                          PERM_APPLICATION_EDIT,
                                          PERM_PACKAGE_READ,
                                          PERM_PERSONAL_READ,
                                          PERM_DEMAND_READ,
                                          PERM_EXPERT_READ,
                                          PERM_MATCH,
                                          PERM_DESK,
                                          PERM_INSPECT,
                                          PERM_DECIDE };
    const struct seen *before = look(op);

    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < sizeof contents / sizeof contents[0]; k++)
            assert_int_equal(perms_of(i) & UINT64_C(1) << contents[k], 0);
    }
    (void)a_sent(op, &PARK);
    only_these_see(before, look(op), "yuanqu2 shouli shouli2 jingban fuze");
}

int main(void)
{
    return run_on_each_site("hidden", (const struct CMUnitTest[]){
                                          TEST(drafts_of_demands_are_the_units_own),
                                          TEST(submitted_demands_are_for_league_and_staff),
                                          TEST(the_library_is_for_leagues_and_staff),
                                          TEST(proposals_and_invitations_are_for_staff),
                                          TEST(letters_of_inspectors_are_for_two_posts),
                                          TEST(an_inspector_sees_what_the_letter_names),
                                          TEST(ids_of_the_library_say_nothing_to_strangers),
                                          TEST(the_three_administrators_share_nothing),
                                          TEST(administrators_read_no_contents),
                                          { 0 },
                                      });
}
