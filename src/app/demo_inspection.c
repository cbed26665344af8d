/* SPDX-License-Identifier: Apache-2.0 */
/* demo_inspection.c: a rehearsal's inspector, let in as a real one is: by a letter, two persons. */
#include "app/demo_library.h"

#include "base/crypto.h"
#include "base/time.h"
#include "db/db.h"
#include "inspection/inspection.h"
#include "org/account.h"
#include "org/user.h"

/* Everybody of a rehearsal has the same password and a short login. */
DB_SQL(demo_card, "tttt",
       "UPDATE app_user SET login = $2, password = $3, demo = $4 WHERE login = $1");

enum err demo_fill_inspection(struct op *op, const char *call)
{
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    const struct inspection_new letter = { .letter = "内巡函〔2025〕1号",
                                           .issuer = "自治区党委巡视办",
                                           .call = call,
                                           .from_day = today,
                                           .to_day = day_add(today, INSPECTION_DAYS_MAX - 1),
                                           .login = "xunshi",
                                           .name = "敖登" };
    struct inspection made = { 0 };
    struct account_link link = { 0 };
    const char *hash = NULL;

    enum err e = demo_become(op, "anquan");
    if (e == OK)
        e = inspection_propose(op, &letter, &made, &link);
    if (e == OK)
        e = demo_become(op, "fuze");
    if (e == OK)
        e = inspection_decide(op, made.public_id, true, "");
    if (e == OK)
        e = password_hash(op, DEMO_PASSWORD, &hash);
    if (e == OK)
        e = db_run(op, &demo_card,
                   DB_IN(IN_TEXT(made.login), IN_TEXT(DEMO_INSPECTOR), IN_TEXT(hash),
                         IN_TEXT(DEMO_INSPECTOR_ABOUT)),
                   NULL);
    op->actor = (struct actor){ .name = "" };
    return e;
}
