/* SPDX-License-Identifier: Apache-2.0 */
/* expert_api.c: the library over HTTP. */
#include "expert/api.h"
#include "expert/expert_view.h"
#include "expert/search.h"

#include "base/mem.h"
#include "event/event.h"
#include "privacy/reveal.h"

#include <stdlib.h>
#include <string.h>

/* ---- the list ---- */

static const char *const states[] = { "active", "consent", "left", "erased", NULL };
static const char *const levels[] = { "regional", "national", NULL };

struct experts_query {
    const char *words;
    const char *state;
    const char *discipline;
    const char *industry;
    const char *region;
    const char *honour;
    const char *level;
    int64_t year;
    int64_t title_level;
    bool unchecked;
    const char *cursor;
    int64_t limit;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct experts_query, words, 0, EXPERT_WORDS_MAX, .optional = true),
    JSON_CHOICE(struct experts_query, state, states, .optional = true),
    JSON_TEXT(struct experts_query, discipline, 0, 10, .optional = true),
    JSON_TEXT(struct experts_query, industry, 0, 10, .optional = true),
    JSON_TEXT(struct experts_query, region, 0, 6, .optional = true),
    JSON_TEXT(struct experts_query, honour, 0, 20, .optional = true),
    JSON_CHOICE(struct experts_query, level, levels, .optional = true),
    JSON_INT(struct experts_query, year, 1990, 2100, .optional = true),
    JSON_INT(struct experts_query, title_level, 1, 4, .optional = true,
             .note = "at least: 1 初级 2 中级 3 副高级 4 正高级"),
    JSON_BOOL(struct experts_query, unchecked, .optional = true),
    JSON_TEXT(struct experts_query, cursor, 0, 20, .optional = true),
    JSON_INT(struct experts_query, limit, 1, EXPERT_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct experts_query, query_fields);

struct experts_out {
    struct expert_row_out *rows;
    size_t count;
    int64_t total;
    bool at_most;
    bool names;
    const char *next;
};

static const struct json_field experts_fields[] = {
    JSON_LIST(struct experts_out, rows, count, &expert_row_shape, EXPERT_LIST_MAX),
    JSON_INT(struct experts_out, total, 0, JSON_INT_SAFE_MAX),
    JSON_BOOL(struct experts_out, at_most),
    JSON_BOOL(struct experts_out, names),
    JSON_TEXT(struct experts_out, next, 0, 20, .optional = true),
    JSON_DONE,
};
static const struct json_shape experts_shape = { "struct expert_rows", sizeof(struct experts_out),
                                                 experts_fields };

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct experts_query *in = request->query;
    struct expert_query query = { .words = or_empty(in->words),
                                  .state = or_empty(in->state),
                                  .discipline = or_empty(in->discipline),
                                  .industry = or_empty(in->industry),
                                  .region = or_empty(in->region),
                                  .honour = or_empty(in->honour),
                                  .level = or_empty(in->level),
                                  .year = in->year,
                                  .title_level = in->title_level,
                                  .unchecked = in->unchecked,
                                  .before_id = strtoll(or_empty(in->cursor), NULL, 10),
                                  .limit = in->limit };
    struct expert_page page = { 0 };
    struct experts_out out = { .names = expert_sees_names(op) };

    enum err e = expert_search(op, &query, &page);
    for (size_t i = 0; e == OK && i < page.count; i++)
        mem_push(op, out.rows, out.count, expert_row_view(op, &page.rows[i]));
    out.total = page.total;
    out.at_most = page.at_most;
    if (page.next != 0)
        out.next = mem_printf(op, "%lld", (long long)page.next);
    return e == OK ? respond(op, response, &experts_shape, &out) : e;
}

/* ---- one: read, entered, changed ---- */

struct exchange {
    const struct request *request;
    struct response *response;
};

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    return respond_expert(op, response, request_param(request, "id"), 200);
}

static enum err add_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    struct expert_entry entry = expert_entry_of(op, exchange->request->in);
    const char *id = NULL;

    enum err e = expert_add(op, &entry, &id);
    return e == OK ? respond_expert(op, exchange->response, id, 201) : e;
}

static enum err handle_add(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, add_work, &(struct exchange){ request, response });
}

