/* SPDX-License-Identifier: Apache-2.0 */
/* holder.c: who may see, add and remove the files of what. */
#include "attachment/holder.h"

#include "db/db.h"
#include "league/round.h"
#include "package/package.h"

#include <string.h>

DB_SQL(lock_application, "i", "UPDATE application SET changed_ms = changed_ms WHERE id = $1");
DB_SQL(lock_package, "i", "UPDATE package SET letter_state = letter_state WHERE id = $1");
DB_SQL(lock_round, "i", "UPDATE league_round SET call = call WHERE id = $1");

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct attachment_kind package_kinds[] = {
    { .code = "letter_scan",
      .name = "公函扫描件",
      .hint = "加盖公章的推荐公函扫描件。PDF 或图片。",
      .basis = BASIS_SYSTEM },
    { .code = "other", .name = "其他材料", .basis = BASIS_SYSTEM },
};

static struct attachment_kind round_kinds[] = {
    { .code = "minutes",
      .name = "会议纪要",
      .hint = "本单位研究推荐人选、项目的会议纪要或决定。",
      .basis = BASIS_SYSTEM },
    { .code = "local_publicity",
      .name = "本级公示材料",
      .hint = "在本地公示的页面、照片和结果说明。",
      .basis = BASIS_SYSTEM },
    { .code = "other", .name = "其他材料", .basis = BASIS_SYSTEM },
};

struct holder holder_of_application(const struct op *op, const struct application *application)
{
    bool unit = op->actor.org_id == application->org_id || application_types(op, application);
    bool desk = op->actor.org_id == application->desk_id && op->actor.role == POST_DESK;
    bool typed_by_desk = desk && strcmp(application->channel, "online") != 0;
    bool open = lifecycle_unsent(application->state) || strcmp(application->state, "returned") == 0;
    struct holder holder = { .kind = HOLDER_APPLICATION,
                             .id = application->id,
                             .public_id = application->public_id,
                             .subject = "application",
                             .state = application->state,
                             .org_id = application->org_id,
                             .sees_unready = unit || typed_by_desk };

    /* The unit, or who types for it, adds files until it is sent and while mending. The desk adds
     * to what it types in until it has decided: then the files stand as they were judged. */
    holder.may_attach =
        desk ? typed_by_desk && (open || strcmp(application->state, "sent") == 0) : unit && open;
    holder.may_remove = holder.may_attach;
    return holder;
}

static enum err get_application(struct op *op, const char *public_id, bool with_kinds,
                                struct holder *ret)
{
    struct application application = { 0 };

    enum err e = application_get(op, public_id, &application);
    if (e != OK)
        return e;
    *ret = holder_of_application(op, &application);
    return with_kinds ? attachment_kinds(op, &application, &ret->kinds) : OK;
}

/* Until the desk has found the letter in order; what it has judged stays. */
static enum err get_package(struct op *op, const char *public_id, bool with_kinds,
                            struct holder *ret)
{
    struct package package = { 0 };

    (void)with_kinds;
    enum err e = package_get(op, public_id, &package);
    if (e != OK)
        return e;
    bool own = package.org_id == op->actor.org_id;
    bool open =
        strcmp(package.letter_state, "sent") == 0 || strcmp(package.letter_state, "returned") == 0;
    *ret = (struct holder){ .kind = HOLDER_PACKAGE,
                            .id = package.id,
                            .public_id = package.public_id,
                            .subject = "package",
                            .state = package.letter_state,
                            .org_id = package.org_id,
                            .may_attach = own && open,
                            .may_remove = own && open,
                            .sees_unready = own,
                            .kinds = { package_kinds, COUNT_OF(package_kinds) } };
    return OK;
}

/* The unit adds at any time; what a desk could read already stays. */
static enum err get_round(struct op *op, const char *public_id, bool with_kinds, struct holder *ret)
{
    struct league_round round = { 0 };

    (void)with_kinds;
    enum err e = round_get(op, public_id, &round);
    if (e != OK)
        return e;
    bool own = round.org_id == op->actor.org_id;
    *ret = (struct holder){ .kind = HOLDER_ROUND,
                            .id = round.id,
                            .public_id = round.public_id,
                            .subject = "round",
                            .state = round.sent ? "sent" : "open",
                            .org_id = round.org_id,
                            .may_attach = own,
                            .may_remove = own && !round.sent,
                            .sees_unready = own,
                            .kinds = { round_kinds, COUNT_OF(round_kinds) } };
    return OK;
}

enum err holder_get(struct op *op, enum holder_kind kind, const char *public_id, bool with_kinds,
                    struct holder *ret_holder)
{
    static enum err (*const get[])(struct op * op, const char *public_id, bool with_kinds,
                                   struct holder *ret) = {
        [HOLDER_APPLICATION] = get_application,
        [HOLDER_PACKAGE] = get_package,
        [HOLDER_ROUND] = get_round,
    };

    return get[kind](op, public_id, with_kinds, ret_holder);
}

enum err holder_lock(struct op *op, const struct holder *holder)
{
    static const struct db_sql *const locks[] = {
        [HOLDER_APPLICATION] = &lock_application,
        [HOLDER_PACKAGE] = &lock_package,
        [HOLDER_ROUND] = &lock_round,
    };

    return db_run(op, locks[holder->kind], DB_IN(IN_INT(holder->id)), NULL);
}
