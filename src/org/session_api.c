/* SPDX-License-Identifier: Apache-2.0 */
/* session_api.c: signing in and out, the acting post, the password and the second factor. */
#include "org/api.h"

#include "base/mem.h"
#include "base/site.h"
#include "org/user.h"
#include "web/perm.h"

/* ---- shapes ---- */

struct ref_out {
    const char *id;
    const char *name;
};

struct user_out {
    const char *id;
    const char *login;
    const char *name;
    bool has_totp;
};

struct post_out {
    const char *id;
    const char *role;
    const char *role_name;
    struct ref_out org;
};

struct clock_out {
    bool rehearsal;
    int64_t now;
    int64_t offset_ms;
};

struct session_out {
    bool signed_in;
    const char *csrf;
    struct user_out *user;
    struct post_out *post;
    struct post_out *posts;
    size_t post_count;
    const char **perms;
    size_t perm_count;
    struct clock_out clock;
};

enum { POSTS_MAX = 50, PERM_NAME_MAX = 40 };

static const struct json_field ref_fields[] = {
    JSON_TEXT(struct ref_out, id, 1, 64),
    JSON_TEXT(struct ref_out, name, 0, 100),
    JSON_DONE,
};
static const struct json_shape ref_shape = JSON_SHAPE(struct ref_out, ref_fields);

static const struct json_field user_fields[] = {
    JSON_TEXT(struct user_out, id, 1, 64),
    JSON_TEXT(struct user_out, login, 1, 64),
    JSON_TEXT(struct user_out, name, 1, 64),
    JSON_BOOL(struct user_out, has_totp),
    JSON_DONE,
};
static const struct json_shape user_shape = JSON_SHAPE(struct user_out, user_fields);

static const struct json_field post_fields[] = {
    JSON_TEXT(struct post_out, id, 1, 64),
    JSON_TEXT(struct post_out, role, 1, 32),
    JSON_TEXT(struct post_out, role_name, 1, 32),
    JSON_OBJECT(struct post_out, org, &ref_shape),
    JSON_DONE,
};
static const struct json_shape post_shape = JSON_SHAPE(struct post_out, post_fields);

