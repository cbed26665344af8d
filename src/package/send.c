/* SPDX-License-Identifier: Apache-2.0 */
/* send.c: sending: many steps, one letter, one transaction, one signed receipt. */
#include "package/package.h"

#include "attachment/attachment.h"
#include "base/crypto.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/org.h"
#include "package/letter.h"
#include "package/reading.h"
#include "package/receipt.h"
#include "paper/scan.h"

#include <string.h>

/* Locks the sender's row, so that two packages of one unit do not take the same number. */
DB_SQL(package_lock, "i", "UPDATE org SET name = name WHERE id = $1");
DB_SQL(package_count, "i", "SELECT count(*) + 1 FROM package WHERE org_id = $1");
DB_SQL(package_first, "iti",
       "SELECT id, public_id, number FROM package WHERE org_id = $1 AND call = $2 AND desk_id = $3"
       " ORDER BY id LIMIT 1");
DB_SQL(package_insert, "ttttiibtiittti",
       "INSERT INTO package (public_id, number, call, track, org_id, desk_id, letter, courier,"
       " sent_ms, sent_by, receipt, receipt_number, letter_state, first_id)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id");
DB_SQL(package_item_insert, "iiii",
       "INSERT INTO package_item (package_id, application_id, rank, version_n)"
       " VALUES ($1, $2, $3, $4)");
DB_SQL(package_rank, "ii", "UPDATE application SET rank = $2 WHERE id = $1");
DB_SQL(package_set_receipt, "it", "UPDATE package SET receipt = $2 WHERE id = $1");

struct sending {
    const struct package_new *in;
    const char *const *ids; /* of the items, in order */
    size_t count;
    struct package package;
    struct application *items;
    int64_t *versions;
    int64_t first_id;
};

/* ---- the items' steps ---- */

/* Puts the item that cannot be sent first among the problems, with the reason in words. */
static void name_item(struct op *op, const struct application *item, size_t i)
{
    struct problem_list rest = op->problems;
    struct message_arg args[] = { { "item", item->code }, { "why", op_failure_text(op) } };

    op->problems = (struct problem_list){ 0 };
    problem_add(op, &op->problems,
                &(struct problem){ .path = mem_printf(op, "/ids/%zu", i),
                                   .code = op->failure.reason,
                                   .basis = BASIS_SYSTEM,
                                   .blocks = true,
                                   .message = message_text(op, "package_item", args, 2) });
    for (size_t k = 0; k < rest.count; k++)
        problem_add(op, &op->problems, &rest.rows[k]);
}

/* One call, one desk, and one track if that was asked for. */
static enum err check_belongs(struct op *op, const struct sending *sending,
                              const struct application *item)
{
    const char *track = or_empty(sending->in->track);

    bool mixed = strcmp(item->call, sending->in->call) != 0 ||
                 (track[0] != '\0' && strcmp(item->track, track) != 0);

    if (!mixed && item->desk_id == sending->items[0].desk_id)
        return OK;
    fail_arg(op, "item", "%s", item->code);
    return fail(op, ERR_INVALID, mixed ? "package_mixed" : "package_desks",
                "item %s belongs elsewhere", item->code);
}

/* The rank within the track: items of other tracks between do not count. */
static int64_t rank_of(const struct sending *sending, size_t i)
{
    int64_t rank = 1;

    for (size_t k = 0; k < i; k++)
        rank += strcmp(sending->items[k].track, sending->items[i].track) == 0;
    return rank;
}

/* Takes the step for one item. */
static enum err take_step(struct op *op, struct sending *sending, size_t i)
{
    const struct application_act act = { .action = "send",
                                         .reason = "",
                                         .opinion = "",
                                         .over_quota = or_empty(sending->in->over_quota),
                                         .declaration = sending->in->declaration };
    struct application *item = &sending->items[i];

    enum err e = application_get(op, sending->ids[i], item);
    if (e == OK)
        e = check_belongs(op, sending, item);
    if (e != OK)
        return e;
    item->rank = rank_of(sending, i);
    e = db_run(op, &package_rank, DB_IN(IN_INT(item->id), IN_INT(item->rank)), NULL);
    if (e == OK)
        e = application_step_in_tx(op, item, &act, true, &sending->versions[i]);
    return e;
}

/* A refusal names the item. */
static enum err send_item(struct op *op, struct sending *sending, size_t i)
{
    enum err e = take_step(op, sending, i);

    if (e == ERR_CONFLICT || e == ERR_INVALID)
        name_item(op, &sending->items[i], i);
    return e;
}

/* ---- the receipt ---- */

static json_t *receipt_attachments(const struct attachment_list *attachments)
{
    json_t *list = json_array();

    for (size_t i = 0; i < attachments->count; i++) {
        const struct attachment *one = &attachments->rows[i];
        if (strcmp(one->state, "ready") == 0)
            json_array_append_new(list,
                                  json_pack("{s:s, s:s}", "kind", one->kind, "sm3", one->sm3));
    }
    return list;
}

