/* SPDX-License-Identifier: Apache-2.0 */
/* package.c: sending: many steps, one transaction, one signed receipt; and reading packages. */
#include "package/package.h"

#include "application/application.h"
#include "attachment/attachment.h"
#include "base/crypto.h"
#include "base/cursor.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/org.h"
#include "package/receipt.h"

#include <string.h>

/* Locks the sender's row, so that two packages of one unit do not take the same number. */
DB_SQL(package_lock, "i", "UPDATE org SET name = name WHERE id = $1");
DB_SQL(package_count, "i", "SELECT count(*) + 1 FROM package WHERE org_id = $1");
DB_SQL(package_insert, "ttttiibtiitt",
       "INSERT INTO package (public_id, number, call, track, org_id, desk_id, letter, courier,"
       " sent_ms, sent_by, receipt, receipt_number)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id");
DB_SQL(package_item_insert, "iiii",
       "INSERT INTO package_item (package_id, application_id, rank, version_n)"
       " VALUES ($1, $2, $3, $4)");
DB_SQL(package_rank, "ii", "UPDATE application SET rank = $2 WHERE id = $1");
DB_SQL(package_items, "i",
       "SELECT a.public_id, a.code, a.title, i.rank, v.digest FROM package_item i"
       "  JOIN application a ON a.id = i.application_id"
       "  JOIN application_version v ON v.application_id = a.id AND v.n = i.version_n"
       " WHERE i.package_id = $1 ORDER BY i.rank, a.id");

#define PACKAGE_SELECT                                                                             \
    "SELECT p.id, p.public_id, p.number, p.call, p.track, o.name, d.name, p.sent_ms, p.courier,"   \
    " p.receipt, p.receipt_number, p.letter"                                                       \
    "  FROM package p JOIN org o ON o.id = p.org_id JOIN org d ON d.id = p.desk_id"
/* The sender, the desk it went to, the department; $2 is 1 for the department. */
#define PACKAGE_SEEN "(p.org_id = $1 OR p.desk_id = $1 OR $2 = 1)"
#define PACKAGE_OUT(p, letter)                                                                     \
    DB_OUT(OUT_INT(&(p)->id), OUT_TEXT(&(p)->public_id), OUT_TEXT(&(p)->number),                   \
           OUT_TEXT(&(p)->call), OUT_TEXT(&(p)->track), OUT_TEXT(&(p)->sender),                    \
           OUT_TEXT(&(p)->desk), OUT_INT(&(p)->sent_ms), OUT_TEXT(&(p)->courier),                  \
           OUT_TEXT(&(p)->receipt), OUT_TEXT(&(p)->receipt_number), OUT_BLOB(letter))

DB_SQL(package_by_id, "iit", PACKAGE_SELECT " WHERE " PACKAGE_SEEN " AND p.public_id = $3");
DB_SQL(package_latest, "i",
       PACKAGE_SELECT " JOIN package_item i ON i.package_id = p.id WHERE i.application_id = $1"
                      " ORDER BY p.sent_ms DESC, p.id DESC LIMIT 1");
DB_SQL(package_all, "iitiii",
       PACKAGE_SELECT " WHERE " PACKAGE_SEEN " AND ($3 = '' OR p.call = $3)"
                      "   AND (p.sent_ms < $4 OR (p.sent_ms = $4 AND p.id < $5))"
                      " ORDER BY p.sent_ms DESC, p.id DESC LIMIT $6");

enum { LIST_DEFAULT = 50 };

struct sending {
    const struct package_new *in;
    struct package package;
    struct application *items;
    int64_t *versions;
    int64_t id;
};

static struct seal_place letter_place(const struct package *package)
{
    return (struct seal_place){ "package", "letter", package->public_id };
}

static enum err seal_letter(struct op *op, const struct sending *sending, struct bytes *ret_sealed)
{
    const struct package_letter *letter = &sending->in->letter;
    struct seal_place place = letter_place(&sending->package);

    json_t *json =
        json_own(op, json_pack("{s:s, s:I, s:s, s:s}", "number", or_empty(letter->number), "date",
                               (json_int_t)letter->date, "contact", or_empty(letter->contact),
                               "phone", or_empty(letter->phone)));
    const char *text = json_text_of(op, json);
    return keys_seal(op, op->site->keys, &place,
                     (struct bytes){ (const uint8_t *)text, strlen(text) }, ret_sealed);
}

static enum err open_letter(struct op *op, struct bytes sealed, struct package *package)
{
    struct seal_place place = letter_place(package);
    struct bytes plain = { 0 };

    if (sealed.size == 0)
        return OK;
    enum err e = keys_open(op, op->site->keys, &place, sealed, &plain);
    if (e != OK)
        return e;
    json_t *json = json_own(op, json_loadb((const char *)plain.data, plain.size, 0, NULL));
    package->letter = (struct package_letter){
        .number = json_text_get(json, "number"),
        .date = json_integer_value(json_object_get(json, "date")),
        .contact = json_text_get(json, "contact"),
        .phone = json_text_get(json, "phone"),
    };
    return OK;
}

/* ---- sending ---- */

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

