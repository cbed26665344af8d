-- SPDX-License-Identifier: Apache-2.0
-- Levels of a register are words of the call ("region", "nation"), not of the program. Both tables
-- are made anew, because SQLite cannot take a CHECK away.

CREATE TABLE register_entry_new (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  org_id         @INT@ NOT NULL REFERENCES org (id), -- host
  register       TEXT NOT NULL,                   -- code of the register: the capacity it gives
  name           TEXT NOT NULL,                   -- of the base
  level          TEXT NOT NULL,                   -- a word of the register's levels: regional ...
  batch          TEXT NOT NULL,                   -- as the approval names it, '' none
  approval_number TEXT NOT NULL,                  -- document number
  approved_day   @INT@ NOT NULL,                  -- YYYYMMDD
  UNIQUE (register, level, approval_number, org_id)
) @STRICT@;

CREATE TABLE register_status_new (
  entry_id       @INT@ NOT NULL REFERENCES register_entry_new (id),
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD, holds until the next one begins
  status         TEXT NOT NULL,                   -- as the call names it
  holds          @INT@ NOT NULL CHECK (holds IN (0, 1)), -- the unit has the capacity meanwhile
  document       TEXT NOT NULL,                   -- number of the decision
  PRIMARY KEY (entry_id, from_day)
) @STRICT@;

INSERT INTO register_entry_new (public_id, org_id, register, name, level, batch, approval_number,
  approved_day)
  SELECT public_id, org_id, register, name, level, batch, approval_number, approved_day
    FROM register_entry ORDER BY id;

INSERT INTO register_status_new (entry_id, from_day, status, holds, document)
  SELECT n.id, s.from_day, s.status, s.holds, s.document
    FROM register_status s JOIN register_entry o ON o.id = s.entry_id
    JOIN register_entry_new n ON n.public_id = o.public_id;

DROP TABLE register_status;
DROP TABLE register_entry;
ALTER TABLE register_entry_new RENAME TO register_entry;
ALTER TABLE register_status_new RENAME TO register_status;
CREATE INDEX register_entry_org ON register_entry (org_id);