static enum err change_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    struct expert_entry entry = expert_entry_of(op, exchange->request->in);
    const char *id = request_param(exchange->request, "id");

    enum err e = expert_change(op, id, &entry);
    return e == OK ? respond_expert(op, exchange->response, id, 200) : e;
}

static enum err handle_change(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, change_work, &(struct exchange){ request, response });
}

/* ---- personal values ---- */

struct expert_reveal_in {
    const char *reason;
};

static const struct json_field reveal_fields[] = {
    JSON_TEXT(struct expert_reveal_in, reason, REVEAL_REASON_MIN, REVEAL_REASON_MAX),
    JSON_DONE,
};
static const struct json_shape reveal_shape = JSON_SHAPE(struct expert_reveal_in, reveal_fields);

static enum err reveal_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct expert_reveal_in *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = expert_reveal(op, id, in->reason);
    return e == OK ? respond_expert(op, exchange->response, id, 200) : e;
}

static enum err handle_reveal(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, reveal_work, &(struct exchange){ request, response });
}

/* ---- acts ---- */

struct expert_act {
    const char *text; /* name, reason, document: what the act asks for */
    const char *choice;
    int64_t day;
    int64_t year;
};

static const struct json_field act_fields[] = {
    JSON_TEXT(struct expert_act, text, 0, 500, .optional = true,
              .note = "employer: name; consent: by whom; leave, return, declare: reason; "
                      "verify, base: note; member: document"),
    JSON_TEXT(struct expert_act, choice, 0, 100, .optional = true,
              .note = "verify: right | changed | unreachable; member: regional | national; "
                      "base, unlink: id of the register; declare: name of the unit"),
    JSON_DAY(struct expert_act, day, .optional = true, .note = "employer: since"),
    JSON_INT(struct expert_act, year, 1990, 2100, .optional = true, .note = "member"),
    JSON_DONE,
};
static const struct json_shape act_shape = JSON_SHAPE(struct expert_act, act_fields);

static enum err act_employer(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_set_employer(op, id, act->text, act->day);
}

static enum err act_consent(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_consent(op, id, act->text);
}

static enum err act_leave(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_leave(op, id, act->text);
}

static enum err act_return(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_return(op, id, act->text);
}

static enum err act_verify(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_verify(op, id, act->choice, or_empty(act->text));
}

static enum err act_member(struct op *op, const char *id, const struct expert_act *act)
{
    struct expert_member member = { act->choice, act->year, or_empty(act->text) };

    return expert_add_member(op, id, &member);
}

static enum err act_base(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_link_base(op, id, act->choice, or_empty(act->text), true);
}

static enum err act_unlink(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_link_base(op, id, act->choice, "", false);
}

static enum err act_declare(struct op *op, const char *id, const struct expert_act *act)
{
    return expert_declare(op, id, act->choice, act->text);
}

/* What an act needs; choices NULL: any text. */
static const char *const results[] = { "right", "changed", "unreachable", NULL };
static const struct {
    const char *name;
    enum err (*act)(struct op *op, const char *id, const struct expert_act *act);
    bool text;
    bool choice;
    bool day;
    bool year;
    const char *const *choices;
} acts[] = {
    { "employer", act_employer, true, false, true, false, NULL },
    { "consent", act_consent, true, false, false, false, NULL },
    { "leave", act_leave, true, false, false, false, NULL },
    { "return", act_return, true, false, false, false, NULL },
    { "verify", act_verify, false, true, false, false, results },
    { "member", act_member, false, true, false, true, levels },
    { "base", act_base, false, true, false, false, NULL },
    { "unlink", act_unlink, false, true, false, false, NULL },
    { "declare", act_declare, true, true, false, false, NULL },
};

static bool offered(const char *const *choices, const char *choice)
{
    if (choices == NULL)
        return true;
    while (*choices != NULL && strcmp(*choices, choice) != 0)
        choices++;
    return *choices != NULL;
}

