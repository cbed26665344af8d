/* SPDX-License-Identifier: Apache-2.0 */
/* draft.c: what waits to be sent to a desk, and the letter as it could be written. */
#include "application/row.h"
#include "package/letter.h"
#include "package/package.h"

#include "base/mem.h"
#include "base/time.h"
#include "org/org.h"
#include "paper/scan.h"
#include "publish/publish.h"

#include <string.h>

/* What the unit recommended, and what it files by itself and has frozen. */
DB_SQL(draft_items, "itii",
       APPLICATION_SELECT
       " WHERE a.recommender_id = $1 AND a.call = $2 AND a.desk_id = $3"
       "   AND (a.state = 'recommended' OR (a.direct = 1 AND a.state = 'frozen'))"
       " ORDER BY CASE WHEN a.rank = 0 THEN 1 ELSE 0 END, a.rank, a.id LIMIT $4");
DB_SQL(draft_first, "iti",
       "SELECT number FROM package WHERE org_id = $1 AND call = $2 AND desk_id = $3"
       " ORDER BY id LIMIT 1");
DB_SQL(draft_last_letter, "i",
       "SELECT public_id, letter FROM package WHERE org_id = $1 ORDER BY id DESC LIMIT 1");

static enum err read_items(struct op *op, const struct call *call, int64_t desk_id,
                           struct package_draft *draft)
{
    struct application_list all = { 0 };
    struct application row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &draft_items,
                          DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call->code), IN_INT(desk_id),
                                IN_INT(PACKAGE_ITEMS_MAX + 1)),
                          &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row)))
        mem_push(op, all.rows, all.count, row);
    e = db_done(rows);
    if (e == OK && all.count > PACKAGE_ITEMS_MAX) {
        fail_arg(op, "max", "%d", PACKAGE_ITEMS_MAX);
        return fail(op, ERR_TOO_LARGE, "package_too_large", "more than %d items wait",
                    PACKAGE_ITEMS_MAX);
    }
    for (size_t t = 0; t < call->track_count; t++) { /* track by track, as the call orders them */
        for (size_t i = 0; i < all.count; i++) {
            if (strcmp(all.rows[i].track, call->tracks[t].code) == 0)
                mem_push(op, draft->items, draft->item_count, all.rows[i]);
        }
    }
    return e;
}

/* ---- the letter's words ---- */

static const char *counted_tracks(struct op *op, const struct call *call,
                                  const struct package_draft *draft)
{
    char *words = mem_text(op, "");

    for (size_t t = 0; t < call->track_count; t++) {
        size_t count = 0;
        for (size_t i = 0; i < draft->item_count; i++)
            count += strcmp(draft->items[i].track, call->tracks[t].code) == 0;
        if (count > 0)
            mem_append(op, &words, "%s%s%zu项", words[0] == '\0' ? "" : "、", call->tracks[t].title,
                       count);
    }
    return words;
}

static const char *money_words(struct op *op, int64_t fen)
{
    enum { FEN_OF_WAN = 1000000, FEN_OF_YUAN = 100 };
    int64_t cents = fen % FEN_OF_WAN / 10000;

    if (fen == 0)
        return "";
    if (fen % 10000 == 0)
        return mem_printf(op, "，经费预算%lld.%02lld万元", (long long)(fen / FEN_OF_WAN),
                          (long long)cents);
    return mem_printf(op, "，经费预算%lld.%02lld元", (long long)(fen / FEN_OF_YUAN),
                      (long long)(fen % FEN_OF_YUAN));
}

static const char *period_words(struct op *op, const struct application *item)
{
    if (item->period_from == 0 || item->period_to == 0)
        return "";
    return mem_printf(op, "，%s至%s", day_chinese(op, (int)item->period_from, false),
                      day_chinese(op, (int)item->period_to, false));
}

static const char *plan_words(struct op *op, const struct package_draft *draft)
{
    char *words = mem_text(op, "");

    for (size_t i = 0; i < draft->item_count; i++) {
        const struct application *item = &draft->items[i];
        mem_append(op, &words, "%zu. %s（%s）%s%s。\n", i + 1, item->title, item->org_name,
                   period_words(op, item), money_words(op, item->budget_fen));
    }
    return words;
}

/* The contact of the unit's last letter. */
static enum err add_contact(struct op *op, struct package_draft *draft)
{
    struct package_letter last = { 0 };
    struct bytes sealed = { 0 };
    const char *package = NULL;

    draft->letter.contact = op->actor.name;
    enum err e = db_row(op, &draft_last_letter, DB_IN(IN_INT(op->actor.org_id)),
                        DB_OUT(OUT_TEXT(&package), OUT_BLOB(&sealed)));
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    struct seal_place place = letter_place(package);
    e = letter_open(op, &place, sealed, &last);
    if (e != OK)
        return e;
    if (or_empty(last.contact)[0] != '\0')
        draft->letter.contact = last.contact;
    draft->letter.phone = last.phone;
    return OK;
}

static enum err write_letter(struct op *op, const struct call *call, struct package_draft *draft)
{
    draft->letter.date = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    if (draft->item_count > 0) {
        draft->letter.opinion =
            mem_printf(op, "经审核，所报材料情况属实、内容完整，同意推荐%s，共%zu项。",
                       counted_tracks(op, call, draft), draft->item_count);
        draft->letter.plan = plan_words(op, draft);
    }
    enum err e = add_contact(op, draft);
    return e == OK ? letter_fill(op, draft->items, draft->item_count, &draft->letter) : e;
}

static enum err find_first(struct op *op, const char *call, int64_t desk_id,
                           struct package_draft *draft)
{
    enum err e =
        db_row(op, &draft_first, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_INT(desk_id)),
               DB_OUT(OUT_TEXT(&draft->first_number)));

    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_doubts(struct op *op, struct package_draft *draft)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && i < draft->item_count; i++) {
        struct package_doubt doubt = { draft->items[i].public_id, NULL };
        e = scan_warning(op, &draft->items[i], &doubt.text);
        if (e == OK && doubt.text != NULL)
            mem_push(op, draft->doubts, draft->doubt_count, doubt);
    }
    return e;
}

enum err package_draft(struct op *op, const char *code, const char *desk_code,
                       struct package_draft *ret_draft)
{
    struct package_draft draft = { 0 };
    const struct call *call = NULL;
    struct org desk = { 0 };
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK && call_desk(call, desk_code) == NULL)
        e = fail(op, ERR_NOT_FOUND, "not_found", "call has no such desk");
    if (e == OK)
        e = org_with_capacity(op, mem_printf(op, "desk-%s", desk_code),
                              day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), &desk);
    if (e == OK)
        e = read_items(op, call, desk.id, &draft);
    if (e == OK)
        e = find_first(op, code, desk.id, &draft);
    if (e == OK)
        e = write_letter(op, call, &draft);
    if (e == OK)
        e = add_doubts(op, &draft);
    draft.desk_name = desk.name;
    if (e == OK)
        *ret_draft = draft;
    return e;
}
