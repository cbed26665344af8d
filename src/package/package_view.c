/* SPDX-License-Identifier: Apache-2.0 */
/* package_view.c: shapes of packages, letters and drafts, and what fills them. */
#include "package/package_view.h"

#include "application/view.h"
#include "base/mem.h"
#include "league/round.h"
#include "privacy/reveal.h"

/* ---- the letter ---- */

static const struct json_field account_fields[] = {
    JSON_TEXT(struct package_account, item, 1, 64, .note = "id of the application"),
    JSON_TEXT(struct package_account, payee, 0, 100, .optional = true),
    JSON_TEXT(struct package_account, account, 0, 64, .optional = true),
    JSON_TEXT(struct package_account, bank, 0, 100, .optional = true),
    JSON_TEXT(struct package_account, cnaps, 0, 32, .optional = true),
    JSON_DONE,
};
static const struct json_shape account_shape = JSON_SHAPE(struct package_account, account_fields);

static const struct json_field letter_fields[] = {
    JSON_TEXT(struct package_letter, number, 0, 60, .optional = true),
    JSON_DAY(struct package_letter, date, .optional = true),
    JSON_TEXT(struct package_letter, contact, 0, 40, .optional = true),
    JSON_TEXT(struct package_letter, phone, 0, 60, .optional = true),
    JSON_TEXT(struct package_letter, opinion, 0, 2000, .optional = true),
    JSON_TEXT(struct package_letter, plan, 0, 10000, .optional = true),
    JSON_TEXT(struct package_letter, effect, 0, 5000, .optional = true),
    JSON_LIST(struct package_letter, accounts, account_count, &account_shape, PACKAGE_ITEMS_MAX,
              .optional = true),
    JSON_DONE,
};
const struct json_shape package_letter_shape = JSON_SHAPE(struct package_letter, letter_fields);

/* ---- the package ---- */

struct package_receipt_out {
    const char *number;
    int64_t at;
};

struct package_first_out {
    const char *id;
    const char *number;
};

struct letter_act_out {
    const char *action;
    const char **reasons;
    size_t reason_count;
    int64_t due;
    bool due_provisional;
    int64_t paper_due;
    bool paper_provisional;
    const char *by;
    int64_t at;
};

struct package_out {
    const char *id;
    const char *number;
    const char *call;
    const char *track;
    const char *sender;
    const char *desk;
    int64_t sent;
    struct package_item *items;
    size_t item_count;
    struct package_letter letter;
    const char *letter_state;
    int64_t letter_due;
    bool letter_due_provisional;
    int64_t letter_paper_due;
    bool letter_paper_provisional;
    struct letter_act_out *acts;
    size_t act_count;
    struct package_first_out *first;
    const char *courier;
    struct package_receipt_out receipt;
    const char *round;
    bool masked;
    bool may_reveal;
    struct problem_out *warnings;
    size_t warning_count;
};

static const char *const letter_states[] = { "sent", "returned", "mended", "accepted", NULL };

static const struct json_field item_fields[] = {
    JSON_TEXT(struct package_item, id, 1, 64),
    JSON_TEXT(struct package_item, code, 1, 16),
    JSON_TEXT(struct package_item, track, 1, 40),
    JSON_TEXT(struct package_item, track_title, 1, 100),
    JSON_TEXT(struct package_item, title, 0, 500),
    JSON_TEXT(struct package_item, org, 1, 100),
    JSON_INT(struct package_item, rank, 0, 1000, .optional = true),
    JSON_DAY(struct package_item, from, .optional = true),
    JSON_DAY(struct package_item, to, .optional = true),
    JSON_INT(struct package_item, budget_fen, 0, JSON_INT_SAFE_MAX, .optional = true),
    JSON_TEXT(struct package_item, digest, 64, 64),
    JSON_DONE,
};
static const struct json_shape item_shape = JSON_SHAPE(struct package_item, item_fields);

static const struct json_field receipt_fields[] = {
    JSON_TEXT(struct package_receipt_out, number, 1, 32),
    JSON_TIME(struct package_receipt_out, at),
    JSON_DONE,
};
static const struct json_shape receipt_shape =
    JSON_SHAPE(struct package_receipt_out, receipt_fields);

