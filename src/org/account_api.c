/* SPDX-License-Identifier: Apache-2.0 */
/* account_api.c: accounts and posts for administrators; activation for the person with a link. */
#include "base/mem.h"
#include "base/time.h"
#include "call/calendar.h"
#include "event/words.h"
#include "org/api.h"
#include "org/post.h"

#include <stdlib.h>

enum { LIST_DEFAULT = 50 };

/* ---- what goes out ---- */

struct post_view {
    const char *id;
    const char *org;
    const char *org_name;
    const char *role;
    const char *role_name;
    int64_t from;
    int64_t to; /* 0 open */
    const char *acting_for;
    bool holds;
    bool has_acting;
};

static const struct json_field post_fields[] = {
    JSON_TEXT(struct post_view, id, 1, 64),
    JSON_TEXT(struct post_view, org, 1, 64),
    JSON_TEXT(struct post_view, org_name, 1, 100),
    JSON_TEXT(struct post_view, role, 1, 32),
    JSON_TEXT(struct post_view, role_name, 1, 32),
    JSON_DAY(struct post_view, from),
    JSON_DAY(struct post_view, to, .optional = true),
    JSON_TEXT(struct post_view, acting_for, 0, 64, .optional = true, .note = "person stood in for"),
    JSON_BOOL(struct post_view, holds),
    JSON_BOOL(struct post_view, has_acting, .note = "somebody may stand in"),
    JSON_DONE,
};
static const struct json_shape post_shape = { "struct account_post", sizeof(struct post_view),
                                              post_fields };

struct account_out {
    const char *id;
    const char *login;
    const char *name;
    const char *state;
    bool has_totp;
    int64_t link_expires;
    bool own;
    struct post_view *posts;
    size_t post_count;
};

static const struct json_field account_fields[] = {
    JSON_TEXT(struct account_out, id, 1, 64),
    JSON_TEXT(struct account_out, login, 1, 64),
    JSON_TEXT(struct account_out, name, 1, 64),
    JSON_TEXT(struct account_out, state, 1, 16, .note = "invited | active | locked"),
    JSON_BOOL(struct account_out, has_totp),
    JSON_TIME(struct account_out, link_expires, .optional = true, .note = "real clock"),
    JSON_BOOL(struct account_out, own, .note = "the asking person's own"),
    JSON_LIST(struct account_out, posts, post_count, &post_shape, ACCOUNT_POSTS_MAX),
    JSON_DONE,
};
static const struct json_shape account_shape = { "struct account", sizeof(struct account_out),
                                                 account_fields };

struct accounts_out {
    struct account_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field accounts_fields[] = {
    JSON_LIST(struct accounts_out, rows, count, &account_shape, ACCOUNT_LIST_MAX),
    JSON_TEXT(struct accounts_out, next, 0, 20, .optional = true),
    JSON_DONE,
};
static const struct json_shape accounts_shape = { "struct account_page",
                                                  sizeof(struct accounts_out), accounts_fields };

static const struct json_field link_fields[] = {
    JSON_TEXT(struct account_link, token, 1, ACTIVATION_TOKEN_CHARS),
    { "expires", JSON_KIND_TIME, .offset = offsetof(struct account_link, expires_ms) },
    JSON_DONE,
};
static const struct json_shape link_shape = JSON_SHAPE(struct account_link, link_fields);

struct invited_out {
    struct account_out account;
    struct account_link link;
};

static const struct json_field invited_fields[] = {
    JSON_OBJECT(struct invited_out, account, &account_shape),
    JSON_OBJECT(struct invited_out, link, &link_shape),
    JSON_DONE,
};
static const struct json_shape invited_shape = { "struct account_invited",
                                                 sizeof(struct invited_out), invited_fields };

static struct account_out view(struct op *op, const struct account *account)
{
    struct account_out out = { .id = account->public_id,
                               .login = account->login,
                               .name = account->name,
                               .state = account->state,
                               .has_totp = account->has_totp,
                               .link_expires = account->link_expires_ms,
                               .own = account->id == op->actor.user_id };

