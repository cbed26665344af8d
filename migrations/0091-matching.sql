-- SPDX-License-Identifier: Apache-2.0
-- Matching runs: which experts could serve which demands, why, and who is proposed.

CREATE TABLE match_run (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  title          TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('scoring', 'open', 'failed', 'closed')),
  top            @INT@ NOT NULL,                  -- candidates looked for, for each demand
  capacity       @INT@ NOT NULL,                  -- demands one expert serves at most
  fair           @INT@ NOT NULL CHECK (fair IN (0, 1)), -- the worst pair as good as can be
  least          @INT@ NOT NULL,                  -- score a pair must have; by fairness, else 0
  expert_count   @INT@ NOT NULL DEFAULT 0,        -- active experts compared
  seats_needed   @INT@ NOT NULL DEFAULT 0,
  seats_filled   @INT@ NOT NULL DEFAULT 0,
  total          @INT@ NOT NULL DEFAULT 0,        -- sum of the proposed pairs' scores
  best_total     @INT@ NOT NULL DEFAULT 0,        -- what it would be without fairness
  moves          @INT@ NOT NULL DEFAULT 0,        -- pairs the last solution changed
  solved         @INT@ NOT NULL DEFAULT 0,        -- counts solutions; a change names the one it saw
  proof          TEXT NOT NULL DEFAULT '',        -- SM3 of the certificate that was verified
  error          TEXT NOT NULL DEFAULT '',        -- key of a message when scoring failed
  created_by     @INT@ NOT NULL REFERENCES app_user (id),
  created_ms     @INT@ NOT NULL,
  solved_ms      @INT@ NOT NULL DEFAULT 0
) @STRICT@;
CREATE INDEX match_run_created ON match_run (created_ms);

CREATE TABLE match_demand (
  run_id         @INT@ NOT NULL REFERENCES match_run (id),
  demand_id      @INT@ NOT NULL REFERENCES demand (id),
  need           @INT@ NOT NULL,                  -- experts wanted
  tier           @INT@ NOT NULL,                  -- 1 is filled first
  filled         @INT@ NOT NULL DEFAULT 0,
  shortage       TEXT NOT NULL DEFAULT '',        -- why seats stay empty, in words
  PRIMARY KEY (run_id, demand_id)
) @STRICT@;

CREATE TABLE match_pair (
  run_id         @INT@ NOT NULL REFERENCES match_run (id),
  demand_id      @INT@ NOT NULL REFERENCES demand (id),
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  score          @INT@ NOT NULL,                  -- MATCH_SCORE_FULL is the same words
  place          @INT@ NOT NULL,                  -- 1 is the best for the demand
  chosen         @INT@ NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1)),
  hold           TEXT NOT NULL DEFAULT '',        -- pinned invited forbidden declined conflict
  reason         TEXT NOT NULL DEFAULT '',        -- of the hold
  why            TEXT NOT NULL,                   -- JSON [[words, kind, points], …], greatest first
  PRIMARY KEY (run_id, demand_id, expert_id)
) @STRICT@;
CREATE INDEX match_pair_expert ON match_pair (run_id, expert_id);
