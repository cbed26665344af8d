/* SPDX-License-Identifier: Apache-2.0 */
/* letter_step.c: the letter is returned once, mended, found in order: a table like lifecycle[]. */
#include "package/letter.h"

#include "base/crypto.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/role.h"
#include "package/reading.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(letter_set, "ittii",
       "UPDATE package SET letter_state = $3, letter_due_ms = $4, letter_paper_due_ms = $5"
       " WHERE id = $1 AND letter_state = $2");
DB_SQL(letter_mended, "ib", "UPDATE package SET letter = $2 WHERE id = $1");
DB_SQL(letter_now, "i", "SELECT letter FROM package WHERE id = $1");
DB_SQL(letter_count, "i", "SELECT count(*) + 1 FROM package_letter WHERE package_id = $1");
DB_SQL(letter_keep, "iibii",
       "INSERT INTO package_letter (package_id, n, sealed, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5)");
DB_SQL(letter_act_insert, "ittiiii",
       "INSERT INTO package_act (package_id, action, reasons, due_ms, paper_due_ms, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7)");

enum letter_who { LETTER_UNIT = 1, LETTER_DESK = 2, LETTER_HEAD = 4 };

struct letter_row {
    const char *from;
    const char *action;
    const char *to;
    int who; /* bits of enum letter_who */
    bool needs_reason;
};

static const struct letter_row letter_rows[] = {
    { "sent", "accept", "accepted", LETTER_DESK, false },
    { "sent", "return", "returned", LETTER_DESK, true },
    { "returned", "mend", "mended", LETTER_UNIT, false },
    { "returned", "accept", "accepted", LETTER_DESK, true }, /* such as: the paper is in order */
    { "returned", "return", "returned", LETTER_HEAD, true }, /* a new period */
    { "mended", "accept", "accepted", LETTER_DESK, false },
    { "mended", "return", "returned", LETTER_HEAD, true },
    { "accepted", "return", "returned", LETTER_HEAD, true },
};

enum { LETTER_ROW_COUNT = sizeof letter_rows / sizeof letter_rows[0] };

static int who_is(const struct op *op, const struct package *package)
{
    if (op->actor.role == POST_HEAD)
        return LETTER_HEAD;
    if (op->actor.role == POST_DESK)
        return op->actor.org_id == package->desk_id ? LETTER_DESK : 0;
    bool sends = op->actor.role == POST_APPROVER || op->actor.role == POST_RECOMMENDER;
    return sends && op->actor.org_id == package->org_id ? LETTER_UNIT : 0;
}

static const struct letter_row *find_row(const char *state, const char *action, int who)
{
    for (int i = 0; i < LETTER_ROW_COUNT; i++) {
        const struct letter_row *row = &letter_rows[i];
        if ((row->who & who) != 0 && strcmp(row->from, state) == 0 &&
            strcmp(row->action, action) == 0)
            return row;
    }
    return NULL;
}

struct stepping {
    const char *public_id;
    const struct letter_step *step;
    const struct letter_row *row;
    struct package package;
    int64_t due_ms;
    int64_t paper_due_ms;
};

/* ---- what must hold ---- */

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static enum err check_reasons(struct op *op, const struct stepping *stepping)
{
    const struct letter_step *step = stepping->step;
    bool said = step->reason_count > 0;

    for (size_t i = 0; i < step->reason_count; i++)
        said = said && !is_blank(step->reasons[i]);
    if (stepping->row->needs_reason && !said)
        return fail(op, ERR_INVALID, "reason_needed", "letter's %s needs reasons", step->action);
    return OK;
}

static enum err check_row(struct op *op, struct stepping *stepping)
{
    const struct package *package = &stepping->package;
    int who = who_is(op, package);

    stepping->row = find_row(package->letter_state, stepping->step->action, who);
    if (stepping->row != NULL)
        return check_reasons(op, stepping);
    if (who == LETTER_DESK && strcmp(stepping->step->action, "return") == 0)
        return fail(op, ERR_CONFLICT, "letter_returned_before", "letter was returned once");
    return fail(op, ERR_CONFLICT, "no_letter_step", "no %s of a letter %s", stepping->step->action,
                package->letter_state);
}

/* ---- what happens ---- */

/* The periods of the first item's track. */
static enum err set_due(struct op *op, struct stepping *stepping)
{
    const struct package *package = &stepping->package;
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, package->call, &call, &n);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, package->items[0].track);
    if (track == NULL)
        return fail(op, ERR_CONFLICT, "track_gone", "call has no such track any more");
    const struct correction *correction = &track->correction;
    stepping->due_ms = mend_due_ms(op, call, correction, correction->electronic_days);
    if (stepping->step->paper)
        stepping->paper_due_ms = mend_due_ms(op, call, correction, correction->paper_days);
    return OK;
}

/* Keeps the letter as it was, under a place of its own. */
static enum err keep_old(struct op *op, const struct package *package)
{
    struct package_letter old = { 0 };
    struct bytes sealed = { 0 };
    struct bytes kept = { 0 };
    int64_t n = 0;
    struct seal_place now = letter_place(package->public_id);