    for (size_t i = 0; i < account->post_count; i++) {
        const struct account_post *post = &account->posts[i];
        struct post_view row = { .id = post->public_id,
                                 .org = post->org,
                                 .org_name = post->org_name,
                                 .role = role_code(post->role),
                                 .role_name = role_name(post->role),
                                 .from = post->from_day,
                                 .to = post->to_day == POST_DAY_NONE ? 0 : post->to_day,
                                 .acting_for = post->acting_for,
                                 .holds = post->holds,
                                 .has_acting =
                                     role_has_acting(post->role) && post->acting_for == NULL };
        mem_push(op, out.posts, out.post_count, row);
    }
    return out;
}

static enum err respond_account(struct op *op, const char *id, struct response *response)
{
    struct account account = { 0 };

    enum err e = account_get(op, id, &account);
    if (e != OK)
        return e;
    struct account_out out = view(op, &account);
    return respond(op, response, &account_shape, &out);
}

/* ---- reading ---- */

struct accounts_query {
    const char *org;
    const char *q;
    const char *cursor;
    int64_t limit;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct accounts_query, org, 0, 64, .optional = true),
    JSON_TEXT(struct accounts_query, q, 0, 60, .optional = true),
    JSON_TEXT(struct accounts_query, cursor, 0, 20, .optional = true),
    JSON_INT(struct accounts_query, limit, 1, ACCOUNT_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct accounts_query, query_fields);

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct accounts_query *in = request->query;
    struct account_query query = { .org = in->org == NULL ? "" : in->org,
                                   .q = in->q == NULL ? "" : in->q,
                                   .after_id =
                                       in->cursor == NULL ? 0 : strtoll(in->cursor, NULL, 10),
                                   .limit = in->limit == 0 ? LIST_DEFAULT : (int)in->limit };
    struct account_page page = { 0 };
    struct accounts_out out = { 0 };

    enum err e = account_list(op, &query, &page);
    for (size_t i = 0; e == OK && i < page.count; i++)
        mem_push(op, out.rows, out.count, view(op, &page.rows[i]));
    if (page.more)
        out.next = mem_printf(op, "%lld", (long long)page.rows[page.count - 1].id);
    return e == OK ? respond(op, response, &accounts_shape, &out) : e;
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    return respond_account(op, request_param(request, "id"), response);
}

/* ---- making and changing ---- */

struct account_in {
    const char *login;
    const char *name;
    const char *org;
    const char *role;
};

static const struct json_field account_in_fields[] = {
    JSON_TEXT(struct account_in, login, LOGIN_CHARS_MIN, LOGIN_CHARS_MAX),
    JSON_TEXT(struct account_in, name, 1, 40),
    JSON_TEXT(struct account_in, org, 1, 64),
    JSON_TEXT(struct account_in, role, 1, 32),
    JSON_DONE,
};
static const struct json_shape account_in_shape = { "struct account_new", sizeof(struct account_in),
                                                    account_in_fields };

static enum err handle_add(struct op *op, const struct request *request, struct response *response)
{
    const struct account_in *in = request->in;
    struct account_new new = { in->login, in->name, in->org, role_of(in->role) };
    struct account account = { 0 };
    struct invited_out out = { 0 };

    enum err e = account_add(op, &new, &account, &out.link);
    if (e != OK)
        return e;
    out.account = view(op, &account);
    response->status = 201;
    return respond(op, response, &invited_shape, &out);
}

struct reset_in {
    const char *note;
    bool totp;
};

static const struct json_field reset_fields[] = {
    JSON_TEXT(struct reset_in, note, 2, 200, .note = "how the person was verified by phone"),
    JSON_BOOL(struct reset_in, totp, .optional = true, .note = "take the second factor off"),
    JSON_DONE,
};
static const struct json_shape reset_shape = { "struct account_reset", sizeof(struct reset_in),
                                               reset_fields };

static enum err handle_reset(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct reset_in *in = request->in;
    struct account_link link = { 0 };

    enum err e = account_reset(op, request_param(request, "id"), in->note, in->totp, &link);
    return e == OK ? respond(op, response, &link_shape, &link) : e;
}

struct lock_in {
    bool locked;
    const char *note;
};

static const struct json_field lock_fields[] = {
    JSON_BOOL(struct lock_in, locked),
    JSON_TEXT(struct lock_in, note, 2, 200),
    JSON_DONE,
};
static const struct json_shape lock_shape = { "struct account_lock", sizeof(struct lock_in),
                                              lock_fields };

static enum err handle_lock(struct op *op, const struct request *request, struct response *response)
{
    const struct lock_in *in = request->in;
    const char *id = request_param(request, "id");

