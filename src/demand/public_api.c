/* SPDX-License-Identifier: Apache-2.0 */
/* public_api.c: the public list, its words and its claims over HTTP. */
#include "base/mem.h"
#include "demand/api.h"
#include "demand/demand_view.h"
#include "demand/public.h"
#include "event/event.h"

enum { CLAIMS_LIST_MAX = 200 };

struct exchange {
    const struct request *request;
    struct response *response;
};

/* ---- words ---- */

struct demand_wording {
    const char *title;
    const char *text;
};

static const struct json_field wording_fields[] = {
    JSON_TEXT(struct demand_wording, title, 1, 60),
    JSON_TEXT(struct demand_wording, text, 1, 1000),
    JSON_DONE,
};
static const struct json_shape wording_shape = JSON_SHAPE(struct demand_wording, wording_fields);

static enum err word_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct demand_wording *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = demand_write_words(op, id, in->title, in->text);
    return e == OK ? respond_demand(op, exchange->response, id, 200) : e;
}

static enum err handle_word(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, word_work, &(struct exchange){ request, response });
}

static const struct json_field words_review_fields[] = {
    JSON_BOOL(struct words_review, good),
    { "opinion", JSON_KIND_TEXT, .offset = offsetof(struct words_review, opinion.opinion),
      .min = OPINION_MIN, .max = OPINION_MAX, .note = "公开前审查意见" },
    { "findings_seen", JSON_KIND_BOOL,
      .offset = offsetof(struct words_review, opinion.findings_seen), .optional = true,
      .note = "what was found was read and may become public" },
    JSON_TEXT(struct words_review, sm3, 64, 64, .note = "of the words that were read"),
    JSON_DONE,
};
static const struct json_shape words_review_shape =
    JSON_SHAPE(struct words_review, words_review_fields);

static enum err review_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const char *id = request_param(exchange->request, "id");

    enum err e = demand_review_words(op, id, exchange->request->in);
    return e == OK ? respond_demand(op, exchange->response, id, 200) : e;
}

static enum err handle_review(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, review_work, &(struct exchange){ request, response });
}

struct demand_withdrawal {
    const char *reason;
};

static const struct json_field withdrawal_fields[] = {
    JSON_TEXT(struct demand_withdrawal, reason, 1, 500),
    JSON_DONE,
};
static const struct json_shape withdrawal_shape =
    JSON_SHAPE(struct demand_withdrawal, withdrawal_fields);

static enum err withdraw_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct demand_withdrawal *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = demand_withdraw_words(op, id, in->reason);
    return e == OK ? respond_demand(op, exchange->response, id, 200) : e;
}

static enum err handle_withdraw(struct op *op, const struct request *request,
                                struct response *response)
{
    return event_tx(op, withdraw_work, &(struct exchange){ request, response });
}

/* ---- the list ---- */

struct public_query {
    const char *kind;
    const char *cursor;
    int64_t limit;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct public_query, kind, 0, 20, .optional = true),
    JSON_TEXT(struct public_query, cursor, 0, 60, .optional = true),
    JSON_INT(struct public_query, limit, 1, DEMAND_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct public_query, query_fields);

static const struct json_field row_fields[] = {
    JSON_TEXT(struct public_demand, number, 1, 40),
    JSON_TEXT(struct public_demand, title, 1, 60),
    JSON_TEXT(struct public_demand, text, 1, 1000),
    JSON_TEXT(struct public_demand, kind, 1, 20),
    JSON_TEXT(struct public_demand, league, 0, 40),
    JSON_TEXT(struct public_demand, discipline, 0, 10),
    JSON_INT(struct public_demand, people, 1, DEMAND_PEOPLE_MAX),
    JSON_TEXT(struct public_demand, mode, 1, 20),
    JSON_TEXT(struct public_demand, urgency, 1, 20),
    JSON_DAY(struct public_demand, from_day, .optional = true),
    JSON_DAY(struct public_demand, to_day, .optional = true),
    JSON_TIME(struct public_demand, public_ms),
    JSON_DONE,
};
static const struct json_shape row_shape = JSON_SHAPE(struct public_demand, row_fields);

static const struct json_field list_fields[] = {
    JSON_LIST(struct public_list, rows, count, &row_shape, DEMAND_LIST_MAX),
    JSON_TEXT(struct public_list, next, 0, 60, .optional = true),
    JSON_DONE,
};
static const struct json_shape list_shape = { "struct public_demands", sizeof(struct public_list),
                                              list_fields };

