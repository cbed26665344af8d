-- SPDX-License-Identifier: Apache-2.0
-- Units through the years, the register of bases, accounts by activation link, acting approvers.

CREATE INDEX org_reporting ON org (reporting_id);
CREATE INDEX capacity_org ON capacity (org_id);
ALTER TABLE capacity ADD COLUMN basis TEXT;        -- document that gave or ended it, or NULL

CREATE TABLE org_name (
  id             @ID@,
  org_id         @INT@ NOT NULL REFERENCES org (id),
  name           TEXT NOT NULL,                   -- a former full name
  to_day         @INT@ NOT NULL,                  -- YYYYMMDD, last day it was the name
  basis          TEXT NOT NULL,                   -- document of the change
  changed_ms     @INT@ NOT NULL                   -- business clock, when it was entered
) @STRICT@;
CREATE INDEX org_name_org ON org_name (org_id);

-- A unit registered as a base; what it may do follows from the status on the day.
CREATE TABLE register_entry (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  org_id         @INT@ NOT NULL REFERENCES org (id), -- host
  register       TEXT NOT NULL,                   -- code of the register: the capacity it gives
  name           TEXT NOT NULL,                   -- of the base
  level          TEXT NOT NULL CHECK (level IN ('regional', 'national')),
  batch          TEXT NOT NULL,                   -- as the approval names it, '' none
  approval_number TEXT NOT NULL,                  -- document number
  approved_day   @INT@ NOT NULL,                  -- YYYYMMDD
  UNIQUE (register, level, approval_number, org_id)
) @STRICT@;
CREATE INDEX register_entry_org ON register_entry (org_id);

CREATE TABLE register_status (
  entry_id       @INT@ NOT NULL REFERENCES register_entry (id),
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD, holds until the next one begins
  status         TEXT NOT NULL,                   -- as the call names it: 有效, 暂停, 撤销 ...
  holds          @INT@ NOT NULL CHECK (holds IN (0, 1)), -- the unit has the capacity meanwhile
  document       TEXT NOT NULL,                   -- number of the decision
  PRIMARY KEY (entry_id, from_day)
) @STRICT@;

-- Links by which a person sets a password; the token itself is nowhere.
CREATE TABLE activation (
  token_hash     TEXT PRIMARY KEY,                -- SM3 hex
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  kind           TEXT NOT NULL CHECK (kind IN ('invite', 'reset')),
  drop_totp      @INT@ NOT NULL CHECK (drop_totp IN (0, 1)), -- takes the second factor off
  made_by        @INT@ NOT NULL REFERENCES app_user (id),
  made_ms        @INT@ NOT NULL,                  -- real clock
  expires_ms     @INT@ NOT NULL,                  -- real clock
  used_ms        @INT@ NOT NULL DEFAULT 0         -- real clock; 0 not yet, -1 replaced by another
) @STRICT@;
CREATE INDEX activation_user ON activation (user_id);

-- Why somebody's account was touched: how they were verified on the phone, for instance.
CREATE TABLE account_note (
  id             @ID@,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  action         TEXT NOT NULL,                   -- of the event beside it
  note           TEXT NOT NULL,
  made_by        @INT@ NOT NULL REFERENCES app_user (id),
  made_ms        @INT@ NOT NULL                   -- business clock
) @STRICT@;
CREATE INDEX account_note_user ON account_note (user_id);

ALTER TABLE post ADD COLUMN acting_for @INT@ REFERENCES post (id); -- AB岗: stands in for that post
CREATE INDEX post_acting_for ON post (acting_for);

-- What was done from an acting post, until the one it stood in for has confirmed it.
CREATE TABLE acting_act (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  post_id        @INT@ NOT NULL REFERENCES post (id), -- the acting one
  for_post_id    @INT@ NOT NULL REFERENCES post (id), -- who confirms
  action         TEXT NOT NULL,                   -- application.approve ...
  subject_kind   TEXT NOT NULL,                   -- application, package
  subject_id     TEXT NOT NULL,                   -- public id
  at_ms          @INT@ NOT NULL,                  -- business clock
  due_day        @INT@ NOT NULL,                  -- YYYYMMDD, next working day
  verdict        TEXT CHECK (verdict IN ('confirmed', 'objected')), -- NULL: waits
  note           TEXT,                            -- why objected
  verdict_ms     @INT@ NOT NULL DEFAULT 0,
  verdict_by     @INT@ REFERENCES app_user (id)
) @STRICT@;
CREATE INDEX acting_act_for ON acting_act (for_post_id);
