-- SPDX-License-Identifier: Apache-2.0
-- One letter over many items: what it says, its one return for mending; files beside the forms.

ALTER TABLE package
  ADD COLUMN first_id @INT@ REFERENCES package (id); -- 补报: the unit's first to this desk, or NULL
ALTER TABLE package
  ADD COLUMN letter_state TEXT NOT NULL DEFAULT 'sent'; -- sent | returned | mended | accepted
ALTER TABLE package
  ADD COLUMN letter_due_ms @INT@ NOT NULL DEFAULT 0;    -- mending: end of the electronic period
ALTER TABLE package
  ADD COLUMN letter_paper_due_ms @INT@ NOT NULL DEFAULT 0; -- of the paper, 0: no paper asked for

-- Letters as they were before they were mended.
CREATE TABLE package_letter (
  package_id     @INT@ NOT NULL REFERENCES package (id),
  n              @INT@ NOT NULL,                  -- 1 the letter as sent ..
  sealed         @BLOB@ NOT NULL,                 -- JSON as in package.letter, encrypted
  user_id        @INT@ NOT NULL REFERENCES app_user (id), -- who replaced it
  at_ms          @INT@ NOT NULL,                  -- when
  PRIMARY KEY (package_id, n)
) @STRICT@;

-- What was decided on a letter, as table acceptance on an item.
CREATE TABLE package_act (
  id             @ID@,
  package_id     @INT@ NOT NULL REFERENCES package (id),
  action         TEXT NOT NULL,                   -- return | mend | accept
  reasons        TEXT NOT NULL,                   -- JSON [text]
  due_ms         @INT@ NOT NULL DEFAULT 0,
  paper_due_ms   @INT@ NOT NULL DEFAULT 0,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL
) @STRICT@;
CREATE INDEX package_act_package ON package_act (package_id);

-- A recommending unit's round in a call: minutes and local publicity hang on it.
CREATE TABLE league_round (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  call           TEXT NOT NULL,
  org_id         @INT@ NOT NULL REFERENCES org (id),
  UNIQUE (org_id, call)
) @STRICT@;

-- A file belongs to an application, a package or a round: exactly one of the three columns is set.
-- The column is put anew because it was NOT NULL.
DROP INDEX attachment_application;
ALTER TABLE attachment ADD COLUMN owner_id @INT@ REFERENCES application (id); -- for the moment
UPDATE attachment SET owner_id = application_id;
ALTER TABLE attachment DROP COLUMN application_id;
ALTER TABLE attachment RENAME COLUMN owner_id TO application_id; -- or NULL
ALTER TABLE attachment ADD COLUMN package_id @INT@ REFERENCES package (id); -- or NULL
ALTER TABLE attachment ADD COLUMN round_id @INT@ REFERENCES league_round (id); -- or NULL
CREATE INDEX attachment_application ON attachment (application_id);
CREATE INDEX attachment_package ON attachment (package_id);
CREATE INDEX attachment_round ON attachment (round_id);