static const struct application *application_of(const struct sending *sending, const char *id)
{
    size_t i = 0;

    while (strcmp(sending->items[i].public_id, id) != 0)
        i++;
    return &sending->items[i];
}

static enum err receipt_items(struct op *op, const struct sending *sending, json_t *list)
{
    for (size_t i = 0; i < sending->package.item_count; i++) {
        const struct package_item *item = &sending->package.items[i];
        struct attachment_list attachments = { 0 };
        enum err e = attachment_list(op, application_of(sending, item->id)->id, &attachments);
        if (e != OK)
            return e;
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:s, s:o}", "code", item->code,
                                              "track", item->track, "title", item->title, "rank",
                                              (json_int_t)item->rank, "digest", item->digest,
                                              "attachments", receipt_attachments(&attachments)));
    }
    return OK;
}

/* What the receipt says; titles and names stay out of it only where they are personal. */
static enum err receipt_of(struct op *op, const struct sending *sending, json_t **ret_receipt)
{
    const struct package *package = &sending->package;
    struct event_head head = { 0 };
    json_t *items = json_own(op, json_array());

    enum err e = event_head(op, &head);
    if (e == OK)
        e = receipt_items(op, sending, items);
    if (e != OK)
        return e;
    *ret_receipt =
        json_own(op, json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s, s:s, s:s, s:s, s:O, s:{s:I, s:s}}",
                               "kind", "dianjiang.receipt.1", "number", package->number, "first",
                               package->first_number, "call", package->call, "track",
                               package->track, "sender", package->sender, "desk", package->desk,
                               "arrived", time_text(op, package->sent_ms, ZONE_SHANGHAI_MINUTES),
                               "says", "已收到，不代表受理", "items", items, "chain", "seq",
                               (json_int_t)head.seq, "hash", head.hash));
    return OK;
}

/* ---- the package ---- */

/* Its number, and the one it supplements. */
static enum err number_package(struct op *op, struct sending *sending)
{
    struct package *package = &sending->package;
    int64_t n = 0;

    enum err e = db_row(op, &package_count, DB_IN(IN_INT(op->actor.org_id)), DB_OUT(OUT_INT(&n)));
    if (e != OK)
        return e;
    package->number = mem_printf(op, "%d-%03lld", day_of(op->now_ms, ZONE_SHANGHAI_MINUTES) / 10000,
                                 (long long)n);
    package->receipt_number = package->number;
    e = db_row(op, &package_first,
               DB_IN(IN_INT(op->actor.org_id), IN_TEXT(package->call), IN_INT(package->desk_id)),
               DB_OUT(OUT_INT(&sending->first_id), OUT_TEXT(&package->first),
                      OUT_TEXT(&package->first_number)));
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err write_letter(struct op *op, struct sending *sending, struct bytes *ret_sealed)
{
    struct package *package = &sending->package;
    struct letter_items items = { sending->ids, sending->count };
    struct seal_place place = letter_place(package->public_id);

    enum err e =
        letter_check(op, &items, &sending->in->letter, &package->warnings, &package->letter);
    if (e == OK)
        e = letter_fill(op, sending->items, sending->count, &package->letter);
    if (e == OK)
        e = letter_missing(op, sending->items, sending->count, &package->letter,
                           &package->warnings);
    return e == OK ? letter_seal(op, &place, &package->letter, ret_sealed) : e;
}

static enum err write_package(struct op *op, struct sending *sending)
{
    struct package *package = &sending->package;
    struct bytes letter = { 0 };

    enum err e = write_letter(op, sending, &letter);
    if (e == OK)
        e = db_row(op, &package_insert,
                   DB_IN(IN_TEXT(package->public_id), IN_TEXT(package->number),
                         IN_TEXT(package->call), IN_TEXT(package->track), IN_INT(op->actor.org_id),
                         IN_INT(package->desk_id), IN_BLOB(letter.data, letter.size),
                         IN_TEXT(package->courier), IN_INT(op->now_ms), IN_INT(op->actor.user_id),
                         IN_TEXT(""), IN_TEXT(package->receipt_number),
                         IN_TEXT(package->letter_state), IN_INT_OR_NULL(sending->first_id)),
                   DB_OUT(OUT_INT(&package->id)));
    for (size_t i = 0; e == OK && i < sending->count; i++)
        e = db_run(op, &package_item_insert,
                   DB_IN(IN_INT(package->id), IN_INT(sending->items[i].id),
                         IN_INT(sending->items[i].rank), IN_INT(sending->versions[i])),
                   NULL);
    return e == OK ? package_fill_items(op, package, 1) : e;
}

static enum err write_receipt(struct op *op, struct sending *sending)
{
    struct package *package = &sending->package;
    json_t *receipt = NULL;

