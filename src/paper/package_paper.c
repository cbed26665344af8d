/* SPDX-License-Identifier: Apache-2.0 */
/* package_paper.c: the letter of a package, its lists, its receipt, its label, and all at once. */
#include "paper/paper.h"

#include "application/document.h"
#include "base/crypto.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/paper_text.h"
#include "doc/paper_document.h"
#include "event/event.h"
#include "paper/twin.h"
#include "publish/publish.h"

#include <string.h>

/* A package with everything its papers say. */
struct bundle {
    struct package package;
    const struct call *call;
    struct application *items; /* package.item_count of them */
    json_t *values;
    bool whole; /* the sender's own: the paper needs accounts and numbers whole */
};

static const char *const all_papers[] = { "letter", "summary", "materials" };

/* ---- values ---- */

static const char *joined(struct op *op, const char **rows, size_t count)
{
    char *all = mem_text(op, "");

    for (size_t i = 0; i < count; i++)
        mem_append(op, &all, "%s%s", i == 0 ? "" : "、", rows[i]);
    return all;
}

/* Where the paper is sent: the contact of the desk. */
static json_t *address_json(struct op *op, const struct call *call, const struct track *track)
{
    json_t *json = json_object();
    const struct desk *desk = track == NULL ? NULL : call_desk(call, track->desk);
    const struct contact *contact =
        desk == NULL || desk->contact == NULL ? NULL : call_contact(call, desk->contact);

    if (desk != NULL)
        paper_set(json, "desk", desk->name);
    if (contact == NULL)
        return json;
    paper_set(json, "address", contact->address);
    paper_set(json, "people", joined(op, contact->people, contact->people_count));
    paper_set(json, "phones", joined(op, contact->phones, contact->phone_count));
    return json;
}

static json_t *letter_json(struct op *op, const struct package_letter *letter)
{
    json_t *json = json_object();

    paper_set(json, "number", letter->number);
    paper_set(json, "contact", letter->contact);
    paper_set(json, "phone", letter->phone);
    paper_set(json, "opinion", letter->opinion);
    paper_set(json, "plan", letter->plan);
    paper_set(json, "effect", letter->effect);
    if (letter->date != 0)
        paper_set(json, "date", day_chinese(op, (int)letter->date, false));
    return json;
}

/* What lies in the envelope: form and copies of each item, what the call wants besides. */
static json_t *materials_json(struct op *op, const struct bundle *bundle)
{
    json_t *list = json_array();
    bool letter = false;

    for (size_t i = 0; i < bundle->package.item_count; i++) {
        const struct track *track = call_track(bundle->call, bundle->items[i].track);
        if (track == NULL)
            continue;
        letter = letter || track->delivery.letter;
        const char *copies = track->delivery.paper_copies == 0
                                 ? "电子版"
                                 : mem_printf(op, "%d份，电子版", track->delivery.paper_copies);
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:s}", "title",
                      track->form == NULL ? track->title : track->form->title, "item",
                      bundle->items[i].title, "code", bundle->items[i].code, "copies", copies));
        for (size_t k = 0; k < track->material_count; k++) {
            const struct material *material = &track->materials[k];
            if (material->copies == 0 && material->field == NULL)
                continue;
            (void)json_array_append_new(
                list, json_pack("{s:s, s:s, s:s, s:s}", "title", material->title, "item",
                                bundle->items[i].title, "code", bundle->items[i].code, "copies",
                                material->copies == 0 ? "电子版"
                                                      : mem_printf(op, "%d份", material->copies)));
        }
    }
    if (letter)
        (void)json_array_insert_new(list, 0,
                                    json_pack("{s:s, s:s, s:s}", "title", "书面推荐公函", "item",
                                              "全部项目", "copies", "1份"));
    return list;
}

/* "专家服务团项目2项、国家级专家服务基地1项". */
static const char *tracks_text(struct op *op, const struct bundle *bundle)
{
    char *text = mem_text(op, "");

    for (size_t i = 0; i < bundle->call->track_count; i++) {
        const struct track *track = &bundle->call->tracks[i];
        int count = 0;
        for (size_t k = 0; k < bundle->package.item_count; k++)
            count += strcmp(bundle->items[k].track, track->code) == 0;
        if (count > 0)
            mem_append(op, &text, "%s%s%d项", text[0] == '\0' ? "" : "、", track->title, count);
    }
    return text;
}

/* The account the letter names for an item comes before that of its form. */
static void put_account(const struct bundle *bundle, const char *id, json_t *item)
{
    const struct package_letter *letter = &bundle->package.letter;

    for (size_t i = 0; bundle->whole && i < letter->account_count; i++) {
        const struct package_account *account = &letter->accounts[i];
        if (strcmp(account->item, id) != 0)
            continue;
        paper_set(item, "payee", account->payee);
        paper_set(item, "account", account->account);
        paper_set(item, "bank", account->bank);
        paper_set(item, "cnaps", account->cnaps);
    }
}

static enum err items_json(struct op *op, struct bundle *bundle, json_t **ret_list)
{
    json_t *list = json_own(op, json_array());
    json_t *item = NULL;

    for (size_t i = 0; i < bundle->package.item_count; i++) {
        enum err e = paper_item_json(op, &bundle->items[i], bundle->whole, &item);
        if (e != OK)
            return e;
        put_account(bundle, bundle->items[i].public_id, item);
        (void)json_array_append(list, item);
    }
    *ret_list = list;
    return OK;
}