/* Takes the step for one item. */
static enum err take_step(struct op *op, struct sending *sending, size_t i)
{
    static const struct application_act act = {
        .action = "send", .reason = "", .opinion = "", .over_quota = ""
    };
    struct application *item = &sending->items[i];

    enum err e = application_get(op, sending->in->ids[i], item);
    if (e != OK)
        return e;
    if (strcmp(item->call, sending->in->call) != 0 ||
        strcmp(item->track, sending->in->track) != 0) {
        fail_arg(op, "item", "%s", item->code);
        return fail(op, ERR_INVALID, "package_mixed", "item %s is of another track", item->code);
    }
    item->rank = (int64_t)i + 1;
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

/* What the receipt says; titles and names stay out of it only where they are personal. */
static enum err receipt_of(struct op *op, const struct sending *sending, json_t **ret_receipt)
{
    const struct package *package = &sending->package;
    struct event_head head = { 0 };

    enum err e = event_head(op, &head);
    if (e != OK)
        return e;
    json_t *items = json_array();
    for (size_t i = 0; i < package->item_count; i++) {
        struct attachment_list attachments = { 0 };
        e = attachment_list(op, sending->items[i].id, &attachments);
        if (e != OK)
            break;
        json_array_append_new(
            items,
            json_pack("{s:s, s:s, s:I, s:s, s:o}", "code", package->items[i].code, "title",
                      package->items[i].title, "rank", (json_int_t)package->items[i].rank, "digest",
                      package->items[i].digest, "attachments", receipt_attachments(&attachments)));
    }
    json_t *receipt = json_own(
        op, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:{s:I, s:s}}", "kind",
                      "dianjiang.receipt.1", "number", package->number, "call", package->call,
                      "track", package->track, "sender", package->sender, "desk", package->desk,
                      "arrived", time_text(op, package->sent_ms, ZONE_SHANGHAI_MINUTES), "says",
                      "已收到，不代表受理", "items", items, "chain", "seq", (json_int_t)head.seq,
                      "hash", head.hash));
    if (e == OK)
        *ret_receipt = receipt;
    return e;
}

static enum err fill_items(struct op *op, struct package *package)
{
    struct db_rows *rows = NULL;
    struct package_item item = { 0 };

    enum err e = db_query(op, &package_items, DB_IN(IN_INT(package->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&item.id), OUT_TEXT(&item.code), OUT_TEXT(&item.title),
                                OUT_INT(&item.rank), OUT_TEXT(&item.digest))))
        mem_push(op, package->items, package->item_count, item);
    return db_done(rows);
}

static enum err number_package(struct op *op, struct sending *sending)
{
    int64_t n = 0;

    enum err e = db_run(op, &package_lock, DB_IN(IN_INT(op->actor.org_id)), NULL);
    if (e == OK)
        e = db_row(op, &package_count, DB_IN(IN_INT(op->actor.org_id)), DB_OUT(OUT_INT(&n)));
    if (e == OK)
        sending->package.number = mem_printf(
            op, "%d-%03lld", day_of(op->now_ms, ZONE_SHANGHAI_MINUTES) / 10000, (long long)n);
    return e;
}

DB_SQL(package_set_receipt, "it", "UPDATE package SET receipt = $2 WHERE id = $1");

static enum err write_package(struct op *op, struct sending *sending)
{
    struct package *package = &sending->package;
    const struct application *first = &sending->items[0];
    struct bytes letter = { 0 };
    json_t *receipt = NULL;

    enum err e = seal_letter(op, sending, &letter);
    if (e == OK)
        e = db_row(op, &package_insert,
                   DB_IN(IN_TEXT(package->public_id), IN_TEXT(package->number),
                         IN_TEXT(package->call), IN_TEXT(package->track), IN_INT(op->actor.org_id),
                         IN_INT(first->desk_id), IN_BLOB(letter.data, letter.size),
                         IN_TEXT(package->courier), IN_INT(op->now_ms), IN_INT(op->actor.user_id),
                         IN_TEXT(""), IN_TEXT(package->number)),
                   DB_OUT(OUT_INT(&package->id)));
    for (size_t i = 0; e == OK && i < sending->in->id_count; i++)
        e = db_run(op, &package_item_insert,
                   DB_IN(IN_INT(package->id), IN_INT(sending->items[i].id),
                         IN_INT(sending->items[i].rank), IN_INT(sending->versions[i])),
                   NULL);
    if (e == OK)
        e = fill_items(op, package);
    if (e == OK)
        e = receipt_of(op, sending, &receipt);
    if (e == OK)
        e = receipt_sign(op, op->site->keys, receipt, &package->receipt);
    if (e == OK)
        e = db_run(op, &package_set_receipt, DB_IN(IN_INT(package->id), IN_TEXT(package->receipt)),
                   NULL);
    return e;
}

static void warn(struct op *op, struct package *package, const char *code, const char *item)
{
    struct message_arg arg = { "item", item };

    problem_add(op, &package->warnings,
                &(struct problem){ .path = "",
                                   .code = code,
                                   .basis = BASIS_SYSTEM,
                                   .message = message_text(op, code, &arg, 1) });
}

