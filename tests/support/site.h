/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site.h: a whole site without a socket, so that tests of the domain read like prose.
 *
 *     static void desk_accepts(void **state)
 *     {
 *         struct op *op = *state;
 *         const char *id = a_sent(op, &HOSPITAL);
 *         assert_status(act_as(op, "shouli", id, "accept", "{}"), 200);
 *     }
 *
 *     int main(void) { return run_on_each_site("road", (const struct CMUnitTest[]){ … }); }
 *
 * Every case has a database of its own with the rehearsal's units and people
 * (rehearsal/nmg-2025.yaml), who are all signed in. Time is op's: moving op->now_ms moves the
 * business clock of all requests. JSON is written with single quotes.
 */
#pragma once
#include "support.h"
#include "unit.h"

#include <jansson.h>
#include <string.h>

/* The first instant too late for the rehearsal's call: 2025-01-24T24:00+08:00. */
#define DEADLINE_MS INT64_C(1737734400000)
#define HOUR_MS     INT64_C(3600000)
#define DAY_MS      (24 * HOUR_MS)
#define CALL        "nmg-2025"
#define TRACK       "overseas"

/* run_on_each_db on a site; returns the number of cases that failed. */
int run_on_each_site(const char *name, const struct CMUnitTest *tests);

/* For ops made by a test itself (test_op_another): lends it the site. */
struct op *site_op(struct op *op);

/* A session for a person whom the test itself made. */
void site_sign_in(struct op *op, const char *login);

/* The address that requests come from until it is set again; NULL: the usual one. */
void site_place(const char *place);

/* Versions of calls are read once a process: a test that publishes its own forgets those of others,
 * after its first publish_load. */
void site_forget_calls(void);

/* A passage of a file of the call and what stands there instead; path NULL ends a list. */
struct edit {
    const char *path;
    const char *before;
    const char *after;
};

/* Loads the rehearsal's call with edits as the next version; its number. Calls once read stay in
 * the process by code and number, so a case gives each text the number it has in all cases, or
 * forgets them (site_forget_calls) after its last load and takes the site again (site_op). */
int64_t load_edited(struct op *op, const struct edit *edits);

/* What a test that publishes says of what it has read. */
struct publication_opinion;
extern const struct publication_opinion REVIEWED;

/* The same, published, with the calls of other cases forgotten. */
int64_t publish_edited(struct op *op, const struct edit *edits);

/* ---- asking ------------------------------------------------------------------------------- */

struct reply {
    int status;        /* 0: the connection was cut within the reply */
    const char *bytes; /* ended by NUL; all of a reply are children of the op it was asked on */
    size_t size;
    json_t *body;       /* NULL when the reply is no JSON */
    const char *type;   /* content type, "" none */
    const char *cookie; /* of Set-Cookie, "" none */
    const char *detail; /* of the failure, as the log has it; "" none */
};

/* One request as it would arrive; login NULL asks signed out, body NULL is none. */
struct reply call_as(struct op *op, const char *login, const char *method, const char *target,
                     const char *body);
struct reply get_as(struct op *op, const char *login, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
struct reply put_chunk_as(struct op *op, const char *login, const char *upload, int n,
                          const void *bytes, size_t size);
struct reply post_bytes_as(struct op *op, const char *login, const char *target, const void *bytes,
                           size_t size);

/* The same with a session token and CSRF token of the test's own ("" leaves one out). */
struct reply call_with(struct op *op, const char *token, const char *csrf, const char *method,
                       const char *target, const char *body);

/* ---- looking ------------------------------------------------------------------------------ */

/* Members by a path such as "returned.reasons.0.text"; a missing one fails the test. */
const json_t *member(const struct reply *reply, const char *path);
const char *text_of(struct reply reply, const char *path);
int64_t int_of(struct reply reply, const char *path);

/* Fails and shows the reply. */
#define assert_status(reply, expected) assert_status_at((reply), (expected), __FILE__, __LINE__)
void assert_status_at(struct reply reply, int expected, const char *file, int line);

/* The reply is a problem document of that status and stable code. */
#define assert_refused(reply, status, code)                                                        \
    assert_refused_at((reply), (status), (code), __FILE__, __LINE__)
void assert_refused_at(struct reply reply, int status, const char *code, const char *file,
                       int line);

/* State of an application, whoever could see it. */
const char *state_of(struct op *op, const char *id);

/* One number from the database, by a registered statement with one text parameter. */
struct db_sql;
int64_t number_in_db(struct op *op, const struct db_sql *sql, const char *parameter);

/* Everything that a refused request must leave alone, as one text. */
const char *fingerprint(struct op *op);

/* The audit chain is whole. */
void assert_chain_clean(struct op *op);

/* ---- making ------------------------------------------------------------------------------- */

/* A unit of the rehearsal: logins of its posts, the capacity it files in. */
struct unit {
    const char *applicant;
    const char *approver;
    const char *capacity;
};

extern const struct unit HOSPITAL;   /* through the league, whose recommender is "tuijian" */
extern const struct unit GRASS;      /* another one of the same league */
extern const struct unit PARK;       /* direct, no quota */
extern const struct unit UNIVERSITY; /* direct, quota 1 */

/* A patch that fills the form without a mistake, and one entry of a patch. */
extern const char *const FILLING;

/* Each takes a new application of the unit so far; public ids. */
const char *a_draft(struct op *op, const struct unit *unit);
const char *a_filled(struct op *op, const struct unit *unit);
const char *a_frozen(struct op *op, const struct unit *unit);
const char *a_recommending(struct op *op, const struct unit *unit); /* not for direct units */
const char *a_recommended(struct op *op, const struct unit *unit);  /* not for direct units */
const char *a_sent(struct op *op, const struct unit *unit);
const char *a_returned(struct op *op, const struct unit *unit);

/* The same on another track, filled from tests/data/filled. */
const char *a_frozen_on(struct op *op, const struct unit *unit, const char *track);
const char *a_recommended_on(struct op *op, const struct unit *unit, const char *track);

/* Saves on the present revision. patch: JSON array. */
struct reply save_as(struct op *op, const char *login, const char *id, const char *patch);

/* One step, and one that must succeed. */
struct reply act_as(struct op *op, const char *login, const char *id, const char *action,
                    const char *body);
#define do_as(op, login, id, action, body)                                                         \
    assert_done_at(act_as((op), (login), (id), (action), (body)), __FILE__, __LINE__)
void assert_done_at(struct reply reply, const char *file, int line);

/* Sends ids ("'a', 'b'") of the rehearsal's track as one package. */
struct reply send_as(struct op *op, const char *login, const char *ids);
const char *quoted(struct op *op, const char *id);

/* Registers an arrival by code, and what it is called. */
struct reply register_as(struct op *op, const char *login, const char *id, const char *arrived);

/* Uploads and checks a small PDF; its public id. */
const char *attach_as(struct op *op, const char *login, const char *id, const char *kind);

/* The same to what stands at a path such as "/api/v1/packages/x": without asserting the begin. */
struct reply attach_to(struct op *op, const char *login, const char *path, const char *kind);

/* Runs waiting jobs of attachments. */
void run_jobs(struct op *op);