static enum err fill_values(struct op *op, struct bundle *bundle)
{
    const struct package *package = &bundle->package;
    json_t *values = json_own(op, json_object());
    json_t *items = NULL;
    const struct track *track =
        package->item_count == 0 ? NULL : call_track(bundle->call, bundle->items[0].track);

    enum err e = items_json(op, bundle, &items);
    if (e != OK)
        return e;
    (void)json_object_set(values, "call", paper_call_json(op, bundle->call));
    const struct package_letter letter =
        bundle->whole ? package->letter : package_mask(op, &package->letter);
    (void)json_object_set_new(values, "letter", letter_json(op, &letter));
    (void)json_object_set_new(values, "to", address_json(op, bundle->call, track));
    (void)json_object_set(values, "items", items);
    (void)json_object_set_new(values, "materials", materials_json(op, bundle));
    (void)json_object_set_new(values, "count", json_integer((json_int_t)package->item_count));
    paper_set(values, "tracks", tracks_text(op, bundle));
    paper_set(values, "sender", package->sender);
    paper_set(values, "desk", package->desk);
    paper_set(values, "package", package->number);
    paper_set(values, "supplements", package->first_number);
    paper_set(values, "courier", package->courier);
    paper_set(values, "receipt", package->receipt_number);
    paper_set(values, "sent", paper_time(op, package->sent_ms));
    paper_set(values, "sent_day",
              day_chinese(op, day_of(package->sent_ms, ZONE_SHANGHAI_MINUTES), false));
    paper_set(values, "receipt_sm3",
              package->receipt == NULL ? NULL
                                       : sm3_hex(op, package->receipt, strlen(package->receipt)));
    paper_set(values, "qr", twin_package_text(op, package->public_id));
    bundle->values = values;
    return OK;
}

static enum err read_bundle(struct op *op, const char *public_id, struct bundle *bundle)
{
    int64_t n = 0;

    enum err e = package_get(op, public_id, &bundle->package);
    if (e == OK)
        e = publish_current(op, bundle->package.call, &bundle->call, &n);
    if (e != OK)
        return e;
    bundle->items = mem_array(op, struct application, bundle->package.item_count + 1);
    for (size_t i = 0; e == OK && i < bundle->package.item_count; i++)
        e = application_get(op, bundle->package.items[i].id, &bundle->items[i]);
    bundle->whole = bundle->package.org_id == op->actor.org_id;
    return e == OK ? fill_values(op, bundle) : e;
}

/* ---- documents ---- */

static enum err make(struct op *op, const struct bundle *bundle, const char *paper,
                     struct document **ret_document)
{
    const struct paper_text *text = NULL;
    const struct paper_values values = {
        .values = bundle->values,
        .created = paper_created(op, bundle->package.sent_ms),
        .mark = strcmp(paper, "summary") == 0 ? paper_mark(op) : NULL,
    };

    enum err e = paper_text_find(op, bundle->call, paper, &text);
    if (e == OK)
        *ret_document = paper_document(op, text, &values);
    return e;
}

/* The form of an item as it was sent. */
static enum err form_of(struct op *op, const struct application *item, bool whole,
                        struct document **ret_document)
{
    struct form_paper paper = { 0 };

    enum err e = application_paper(op, item, 0, whole, &paper);
    if (e == OK)
        *ret_document = form_document(op, &paper);
    return e;
}

static enum err make_all(struct op *op, const struct bundle *bundle, struct document **ret_document)
{
    struct document *first = NULL;
    struct document *one = NULL;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < sizeof all_papers / sizeof all_papers[0]; i++) {
        e = make(op, bundle, all_papers[i], &one);
        if (e == OK && first != NULL)
            document_join(first, one);
        else if (e == OK)
            first = one;
    }
    for (size_t i = 0; e == OK && i < bundle->package.item_count; i++) {
        e = form_of(op, &bundle->items[i], bundle->whole, &one);
        if (e == OK)
            document_join(first, one);
    }
    if (e == OK)
        e = make(op, bundle, "label", &one);
    if (e != OK)
        return e;
    document_join(first, one);
    *ret_document = first;
    return OK;
}

struct printed {
    const struct bundle *bundle;
    const char *paper;
};

static enum err note_work(struct op *op, void *arg)
{
    const struct printed *printed = arg;

    event_add(op, "paper.print", "package", printed->bundle->package.public_id, op->actor.org_id,
              mem_printf(op, "{\"paper\":\"%s\"}", printed->paper));
    return OK;
}

/* Who takes out numbers and accounts in full is written down. */
static enum err note(struct op *op, const struct bundle *bundle, const char *paper)
{
    struct printed printed = { bundle, paper };

    return bundle->whole ? event_tx(op, note_work, &printed) : OK;
}

enum err paper_of_package(struct op *op, const char *package, const char *paper,
                          struct document **ret_document)
{
    static const char *const known[] = { "letter", "summary", "materials", "receipt", "label" };
    struct bundle bundle = { 0 };
    bool found = strcmp(paper, "all") == 0;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        found = found || strcmp(paper, known[i]) == 0;
    if (!found)
        return fail(op, ERR_NOT_FOUND, "no_such_paper", "no paper %s of packages", paper);
    enum err e = read_bundle(op, package, &bundle);
    if (e == OK)
        e = note(op, &bundle, paper);
    if (e != OK)
        return e;
    return strcmp(paper, "all") == 0 ? make_all(op, &bundle, ret_document)
                                     : make(op, &bundle, paper, ret_document);
}
