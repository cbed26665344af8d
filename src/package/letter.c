/* SPDX-License-Identifier: Apache-2.0 */
/* letter.c: what a letter says: kept sealed, numbers of accounts checked. */
#include "package/letter.h"

#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "publish/publish.h"
#include "text/ident.h"

#include <string.h>

struct seal_place letter_place(const char *package)
{
    return (struct seal_place){ "package", "letter", package };
}

/* ---- sealed JSON ---- */

enum err letter_seal(struct op *op, const struct seal_place *place,
                     const struct package_letter *letter, struct bytes *ret_sealed)
{
    json_t *accounts = json_array();

    for (size_t i = 0; i < letter->account_count; i++) {
        const struct package_account *account = &letter->accounts[i];
        json_array_append_new(accounts,
                              json_pack("{s:s, s:s, s:s, s:s, s:s}", "item", account->item, "payee",
                                        or_empty(account->payee), "account",
                                        or_empty(account->account), "bank", or_empty(account->bank),
                                        "cnaps", or_empty(account->cnaps)));
    }
    json_t *json = json_own(
        op, json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:o}", "number",
                      or_empty(letter->number), "date", (json_int_t)letter->date, "contact",
                      or_empty(letter->contact), "phone", or_empty(letter->phone), "opinion",
                      or_empty(letter->opinion), "plan", or_empty(letter->plan), "effect",
                      or_empty(letter->effect), "accounts", accounts));
    const char *text = json_text_of(op, json);
    return keys_seal(op, op->site->keys, place,
                     (struct bytes){ (const uint8_t *)text, strlen(text) }, ret_sealed);
}

enum err letter_open(struct op *op, const struct seal_place *place, struct bytes sealed,
                     struct package_letter *ret_letter)
{
    struct bytes plain = { 0 };
    size_t i = 0;
    const json_t *item = NULL;

    if (sealed.size == 0)
        return OK;
    enum err e = keys_open(op, op->site->keys, place, sealed, &plain);
    if (e != OK)
        return e;
    json_t *json = json_own(op, json_loadb((const char *)plain.data, plain.size, 0, NULL));
    struct package_letter letter = {
        .number = json_text_get(json, "number"),
        .date = json_integer_value(json_object_get(json, "date")),
        .contact = json_text_get(json, "contact"),
        .phone = json_text_get(json, "phone"),
        .opinion = json_text_get(json, "opinion"),
        .plan = json_text_get(json, "plan"),
        .effect = json_text_get(json, "effect"),
    };
    json_array_foreach(json_object_get(json, "accounts"), i, item)
    {
        struct package_account account = { json_text_get(item, "item"),
                                           json_text_get(item, "payee"),
                                           json_text_get(item, "account"),
                                           json_text_get(item, "bank"),
                                           json_text_get(item, "cnaps") };
        mem_push(op, letter.accounts, letter.account_count, account);
    }
    *ret_letter = letter;
    return OK;
}

/* ---- checks ---- */

struct checking {
    struct op *op;
    struct problem_list *warnings;
    size_t row; /* of accounts */
};

static void report(const struct checking *checking, const char *member, const char *code,
                   bool blocks)
{
    struct op *op = checking->op;
    struct problem problem = { .path =
                                   mem_printf(op, "/letter/accounts/%zu/%s", checking->row, member),
                               .code = code,
                               .basis = BASIS_SYSTEM,
                               .blocks = blocks,
                               .message = message_text(op, code, NULL, 0) };

    problem_add(op, blocks ? &op->problems : checking->warnings, &problem);
}

/* An empty number is no mistake: the desk asks for it. */
static const char *check_number(const struct checking *checking, enum ident_kind kind,
                                const char *member, const char *text)
{
    int today = day_of(checking->op->now_ms, ZONE_SHANGHAI_MINUTES);

    if (or_empty(text)[0] == '\0')
        return "";
    struct ident ident = ident_check(checking->op, kind, text, today);
    if (ident.code != NULL)
        report(checking, member, ident.code, !ident.warns_only);
    return ident.text;
}

static bool is_item(const struct letter_items *items, const char *id)
{
    for (size_t i = 0; i < items->count; i++) {
        if (strcmp(items->ids[i], id) == 0)
            return true;
    }
    return false;
}

static const struct package_account *account_of(const struct package_letter *letter,
                                                const char *item)
{
    for (size_t i = 0; i < letter->account_count; i++) {
        if (strcmp(letter->accounts[i].item, item) == 0)
            return &letter->accounts[i];
    }
    return NULL;
}

