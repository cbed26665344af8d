-- SPDX-License-Identifier: Apache-2.0
-- A matching run is about demands, or about applications that want reviewers: its items are made
-- anew without a reference to demands, and a run knows its kind and its rules.

ALTER TABLE match_run ADD COLUMN kind TEXT NOT NULL DEFAULT 'demand';  -- src/matching/source.c
ALTER TABLE match_run ADD COLUMN call TEXT NOT NULL DEFAULT '';        -- of applications
ALTER TABLE match_run ADD COLUMN track TEXT NOT NULL DEFAULT '';       -- of applications
ALTER TABLE match_run ADD COLUMN desk_id @INT@;                        -- desk of these, or NULL
ALTER TABLE match_run ADD COLUMN title_level @INT@ NOT NULL DEFAULT 0; -- at least; 0 any
ALTER TABLE match_run ADD COLUMN load_min @INT@ NOT NULL DEFAULT 0;    -- items of a candidate
ALTER TABLE match_run ADD COLUMN item_unit_max @INT@ NOT NULL DEFAULT 0; -- of one employer, an item
ALTER TABLE match_run ADD COLUMN unit_max @INT@ NOT NULL DEFAULT 0;    -- of one employer; 0 any

CREATE TABLE match_item (
  run_id         @INT@ NOT NULL REFERENCES match_run (id),
  item_id        @INT@ NOT NULL,                  -- number of the demand or application
  need           @INT@ NOT NULL,                  -- experts wanted
  tier           @INT@ NOT NULL,                  -- 1 is filled first
  filled         @INT@ NOT NULL DEFAULT 0,
  shortage       TEXT NOT NULL DEFAULT '',        -- why seats stay empty, in words
  PRIMARY KEY (run_id, item_id)
) @STRICT@;

CREATE TABLE match_pair_new (
  run_id         @INT@ NOT NULL REFERENCES match_run (id),
  item_id        @INT@ NOT NULL,                  -- number of the demand or application
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  score          @INT@ NOT NULL,                  -- MATCH_SCORE_FULL is the same words
  place          @INT@ NOT NULL,                  -- 1 is the best for the item
  chosen         @INT@ NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1)),
  hold           TEXT NOT NULL DEFAULT '',        -- pinned invited forbidden declined conflict
  reason         TEXT NOT NULL DEFAULT '',        -- of the hold
  why            TEXT NOT NULL,                   -- JSON [[words, kind, points], …]
  PRIMARY KEY (run_id, item_id, expert_id)
) @STRICT@;

INSERT INTO match_item (run_id, item_id, need, tier, filled, shortage)
  SELECT run_id, demand_id, need, tier, filled, shortage FROM match_demand;
INSERT INTO match_pair_new (run_id, item_id, expert_id, score, place, chosen, hold, reason, why)
  SELECT run_id, demand_id, expert_id, score, place, chosen, hold, reason, why FROM match_pair;
DROP TABLE match_pair;
DROP TABLE match_demand;
ALTER TABLE match_pair_new RENAME TO match_pair;
CREATE INDEX match_pair_expert ON match_pair (run_id, expert_id);
