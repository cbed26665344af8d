/* SPDX-License-Identifier: Apache-2.0 */
/* erase.c: an expert taken out of the library for good, with whatever could find the person. */
#include "expert/internal.h"

#include "application/duplicate.h"
#include "base/mem.h"
#include "demand/public.h"
#include "event/event.h"
#include "expert/search.h"
#include "invitation/invitation.h"
#include "matching/matching.h"
#include "privacy/erase.h"

#include <string.h>

DB_SQL(erase_expert, "iti",
       "UPDATE expert SET identity = NULL, mobile_index = NULL, personal = NULL, name = $2,"
       " org_id = NULL, org_name = $2, post = '', title_series = '', title_name = '',"
       " title_level = 0, discipline = '', industry = '', specialty = '', honours = '',"
       " regions = '', days_per_year = 0, free_time = '', offers = '', achievements = '',"
       " history = '', exception = '', state = 'erased', reason = $2, changed_ms = $3,"
       " revision = revision + 1 WHERE id = $1 AND state = 'left'");
DB_SQL(erase_works, "i", "DELETE FROM expert_work WHERE expert_id = $1");
DB_SQL(erase_employers, "i", "DELETE FROM expert_employer WHERE expert_id = $1");
DB_SQL(erase_declared, "i", "DELETE FROM expert_declared WHERE expert_id = $1");
DB_SQL(erase_bases, "i", "DELETE FROM expert_base WHERE expert_id = $1");
DB_SQL(erase_checks, "i", "UPDATE expert_check SET note = '' WHERE expert_id = $1");
DB_SQL(erase_members, "i", "UPDATE expert_member SET basis = '' WHERE expert_id = $1");
/* No blind index any more, and no two alike. */
DB_SQL(erase_nominations, "i",
       "UPDATE expert_nomination SET identity = '-' || CAST(application_id AS TEXT)"
       " WHERE expert_id = $1");
DB_SQL(erase_nomination, "i",
       "UPDATE expert_nomination SET identity = '-' || CAST(application_id AS TEXT)"
       " WHERE application_id = $1");
DB_SQL(erase_employer_names, "i",
       "SELECT DISTINCT org_name FROM expert_employer WHERE expert_id = $1 ORDER BY org_name");

struct expert_erasing {
    struct expert expert;
    const struct erasing *erasing;
};

/* Traits of applications that name the person: with each employer, and with none. */
static enum err forget_traits(struct op *op, const struct expert *expert)
{
    const char **units = NULL;
    struct db_rows *rows = NULL;
    const char *unit = NULL;
    size_t count = 0;

    mem_push(op, units, count, "");
    mem_push(op, units, count, expert->org_name);
    enum err e = db_query(op, &erase_employer_names, DB_IN(IN_INT(expert->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&unit))))
        mem_push(op, units, count, mem_text(op, unit));
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = duplicate_forget_person(op, expert->name, units[i]);
    return e;
}

static enum err erase_work(struct op *op, void *arg)
{
    static const struct db_sql *const gone[] = { &erase_works,      &erase_employers,
                                                 &erase_declared,   &erase_bases,
                                                 &erase_checks,     &erase_members,
                                                 &erase_nominations };
    const struct expert_erasing *work = arg;
    const struct expert *expert = &work->expert;
    int64_t changed = 0;

    enum err e =
        db_run(op, &erase_expert,
               DB_IN(IN_INT(expert->id), IN_TEXT(ERASED_TEXT), IN_INT(op->now_ms)), &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "expert_not_left", "expert is %s", expert->state);
    if (e == OK)
        e = forget_traits(op, expert);
    for (size_t i = 0; e == OK && i < sizeof gone / sizeof gone[0]; i++)
        e = db_run(op, gone[i], DB_IN(IN_INT(expert->id)), NULL);
    if (e == OK)
        e = expert_reindex(op, expert->id);
    if (e == OK)
        e = invitations_erase(op, expert->id);
    if (e == OK)
        e = demand_claims_erase(op, expert->id);
    if (e == OK)
        e = matching_forget(op, expert->id);
    return e == OK ? erase_add(op, "expert", expert->public_id, 0, work->erasing, NULL) : e;
}

enum err expert_erase(struct op *op, const char *public_id, const struct erasing *erasing)
{
    struct expert_erasing work = { .erasing = erasing };

    if (!expert_sees_names(op))
        return fail(op, ERR_NOT_FOUND, "not_found", "no such expert for this actor");
    enum err e = expert_get(op, public_id, &work.expert);
    if (e == OK && strcmp(work.expert.state, "erased") == 0)
        return fail(op, ERR_CONFLICT, "already_erased", "expert was erased before");
    if (e == OK)
        e = erase_typed(op, erasing, work.expert.name);
    return e == OK ? event_tx(op, erase_work, &work) : e;
}

enum err expert_forget_nomination(struct op *op, int64_t application_id)
{
    return db_run(op, &erase_nomination, DB_IN(IN_INT(application_id)), NULL);
}
