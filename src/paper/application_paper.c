/* SPDX-License-Identifier: Apache-2.0 */
/* application_paper.c: what the desk decided on an item, as the paper that tells the unit; the
 * handover list; papers that a person fills in. */
#include "paper/paper.h"

#include "acceptance/handover.h"
#include "application/decision.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "call/paper_text.h"
#include "call/table.h"
#include "doc/paper_document.h"
#include "org/org.h"
#include "publish/publish.h"

#include <string.h>

const char *paper_created(struct op *op, int64_t ms)
{
    const char *text = time_text(op, ms, ZONE_SHANGHAI_MINUTES);

    return mem_printf(op, "%.19s%s", text, text + strlen(text) - 6);
}

/* ---- decisions ---- */

static const struct {
    const char *paper;
    const char *action;
} decision_papers[] = {
    { "acceptance", "accept" },
    { "correction", "return" },
    { "refusal", "refuse" },
};

static json_t *reasons_json(const struct decision *decision)
{
    json_t *list = json_array();

    for (size_t i = 0; i < decision->reason_count; i++)
        (void)json_array_append_new(list, json_pack("{s:s}", "text", decision->reasons[i].text));
    return list;
}

static json_t *decision_json(struct op *op, const struct call *call,
                             const struct application *application, const struct decision *decision)
{
    json_t *json = json_object();

    paper_set(json, "by", decision->by);
    paper_set(json, "at", paper_time(op, decision->at_ms));
    paper_set(json, "day", day_chinese(op, day_of(decision->at_ms, ZONE_SHANGHAI_MINUTES), false));
    if (decision->due_ms > 0)
        paper_set(json, "due", counted_chinese(op, call, op->site->calendar, decision->due_ms));
    if (decision->paper_due_ms > 0)
        paper_set(json, "paper_due",
                  counted_chinese(op, call, op->site->calendar, decision->paper_due_ms));
    if (due_provisional(op, decision->due_ms) || due_provisional(op, decision->paper_due_ms))
        paper_set(json, "provisional", "暂定");
    (void)json_object_set_new(json, "year",
                              json_integer(day_of(decision->at_ms, ZONE_SHANGHAI_MINUTES) / 10000));
    paper_set(json, "desk", application->desk_name);
    return json;
}

static json_t *contact_json(struct op *op, const struct call *call, const char *track_code)
{
    const struct track *track = call_track(call, track_code);
    const struct desk *desk = track == NULL ? NULL : call_desk(call, track->desk);
    const struct contact *contact =
        desk == NULL || desk->contact == NULL ? NULL : call_contact(call, desk->contact);
    json_t *json = json_object();

    if (contact == NULL)
        return json;
    if (contact->people_count > 0)
        paper_set(json, "person", contact->people[0]);
    if (contact->phone_count > 0)
        paper_set(json, "phone", contact->phones[0]);
    paper_set(json, "address", contact->address);
    (void)op;
    return json;
}

static enum err decided(struct op *op, const struct application *application, const char *paper,
                        struct decision *ret_decision)
{
    for (size_t i = 0; i < sizeof decision_papers / sizeof decision_papers[0]; i++) {
        if (strcmp(decision_papers[i].paper, paper) != 0)
            continue;
        enum err e = decision_last(op, application->id, decision_papers[i].action, ret_decision);
        if (e == ERR_NOT_FOUND)
            return fail(op, ERR_CONFLICT, "paper_no_decision", "no %s yet", paper);
        return e;
    }
    return fail(op, ERR_NOT_FOUND, "no_such_paper", "no paper %s of applications", paper);
}

enum err paper_of_application(struct op *op, const char *public_id, const char *paper,
                              struct document **ret_document)
{
    struct application application = { 0 };
    struct decision decision = { 0 };
    const struct call *call = NULL;
    const struct paper_text *text = NULL;
    json_t *item = NULL;
    json_t *values = json_own(op, json_object());
    int64_t n = 0;

    enum err e = application_get(op, public_id, &application);
    if (e == OK)
        e = decided(op, &application, paper, &decision);
    if (e == OK)
        e = publish_current(op, application.call, &call, &n);
    if (e == OK)
        e = paper_item_json(op, &application, false, &item);
    if (e == OK)
        e = paper_text_find(op, call, paper, &text);
    if (e != OK)
        return e;
    (void)json_object_set(values, "call", paper_call_json(op, call));
    (void)json_object_set(values, "item", item);
    (void)json_object_set_new(values, "reasons", reasons_json(&decision));
    (void)json_object_set_new(values, "decision", decision_json(op, call, &application, &decision));
    (void)json_object_set_new(values, "contact", contact_json(op, call, application.track));
    *ret_document = paper_document(
        op, text,
        &(struct paper_values){ .values = values, .created = paper_created(op, decision.at_ms) });
    return OK;
}

/* ---- the handover list ---- */

static enum err handover_items(struct op *op, const struct handover *handover, json_t *items)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && i < handover->count; i++) {
        const struct handover_item *row = &handover->items[i];
        struct application application = { 0 };
        json_t *item = NULL;
        e = application_get(op, row->id, &application);
        if (e == OK)
            e = paper_item_json(op, &application, false, &item);
        if (e != OK)
            break;
        (void)json_object_set_new(item, "box", json_integer(row->box));
        (void)json_object_set_new(item, "copies", json_integer(row->copies));
        (void)json_array_append(items, item);
    }
    return e;
}