static enum err handle_public(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct public_query *in = request->query;
    struct public_list out = { 0 };

    enum err e = public_demands(op, in->kind, in->cursor, in->limit, &out);
    return e == OK ? respond(op, response, &list_shape, &out) : e;
}

/* ---- claims ---- */

static const struct json_field claim_fields[] = {
    JSON_TEXT(struct claim_entry, name, 1, 40),   JSON_TEXT(struct claim_entry, org, 1, 100),
    JSON_TEXT(struct claim_entry, title, 0, 40),  JSON_TEXT(struct claim_entry, mobile, 1, 40),
    JSON_TEXT(struct claim_entry, words, 1, 500), JSON_DONE,
};
static const struct json_shape claim_shape = JSON_SHAPE(struct claim_entry, claim_fields);

static enum err handle_claim(struct op *op, const struct request *request,
                             struct response *response)
{
    enum err e = demand_claim(op, request_param(request, "number"), request->in, request->client);

    return e == OK ? respond_empty(response) : e;
}

static const struct json_field claimed_fields[] = {
    { "id", JSON_KIND_TEXT, .offset = offsetof(struct demand_claim, public_id), .max = 64 },
    JSON_TEXT(struct demand_claim, expert, 0, 64, .optional = true),
    JSON_TEXT(struct demand_claim, name, 0, 40),
    JSON_TEXT(struct demand_claim, org, 0, 100),
    JSON_TEXT(struct demand_claim, title, 0, 40),
    JSON_TEXT(struct demand_claim, mobile, 0, 40),
    JSON_TEXT(struct demand_claim, words, 0, 500),
    JSON_TEXT(struct demand_claim, state, 1, 20),
    JSON_TEXT(struct demand_claim, reason, 0, 500),
    { "at", JSON_KIND_TIME, .offset = offsetof(struct demand_claim, at_ms) },
    JSON_DONE,
};
static const struct json_shape claimed_shape = JSON_SHAPE(struct demand_claim, claimed_fields);

struct demand_claims {
    struct demand_claim *rows;
    size_t count;
};

static const struct json_field claims_fields[] = {
    JSON_LIST(struct demand_claims, rows, count, &claimed_shape, CLAIMS_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape claims_shape = JSON_SHAPE(struct demand_claims, claims_fields);

static enum err handle_claims(struct op *op, const struct request *request,
                              struct response *response)
{
    struct demand demand = { 0 };
    struct demand_claims out = { 0 };

    enum err e = demand_get(op, request_param(request, "id"), &demand);
    if (e == OK)
        e = demand_claims(op, &demand, &out.rows, &out.count);
    return e == OK ? respond(op, response, &claims_shape, &out) : e;
}

struct demand_review {
    bool good;
    const char *reason;
};

static const struct json_field review_fields[] = {
    JSON_BOOL(struct demand_review, good),
    JSON_TEXT(struct demand_review, reason, 0, 500, .optional = true),
    JSON_DONE,
};
static const struct json_shape review_shape = JSON_SHAPE(struct demand_review, review_fields);

static enum err handle_judge(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct demand_review *in = request->in;

    enum err e = demand_judge_claim(op, request_param(request, "id"), in->good, in->reason);
    return e == OK ? respond_empty(response) : e;
}

const struct route public_demand_routes[] = {
    { "PUT", "/api/v1/demands/{id}/words", PERM_DEMAND_PUBLISH, handle_word,
      .summary = "Write the public words", .in = &wording_shape, .out = &demand_page_shape },
    { "POST", "/api/v1/demands/{id}/words/review", PERM_DEMAND_PUBLISH, handle_review,
      .summary = "Review the public words as another person", .in = &words_review_shape,
      .out = &demand_page_shape },
    { "POST", "/api/v1/demands/{id}/words/withdraw", PERM_DEMAND_PUBLISH, handle_withdraw,
      .summary = "Off the public list at once", .in = &withdrawal_shape,
      .out = &demand_page_shape },
    { "GET", "/api/v1/demands/{id}/claims", PERM_DEMAND_PUBLISH, handle_claims,
      .summary = "Who offered to take it on", .out = &claims_shape },
    { "POST", "/api/v1/claims/{id}", PERM_DEMAND_PUBLISH, handle_judge,
      .summary = "Take up or decline a claim", .in = &review_shape },
    { "GET", "/api/v1/public/demands", PERM_ANYONE, handle_public,
      .summary = "The public list of demands", .query = &query_shape, .out = &list_shape },
    { "POST", "/api/v1/public/demands/{number}/claims", PERM_ANYONE, handle_claim,
      .summary = "Offer to take on a demand", .in = &claim_shape, .flags = ROUTE_NO_CSRF },
    { 0 },
};
