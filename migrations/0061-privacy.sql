-- SPDX-License-Identifier: Apache-2.0
-- Who saw personal values in full, for how long and why; whose personal values were erased.

CREATE TABLE reveal (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- named by the event
  subject_kind   TEXT NOT NULL,                   -- application, package ...
  subject_id     TEXT NOT NULL,                   -- public id of the thing
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  post_id        @INT@ NOT NULL REFERENCES post (id),
  reason         TEXT NOT NULL,
  at_ms          @INT@ NOT NULL,                  -- business clock
  until_ms       @INT@ NOT NULL                   -- real clock: masked again from then on
) @STRICT@;
CREATE INDEX reveal_subject ON reveal (subject_kind, subject_id, post_id, until_ms);

CREATE TABLE erasure (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- named by the event
  subject_kind   TEXT NOT NULL,                   -- user ...
  subject_id     TEXT NOT NULL,                   -- public id of the thing
  reason         TEXT NOT NULL,                   -- who asked, why; no personal values
  legal_basis    TEXT NOT NULL,                   -- law or decision
  user_id        @INT@ NOT NULL REFERENCES app_user (id), -- who did it
  at_ms          @INT@ NOT NULL,                  -- business clock
  UNIQUE (subject_kind, subject_id)
) @STRICT@;