/* Missing scan or letter number warns and becomes 补正, it does not block (design.md §3). */
static enum err add_warnings(struct op *op, struct sending *sending)
{
    struct package *package = &sending->package;

    for (size_t i = 0; i < package->item_count; i++) {
        bool scan = false;
        enum err e = attachment_has(op, sending->items[i].id, "stamped_scan", &scan);
        if (e != OK)
            return e;
        if (!scan)
            warn(op, package, "scan_missing", package->items[i].code);
    }
    return OK;
}

static enum err sending_work(struct op *op, void *arg)
{
    struct sending *sending = arg;
    const struct package_new *in = sending->in;
    struct org sender = { 0 };

    sending->package = (struct package){ .public_id = random_public_id(op),
                                         .call = in->call,
                                         .track = in->track,
                                         .sent_ms = op->now_ms,
                                         .courier = or_empty(in->courier) };
    enum err e = org_get(op, op->actor.org_id, &sender);
    if (e == OK)
        e = number_package(op, sending);
    sending->package.sender = sender.name;
    for (size_t i = 0; e == OK && i < in->id_count; i++)
        e = send_item(op, sending, i);
    if (e == OK) {
        sending->package.desk = sending->items[0].desk_name;
        sending->package.receipt_number = sending->package.number;
        e = write_package(op, sending);
    }
    if (e == OK) /* here, so that nothing can fail once it is sent */
        e = add_warnings(op, sending);
    if (e == OK)
        event_add(
            op, "package.send", "package", sending->package.public_id, op->actor.org_id,
            mem_printf(op, "{\"items\":%zu,\"receipt_sm3\":\"%s\"}", in->id_count,
                       sm3_hex(op, sending->package.receipt, strlen(sending->package.receipt))));
    return e;
}

enum err package_send(struct op *op, const struct package_new *in, struct package *ret_package)
{
    struct sending sending = { .in = in };

    if (!in->declaration)
        return fail(op, ERR_INVALID, "declaration_needed", "secrecy declaration is missing");
    if (in->id_count == 0 || in->id_count > PACKAGE_ITEMS_MAX)
        return fail(op, ERR_INVALID, "no_items", "package has %zu items", in->id_count);
    sending.items = mem_array(op, struct application, in->id_count);
    sending.versions = mem_array(op, int64_t, in->id_count);
    for (size_t i = 0; i < in->id_count; i++) {
        enum err e = application_get(op, in->ids[i], &sending.items[i]);
        if (e == OK)
            e = quota_prepare(op, &sending.items[i]);
        if (e != OK)
            return e;
    }
    enum err e = event_tx(op, sending_work, &sending);
    if (e != OK)
        return e;
    sending.package.letter = in->letter;
    *ret_package = sending.package;
    return OK;
}

/* ---- reading ---- */

static int64_t is_department(const struct op *op)
{
    return role_scope((enum role)op->actor.role) == SCOPE_ALL;
}

enum err package_get(struct op *op, const char *public_id, struct package *ret_package)
{
    struct package package = { 0 };
    struct bytes letter = { 0 };

    enum err e =
        db_row(op, &package_by_id,
               DB_IN(IN_INT(op->actor.org_id), IN_INT(is_department(op)), IN_TEXT(public_id)),
               PACKAGE_OUT(&package, &letter));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such package for this actor");
    if (e == OK)
        e = open_letter(op, letter, &package);
    if (e == OK)
        e = fill_items(op, &package);
    if (e == OK)
        *ret_package = package;
    return e;
}

enum err package_of(struct op *op, int64_t application_id, struct package *ret_package)
{
    struct package package = { 0 };
    struct bytes letter = { 0 };

    enum err e =
        db_row(op, &package_latest, DB_IN(IN_INT(application_id)), PACKAGE_OUT(&package, &letter));
    if (e == OK)
        *ret_package = package;
    return e;
}

enum err package_list(struct op *op, const struct package_filter *filter,
                      struct package_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct package_list list = { 0 };
    struct package row = { 0 };
    struct bytes letter = { 0 };
    int64_t limit = filter->limit == 0 ? LIST_DEFAULT : filter->limit;
    int64_t before_ms = 0;
    int64_t before_id = 0;

    cursor_read(filter->cursor, &before_ms, &before_id);
    enum err e = db_query(op, &package_all,
                          DB_IN(IN_INT(op->actor.org_id), IN_INT(is_department(op)),
                                IN_TEXT(or_empty(filter->call)), IN_INT(before_ms),
                                IN_INT(before_id), IN_INT(limit + 1)),
                          &rows);
    if (e != OK)
        return e;
    while (db_next(rows, PACKAGE_OUT(&row, &letter))) {
        if (list.count == (size_t)limit) { /* one more than asked: there is a next page */
            const struct package *last = &list.rows[list.count - 1];
            list.next = cursor_text(op, last->sent_ms, last->id);
            break;
        }
        mem_push(op, list.rows, list.count, row);
    }
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < list.count; i++)
        e = fill_items(op, &list.rows[i]);
    if (e == OK)
        *ret_list = list;
    return e;
}
