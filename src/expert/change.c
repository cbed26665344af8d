/* SPDX-License-Identifier: Apache-2.0 */
/* change.c: experts come into the library and their profiles change. */
#include "expert/internal.h"

#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "event/event.h"
#include "expert/search.h"
#include "org/org.h"

#include <string.h>

DB_SQL(expert_insert, "tttittiii",
       "INSERT INTO expert (public_id, name, org_name, org_id, state, source, revision, created_ms,"
       " changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id");
DB_SQL(expert_update, "itttttitttttitttttiiiii",
       "UPDATE expert SET name = $2, post = $3, title_series = $4, title_name = $5,"
       " discipline = $6, title_level = $7, industry = $8, specialty = $9, honours = $10,"
       " regions = $11, free_time = $12, days_per_year = $13, offers = $14, achievements = $15,"
       " history = $16, exception = $17, org_name = $18, healthy = $19, willing = $20,"
       " adaptable = $21, ministry = $22, changed_ms = $23, revision = revision + 1"
       " WHERE id = $1");
DB_SQL(expert_lock, "ii",
       "UPDATE expert SET revision = revision WHERE id = $1 AND revision = $2 RETURNING org_name");
DB_SQL(personal_update, "ibtt",
       "UPDATE expert SET personal = $2, identity = $3, mobile_index = $4 WHERE id = $1");
DB_SQL(identity_holder, "t", "SELECT id FROM expert WHERE identity = $1");
DB_SQL(works_delete, "i", "DELETE FROM expert_work WHERE expert_id = $1");
DB_SQL(work_insert, "iitttti",
       "INSERT INTO expert_work (expert_id, n, kind, title, source, role, year)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7)");
DB_SQL(employer_insert, "iitiit",
       "INSERT INTO expert_employer (expert_id, org_id, org_name, from_day, consent_day,"
       " consent_by) VALUES ($1, $2, $3, $4, $5, $6)");
DB_SQL(member_insert, "itiit",
       "INSERT INTO expert_member (expert_id, level, year, application_id, basis)"
       " SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM expert_member m"
       " WHERE m.expert_id = $1 AND m.level = $2 AND m.year = $3)");

struct changing {
    const struct expert_entry *entry;
    struct expert_personal personal; /* normal, when entry has some */
    int64_t application_id;          /* 0: by the department */
    const char *source;
    int64_t id;
    const char *public_id;
    const char *action; /* of the event */
};

/* ---- judging ---- */

static void wrong(struct op *op, const char *path, const char *code)
{
    problem_add(op, &op->problems,
                &(struct problem){ .path = path,
                                   .code = code,
                                   .basis = BASIS_SYSTEM,
                                   .blocks = true,
                                   .message = message_text(op, code, NULL, 0) });
}

/* Every code of a blank-separated list is known, asked by the function. */
static bool all_known(struct op *op, const char *codes,
                      bool (*known)(const struct reference *reference, const char *code))
{
    for (const char *at = codes; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (!known(op->site->reference, mem_text_max(op, at, length)))
            return false;
        at += length + (at[length] == ' ');
    }
    return true;
}

static bool region_known(const struct reference *reference, const char *code)
{
    return reference_region(reference, code) != NULL;
}

static bool discipline_known(const struct reference *reference, const char *code)
{
    return code_find(reference_disciplines(reference), code) != NULL;
}

static bool industry_known(const struct reference *reference, const char *code)
{
    return code_find(reference_industries(reference), code) != NULL;
}

const struct expert_honour expert_honours[] = {
    { "academician", "两院院士" },
    { "national", "国家级人才工程入选者" },
    { "hundred", "百千万人才工程国家级人选" },
    { "contribution", "有突出贡献中青年专家" },
    { "allowance", "享受国务院政府特殊津贴" },
    { "regional", "自治区人才工程入选者" },
    { "returnee", "高层次留学回国人员" },
    { "postdoc", "优秀博士后" },
    { "other", "其他" },
    { NULL, NULL },
};

static bool honour_known(const struct reference *reference, const char *code)
{
    (void)reference;
    for (const struct expert_honour *honour = expert_honours; honour->code != NULL; honour++) {
        if (strcmp(honour->code, code) == 0)
            return true;
    }
    return false;
}

/* Series, name and level together: one that is in the table has the table's level. */
static bool level_fits(struct op *op, const struct expert *expert)
{
    const char *series = expert->title_series[0] == '\0' ? NULL : expert->title_series;
    enum title_level level = reference_title_level(op->site->reference, series, expert->title_name);

    return level == TITLE_NONE || expert->title_level == 0 || expert->title_level == (int)level;
}

