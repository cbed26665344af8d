/* SPDX-License-Identifier: Apache-2.0 */
/* fact.c: keeping and reading what the desk's people found. */
#include "acceptance/fact.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"

#include <ctype.h>
#include <string.h>

#define FACT_SELECT                                                                                \
    "SELECT f.application_id, f.code, f.state, f.round, f.said, f.paper_n, f.arrived_ms, u.name,"  \
    " f.at_ms FROM desk_fact f JOIN app_user u ON u.id = f.user_id"
#define FACT_OUT(f)                                                                                \
    DB_OUT(OUT_INT(&(f)->application_id), OUT_TEXT(&(f)->code), OUT_TEXT(&(f)->state),             \
           OUT_INT(&(f)->round), OUT_TEXT(&(f)->said), OUT_INT(&(f)->paper_n),                     \
           OUT_INT(&(f)->arrived_ms), OUT_TEXT(&(f)->by), OUT_INT(&(f)->at_ms))

DB_SQL(facts_of, "i", FACT_SELECT " WHERE f.application_id = $1 ORDER BY f.code");
DB_SQL(facts_waiting, "itii",
       FACT_SELECT " JOIN application a ON a.id = f.application_id"
                   " WHERE a.desk_id = $1 AND a.state = 'sent' AND ($2 = '' OR a.call = $2)"
                   "   AND a.sent_ms >= $3 AND a.sent_ms <= $4 ORDER BY f.application_id, f.code");
DB_SQL(fact_drop, "it", "DELETE FROM desk_fact WHERE application_id = $1 AND code = $2");
DB_SQL(fact_insert, "ittitiiii",
       "INSERT INTO desk_fact (application_id, code, state, round, said, paper_n, arrived_ms,"
       " user_id, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
/* Locks the item: the round and the state stay what they are until the facts are written. */
DB_SQL(fact_lock, "iit",
       "UPDATE application SET changed_ms = changed_ms"
       " WHERE id = $1 AND return_count = $2 AND state = $3");
DB_SQL(paper_versions, "i",
       "SELECT n, kind, digest FROM application_version WHERE application_id = $1 ORDER BY n DESC"
       " LIMIT 500");

static enum err read_facts(struct op *op, struct db_rows *rows, struct desk_facts *ret_facts)
{
    struct desk_facts facts = { 0 };
    struct desk_fact row = { 0 };

    while (db_next(rows, FACT_OUT(&row)))
        mem_push(op, facts.rows, facts.count, row);
    enum err e = db_done(rows);
    if (e == OK)
        *ret_facts = facts;
    return e;
}

enum err desk_facts_of(struct op *op, int64_t application_id, struct desk_facts *ret_facts)
{
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &facts_of, DB_IN(IN_INT(application_id)), &rows);
    return e == OK ? read_facts(op, rows, ret_facts) : e;
}

enum err desk_facts_waiting(struct op *op, const char *call, int64_t from_ms, int64_t to_ms,
                            struct desk_facts *ret_facts)
{
    struct db_rows *rows = NULL;

    enum err e = db_query(
        op, &facts_waiting,
        DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_INT(from_ms), IN_INT(to_ms)), &rows);
    return e == OK ? read_facts(op, rows, ret_facts) : e;
}

const struct desk_fact *desk_fact_find(const struct desk_facts *facts, const char *code)
{
    for (size_t i = 0; i < facts->count; i++) {
        if (strcmp(facts->rows[i].code, code) == 0)
            return &facts->rows[i];
    }
    return NULL;
}

static bool same_version(const struct application *application, const char *digits)
{
    return strncmp(application->digest, digits, PAPER_CODE_DIGITS) == 0;
}

const char *desk_fact_state(const struct application *application, const struct desk_fact *fact)
{
    if (fact == NULL)
        return "unknown";
    if (strcmp(fact->code, "paper_version") == 0 && fact->said[0] != '\0')
        return same_version(application, fact->said) ? "ok" : "missing";
    if (strcmp(fact->state, "missing") == 0 && fact->round < application->return_count)
        return "unknown";
    return fact->state;
}

/* ---- keeping ---- */

struct keeping {
    const struct application *application;
    const struct desk_mark *marks;
    size_t count;
    int64_t paper_n;
};

static bool is_paper(const char *code)
{
    return strncmp(code, "paper", 5) == 0;
}

static enum err keep_mark(struct op *op, const struct keeping *work, const struct desk_mark *mark)
{
    int64_t id = work->application->id;
    int64_t arrived_ms = mark->arrived_ms == 0 ? op->now_ms : mark->arrived_ms;