/* "张三　2025年1月24日 16:05", for who signed. */
static void set_hand(struct op *op, json_t *values, const char *name, const char *who, int64_t ms)
{
    if (ms > 0)
        paper_set(values, name, mem_printf(op, "%s　%s", or_empty(who), paper_time(op, ms)));
}

static json_t *handover_json(struct op *op, const struct call *call,
                             const struct handover *handover)
{
    json_t *values = json_own(op, json_object());

    (void)json_object_set(values, "call", paper_call_json(op, call));
    (void)json_object_set_new(values, "count", json_integer(handover->item_count));
    (void)json_object_set_new(values, "boxes", json_integer(handover->box_count));
    paper_set(values, "desk", handover->desk);
    paper_set(values, "number", handover->number);
    paper_set(values, "note", handover->note);
    paper_set(values, "remark", handover->remark);
    paper_set(values, "day",
              day_chinese(op, day_of(handover->made_ms, ZONE_SHANGHAI_MINUTES), false));
    set_hand(op, values, "made", handover->made_by, handover->made_ms);
    set_hand(op, values, "checked", handover->checked_by, handover->checked_ms);
    set_hand(op, values, "received", handover->received_by, handover->received_ms);
    return values;
}

enum err paper_handover(struct op *op, const char *public_id, struct document **ret_document)
{
    const struct call *call = NULL;
    const struct paper_text *text = NULL;
    struct handover handover = { 0 };
    json_t *items = json_own(op, json_array());
    int64_t n = 0;

    enum err e = handover_get(op, public_id, &handover);
    if (e == OK)
        e = publish_current(op, handover.call, &call, &n);
    if (e == OK)
        e = paper_text_find(op, call, "handover", &text);
    if (e == OK)
        e = handover_items(op, &handover, items);
    if (e != OK)
        return e;
    json_t *values = handover_json(op, call, &handover);
    (void)json_object_set(values, "items", items);
    *ret_document = paper_document(op, text,
                                   &(struct paper_values){ .values = values,
                                                           .created = paper_created(op, op->now_ms),
                                                           .mark = paper_mark(op) });
    return OK;
}

/* ---- typed papers ---- */

static const struct paper_field *field_of(const struct paper_text *paper, const char *code)
{
    for (size_t i = 0; i < paper->field_count; i++) {
        if (strcmp(paper->fields[i].code, code) == 0)
            return &paper->fields[i];
    }
    return NULL;
}

static void refuse(struct op *op, const char *path, const char *code, const char *label, int max)
{
    const struct message_arg args[] = { { "label", label }, { "max", mem_printf(op, "%d", max) } };

    problem_add(op, &op->problems,
                &(struct problem){ .path = mem_printf(op, "/values/%s", path),
                                   .code = code,
                                   .basis = BASIS_SYSTEM,
                                   .blocks = true,
                                   .message = message_text(op, code, args, 2) });
}

static void judge_fields(struct op *op, const struct paper_text *paper, const json_t *values)
{
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach((json_t *)values, key, value)
    {
        const struct paper_field *field = field_of(paper, key);
        if (field == NULL || !json_is_string(value)) {
            refuse(op, key, "paper_field_unknown", key, 0);
            continue;
        }
        int max = paper_field_max(field);
        if (text_chars(json_string_value(value)) > max)
            refuse(op, key, "paper_field_long", field->label, max);
    }
    for (size_t i = 0; i < paper->field_count; i++) {
        const struct paper_field *field = &paper->fields[i];
        if (field->required && json_text_get(values, field->code)[0] == '\0')
            refuse(op, field->code, "paper_field_required", field->label, 0);
    }
}

enum err paper_typed(struct op *op, const char *call_code, const char *paper, const json_t *values,
                     struct document **ret_document)
{
    const struct call *call = NULL;
    const struct paper_text *text = NULL;
    struct org org = { 0 };
    int64_t n = 0;

    enum err e = publish_current(op, call_code, &call, &n);
    if (e == OK)
        e = paper_text_find(op, call, paper, &text);
    if (e == OK && text->field_count == 0)
        e = fail(op, ERR_NOT_FOUND, "no_such_paper", "paper %s is not filled in", paper);
    if (e == OK)
        e = org_get(op, op->actor.org_id, &org);
    if (e != OK)
        return e;
    judge_fields(op, text, values);
    if (op->problems.count > 0)
        return fail(op, ERR_INVALID, "paper_fields_wrong", "fields of the paper are wrong");
    json_t *all = json_own(op, json_copy((json_t *)values));
    (void)json_object_set(all, "call", paper_call_json(op, call));
    if (json_object_get(all, "sender") == NULL)
        paper_set(all, "sender", org.name);
    if (json_object_get(all, "day") == NULL)
        paper_set(all, "day", day_chinese(op, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), false));
    *ret_document = paper_document(
        op, text,
        &(struct paper_values){ .values = all, .created = paper_created(op, op->now_ms) });
    return OK;
}