static enum err check_entry(struct op *op, struct changing *changing)
{
    const struct expert *expert = &changing->entry->expert;

    if (!all_known(op, expert->regions, region_known))
        wrong(op, "/region_codes", "region_not_listed");
    if (!all_known(op, expert->discipline, discipline_known))
        wrong(op, "/discipline", "code_not_listed");
    if (!all_known(op, expert->industry, industry_known))
        wrong(op, "/industry", "code_not_listed");
    if (!all_known(op, expert->honours, honour_known))
        wrong(op, "/honour_codes", "code_not_listed");
    if (!level_fits(op, expert))
        wrong(op, "/title_level", "expert_level");
    enum err e = changing->entry->personal == NULL
                     ? OK
                     : personal_check(op, changing->entry->personal, &changing->personal);
    if (e != OK || op->problems.count == 0)
        return e;
    fail_arg(op, "count", "%zu", op->problems.count);
    return fail(op, ERR_INVALID, "json_problems", "profile is not well formed");
}

enum err expert_judge(struct op *op, const struct expert_entry *entry, const char **ret_identity,
                      bool *ret_known)
{
    struct changing changing = { .entry = entry };
    const char *identity = NULL;
    int64_t holder = 0;

    enum err e = check_entry(op, &changing);
    if (e == OK && entry->personal != NULL)
        identity = identity_index(op, changing.personal.number);
    if (e == OK && identity != NULL)
        e = db_row(op, &identity_holder, DB_IN(IN_TEXT(identity)), DB_OUT(OUT_INT(&holder)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_identity = identity;
    *ret_known = holder != 0;
    return OK;
}

/* ---- writing ---- */

static enum err write_works(struct op *op, const struct changing *changing)
{
    const struct expert_entry *entry = changing->entry;

    enum err e = db_run(op, &works_delete, DB_IN(IN_INT(changing->id)), NULL);
    for (size_t i = 0; e == OK && i < entry->work_count; i++) {
        const struct expert_work *work = &entry->works[i];
        e = db_run(op, &work_insert,
                   DB_IN(IN_INT(changing->id), IN_INT((int64_t)i + 1), IN_TEXT(work->kind),
                         IN_TEXT(work->title), IN_TEXT(or_empty(work->source)),
                         IN_TEXT(or_empty(work->role)), IN_INT(work->year)),
                   NULL);
    }
    return e;
}

static enum err write_personal(struct op *op, struct changing *changing)
{
    struct sealed_personal sealed = { 0 };
    int64_t holder = 0;

    if (changing->entry->personal == NULL)
        return OK;
    enum err e = personal_seal(op, changing->public_id, &changing->personal, &sealed);
    if (e == OK && sealed.identity != NULL) {
        e = db_row(op, &identity_holder, DB_IN(IN_TEXT(sealed.identity)), DB_OUT(OUT_INT(&holder)));
        if (e == OK && holder != changing->id)
            return fail(op, ERR_CONFLICT, "expert_exists", "identity is in the library already");
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    return e != OK
               ? e
               : db_run(op, &personal_update,
                        DB_IN(IN_INT(changing->id), IN_BLOB(sealed.sealed.data, sealed.sealed.size),
                              IN_TEXT(sealed.identity), IN_TEXT(sealed.mobile)),
                        NULL);
}

static enum err write_profile(struct op *op, struct changing *changing)
{
    const struct expert *x = &changing->entry->expert;

    enum err e = db_run(op, &expert_update,
                        DB_IN(IN_INT(changing->id), IN_TEXT(x->name), IN_TEXT(x->post),
                              IN_TEXT(x->title_series), IN_TEXT(x->title_name),
                              IN_TEXT(x->discipline), IN_INT(x->title_level), IN_TEXT(x->industry),
                              IN_TEXT(x->specialty), IN_TEXT(x->honours), IN_TEXT(x->regions),
                              IN_TEXT(x->free_time), IN_INT(x->days_per_year), IN_TEXT(x->offers),
                              IN_TEXT(x->achievements), IN_TEXT(x->history), IN_TEXT(x->exception),
                              IN_TEXT(x->org_name), IN_INT(x->healthy), IN_INT(x->willing),
                              IN_INT(x->adaptable), IN_INT(x->ministry), IN_INT(op->now_ms)),
                        NULL);
    if (e == OK)
        e = write_personal(op, changing);
    if (e == OK)
        e = write_works(op, changing);
    if (e == OK)
        e = expert_reindex(op, changing->id);
    if (e == OK)
        event_add(op, changing->action, "expert", changing->public_id, 0, NULL);
    return e;
}

static enum err write_member(struct op *op, const struct changing *changing)
{
    const struct expert_entry *entry = changing->entry;

    if (entry->member_year == 0)
        return OK;
    return db_run(op, &member_insert,
                  DB_IN(IN_INT(changing->id), IN_TEXT("regional"), IN_INT(entry->member_year),
                        IN_INT_OR_NULL(changing->application_id), IN_TEXT(or_empty(entry->basis))),
                  NULL);
}

static enum err insert_expert(struct op *op, struct changing *changing)
{
    const struct expert_entry *entry = changing->entry;
    bool agreed = or_empty(entry->consent_by)[0] != '\0';
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    int64_t org_id = 0;

    changing->public_id = random_public_id(op);
    enum err e = org_named(op, entry->expert.org_name, &org_id);
    if (e == OK)
        e = db_row(op, &expert_insert,
                   DB_IN(IN_TEXT(changing->public_id), IN_TEXT(entry->expert.name),
                         IN_TEXT(entry->expert.org_name), IN_INT_OR_NULL(org_id),
                         IN_TEXT(agreed ? "active" : "consent"), IN_TEXT(changing->source),
                         IN_INT(0), IN_INT(op->now_ms), IN_INT(op->now_ms)),
                   DB_OUT(OUT_INT(&changing->id)));
    if (e == OK)
        e = db_run(op, &employer_insert,
                   DB_IN(IN_INT(changing->id), IN_INT_OR_NULL(org_id),
                         IN_TEXT(entry->expert.org_name), IN_INT(0), IN_INT(agreed ? today : 0),
                         IN_TEXT(or_empty(entry->consent_by))),
                   NULL);
    if (e == OK)
        e = write_member(op, changing);
    return e == OK ? write_profile(op, changing) : e;
}

/* ---- by the department ---- */

static enum err add_work(struct op *op, void *arg)
{
    return insert_expert(op, arg);
}

enum err expert_add(struct op *op, const struct expert_entry *entry, const char **ret_id)
{
    struct changing changing = { .entry = entry, .source = "department", .action = "expert.add" };

    enum err e = check_entry(op, &changing);
    if (e == OK)
        e = event_tx(op, add_work, &changing);
    if (e == OK)
        *ret_id = changing.public_id;
    return e;
}

static enum err change_work(struct op *op, void *arg)
{
    struct changing *changing = arg;
    struct expert_entry entry = *changing->entry;
    struct changing kept = *changing;

    enum err e = db_row(op, &expert_lock, DB_IN(IN_INT(changing->id), IN_INT(entry.base)),
                        DB_OUT(OUT_TEXT(&entry.expert.org_name)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_CONFLICT, "stale_patch", "expert was changed meanwhile");
    kept.entry = &entry; /* the employer stays: changing it is an act of its own */
    return e == OK ? write_profile(op, &kept) : e;
}

enum err expert_change(struct op *op, const char *public_id, const struct expert_entry *entry)
{
    struct changing changing = { .entry = entry, .action = "expert.change" };
    struct expert expert = { 0 };

    enum err e = expert_get(op, public_id, &expert);
    if (e == OK && strcmp(expert.state, "erased") == 0)
        e = fail(op, ERR_CONFLICT, "already_erased", "expert was erased");
    if (e == OK)
        e = check_entry(op, &changing);
    changing.id = expert.id;
    changing.public_id = expert.public_id;
    return e == OK ? event_tx(op, change_work, &changing) : e;
}

/* ---- from an accepted application ---- */

enum err expert_take(struct op *op, const struct expert_entry *entry, int64_t application_id,
                     int64_t *ret_expert_id)
{
    struct changing changing = { .entry = entry,
                                 .application_id = application_id,
                                 .source = "application",
                                 .personal = *entry->personal,
                                 .action = "expert.take" };
    const char *identity = identity_index(op, entry->personal->number);
    struct expert known = { 0 };
    enum err e = ERR_NOT_FOUND;

    if (identity != NULL)
        e = db_row(op, &identity_holder, DB_IN(IN_TEXT(identity)), DB_OUT(OUT_INT(&changing.id)));
    if (e == ERR_NOT_FOUND)
        e = insert_expert(op, &changing);
    else if (e == OK)
        e = expert_read(op, changing.id, &known);
    if (e == OK && known.id != 0) {
        struct expert_entry newer = *entry;
        newer.expert.org_name = known.org_name; /* a change of employer is an act of its own */
        changing.entry = &newer;
        changing.public_id = known.public_id;
        e = write_member(op, &changing);
        if (e == OK)
            e = write_profile(op, &changing);
    }
    if (e == OK)
        *ret_expert_id = changing.id;
    return e;
}