enum err letter_check(struct op *op, const struct letter_items *items,
                      const struct package_letter *in, struct problem_list *warnings,
                      struct package_letter *ret_letter)
{
    struct package_letter letter = *in;

    letter.accounts = NULL;
    letter.account_count = 0;
    for (size_t i = 0; i < in->account_count; i++) {
        const struct package_account *given = &in->accounts[i];
        struct checking checking = { op, warnings, i };
        if (!is_item(items, given->item) || account_of(&letter, given->item) != NULL) {
            report(&checking, "item", "letter_account_item", true);
            continue;
        }
        struct package_account account = {
            .item = given->item,
            .payee = or_empty(given->payee),
            .account = check_number(&checking, IDENT_ACCOUNT, "account", given->account),
            .bank = or_empty(given->bank),
            .cnaps = check_number(&checking, IDENT_CNAPS, "cnaps", given->cnaps),
        };
        mem_push(op, letter.accounts, letter.account_count, account);
    }
    if (op->problems.blocking_count > 0)
        return fail(op, ERR_INVALID, "letter_problems", "letter has mistakes");
    *ret_letter = letter;
    return OK;
}

static const char *role_text(const struct form *form, const json_t *values, enum field_role role)
{
    const struct field *field = form_role(form, role);

    return field == NULL ? "" : json_text_get(values, field->id);
}

enum err letter_fill(struct op *op, const struct application *items, size_t count,
                     struct package_letter *letter)
{
    for (size_t i = 0; i < count; i++) {
        const struct call *call = NULL;
        const struct form *form = NULL;
        json_t *values = NULL;
        if (account_of(letter, items[i].public_id) != NULL)
            continue;
        enum err e = application_form(op, &items[i], &call, &form);
        if (e == OK && form_role(form, ROLE_PAYEE) == NULL)
            continue; /* not a funded item */
        if (e == OK)
            e = application_values(op, &items[i], &values);
        if (e != OK)
            return e;
        struct package_account account = { .item = items[i].public_id,
                                           .payee = role_text(form, values, ROLE_PAYEE),
                                           .account = role_text(form, values, ROLE_ACCOUNT),
                                           .bank = role_text(form, values, ROLE_BANK),
                                           .cnaps = role_text(form, values, ROLE_CNAPS) };
        mem_push(op, letter->accounts, letter->account_count, account);
    }
    return OK;
}

/* ---- what the call wants said ---- */

static bool complete(const struct package_account *account)
{
    return account->payee[0] != '\0' && account->account[0] != '\0' && account->bank[0] != '\0' &&
           account->cnaps[0] != '\0';
}

static const char *missing_words(struct op *op, const struct package_letter *letter)
{
    const struct {
        const char *value;
        const char *name;
    } parts[] = {
        { letter->number, "文号" },      { letter->date == 0 ? "" : "day", "日期" },
        { letter->opinion, "推荐意见" }, { letter->plan, "活动方案" },
        { letter->effect, "预期成效" },  { letter->contact, "联系人" },
        { letter->phone, "联系电话" },
    };
    char *words = mem_text(op, "");
    bool accounts = true;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (or_empty(parts[i].value)[0] == '\0')
            mem_append(op, &words, "%s%s", words[0] == '\0' ? "" : "、", parts[i].name);
    }
    for (size_t i = 0; i < letter->account_count; i++)
        accounts = accounts && complete(&letter->accounts[i]);
    if (!accounts)
        mem_append(op, &words, "%s拨款账户信息", words[0] == '\0' ? "" : "、");
    return words;
}

enum err letter_missing(struct op *op, const struct application *items, size_t count,
                        const struct package_letter *letter, struct problem_list *warnings)
{
    const struct track *asks = NULL;

    for (size_t i = 0; i < count && asks == NULL; i++) {
        const struct call *call = NULL;
        int64_t n = 0;
        enum err e = publish_current(op, items[i].call, &call, &n);
        if (e != OK)
            return e;
        const struct track *track = call_track(call, items[i].track);
        asks = track != NULL && track->delivery.letter ? track : NULL;
    }
    struct message_arg what = { "what", missing_words(op, letter) };
    if (asks == NULL || what.value[0] == '\0')
        return OK;
    problem_add(op, warnings,
                &(struct problem){ .path = "/letter",
                                   .code = "letter_incomplete",
                                   .clause = asks->delivery.origin.clause_label,
                                   .basis = asks->delivery.origin.basis,
                                   .message = message_text(op, "letter_incomplete", &what, 1) });
    return OK;
}
