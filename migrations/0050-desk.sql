-- SPDX-License-Identifier: Apache-2.0
-- What the desk's people found, one fact a line of the checklist; and 代录, typed in for a unit.

CREATE TABLE desk_fact (
  application_id @INT@ NOT NULL REFERENCES application (id),
  code           TEXT NOT NULL,                   -- line of the checklist: paper_1, seal ...
  state          TEXT NOT NULL,                   -- ok | missing
  round          @INT@ NOT NULL,                  -- how often the item had been returned by then
  said           TEXT NOT NULL DEFAULT '',        -- what is missing; of paper_version the code read
  paper_n        @INT@ NOT NULL DEFAULT 0,        -- paper_version: kept version it is, 0 none
  arrived_ms     @INT@ NOT NULL DEFAULT 0,        -- paper: when it came; 0 no paper
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL,
  PRIMARY KEY (application_id, code)
) @STRICT@;

ALTER TABLE application ADD COLUMN typed_by @INT@; -- 代录: org that types it, or NULL
CREATE INDEX application_typed ON application (typed_by);
