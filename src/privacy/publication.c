/* SPDX-License-Identifier: Apache-2.0 */
/* publication.c: reviews before something becomes public, written down. */
#include "privacy/publication.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "text/personal.h"
#include "text/utf8.h"

#include <string.h>

DB_SQL(review_insert, "tttititiii",
       "INSERT INTO publication_review (public_id, subject_kind, subject_id, version, sm3, good,"
       " opinion, finding_count, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
DB_SQL(review_last, "tti",
       "SELECT r.good, r.opinion, coalesce(u.name, ''), r.at_ms, r.finding_count"
       "  FROM publication_review r LEFT JOIN app_user u ON u.id = r.user_id"
       " WHERE r.subject_kind = $1 AND r.subject_id = $2 AND r.version = $3"
       " ORDER BY r.id DESC LIMIT 1");

struct publication_findings publication_scan(struct op *op, const struct publication_text *texts,
                                             size_t count)
{
    struct publication_findings findings = { 0 };
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    for (size_t i = 0; i < count; i++) {
        struct personal_list list = personal_scan(op, texts[i].text, today);
        for (size_t k = 0; k < list.count && findings.count < PUBLICATION_FINDINGS_MAX; k++) {
            struct publication_finding row = { texts[i].place, list.rows[k].line,
                                               personal_kind_name(list.rows[k].kind),
                                               list.rows[k].masked };
            mem_push(op, findings.rows, findings.count, row);
        }
    }
    return findings;
}

const char *publication_digest(struct op *op, const struct publication_text *texts, size_t count)
{
    struct sm3 *digest = sm3_new(op);
    uint8_t raw[SM3_BYTES];

    for (size_t i = 0; i < count; i++) {
        sm3_add(digest, texts[i].place, strlen(texts[i].place) + 1);
        sm3_add(digest, texts[i].text, strlen(texts[i].text) + 1);
    }
    sm3_end(digest, raw);
    return hex_text(op, (struct bytes){ raw, sizeof raw });
}

enum err publication_add(struct op *op, const struct publication_subject *subject, bool good,
                         const struct publication_opinion *opinion, const char **ret_review)
{
    const char *public_id = random_public_id(op);

    if (utf8_said(opinion->opinion) < OPINION_MIN)
        return fail(op, ERR_INVALID, "review_opinion", "opinion says too little");
    if (good && subject->finding_count > 0 && !opinion->findings_seen)
        return fail(op, ERR_INVALID, "review_findings", "findings were not said to be seen");
    enum err e = db_run(op, &review_insert,
                        DB_IN(IN_TEXT(public_id), IN_TEXT(subject->kind), IN_TEXT(subject->id),
                              IN_INT(subject->version), IN_TEXT(subject->sm3), IN_INT(good),
                              IN_TEXT(opinion->opinion), IN_INT((int64_t)subject->finding_count),
                              IN_INT_OR_NULL(op->actor.user_id), IN_INT(op->now_ms)),
                        NULL);
    if (e == OK)
        *ret_review = public_id;
    return e;
}

enum err publication_last(struct op *op, const char *kind, const char *id, int64_t version,
                          struct publication_review *ret_review)
{
    struct publication_review review = { 0 };
    int64_t good = 0;

    enum err e =
        db_row(op, &review_last, DB_IN(IN_TEXT(kind), IN_TEXT(id), IN_INT(version)),
               DB_OUT(OUT_INT(&good), OUT_TEXT(&review.opinion), OUT_TEXT(&review.reviewer),
                      OUT_INT(&review.at_ms), OUT_INT(&review.finding_count)));
    if (e != OK)
        return e;
    review.good = good != 0;
    *ret_review = review;
    return OK;
}