    enum err e = account_lock(op, id, in->locked, in->note);
    return e == OK ? respond_account(op, id, response) : e;
}

struct give_in {
    const char *org;
    const char *role;
    int64_t from;
    const char *acting_for;
    int64_t until;
};

static const struct json_field give_fields[] = {
    JSON_TEXT(struct give_in, org, 1, 64),
    JSON_TEXT(struct give_in, role, 1, 32),
    JSON_DAY(struct give_in, from, .optional = true),
    JSON_TEXT(struct give_in, acting_for, 0, 64, .optional = true, .note = "post stood in for"),
    JSON_DAY(struct give_in, until, .optional = true),
    JSON_DONE,
};
static const struct json_shape give_shape = { "struct post_give", sizeof(struct give_in),
                                              give_fields };

static enum err handle_give(struct op *op, const struct request *request, struct response *response)
{
    const struct give_in *in = request->in;
    const char *id = request_param(request, "id");
    const char *post = NULL;
    struct post_give give = { id, in->org, role_of(in->role), in->from, in->acting_for, in->until };

    enum err e = post_give(op, &give, &post);
    return e == OK ? respond_account(op, id, response) : e;
}

struct end_in {
    int64_t day;
};

static const struct json_field end_fields[] = {
    JSON_DAY(struct end_in, day, .optional = true, .note = "last day; absent: ends at once"),
    JSON_DONE,
};
static const struct json_shape end_shape = { "struct post_end", sizeof(struct end_in), end_fields };

static enum err handle_end(struct op *op, const struct request *request, struct response *response)
{
    const struct end_in *in = request->in;

    enum err e = post_end(op, request_param(request, "id"), in->day);
    return e == OK ? respond_empty(response) : e;
}

struct handover_in {
    const char *to;
    const char *note;
};

static const struct json_field handover_fields[] = {
    JSON_TEXT(struct handover_in, to, 1, 64),
    JSON_TEXT(struct handover_in, note, 2, 200),
    JSON_DONE,
};
static const struct json_shape handover_shape = { "struct account_handover",
                                                  sizeof(struct handover_in), handover_fields };

static enum err handle_handover(struct op *op, const struct request *request,
                                struct response *response)
{
    const struct handover_in *in = request->in;
    size_t count = 0;

    enum err e = post_handover(op, request_param(request, "id"), in->to, in->note, &count);
    return e == OK ? respond_account(op, in->to, response) : e;
}

/* ---- acting posts ---- */

struct acting_row {
    const char *id;
    const char *by;
    const char *action_name;
    const char *application;
    const char *title;
    int64_t at;
    int64_t due;
    bool due_provisional;
};

static const struct json_field acting_fields[] = {
    JSON_TEXT(struct acting_row, id, 1, 64),
    JSON_TEXT(struct acting_row, by, 1, 64),
    JSON_TEXT(struct acting_row, action_name, 1, 100),
    JSON_TEXT(struct acting_row, application, 1, 64),
    JSON_TEXT(struct acting_row, title, 0, 2000),
    JSON_TIME(struct acting_row, at),
    JSON_DAY(struct acting_row, due),
    JSON_BOOL(struct acting_row, due_provisional, .note = PROVISIONAL_NOTE),
    JSON_DONE,
};
static const struct json_shape acting_shape = { "struct acting_act", sizeof(struct acting_row),
                                                acting_fields };

struct actings_out {
    struct acting_row *rows;
    size_t count;
};

static const struct json_field actings_fields[] = {
    JSON_LIST(struct actings_out, rows, count, &acting_shape, 500),
    JSON_DONE,
};
static const struct json_shape actings_shape = { "struct acting_page", sizeof(struct actings_out),
                                                 actings_fields };

static enum err handle_acting(struct op *op, const struct request *request,
                              struct response *response)
{
    struct acting_list list = { 0 };
    struct actings_out out = { 0 };

    (void)request;
    enum err e = acting_waiting(op, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct acting_act *act = &list.rows[i];
        const char *action = mem_printf(op, "application.%s", act->action);
        struct acting_row row = {
            act->public_id, act->by,      event_action_name(action), act->subject_id, act->title,
            act->at_ms,     act->due_day, act->due_provisional
        };
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &actings_shape, &out) : e;
}

struct judge_in {
    bool confirm;
    const char *note;
};

