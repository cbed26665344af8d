/* SPDX-License-Identifier: Apache-2.0 */
/* change.c: demands are entered, changed, and go from state to state by one table. */
#include "demand/internal.h"

#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "event/event.h"
#include "privacy/reveal.h"
#include "text/ident.h"
#include "text/mask.h"

#include <string.h>

DB_SQL(demand_insert, "ttittiiiii",
       "INSERT INTO demand (public_id, state, org_id, unit_name, source, application_id,"
       " source_row, source_version, created_ms, changed_ms, title)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '') RETURNING id");
DB_SQL(demand_words, "itttttttttttiitiitti",
       "UPDATE demand SET unit_name = $2, uscc = $3, region = $4, industry = $5, kind = $6,"
       " title = $7, detail = $8, tried = $9, goal = $10, discipline = $11, specialty = $12,"
       " title_level = $13, people = $14, mode = $15, from_day = $16, to_day = $17, urgency = $18,"
       " offers = $19, changed_ms = $20, revision = revision + 1 WHERE id = $1");
DB_SQL(demand_places, "iii", "UPDATE demand SET reporting_id = $2, county_id = $3 WHERE id = $1");
DB_SQL(demand_seal_contact, "ib", "UPDATE demand SET contact = $2 WHERE id = $1");
DB_SQL(demand_sealed, "i", "SELECT contact FROM demand WHERE id = $1");
DB_SQL(demand_lock, "iit",
       "UPDATE demand SET revision = revision WHERE id = $1 AND revision = $2 AND state = $3"
       " RETURNING id");
DB_SQL(unit_of_region, "tti",
       "SELECT o.id FROM org o JOIN capacity c ON c.org_id = o.id"
       " WHERE o.region = $1 AND c.kind = $2 AND c.from_day <= $3 AND c.to_day >= $3"
       " ORDER BY o.id LIMIT 1");
DB_SQL(counter_next, "t",
       "UPDATE demand_counter SET last = last + 1 WHERE name = $1 RETURNING last");
DB_SQL(counter_make, "t", "INSERT INTO demand_counter (name, last) VALUES ($1, 1) RETURNING last");

enum err demand_count(struct op *op, const char *name, int64_t *ret_number)
{
    int64_t number = 0;

    enum err e = db_row(op, &counter_next, DB_IN(IN_TEXT(name)), DB_OUT(OUT_INT(&number)));
    if (e == ERR_NOT_FOUND)
        e = db_row(op, &counter_make, DB_IN(IN_TEXT(name)), DB_OUT(OUT_INT(&number)));
    if (e == OK)
        *ret_number = number;
    return e;
}

/* ---- judging ---- */

static void wrong(struct op *op, const char *prefix, const char *path, const char *code)
{
    problem_add(op, &op->problems,
                &(struct problem){ .path = mem_printf(op, "%s%s", prefix, path),
                                   .code = code,
                                   .basis = BASIS_SYSTEM,
                                   .blocks = true,
                                   .message = message_text(op, code, NULL, 0) });
}

static bool is_word(const struct demand_word *words, const char *code)
{
    for (; words->code != NULL; words++) {
        if (strcmp(words->code, code) == 0)
            return true;
    }
    return false;
}

static void check_ident(struct op *op, const char *prefix, const char *path, enum ident_kind kind,
                        const char *text)
{
    if (or_empty(text)[0] == '\0')
        return;
    struct ident ident = ident_check(op, kind, text, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES));
    if (ident.code != NULL && !ident.warns_only)
        wrong(op, prefix, path, ident.code);
}

static void judge_entry(struct op *op, const struct demand_entry *entry, const char *prefix)
{
    const struct demand *demand = &entry->demand;
    const struct reference *reference = op->site->reference;
    const struct {
        const char *path;
        bool good;
        const char *code;
    } rules[] = {
        { "/kind", is_word(demand_kinds, demand->kind), "code_not_listed" },
        { "/mode", is_word(demand_modes, demand->mode), "code_not_listed" },
        { "/urgency", is_word(demand_urgencies, demand->urgency), "code_not_listed" },
        { "/region", reference_region(reference, demand->region) != NULL, "demand_region" },
        { "/discipline",
          demand->discipline[0] == '\0' ||
              code_find(reference_disciplines(reference), demand->discipline) != NULL,
          "code_not_listed" },
        { "/industry",
          demand->industry[0] == '\0' ||
              code_find(reference_industries(reference), demand->industry) != NULL,
          "code_not_listed" },
        { "/to_day",
          demand->from_day == 0 || demand->to_day == 0 || demand->from_day <= demand->to_day,
          "demand_days" },
        { "/people", demand->people >= 1 && demand->people <= DEMAND_PEOPLE_MAX, "demand_people" },
    };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i].good)
            wrong(op, prefix, rules[i].path, rules[i].code);
    }
    check_ident(op, prefix, "/uscc", IDENT_USCC, demand->uscc);
    if (entry->contact != NULL)
        check_ident(op, prefix, "/contact/phone", IDENT_PHONE, entry->contact->phone);
}

