/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: columns of invitations, and their sealed part; this folder only. */
#pragma once
#include "db/db.h"
#include "invitation/invitation.h"

#define INVITATION_SELECT                                                                          \
    "SELECT i.id, i.public_id, i.run_id, i.demand_id, i.expert_id, i.state, i.consent_by, i.days," \
    " i.until_ms, i.reminded, i.remind_ms, i.reason, i.satisfaction, i.result, i.created_ms,"      \
    " i.sent_ms, i.answered_ms, r.public_id, d.public_id, e.public_id, coalesce(d.number, ''),"    \
    " d.title, d.unit_name, e.name, e.org_name,"                                                   \
    " coalesce((SELECT m.state FROM mail m WHERE m.id = (SELECT max(n.id) FROM mail n"             \
    "   WHERE n.subject_kind = 'invitation' AND n.subject_id = i.public_id)), '')"                 \
    " FROM invitation i JOIN match_run r ON r.id = i.run_id"                                       \
    "  JOIN demand d ON d.id = i.demand_id JOIN expert e ON e.id = i.expert_id "
#define INVITATION_OUT(p)                                                                          \
    DB_OUT(OUT_INT(&(p)->id), OUT_TEXT(&(p)->public_id), OUT_INT(&(p)->run_id),                    \
           OUT_INT(&(p)->demand_id), OUT_INT(&(p)->expert_id), OUT_TEXT(&(p)->state),              \
           OUT_TEXT(&(p)->consent_by), OUT_TEXT(&(p)->days), OUT_INT(&(p)->until_ms),              \
           OUT_INT(&(p)->reminded), OUT_INT(&(p)->remind_ms), OUT_TEXT(&(p)->reason),              \
           OUT_INT(&(p)->satisfaction), OUT_TEXT(&(p)->result), OUT_INT(&(p)->created_ms),         \
           OUT_INT(&(p)->sent_ms), OUT_INT(&(p)->answered_ms), OUT_TEXT(&(p)->run),                \
           OUT_TEXT(&(p)->demand), OUT_TEXT(&(p)->expert), OUT_TEXT(&(p)->number),                 \
           OUT_TEXT(&(p)->title), OUT_TEXT(&(p)->unit), OUT_TEXT(&(p)->name), OUT_TEXT(&(p)->org), \
           OUT_TEXT(&(p)->mail))

/* What is sealed beside the row: texts "" when not there yet. */
struct invitation_secret {
    const char *token;
    const char *words;
};

CHECKED enum err secret_read(struct op *op, const struct invitation *invitation,
                             struct invitation_secret *ret_secret);
CHECKED enum err secret_write(struct op *op, const struct invitation *invitation,
                              const struct invitation_secret *secret);

/* Moves a row from a state to another; ERR_CONFLICT "state_moved" when it is not there any more. */
CHECKED enum err invitation_move(struct op *op, const struct invitation *invitation,
                                 const char *to);

/* What a token is looked up by, a child of op. */
const char *invitation_token_index(struct op *op, const char *token);
