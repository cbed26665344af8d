/* SPDX-License-Identifier: Apache-2.0 */
/* personal.c: what is sealed: judged, indexed, opened for a reason, masked. */
#include "expert/internal.h"

#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "privacy/reveal.h"
#include "text/ident.h"
#include "text/mask.h"

#include <string.h>

enum { SHOWN = -1 };

DB_SQL(personal_of, "i", "SELECT personal FROM expert WHERE id = $1");

/* Members of the sealed object, and how each is masked for who has not said why. */
static const struct {
    const char *name;
    size_t offset;
    int mask; /* enum mask_kind, or SHOWN */
} members[] = {
    { "document", offsetof(struct expert_personal, document), SHOWN },
    { "number", offsetof(struct expert_personal, number), MASK_IDCARD },
    { "mobile", offsetof(struct expert_personal, mobile), MASK_MOBILE },
    { "email", offsetof(struct expert_personal, email), MASK_EMAIL },
    { "born", offsetof(struct expert_personal, born), MASK_TEXT },
    { "gender", offsetof(struct expert_personal, gender), SHOWN },
    { "ethnicity", offsetof(struct expert_personal, ethnicity), MASK_TEXT },
    { "address", offsetof(struct expert_personal, address), MASK_TEXT },
};

enum { MEMBER_COUNT = sizeof members / sizeof members[0] };

static const char **member_of(struct expert_personal *personal, int i)
{
    return (const char **)(void *)((char *)personal + members[i].offset);
}

/* ---- judging ---- */

static const char *judged(struct op *op, enum ident_kind kind, const char *path, const char *text)
{
    if (or_empty(text)[0] == '\0')
        return "";
    struct ident ident = ident_check(op, kind, text, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES));
    if (ident.code != NULL && !ident.warns_only)
        problem_add(op, &op->problems,
                    &(struct problem){ .path = path,
                                       .code = ident.code,
                                       .basis = BASIS_SYSTEM,
                                       .blocks = true,
                                       .message = message_text(op, ident.code, NULL, 0) });
    return ident.text;
}

enum err personal_check(struct op *op, const struct expert_personal *personal,
                        struct expert_personal *ret_normal)
{
    struct expert_personal normal = *personal;
    size_t before = op->problems.count;

    for (int i = 0; i < MEMBER_COUNT; i++)
        *member_of(&normal, i) = or_empty(*member_of(&normal, i));
    if (strcmp(normal.document, "idcard") == 0)
        normal.number = judged(op, IDENT_IDCARD, "/personal/number", normal.number);
    normal.mobile = judged(op, IDENT_MOBILE, "/personal/mobile", normal.mobile);
    normal.email = judged(op, IDENT_EMAIL, "/personal/email", normal.email);
    if (op->problems.count > before) {
        fail_arg(op, "count", "%zu", op->problems.count);
        return fail(op, ERR_INVALID, "json_problems", "personal values are not well formed");
    }
    *ret_normal = normal;
    return OK;
}

/* ---- sealing ---- */

const char *identity_index(struct op *op, const char *number)
{
    return or_empty(number)[0] == '\0'
               ? NULL
               : keys_lookup(op, op->site->keys, "expert", "identity", number);
}

const char *mobile_index(struct op *op, const char *mobile)
{
    return or_empty(mobile)[0] == '\0'
               ? NULL
               : keys_lookup(op, op->site->keys, "expert", "mobile", mobile);
}

static struct seal_place personal_place(const char *public_id)
{
    return (struct seal_place){ "expert", "personal", public_id };
}

enum err personal_seal(struct op *op, const char *public_id, const struct expert_personal *personal,
                       struct sealed_personal *ret_sealed)
{
    struct expert_personal values = *personal;
    struct seal_place place = personal_place(public_id);
    struct sealed_personal sealed = { .identity = identity_index(op, personal->number),
                                      .mobile = mobile_index(op, personal->mobile) };
    json_t *object = json_own(op, json_object());
    struct bytes text = { 0 };

    for (int i = 0; i < MEMBER_COUNT; i++)
        json_object_set_new(object, members[i].name, json_string(or_empty(*member_of(&values, i))));
    enum err e = json_canon(op, object, &text);
    if (e == OK)
        e = keys_seal(op, op->site->keys, &place, text, &sealed.sealed);
    if (e == OK)
        *ret_sealed = sealed;
    return e;
}

static enum err open_sealed(struct op *op, const struct expert *expert,
                            struct expert_personal *ret_personal)
{
    struct expert_personal personal = { 0 };
    struct seal_place place = personal_place(expert->public_id);
    struct bytes sealed = { 0 };
    struct bytes text = { 0 };
    json_t *object = NULL;

    enum err e = db_row(op, &personal_of, DB_IN(IN_INT(expert->id)), DB_OUT(OUT_BLOB(&sealed)));
    if (e == OK && sealed.size > 0)
        e = keys_open(op, op->site->keys, &place, sealed, &text);
    if (e != OK)
        return e;
    if (text.size > 0)
        object = json_own(op, json_loadb((const char *)text.data, text.size, 0, NULL));
    for (int i = 0; i < MEMBER_COUNT; i++)
        *member_of(&personal, i) = mem_text(op, json_text_get(object, members[i].name));
    *ret_personal = personal;
    return OK;
}

enum err expert_personal(struct op *op, const struct expert *expert,
                         struct expert_personal *ret_personal, bool *ret_open)
{
    struct expert_personal personal = { 0 };
    bool open = false;

    if (!expert_sees_names(op))
        return fail(op, ERR_NOT_FOUND, "not_found", "no personal values for this actor");
    enum err e = open_sealed(op, expert, &personal);
    if (e == OK)
        e = reveal_is_open(op, "expert", expert->public_id, &open);
    for (int i = 0; e == OK && !open && i < MEMBER_COUNT; i++) {
        const char **value = member_of(&personal, i);
        if (members[i].mask != SHOWN)
            *value = mask_text(op, (enum mask_kind)members[i].mask, *value);
    }
    if (e != OK)
        return e;
    *ret_personal = personal;
    *ret_open = open;
    return OK;
}

enum err expert_reveal(struct op *op, const char *public_id, const char *reason)
{
    struct expert expert = { 0 };

    if (!expert_sees_names(op))
        return fail(op, ERR_NOT_FOUND, "not_found", "no personal values for this actor");
    enum err e = expert_get(op, public_id, &expert);
    return e == OK ? reveal_add(op, "expert", public_id, 0, reason) : e;
}

enum err expert_contact(struct op *op, int64_t id, struct expert_personal *ret_personal)
{
    struct expert expert = { 0 };

    enum err e = expert_read(op, id, &expert);
    return e == OK ? open_sealed(op, &expert, ret_personal) : e;
}
