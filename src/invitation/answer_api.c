/* SPDX-License-Identifier: Apache-2.0 */
/* answer_api.c: the expert's page: the link's token comes in the body, so that no log has it. */
#include "invitation/api.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "event/tx_api.h"
#include "invitation/invitation.h"

struct token_in {
    const char *token;
};

static const struct json_field token_fields[] = {
    JSON_TEXT(struct token_in, token, 1, INVITATION_TOKEN_CHARS),
    JSON_DONE,
};
static const struct json_shape token_shape = { "struct invitation_token", sizeof(struct token_in),
                                               token_fields };

struct seen_out {
    const char *name;
    const char *title;
    const char *detail;
    const char *unit;
    const char *place;
    const char *host;
    int64_t from;
    int64_t to;
    int64_t until;
    const char *state;
    const char *state_name;
    const char *words;
    json_t *days;
    bool open;
};

static const struct json_field seen_fields[] = {
    JSON_TEXT(struct seen_out, name, 0, 100),
    JSON_TEXT(struct seen_out, title, 0, 500),
    JSON_TEXT(struct seen_out, detail, 0, 5000),
    JSON_TEXT(struct seen_out, unit, 0, 200),
    JSON_TEXT(struct seen_out, place, 0, 200),
    JSON_TEXT(struct seen_out, host, 0, 200),
    JSON_DAY(struct seen_out, from, .optional = true),
    JSON_DAY(struct seen_out, to, .optional = true),
    JSON_TIME(struct seen_out, until),
    JSON_TEXT(struct seen_out, state, 1, 20),
    JSON_TEXT(struct seen_out, state_name, 1, 40),
    JSON_TEXT(struct seen_out, words, 0, INVITATION_WORDS_MAX),
    JSON_VALUE(struct seen_out, days, .note = "[[from, to], …] as YYYYMMDD"),
    JSON_BOOL(struct seen_out, open, .note = "an answer is taken"),
    JSON_DONE,
};
static const struct json_shape seen_shape = { "struct invitation_seen", sizeof(struct seen_out),
                                              seen_fields };

static enum err respond_seen(struct op *op, const char *token, struct response *response)
{
    struct invitation_seen seen = { 0 };

    enum err e = invitation_seen(op, token, &seen);
    if (e != OK)
        return e;
    struct seen_out out = { .name = seen.invitation.name,
                            .title = seen.invitation.title,
                            .detail = seen.detail,
                            .unit = seen.invitation.unit,
                            .place = seen.place,
                            .host = seen.host,
                            .from = seen.from_day,
                            .to = seen.to_day,
                            .until = seen.invitation.until_ms,
                            .state = seen.invitation.state,
                            .state_name = invitation_state_name(seen.invitation.state),
                            .words = seen.invitation.words,
                            .days = json_own(op, json_loads(seen.invitation.days, 0, NULL)),
                            .open = seen.open };
    return respond(op, response, &seen_shape, &out);
}

static enum err handle_seen(struct op *op, const struct request *request, struct response *response)
{
    const struct token_in *in = request->in;

    return respond_seen(op, in->token, response);
}

static const struct json_field period_fields[] = {
    JSON_DAY(struct invitation_period, from),
    JSON_DAY(struct invitation_period, to),
    JSON_DONE,
};
static const struct json_shape period_shape = JSON_SHAPE(struct invitation_period, period_fields);

struct answer_in {
    const char *token;
    bool accept;
    const char *words;
    struct invitation_period *days;
    size_t count;
};

static const struct json_field answer_fields[] = {
    JSON_TEXT(struct answer_in, token, 1, INVITATION_TOKEN_CHARS),
    JSON_BOOL(struct answer_in, accept),
    JSON_TEXT(struct answer_in, words, 0, INVITATION_WORDS_MAX),
    JSON_LIST(struct answer_in, days, count, &period_shape, INVITATION_DAYS_MAX),
    JSON_DONE,
};
static const struct json_shape answer_shape = { "struct invitation_answer",
                                                sizeof(struct answer_in), answer_fields };

static enum err handle_answer(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct answer_in *in = request->in;
    const struct invitation_answer answer = { in->token, in->accept, in->words, in->days,
                                              in->count };

    enum err e = invitation_answer(op, &answer);
    return e == OK ? respond_seen(op, in->token, response) : e;
}

IN_ONE_TX(handle_answer)

const struct route answer_routes[] = {
    { "POST", "/api/v1/invitation", PERM_ANYONE, handle_seen,
      .summary = "What the link of an invitation shows", .in = &token_shape, .out = &seen_shape,
      .flags = ROUTE_NO_CSRF },
    { "POST", "/api/v1/invitation/answer", PERM_ANYONE, handle_answer_whole,
      .summary = "The expert accepts or declines", .in = &answer_shape, .out = &seen_shape,
      .flags = ROUTE_NO_CSRF },
    { 0 },
};
