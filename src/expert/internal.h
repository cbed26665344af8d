/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: what the files of this folder lend one another; nobody else includes it. */
#pragma once
#include "base/bytes.h"
#include "base/crypto.h"
#include "db/db.h"
#include "expert/expert.h"

/* Every query of whole experts: these columns into that struct. */
#define EXPERT_SELECT                                                                              \
    "SELECT e.id, e.public_id, e.identity, e.name, coalesce(e.org_id, 0), e.org_name, e.post,"     \
    " e.title_series, e.title_name, e.title_level, e.discipline, e.industry, e.specialty,"         \
    " e.honours, e.regions, e.days_per_year, e.free_time, e.offers, e.achievements, e.history,"    \
    " e.exception, e.healthy, e.willing, e.adaptable, e.ministry, e.state, e.reason, e.source,"    \
    " e.checked_year, e.revision, e.created_ms, e.changed_ms FROM expert e "
#define EXPERT_OUT(p)                                                                              \
    DB_OUT(OUT_INT(&(p)->id), OUT_TEXT(&(p)->public_id), OUT_TEXT(&(p)->identity),                 \
           OUT_TEXT(&(p)->name), OUT_INT(&(p)->org_id), OUT_TEXT(&(p)->org_name),                  \
           OUT_TEXT(&(p)->post), OUT_TEXT(&(p)->title_series), OUT_TEXT(&(p)->title_name),         \
           OUT_INT(&(p)->title_level), OUT_TEXT(&(p)->discipline), OUT_TEXT(&(p)->industry),       \
           OUT_TEXT(&(p)->specialty), OUT_TEXT(&(p)->honours), OUT_TEXT(&(p)->regions),            \
           OUT_INT(&(p)->days_per_year), OUT_TEXT(&(p)->free_time), OUT_TEXT(&(p)->offers),        \
           OUT_TEXT(&(p)->achievements), OUT_TEXT(&(p)->history), OUT_TEXT(&(p)->exception),       \
           OUT_INT(&(p)->healthy), OUT_INT(&(p)->willing), OUT_INT(&(p)->adaptable),               \
           OUT_INT(&(p)->ministry), OUT_TEXT(&(p)->state), OUT_TEXT(&(p)->reason),                 \
           OUT_TEXT(&(p)->source), OUT_INT(&(p)->checked_year), OUT_INT(&(p)->revision),           \
           OUT_INT(&(p)->created_ms), OUT_INT(&(p)->changed_ms))

enum { DAY_OPEN = 99991231 };

/* Takes away what tells who it is, for readers who see no names. */
void expert_mask(struct op *op, struct expert *expert);

/* Whatever the actor: by number. Errors: ERR_NOT_FOUND. */
CHECKED enum err expert_read(struct op *op, int64_t id, struct expert *ret_expert);
CHECKED enum err works_read(struct op *op, int64_t expert_id, struct expert_work **ret_works,
                            size_t *ret_count);

/* Judges and normalises what is personal; problems go to op->problems with paths /personal/…. */
CHECKED enum err personal_check(struct op *op, const struct expert_personal *personal,
                                struct expert_personal *ret_normal);

/* Sealed for the expert of that public id, and the two blind indexes (NULL: nothing to index). */
struct sealed_personal {
    struct bytes sealed;
    const char *identity;
    const char *mobile;
};
CHECKED enum err personal_seal(struct op *op, const char *public_id,
                               const struct expert_personal *personal,
                               struct sealed_personal *ret_sealed);

/* Blind indexes of a document's number and of a mobile; NULL for an empty one. */
const char *identity_index(struct op *op, const char *number);
const char *mobile_index(struct op *op, const char *mobile);