static const struct json_field first_fields[] = {
    JSON_TEXT(struct package_first_out, id, 1, 64),
    JSON_TEXT(struct package_first_out, number, 1, 32),
    JSON_DONE,
};
static const struct json_shape first_shape = JSON_SHAPE(struct package_first_out, first_fields);

static const struct json_field act_fields[] = {
    JSON_TEXT(struct letter_act_out, action, 1, 16),
    JSON_TEXTS(struct letter_act_out, reasons, reason_count, LETTER_REASON_MAX, LETTER_REASONS_MAX),
    JSON_TIME(struct letter_act_out, due, .optional = true),
    JSON_BOOL(struct letter_act_out, due_provisional, .note = PROVISIONAL_NOTE),
    JSON_TIME(struct letter_act_out, paper_due, .optional = true),
    JSON_BOOL(struct letter_act_out, paper_provisional, .note = PROVISIONAL_NOTE),
    JSON_TEXT(struct letter_act_out, by, 0, 64),
    JSON_TIME(struct letter_act_out, at),
    JSON_DONE,
};
static const struct json_shape act_shape = JSON_SHAPE(struct letter_act_out, act_fields);

static const struct json_field package_fields[] = {
    JSON_TEXT(struct package_out, id, 1, 64),
    JSON_TEXT(struct package_out, number, 1, 32),
    JSON_TEXT(struct package_out, call, 1, 40),
    JSON_TEXT(struct package_out, track, 0, 40, .note = "empty: several"),
    JSON_TEXT(struct package_out, sender, 1, 100),
    JSON_TEXT(struct package_out, desk, 1, 100),
    JSON_TIME(struct package_out, sent),
    JSON_LIST(struct package_out, items, item_count, &item_shape, PACKAGE_ITEMS_MAX),
    JSON_OBJECT(struct package_out, letter, &package_letter_shape),
    JSON_CHOICE(struct package_out, letter_state, letter_states),
    JSON_TIME(struct package_out, letter_due, .optional = true),
    JSON_BOOL(struct package_out, letter_due_provisional, .note = PROVISIONAL_NOTE),
    JSON_TIME(struct package_out, letter_paper_due, .optional = true),
    JSON_BOOL(struct package_out, letter_paper_provisional, .note = PROVISIONAL_NOTE),
    JSON_LIST(struct package_out, acts, act_count, &act_shape, 100),
    JSON_OBJECT(struct package_out, first, &first_shape, .pointer = true, .optional = true,
                .note = "the package this one supplements"),
    JSON_TEXT(struct package_out, courier, 0, 60, .optional = true),
    JSON_OBJECT(struct package_out, receipt, &receipt_shape),
    JSON_TEXT(struct package_out, round, 0, 64, .optional = true,
              .note = "the sender's round with minutes and local publicity"),
    JSON_BOOL(struct package_out, masked, .note = "accounts and telephone of the letter"),
    JSON_BOOL(struct package_out, may_reveal),
    JSON_LIST(struct package_out, warnings, warning_count, &problem_shape, 2 * PACKAGE_ITEMS_MAX),
    JSON_DONE,
};
const struct json_shape package_shape = JSON_SHAPE(struct package_out, package_fields);