static enum err check_entries(struct op *op, const struct demand_entry *entries, size_t count,
                              bool many)
{
    for (size_t i = 0; i < count; i++)
        judge_entry(op, &entries[i], !many ? "" : mem_printf(op, "/rows/%zu", i));
    if (op->problems.count == 0)
        return OK;
    fail_arg(op, "count", "%zu", op->problems.count);
    return fail(op, ERR_INVALID, "json_problems", "demands are not well formed");
}

enum err demand_judge(struct op *op, const struct demand_entry *entry)
{
    return check_entries(op, entry, 1, false);
}

/* ---- writing ---- */

static enum err unit_in(struct op *op, const char *region, const char *capacity, int64_t *ret_id)
{
    int64_t id = 0;

    enum err e = db_row(op, &unit_of_region,
                        DB_IN(IN_TEXT(region), IN_TEXT(capacity),
                              IN_INT(day_of(op->now_ms, ZONE_SHANGHAI_MINUTES))),
                        DB_OUT(OUT_INT(&id)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_id = id;
    return OK;
}

/* Who looks after a region: its reporting unit, which is not always its parent; its county. */
static enum err write_places(struct op *op, int64_t id, const char *region)
{
    const struct region *unit = reference_unit(op->site->reference, region);
    int64_t reporting = 0;
    int64_t county = 0;

    enum err e = unit == NULL ? OK : unit_in(op, unit->code, "league", &reporting);
    if (e == OK)
        e = unit_in(op, region, "county", &county);
    return e != OK
               ? e
               : db_run(op, &demand_places,
                        DB_IN(IN_INT(id), IN_INT_OR_NULL(reporting), IN_INT_OR_NULL(county)), NULL);
}

static struct seal_place contact_place(const char *public_id)
{
    return (struct seal_place){ "demand", "contact", public_id };
}

static enum err write_contact(struct op *op, const struct demand_writing *writing)
{
    const struct demand_contact *contact = writing->entry->contact;
    struct seal_place place = contact_place(writing->public_id);
    struct bytes text = { 0 };
    struct bytes sealed = { 0 };

    if (contact == NULL)
        return OK;
    json_t *object =
        json_own(op, json_pack("{s:s, s:s, s:s}", "name", or_empty(contact->name), "post",
                               or_empty(contact->post), "phone", or_empty(contact->phone)));
    enum err e = json_canon(op, object, &text);
    if (e == OK)
        e = keys_seal(op, op->site->keys, &place, text, &sealed);
    return e != OK ? e
                   : db_run(op, &demand_seal_contact,
                            DB_IN(IN_INT(writing->id), IN_BLOB(sealed.data, sealed.size)), NULL);
}

static enum err insert_row(struct op *op, struct demand_writing *writing)
{
    writing->public_id = random_public_id(op);
    return db_row(op, &demand_insert,
                  DB_IN(IN_TEXT(writing->public_id), IN_TEXT(writing->state),
                        IN_INT(writing->org_id), IN_TEXT(writing->entry->demand.unit_name),
                        IN_TEXT(writing->source), IN_INT_OR_NULL(writing->application_id),
                        IN_INT(writing->source_row), IN_INT(writing->source_version),
                        IN_INT(op->now_ms), IN_INT(op->now_ms)),
                  DB_OUT(OUT_INT(&writing->id)));
}

enum err demand_write(struct op *op, struct demand_writing *writing)
{
    const struct demand *d = &writing->entry->demand;
    enum err e = writing->id == 0 ? insert_row(op, writing) : OK;

    if (e == OK)
        e = db_run(op, &demand_words,
                   DB_IN(IN_INT(writing->id), IN_TEXT(d->unit_name), IN_TEXT(d->uscc),
                         IN_TEXT(d->region), IN_TEXT(d->industry), IN_TEXT(d->kind),
                         IN_TEXT(d->title), IN_TEXT(d->detail), IN_TEXT(d->tried), IN_TEXT(d->goal),
                         IN_TEXT(d->discipline), IN_TEXT(d->specialty), IN_INT(d->title_level),
                         IN_INT(d->people), IN_TEXT(d->mode), IN_INT(d->from_day),
                         IN_INT(d->to_day), IN_TEXT(d->urgency), IN_TEXT(d->offers),
                         IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        e = write_places(op, writing->id, d->region);
    return e == OK ? write_contact(op, writing) : e;
}

/* ---- entering ---- */

static enum err add_work(struct op *op, void *arg)
{
    struct demand_writing *writing = arg;

    writing->id = 0;
    enum err e = demand_write(op, writing);
    if (e == OK)
        event_add(op, "demand.add", "demand", writing->public_id, writing->org_id, NULL);
    return e;
}

enum err demand_add(struct op *op, const struct demand_entry *entry, const char **ret_id)
{
    struct demand_writing writing = {
        .entry = entry, .state = "draft", .source = "entered", .org_id = op->actor.org_id
    };

    enum err e = check_entries(op, entry, 1, false);
    if (e == OK)
        e = event_tx(op, add_work, &writing);
    if (e == OK)
        *ret_id = writing.public_id;
    return e;
}

struct importing {
    const struct demand_entry *entries;
    size_t count;
};

static enum err import_work(struct op *op, void *arg)
{
    const struct importing *importing = arg;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < importing->count; i++) {
        struct demand_writing writing = { .entry = &importing->entries[i],
                                          .state = "submitted",
                                          .source = "import",
                                          .org_id = op->actor.org_id };
        e = demand_write(op, &writing);
        if (e == OK)
            event_add(op, "demand.import", "demand", writing.public_id, writing.org_id, NULL);
    }
    return e;
}

enum err demand_import(struct op *op, const struct demand_entry *entries, size_t count,
                       int64_t *ret_count)
{
    struct importing importing = { entries, count };

    if (count > DEMAND_IMPORT_MAX) {
        fail_arg(op, "max", "%d", DEMAND_IMPORT_MAX);
        return fail(op, ERR_TOO_LARGE, "patch_too_long", "too many demands at once");
    }
    enum err e = check_entries(op, entries, count, true);
    if (e == OK)
        e = event_tx(op, import_work, &importing);
    if (e == OK)
        *ret_count = (int64_t)count;
    return e;
}

/* ---- changing ---- */

bool demand_may_edit(const struct op *op, const struct demand *demand)
{
    bool own = demand->org_id == op->actor.org_id;
    bool judges = demand->reporting_id == op->actor.org_id && demand->reporting_id != 0;

    return (own && strcmp(demand->state, "draft") == 0) ||
           ((judges || role_scope((enum role)op->actor.role) == SCOPE_ALL) &&
            (strcmp(demand->state, "submitted") == 0 || strcmp(demand->state, "confirmed") == 0));
}

struct editing {
    struct demand before;
    struct demand_writing writing;
};

static enum err change_work(struct op *op, void *arg)
{
    struct editing *editing = arg;
    int64_t id = 0;

    enum err e = db_row(op, &demand_lock,
                        DB_IN(IN_INT(editing->before.id), IN_INT(editing->writing.entry->base),
                              IN_TEXT(editing->before.state)),
                        DB_OUT(OUT_INT(&id)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_CONFLICT, "stale_patch", "demand was changed meanwhile");
    if (e == OK)
        e = demand_write(op, &editing->writing);
    if (e == OK)
        event_add(op, "demand.change", "demand", editing->before.public_id, editing->before.org_id,
                  NULL);
    return e;
}

enum err demand_change(struct op *op, const char *public_id, const struct demand_entry *entry)
{
    struct editing editing = { .writing = { .entry = entry } };

    enum err e = demand_get(op, public_id, &editing.before);
    if (e == OK && !demand_may_edit(op, &editing.before))
        e = fail(op, ERR_CONFLICT, "not_editable", "demand in state %s", editing.before.state);
    if (e == OK)
        e = check_entries(op, entry, 1, false);
    editing.writing.id = editing.before.id;
    editing.writing.public_id = editing.before.public_id;
    return e == OK ? event_tx(op, change_work, &editing) : e;
}

/* ---- the contact ---- */

static enum err open_contact(struct op *op, const struct demand *demand,
                             struct demand_contact *ret_contact)
{
    struct seal_place place = contact_place(demand->public_id);
    struct bytes sealed = { 0 };
    struct bytes text = { 0 };

    enum err e = db_row(op, &demand_sealed, DB_IN(IN_INT(demand->id)), DB_OUT(OUT_BLOB(&sealed)));
    if (e == OK && sealed.size > 0)
        e = keys_open(op, op->site->keys, &place, sealed, &text);
    if (e != OK)
        return e;
    json_t *object = text.size == 0
                         ? NULL
                         : json_own(op, json_loadb((const char *)text.data, text.size, 0, NULL));
    ret_contact->name = json_text_get(object, "name");
    ret_contact->post = json_text_get(object, "post");
    ret_contact->phone = json_text_get(object, "phone");
    return OK;
}

enum err demand_contact(struct op *op, const struct demand *demand,
                        struct demand_contact *ret_contact, bool *ret_open)
{
    struct demand_contact contact = { 0 };
    bool open = demand->org_id == op->actor.org_id;

    enum err e = open_contact(op, demand, &contact);
    if (e == OK && !open)
        e = reveal_is_open(op, "demand", demand->public_id, &open);
    if (e != OK)
        return e;
    if (!open) {
        contact.name = mask_text(op, MASK_TEXT, contact.name);
        contact.phone = mask_text(op, MASK_PHONE, contact.phone);
    }
    *ret_contact = contact;
    *ret_open = open;
    return OK;
}

enum err demand_reveal(struct op *op, const char *public_id, const char *reason)
{
    struct demand demand = { 0 };

    enum err e = demand_get(op, public_id, &demand);
    return e == OK ? reveal_add(op, "demand", public_id, demand.org_id, reason) : e;
}