    enum err e = db_row(op, &letter_now, DB_IN(IN_INT(package->id)), DB_OUT(OUT_BLOB(&sealed)));
    if (e == OK)
        e = letter_open(op, &now, sealed, &old);
    if (e == OK)
        e = db_row(op, &letter_count, DB_IN(IN_INT(package->id)), DB_OUT(OUT_INT(&n)));
    if (e != OK)
        return e;
    struct seal_place then = { "package_letter", "sealed",
                               mem_printf(op, "%s/%lld", package->public_id, (long long)n) };
    e = letter_seal(op, &then, &old, &kept);
    if (e == OK)
        e = db_run(op, &letter_keep,
                   DB_IN(IN_INT(package->id), IN_INT(n), IN_BLOB(kept.data, kept.size),
                         IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                   NULL);
    return e;
}

static enum err mend(struct op *op, struct stepping *stepping)
{
    struct package *package = &stepping->package;
    const char **ids = mem_array(op, const char *, package->item_count);
    struct application *rows = mem_array(op, struct application, package->item_count);
    struct package_letter mended = { 0 };
    struct bytes sealed = { 0 };
    struct seal_place place = letter_place(package->public_id);

    if (op->now_ms >= package->letter_due_ms) {
        int day = day_of(package->letter_due_ms - 1, ZONE_SHANGHAI_MINUTES);
        fail_arg(op, "due", "%s24:00%s", day_chinese(op, day, true),
                 due_provisional(op, package->letter_due_ms) ? "（暂定）" : "");
        return fail(op, ERR_CONFLICT, "mend_over", "letter's mending period is over");
    }
    if (stepping->step->letter == NULL)
        return fail(op, ERR_INVALID, "letter_needed", "mending needs the letter");
    for (size_t i = 0; i < package->item_count; i++) {
        ids[i] = package->items[i].id;
        rows[i] = (struct application){ .call = package->call, .track = package->items[i].track };
    }
    struct letter_items items = { ids, package->item_count };
    enum err e = letter_check(op, &items, stepping->step->letter, &package->warnings, &mended);
    if (e == OK)
        e = letter_missing(op, rows, package->item_count, &mended, &package->warnings);
    if (e == OK)
        e = keep_old(op, package);
    if (e == OK)
        e = letter_seal(op, &place, &mended, &sealed);
    if (e == OK)
        e = db_run(op, &letter_mended,
                   DB_IN(IN_INT(package->id), IN_BLOB(sealed.data, sealed.size)), NULL);
    return e;
}

static enum err apply(struct op *op, struct stepping *stepping)
{
    const char *action = stepping->step->action;

    if (strcmp(action, "mend") == 0)
        return mend(op, stepping);
    return strcmp(action, "return") == 0 ? set_due(op, stepping) : OK;
}

static enum err write_step(struct op *op, const struct stepping *stepping)
{
    const struct package *package = &stepping->package;
    json_t *reasons = json_own(op, json_array());
    int64_t changed = 0;

    enum err e =
        db_run(op, &letter_set,
               DB_IN(IN_INT(package->id), IN_TEXT(stepping->row->from), IN_TEXT(stepping->row->to),
                     IN_INT(stepping->due_ms), IN_INT(stepping->paper_due_ms)),
               &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "letter moved under the step");
    for (size_t i = 0; i < stepping->step->reason_count; i++)
        json_array_append_new(reasons, json_string(stepping->step->reasons[i]));
    if (e == OK)
        e = db_run(op, &letter_act_insert,
                   DB_IN(IN_INT(package->id), IN_TEXT(stepping->step->action),
                         IN_TEXT(json_text_of(op, reasons)), IN_INT(stepping->due_ms),
                         IN_INT(stepping->paper_due_ms), IN_INT(op->actor.user_id),
                         IN_INT(op->now_ms)),
                   NULL);
    return e;
}

static enum err step_work(struct op *op, void *arg)
{
    struct stepping *stepping = arg;
    struct problem_list warnings = { 0 };

    stepping->due_ms = 0;
    stepping->paper_due_ms = 0;
    enum err e = package_get(op, stepping->public_id, &stepping->package);
    if (e == OK)
        e = package_hold(op, stepping->package.id);
    if (e == OK) /* as it is behind the lock */
        e = package_get(op, stepping->public_id, &stepping->package);
    if (e == OK)
        e = check_row(op, stepping);
    if (e == OK)
        e = apply(op, stepping);
    if (e == OK)
        e = write_step(op, stepping);
    if (e != OK)
        return e;
    event_add(op, mem_printf(op, "package.letter_%s", stepping->step->action), "package",
              stepping->public_id, stepping->package.org_id,
              mem_printf(op, "{\"from\":\"%s\",\"to\":\"%s\",\"due_ms\":%lld}", stepping->row->from,
                         stepping->row->to, (long long)stepping->due_ms));
    warnings = stepping->package.warnings;
    e = package_get(op, stepping->public_id, &stepping->package);
    stepping->package.warnings = warnings;
    return e;
}

enum err letter_do(struct op *op, const char *public_id, const struct letter_step *step,
                   struct package *ret_package)
{
    struct stepping stepping = { .public_id = public_id, .step = step };

    enum err e = event_tx(op, step_work, &stepping);
    if (e == OK)
        *ret_package = stepping.package;
    return e;
}