struct packages_out {
    struct package_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field packages_fields[] = {
    JSON_LIST(struct packages_out, rows, count, &package_shape, 500),
    JSON_TEXT(struct packages_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
const struct json_shape packages_shape = JSON_SHAPE(struct packages_out, packages_fields);

static void view_acts(struct op *op, const struct package *package, struct package_out *out)
{
    for (size_t i = 0; i < package->act_count; i++) {
        const struct letter_act *act = &package->acts[i];
        struct letter_act_out row = { .action = act->action,
                                      .reasons = act->reasons,
                                      .reason_count = act->reason_count,
                                      .due = act->due_ms,
                                      .due_provisional = due_provisional(op, act->due_ms),
                                      .paper_due = act->paper_due_ms,
                                      .paper_provisional = due_provisional(op, act->paper_due_ms),
                                      .by = act->by,
                                      .at = act->at_ms };
        mem_push(op, out->acts, out->act_count, row);
    }
}

static struct package_out package_view(struct op *op, const struct package *package)
{
    struct package_out out = { .id = package->public_id,
                               .number = package->number,
                               .call = package->call,
                               .track = package->track,
                               .sender = package->sender,
                               .desk = package->desk,
                               .sent = package->sent_ms,
                               .items = package->items,
                               .item_count = package->item_count,
                               .letter = package->letter,
                               .letter_state = package->letter_state,
                               .letter_due = package->letter_due_ms,
                               .letter_due_provisional =
                                   due_provisional(op, package->letter_due_ms),
                               .letter_paper_due = package->letter_paper_due_ms,
                               .letter_paper_provisional =
                                   due_provisional(op, package->letter_paper_due_ms),
                               .courier = package->courier,
                               .receipt = { package->receipt_number, package->sent_ms } };

    view_acts(op, package, &out);
    if (package->first != NULL) {
        out.first = mem_new(op, struct package_first_out);
        *out.first = (struct package_first_out){ package->first, package->first_number };
    }
    out.warnings = problems_view(op, &package->warnings, &out.warning_count);
    return out;
}

enum err respond_package(struct op *op, struct response *response, const struct package *package,
                         int status)
{
    struct package_out out = package_view(op, package);
    struct league_round round = { 0 };

    enum err e = package_masked(op, package, &out.masked);
    if (e == OK)
        e = round_find(op, package->call, package->org_id, &round);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (out.masked)
        out.letter = package_mask(op, &package->letter);
    out.may_reveal = out.masked && reveal_allowed(op);
    out.round = round.public_id;
    response->status = status;
    return respond(op, response, &package_shape, &out);
}

enum err respond_packages(struct op *op, struct response *response, const struct package_list *list)
{
    struct packages_out out = { .next = list->next };

    for (size_t i = 0; i < list->count; i++) {
        struct package_out row = package_view(op, &list->rows[i]);
        row.masked = list->rows[i].org_id != op->actor.org_id;
        if (row.masked)
            row.letter = package_mask(op, &list->rows[i].letter);
        mem_push(op, out.rows, out.count, row);
    }
    return respond(op, response, &packages_shape, &out);
}

/* ---- the draft ---- */

static const struct json_field doubt_fields[] = {
    JSON_TEXT(struct package_doubt, id, 1, 64),
    JSON_TEXT(struct package_doubt, text, 1, 400),
    JSON_DONE,
};
static const struct json_shape doubt_shape = JSON_SHAPE(struct package_doubt, doubt_fields);

struct draft_out {
    const char *desk;
    const char *first;
    struct row_out *items;
    size_t item_count;
    struct package_letter letter;
    struct package_doubt *doubts;
    size_t doubt_count;
};

static const struct json_field draft_fields[] = {
    JSON_TEXT(struct draft_out, desk, 1, 100),
    JSON_TEXT(struct draft_out, first, 0, 32, .optional = true,
              .note = "number of the package it would supplement"),
    JSON_LIST(struct draft_out, items, item_count, &application_row_shape, PACKAGE_ITEMS_MAX),
    JSON_OBJECT(struct draft_out, letter, &package_letter_shape),
    JSON_LIST(struct draft_out, doubts, doubt_count, &doubt_shape, PACKAGE_ITEMS_MAX,
              .note = "of stamped scans"),
    JSON_DONE,
};
const struct json_shape package_draft_shape = { "struct package_draft", sizeof(struct draft_out),
                                                draft_fields };

enum err respond_draft(struct op *op, struct response *response, const struct package_draft *draft)
{
    struct application_list list = { draft->items, draft->item_count, NULL };
    struct rows_out rows = rows_view(op, &list);
    struct draft_out out = { draft->desk_name, draft->first_number, rows.rows,         rows.count,
                             draft->letter,    draft->doubts,       draft->doubt_count };

    return respond(op, response, &package_draft_shape, &out);
}