static enum err do_act(struct op *op, const char *id, const char *name,
                       const struct expert_act *act)
{
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        if (strcmp(acts[i].name, name) != 0)
            continue;
        if ((acts[i].text && or_empty(act->text)[0] == '\0') ||
            (acts[i].choice && or_empty(act->choice)[0] == '\0') ||
            (acts[i].day && act->day == 0) || (acts[i].year && act->year == 0) ||
            (acts[i].choice && !offered(acts[i].choices, act->choice)))
            return fail(op, ERR_INVALID, "act_incomplete", "act %s lacks what it needs", name);
        return acts[i].act(op, id, act);
    }
    return fail(op, ERR_NOT_FOUND, "not_found", "no such act");
}

static enum err act_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const char *id = request_param(exchange->request, "id");

    enum err e = do_act(op, id, request_param(exchange->request, "action"), exchange->request->in);
    return e == OK ? respond_expert(op, exchange->response, id, 200) : e;
}

static enum err handle_act(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, act_work, &(struct exchange){ request, response });
}

/* ---- replacements, other recommenders ---- */

struct expert_alikes {
    struct expert_alike *rows;
    size_t count;
};

static const struct json_field alikes_fields[] = {
    JSON_LIST(struct expert_alikes, rows, count, &expert_alike_shape, EXPERT_ALIKE_MAX),
    JSON_DONE,
};
static const struct json_shape alikes_shape = JSON_SHAPE(struct expert_alikes, alikes_fields);

static enum err handle_alike(struct op *op, const struct request *request,
                             struct response *response)
{
    struct expert_alikes out = { 0 };

    enum err e = expert_alike(op, request_param(request, "id"), &out.rows, &out.count);
    return e == OK ? respond(op, response, &alikes_shape, &out) : e;
}

static const struct json_field nominated_fields[] = {
    JSON_TEXT(struct expert_nominated, recommender, 1, 100),
    JSON_TEXT(struct expert_nominated, application, 1, 64),
    JSON_TEXT(struct expert_nominated, call, 1, 40),
    JSON_DONE,
};
static const struct json_shape nominated_shape =
    JSON_SHAPE(struct expert_nominated, nominated_fields);

struct expert_nominations {
    struct expert_nominated *rows;
    size_t count;
};

static const struct json_field nominations_fields[] = {
    JSON_LIST(struct expert_nominations, rows, count, &nominated_shape, 50),
    JSON_DONE,
};
static const struct json_shape nominations_shape =
    JSON_SHAPE(struct expert_nominations, nominations_fields);

static enum err handle_nominations(struct op *op, const struct request *request,
                                   struct response *response)
{
    struct expert_nominations out = { 0 };

    enum err e = expert_nominations(op, request_param(request, "id"), &out.rows, &out.count);
    return e == OK ? respond(op, response, &nominations_shape, &out) : e;
}

const struct route expert_routes[] = {
    { "GET", "/api/v1/experts", PERM_EXPERT_READ, handle_list,
      .summary = "Experts of the library by words and filters", .query = &query_shape,
      .out = &experts_shape },
    { "POST", "/api/v1/experts", PERM_EXPERT_EDIT, handle_add, .summary = "Enter an expert",
      .in = &expert_in_shape, .out = &expert_page_shape },
    { "GET", "/api/v1/experts/{id}", PERM_EXPERT_READ, handle_get, .summary = "One expert",
      .out = &expert_page_shape },
    { "PUT", "/api/v1/experts/{id}", PERM_EXPERT_EDIT, handle_change, .summary = "Change a profile",
      .in = &expert_in_shape, .out = &expert_page_shape },
    { "POST", "/api/v1/experts/{id}/reveal", PERM_PERSONAL_READ, handle_reveal,
      .summary = "Show personal values in full for half an hour, with a reason",
      .in = &reveal_shape, .out = &expert_page_shape },
    { "POST", "/api/v1/experts/{id}/actions/{action}", PERM_EXPERT_EDIT, handle_act,
      .summary = "Employer, consent, leaving, verification, membership, base, declaration",
      .in = &act_shape, .out = &expert_page_shape },
    { "GET", "/api/v1/experts/{id}/alike", PERM_EXPERT_READ, handle_alike,
      .summary = "Who would serve in the expert's place", .out = &alikes_shape },
    { "GET", "/api/v1/applications/{id}/nominations", PERM_APPLICATION_READ, handle_nominations,
      .summary = "Who else recommended this person; desk and department",
      .out = &nominations_shape },
    { 0 },
};