    enum err e = receipt_of(op, sending, &receipt);
    if (e == OK)
        e = receipt_sign(op, op->site->keys, receipt, &package->receipt);
    if (e == OK)
        e = db_run(op, &package_set_receipt, DB_IN(IN_INT(package->id), IN_TEXT(package->receipt)),
                   NULL);
    return e;
}

static void warn(struct op *op, struct package *package, const char *code, const char *item,
                 const char *text)
{
    const struct message_arg args[] = { { "item", item }, { "text", text } };

    problem_add(op, &package->warnings,
                &(struct problem){ .path = "",
                                   .code = code,
                                   .basis = BASIS_SYSTEM,
                                   .message = message_text(op, code, args, 2) });
}

/* Missing scan or letter number warns and becomes 补正, it does not block (design.md §3). */
static enum err add_warnings(struct op *op, struct sending *sending)
{
    struct package *package = &sending->package;

    for (size_t i = 0; i < package->item_count; i++) {
        const struct package_item *item = &package->items[i];
        const struct application *application = application_of(sending, item->id);
        const char *wrong = NULL;
        bool scan = false;
        enum err e = attachment_has(op, application->id, "stamped_scan", &scan);
        if (e == OK)
            e = scan_warning(op, application, &wrong);
        if (e != OK)
            return e;
        if (!scan)
            warn(op, package, "scan_missing", item->code, "");
        else if (wrong != NULL)
            warn(op, package, "scan_wrong", item->code, wrong);
    }
    return OK;
}

/* The one track of all items, or "". */
static const char *track_of(const struct sending *sending)
{
    for (size_t i = 1; i < sending->count; i++) {
        if (strcmp(sending->items[i].track, sending->items[0].track) != 0)
            return "";
    }
    return sending->items[0].track;
}

static enum err send_items(struct op *op, struct sending *sending)
{
    struct package *package = &sending->package;
    struct org sender = { 0 };

    enum err e = db_run(op, &package_lock, DB_IN(IN_INT(op->actor.org_id)), NULL);
    if (e == OK)
        e = org_get(op, op->actor.org_id, &sender);
    for (size_t i = 0; e == OK && i < sending->count; i++)
        e = send_item(op, sending, i);
    if (e != OK)
        return e;
    package->sender = sender.name;
    package->track = track_of(sending);
    package->desk = sending->items[0].desk_name;
    package->desk_id = sending->items[0].desk_id;
    return number_package(op, sending);
}

static enum err sending_work(struct op *op, void *arg)
{
    struct sending *sending = arg;
    const struct package_new *in = sending->in;

    sending->first_id = 0;
    sending->package = (struct package){ .public_id = random_public_id(op),
                                         .call = in->call,
                                         .org_id = op->actor.org_id,
                                         .sent_ms = op->now_ms,
                                         .letter_state = "sent",
                                         .courier = or_empty(in->courier) };
    enum err e = send_items(op, sending);
    if (e == OK)
        e = write_package(op, sending);
    if (e == OK)
        e = write_receipt(op, sending);
    if (e == OK) /* here, so that nothing can fail once it is sent */
        e = add_warnings(op, sending);
    if (e == OK)
        event_add(
            op, "package.send", "package", sending->package.public_id, op->actor.org_id,
            mem_printf(op, "{\"items\":%zu,\"receipt_sm3\":\"%s\"}", sending->count,
                       sm3_hex(op, sending->package.receipt, strlen(sending->package.receipt))));
    return e;
}

/* The ids given, or all that waits for the desk. */
static enum err choose_items(struct op *op, struct sending *sending)
{
    const struct package_new *in = sending->in;
    struct package_draft draft = { 0 };
    const char **ids = NULL;
    size_t count = 0;

    sending->ids = in->ids;
    sending->count = in->id_count;
    if (in->id_count > 0 || or_empty(in->desk)[0] == '\0')
        return OK;
    enum err e = package_draft(op, in->call, in->desk, &draft);
    for (size_t i = 0; e == OK && i < draft.item_count; i++) {
        if (or_empty(in->track)[0] == '\0' || strcmp(draft.items[i].track, in->track) == 0)
            mem_push(op, ids, count, draft.items[i].public_id);
    }
    sending->ids = ids;
    sending->count = count;
    return e;
}

enum err package_send(struct op *op, const struct package_new *in, struct package *ret_package)
{
    struct sending sending = { .in = in };

    if (!in->declaration)
        return fail(op, ERR_INVALID, "declaration_needed", "secrecy declaration is missing");
    enum err e = choose_items(op, &sending);
    if (e == OK && (sending.count == 0 || sending.count > PACKAGE_ITEMS_MAX))
        e = fail(op, ERR_INVALID, "no_items", "package has %zu items", sending.count);
    if (e != OK)
        return e;
    sending.items = mem_array(op, struct application, sending.count);
    sending.versions = mem_array(op, int64_t, sending.count);
    for (size_t i = 0; i < sending.count; i++) {
        e = application_get(op, sending.ids[i], &sending.items[i]);
        if (e == OK)
            e = quota_prepare(op, &sending.items[i]);
        if (e != OK)
            return e;
    }
    e = event_tx(op, sending_work, &sending);
    if (e == OK)
        *ret_package = sending.package;
    return e;
}