    enum err e = db_run(op, &fact_drop, DB_IN(IN_INT(id), IN_TEXT(mark->code)), NULL);
    if (e != OK || strcmp(mark->state, "unknown") == 0)
        return e;
    bool came = is_paper(mark->code) && strcmp(mark->state, "ok") == 0;
    return db_run(op, &fact_insert,
                  DB_IN(IN_INT(id), IN_TEXT(mark->code), IN_TEXT(mark->state),
                        IN_INT(work->application->return_count), IN_TEXT(mark->said),
                        IN_INT(work->paper_n), IN_INT(came ? arrived_ms : 0),
                        IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                  NULL);
}

static enum err keep_work(struct op *op, void *arg)
{
    const struct keeping *work = arg;
    const struct application *application = work->application;
    int64_t locked = 0;

    enum err e = db_run(op, &fact_lock,
                        DB_IN(IN_INT(application->id), IN_INT(application->return_count),
                              IN_TEXT(application->state)),
                        &locked);
    if (e == OK && locked == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "state changed before the fact");
    json_t *data = json_own(op, json_object());
    for (size_t i = 0; e == OK && i < work->count; i++) {
        e = keep_mark(op, work, &work->marks[i]);
        json_object_set_new(data, work->marks[i].code, json_string(work->marks[i].state));
    }
    if (e == OK)
        event_add(op, "desk.check", "application", application->public_id, application->org_id,
                  json_text_of(op, data));
    return e;
}

static bool at_desk(const char *state)
{
    static const char *const states[] = { "sent", "returned", "accepted" };

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strcmp(states[i], state) == 0)
            return true;
    }
    return false;
}

static enum err keep(struct op *op, struct keeping *work)
{
    if (!at_desk(work->application->state))
        return fail(op, ERR_CONFLICT, "desk_closed", "item is %s", work->application->state);
    for (size_t i = 0; i < work->count; i++) {
        if (work->marks[i].arrived_ms > op->now_ms)
            return fail(op, ERR_INVALID, "arrival_future", "paper came in the future");
    }
    return event_tx(op, keep_work, work);
}

enum err desk_facts_keep(struct op *op, const struct application *application,
                         const struct desk_mark *marks, size_t count)
{
    struct keeping work = { application, marks, count, 0 };

    return keep(op, &work);
}

/* ---- the version of the paper ---- */

/* The eight digits people compare, lower case: of "7F3A-92C1", or of a QR's last digits. */
static bool read_digits(const char *code, char ret_digits[PAPER_CODE_DIGITS + 1])
{
    size_t count = 0;

    for (; *code != '\0' && count < PAPER_CODE_DIGITS; code++) {
        if (isxdigit((unsigned char)*code))
            ret_digits[count++] = (char)tolower((unsigned char)*code);
        else if (*code != '-' && *code != ' ')
            return false;
    }
    ret_digits[count] = '\0';
    return count == PAPER_CODE_DIGITS;
}

/* The kept version with that digest, one that was frozen or sent before one only named; 0 none. */
static enum err find_paper(struct op *op, const struct application *application, const char *digits,
                           int64_t *ret_n)
{
    struct db_rows *rows = NULL;
    const char *kind = NULL;
    const char *digest = NULL;
    int64_t n = 0;
    int64_t found = 0;

    enum err e = db_query(op, &paper_versions, DB_IN(IN_INT(application->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&n), OUT_TEXT(&kind), OUT_TEXT(&digest)))) {
        bool same = strncmp(digest, digits, PAPER_CODE_DIGITS) == 0;
        if (same && (found == 0 || strcmp(kind, "named") != 0))
            found = n;
    }
    e = db_done(rows);
    if (e == OK)
        *ret_n = found;
    return e;
}

enum err desk_paper_version(struct op *op, const struct application *application, const char *code)
{
    char digits[PAPER_CODE_DIGITS + 1] = "";
    struct desk_mark mark = { .code = "paper_version", .said = digits };
    struct keeping work = { application, &mark, 1, 0 };

    if (!read_digits(code, digits))
        return fail(op, ERR_INVALID, "paper_code", "no version code");
    enum err e = find_paper(op, application, digits, &work.paper_n);
    if (e != OK)
        return e;
    mark.state = same_version(application, digits) ? "ok" : "missing";
    return keep(op, &work);
}

/* ---- the guard ---- */

enum err desk_facts_allow(struct op *op, const struct application *application)
{
    struct desk_facts facts = { 0 };
    int missing = 0;

    enum err e = desk_facts_of(op, application->id, &facts);
    if (e != OK)
        return e;
    for (size_t i = 0; i < facts.count; i++)
        missing += strcmp(desk_fact_state(application, &facts.rows[i]), "missing") == 0;
    if (missing > 0) {
        fail_arg(op, "count", "%d", missing);
        return fail(op, ERR_CONFLICT, "desk_missing", "%d lines are marked as missing", missing);
    }
    const struct desk_fact *typed = desk_fact_find(&facts, "typed");
    if (application->typed_by != 0 && (typed == NULL || strcmp(typed->state, "ok") != 0))
        return fail(op, ERR_CONFLICT, "typed_unconfirmed", "not compared with the stamped paper");
    return OK;
}