static const struct json_field judge_fields[] = {
    JSON_BOOL(struct judge_in, confirm),
    JSON_TEXT(struct judge_in, note, 0, 500, .optional = true),
    JSON_DONE,
};
static const struct json_shape judge_shape = { "struct acting_judge", sizeof(struct judge_in),
                                               judge_fields };

static enum err handle_judge(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct judge_in *in = request->in;

    enum err e = acting_judge(op, request_param(request, "id"), in->confirm, in->note);
    return e == OK ? respond_empty(response) : e;
}

/* ---- the person with a link; the token travels in the body, so that no log keeps it ---- */

struct token_in {
    const char *token;
};

static const struct json_field token_fields[] = {
    JSON_TEXT(struct token_in, token, 1, 128),
    JSON_DONE,
};
static const struct json_shape token_shape = { "struct activation_token", sizeof(struct token_in),
                                               token_fields };

static const struct json_field activation_fields[] = {
    JSON_TEXT(struct activation, login, 1, 64),
    JSON_TEXT(struct activation, name, 1, 64),
    JSON_TEXT(struct activation, kind, 1, 16, .note = "invite | reset"),
    JSON_DONE,
};
static const struct json_shape activation_shape = JSON_SHAPE(struct activation, activation_fields);

static enum err handle_activation(struct op *op, const struct request *request,
                                  struct response *response)
{
    const struct token_in *in = request->in;
    struct activation activation = { 0 };

    enum err e = activation_get(op, in->token, &activation);
    return e == OK ? respond(op, response, &activation_shape, &activation) : e;
}

struct activate_in {
    const char *token;
    const char *password;
};

static const struct json_field activate_fields[] = {
    JSON_TEXT(struct activate_in, token, 1, 128),
    JSON_TEXT(struct activate_in, password, 1, 128),
    JSON_DONE,
};
static const struct json_shape activate_shape = { "struct activation_password",
                                                  sizeof(struct activate_in), activate_fields };

static enum err handle_activate(struct op *op, const struct request *request,
                                struct response *response)
{
    const struct activate_in *in = request->in;

    enum err e = activation_use(op, in->token, in->password);
    return e == OK ? respond_empty(response) : e;
}

#define USERS "/api/v1/admin/users"

const struct route account_routes[] = {
    { "GET", USERS, PERM_USER_EDIT, handle_list, .summary = "Accounts the actor keeps",
      .query = &query_shape, .out = &accounts_shape },
    { "POST", USERS, PERM_USER_EDIT, handle_add,
      .summary = "A person with a first post; answers with the activation link once",
      .in = &account_in_shape, .out = &invited_shape },
    { "GET", USERS "/{id}", PERM_USER_EDIT, handle_get, .summary = "One account",
      .out = &account_shape },
    { "POST", USERS "/{id}/reset", PERM_USER_EDIT, handle_reset,
      .summary = "A new link after a phone call", .in = &reset_shape, .out = &link_shape },
    { "POST", USERS "/{id}/lock", PERM_USER_EDIT, handle_lock, .summary = "Lock or unlock",
      .in = &lock_shape, .out = &account_shape },
    { "POST", USERS "/{id}/posts", PERM_USER_EDIT, handle_give,
      .summary = "Give a post, also one that stands in for another", .in = &give_shape,
      .out = &account_shape },
    { "POST", "/api/v1/admin/posts/{id}/end", PERM_USER_EDIT, handle_end, .summary = "End a post",
      .in = &end_shape },
    { "POST", USERS "/{id}/handover", PERM_USER_EDIT, handle_handover,
      .summary = "All posts to a successor, from today", .in = &handover_shape,
      .out = &account_shape },
    { "GET", "/api/v1/acting", PERM_APPLICATION_ACT, handle_acting,
      .summary = "Acts of stand-ins that wait for the own confirmation", .out = &actings_shape },
    { "POST", "/api/v1/acting/{id}", PERM_APPLICATION_ACT, handle_judge,
      .summary = "Confirm, or object to, an act of a stand-in", .in = &judge_shape },
    { "POST", "/api/v1/activation", PERM_ANYONE, handle_activation, .summary = "Whose link it is",
      .in = &token_shape, .out = &activation_shape, .flags = ROUTE_NO_CSRF },
    { "POST", "/api/v1/activation/password", PERM_ANYONE, handle_activate,
      .summary = "Set the password by a link", .in = &activate_shape,
      .flags = ROUTE_NO_CSRF | ROUTE_PASSWORD },
    { 0 },
};
