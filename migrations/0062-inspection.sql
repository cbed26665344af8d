-- SPDX-License-Identifier: Apache-2.0
-- Inspections from outside (巡视审计): by a letter, for a time, with a scope, read-only; and the
-- packs that inspectors take away.

CREATE TABLE inspection (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  letter         TEXT NOT NULL,                   -- number of the authorising letter
  issuer         TEXT NOT NULL,                   -- who issued it
  call           TEXT NOT NULL,
  tracks         TEXT NOT NULL,                   -- ',team,overseas,'; '' all
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD
  to_day         @INT@ NOT NULL,                  -- YYYYMMDD
  user_id        @INT@ NOT NULL REFERENCES app_user (id), -- the inspector
  post_id        @INT@ REFERENCES post (id),      -- made by the approval, NULL before
  state          TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'ended')),
  proposed_by    @INT@ NOT NULL REFERENCES app_user (id), -- security administrator
  proposed_ms    @INT@ NOT NULL,                  -- business clock
  decided_by     @INT@ REFERENCES app_user (id),  -- head
  decided_ms     @INT@ NOT NULL DEFAULT 0,        -- business clock
  note           TEXT NOT NULL DEFAULT ''         -- of the decision
) @STRICT@;
CREATE INDEX inspection_post ON inspection (post_id);

CREATE TABLE audit_pack (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  inspection_id  @INT@ NOT NULL REFERENCES inspection (id),
  size           @INT@ NOT NULL,                  -- bytes, 0: not made yet
  sm3            TEXT NOT NULL,                   -- hex of the file, '' not made yet
  asked_ms       @INT@ NOT NULL,                  -- business clock
  made_ms        @INT@ NOT NULL DEFAULT 0,        -- business clock, 0: not made yet
  error          TEXT NOT NULL DEFAULT ''         -- reason key when it could not be made
) @STRICT@;
CREATE INDEX audit_pack_inspection ON audit_pack (inspection_id, id);

CREATE TABLE audit_pack_chunk (
  pack_id        @INT@ NOT NULL REFERENCES audit_pack (id),
  n              @INT@ NOT NULL,                  -- 0.., 1 MiB each but the last
  bytes          @BLOB@ NOT NULL,
  PRIMARY KEY (pack_id, n)
) @STRICT@;
