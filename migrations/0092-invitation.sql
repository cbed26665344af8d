-- SPDX-License-Identifier: Apache-2.0
-- Invitations: from a proposed pair to the service, with the employer's consent between.

CREATE TABLE invitation (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  run_id         @INT@ NOT NULL REFERENCES match_run (id),
  demand_id      @INT@ NOT NULL REFERENCES demand (id),
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  state          TEXT NOT NULL,                   -- src/invitation/step.c
  consent_by     TEXT NOT NULL DEFAULT '',        -- document or person of the employer's consent
  token_index    TEXT UNIQUE,                     -- blind index of the link's token, once sent
  sealed         @BLOB@,                          -- JSON: token; and, answered, the expert's words
  days           TEXT NOT NULL DEFAULT '[]',      -- JSON [[from, to], …] that the expert proposes
  until_ms       @INT@ NOT NULL,                  -- business clock: an answer is asked for by then
  reminded       @INT@ NOT NULL DEFAULT 0,        -- reminders sent
  remind_ms      @INT@ NOT NULL DEFAULT 0,        -- business clock: the next one, 0 none
  reason         TEXT NOT NULL DEFAULT '',        -- of a withdrawal or a refused consent
  satisfaction   @INT@ NOT NULL DEFAULT 0,        -- 1..5 by the unit after the service, 0 not said
  result         TEXT NOT NULL DEFAULT '',        -- what came of it
  created_by     @INT@ NOT NULL REFERENCES app_user (id),
  created_ms     @INT@ NOT NULL,
  sent_ms        @INT@ NOT NULL DEFAULT 0,
  answered_ms    @INT@ NOT NULL DEFAULT 0,
  changed_ms     @INT@ NOT NULL
) @STRICT@;
CREATE INDEX invitation_run ON invitation (run_id, state);
CREATE INDEX invitation_pair ON invitation (demand_id, expert_id);
CREATE INDEX invitation_due ON invitation (state, remind_ms);
CREATE INDEX invitation_changed ON invitation (changed_ms);