static const struct json_field clock_fields[] = {
    JSON_BOOL(struct clock_out, rehearsal, .note = "the database is a rehearsal for ever"),
    JSON_TIME(struct clock_out, now, .note = "business clock"),
    JSON_INT(struct clock_out, offset_ms, -JSON_INT_SAFE_MAX, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape clock_shape = JSON_SHAPE(struct clock_out, clock_fields);

static const struct json_field session_fields[] = {
    JSON_BOOL(struct session_out, signed_in),
    JSON_TEXT(struct session_out, csrf, 0, 64, .note = "send as X-CSRF-Token with every change"),
    JSON_OBJECT(struct session_out, user, &user_shape, .pointer = true, .optional = true),
    JSON_OBJECT(struct session_out, post, &post_shape, .pointer = true, .optional = true),
    JSON_LIST(struct session_out, posts, post_count, &post_shape, POSTS_MAX),
    JSON_TEXTS(struct session_out, perms, perm_count, PERM_NAME_MAX, PERM_COUNT),
    JSON_OBJECT(struct session_out, clock, &clock_shape),
    JSON_DONE,
};
static const struct json_shape session_shape = JSON_SHAPE(struct session_out, session_fields);

static const struct json_field sign_in_fields[] = {
    JSON_TEXT(struct sign_in, login, 1, 64),
    JSON_TEXT(struct sign_in, password, 1, 128),
    JSON_TEXT(struct sign_in, totp, 0, 16, .optional = true),
    JSON_DONE,
};
static const struct json_shape sign_in_shape = JSON_SHAPE(struct sign_in, sign_in_fields);

struct post_in {
    const char *post;
};

static const struct json_field post_in_fields[] = {
    JSON_TEXT(struct post_in, post, 1, 64),
    JSON_DONE,
};
static const struct json_shape post_in_shape = JSON_SHAPE(struct post_in, post_in_fields);

struct password_in {
    const char *old;
    const char *new;
};

static const struct json_field password_in_fields[] = {
    JSON_TEXT(struct password_in, old, 1, 128),
    JSON_TEXT(struct password_in, new, 1, 128),
    JSON_DONE,
};
static const struct json_shape password_in_shape =
    JSON_SHAPE(struct password_in, password_in_fields);

struct totp_out {
    const char *secret;
    const char *url;
};

static const struct json_field totp_out_fields[] = {
    JSON_TEXT(struct totp_out, secret, 1, 64),
    JSON_TEXT(struct totp_out, url, 1, 400),
    JSON_DONE,
};
static const struct json_shape totp_out_shape = JSON_SHAPE(struct totp_out, totp_out_fields);

struct totp_in {
    const char *secret;
    const char *code;
};

static const struct json_field totp_in_fields[] = {
    JSON_TEXT(struct totp_in, secret, 1, 64),
    JSON_TEXT(struct totp_in, code, 6, 6),
    JSON_DONE,
};
static const struct json_shape totp_in_shape = JSON_SHAPE(struct totp_in, totp_in_fields);

static const struct json_field demo_account_fields[] = {
    JSON_TEXT(struct demo_account, login, 1, 64),     JSON_TEXT(struct demo_account, name, 1, 64),
    JSON_TEXT(struct demo_account, what, 1, 200),     JSON_TEXT(struct demo_account, role, 1, 32),
    JSON_TEXT(struct demo_account, role_name, 1, 32), JSON_TEXT(struct demo_account, org, 1, 100),
    JSON_TEXT(struct demo_account, password, 1, 64),  JSON_DONE,
};
static const struct json_shape demo_account_shape =
    JSON_SHAPE(struct demo_account, demo_account_fields);

static const struct json_field demo_accounts_fields[] = {
    JSON_LIST(struct demo_accounts, rows, count, &demo_account_shape, 500),
    JSON_DONE,
};
static const struct json_shape demo_accounts_shape =
    JSON_SHAPE(struct demo_accounts, demo_accounts_fields);

/* ---- handlers ---- */

static struct post_out post_view(const struct post *post)
{
    return (struct post_out){
        post->public_id, role_code(post->role), role_name(post->role), { post->org, post->org_name }
    };
}

static void fill_session(struct op *op, const struct session *session, struct session_out *out)
{
    out->signed_in = true;
    out->csrf = session->csrf;
    out->user = mem_new(op, struct user_out);
    *out->user = (struct user_out){ session->user.public_id, session->user.login,
                                    session->user.name, session->user.has_totp };
    out->post = mem_new(op, struct post_out);
    *out->post = post_view(&session->post);
    for (size_t i = 0; i < session->posts.count; i++)
        mem_push(op, out->posts, out->post_count, post_view(&session->posts.rows[i]));
    for (int perm = PERM_ANYONE + 1; perm < PERM_COUNT; perm++) {
        if (op->actor.perms & (UINT64_C(1) << perm))
            mem_push(op, out->perms, out->perm_count, perm_name((enum perm)perm));
    }
}

static enum err reply(struct op *op, const struct session *session, struct response *response)
{
    struct session_out out = {
        .csrf = "", .clock = { op->site->rehearsal, op->now_ms, op->site->clock_offset_ms }
    };

    if (session != NULL)
        fill_session(op, session, &out);
    return respond(op, response, &session_shape, &out);
}

/* GET /session -> 200 always: a page asks before it knows whether anybody is signed in. */
static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct session session = { 0 };

    if (op->actor.user_id == 0)
        return reply(op, NULL, response);
    enum err e = session_get(op, &session);
    session.csrf = request->csrf;
    return e == OK ? reply(op, &session, response) : e;
}

static enum err handle_sign_in(struct op *op, const struct request *request,
                               struct response *response)
{
    struct session session = { 0 };
    struct sign_in in = *(const struct sign_in *)request->in;

    in.place = request->client;
    enum err e = session_sign_in(op, &in, &session);
    if (e != OK)
        return e;
    response_session(op, response, session.token);
    return reply(op, &session, response);
}

static enum err handle_sign_out(struct op *op, const struct request *request,
                                struct response *response)
{
    enum err e = session_end(op, request->session_token);
    if (e != OK)
        return e;
    response_session(op, response, "");
    return respond_empty(response);
}

static enum err handle_take_post(struct op *op, const struct request *request,
                                 struct response *response)
{
    const struct post_in *in = request->in;

    enum err e = session_take_post(op, request->session_token, in->post);
    return e == OK ? handle_get(op, request, response) : e;
}

static enum err handle_password(struct op *op, const struct request *request,
                                struct response *response)
{
    const struct password_in *in = request->in;

    enum err e = user_change_password(op, request->session_token, in->old, in->new);
    return e == OK ? respond_empty(response) : e;
}

static enum err handle_totp_start(struct op *op, const struct request *request,
                                  struct response *response)
{
    struct totp_out out = { 0 };

    (void)request;
    enum err e = user_totp_start(op, &out.secret, &out.url);
    return e == OK ? respond(op, response, &totp_out_shape, &out) : e;
}

static enum err handle_totp_confirm(struct op *op, const struct request *request,
                                    struct response *response)
{
    const struct totp_in *in = request->in;

    enum err e = user_totp_confirm(op, in->secret, in->code);
    return e == OK ? respond_empty(response) : e;
}

static enum err handle_demo(struct op *op, const struct request *request, struct response *response)
{
    struct demo_accounts accounts = { 0 };

    (void)request;
    enum err e = user_demo_accounts(op, &accounts);
    return e == OK ? respond(op, response, &demo_accounts_shape, &accounts) : e;
}

const struct route session_routes[] = {
    { "GET", "/api/v1/session", PERM_ANYONE, handle_get, .summary = "Who is signed in",
      .out = &session_shape },
    { "POST", "/api/v1/session", PERM_ANYONE, handle_sign_in, .summary = "Sign in",
      .in = &sign_in_shape, .out = &session_shape, .flags = ROUTE_NO_CSRF | ROUTE_PASSWORD },
    { "DELETE", "/api/v1/session", PERM_SIGNED_IN, handle_sign_out, .summary = "Sign out" },
    { "PUT", "/api/v1/session/post", PERM_SIGNED_IN, handle_take_post,
      .summary = "Act from another own post", .in = &post_in_shape, .out = &session_shape },
    { "POST", "/api/v1/session/password", PERM_SIGNED_IN, handle_password,
      .summary = "Change the own password", .in = &password_in_shape, .flags = ROUTE_PASSWORD },
    { "POST", "/api/v1/session/totp", PERM_SIGNED_IN, handle_totp_start,
      .summary = "A secret for the second factor", .out = &totp_out_shape },
    { "PUT", "/api/v1/session/totp", PERM_SIGNED_IN, handle_totp_confirm,
      .summary = "Switch the second factor on", .in = &totp_in_shape },
    { "GET", "/api/v1/demo/accounts", PERM_ANYONE, handle_demo, .summary = "A rehearsal's accounts",
      .out = &demo_accounts_shape },
    { 0 },
};
