-- SPDX-License-Identifier: Apache-2.0
-- Units, the capacities in which they act, people, their posts and sessions.

CREATE TABLE org (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random, what pages and files name it by
  name           TEXT NOT NULL,                   -- full legal name, Chinese
  uscc           TEXT,                            -- unified social credit code, GB 32100, or NULL
  region         TEXT,                            -- GB/T 2260 code, or NULL
  reporting_id   @INT@ REFERENCES org (id),       -- reporting unit of its area (盟市), or NULL
  created_ms     @INT@ NOT NULL                   -- business clock
) @STRICT@;

CREATE TABLE capacity (
  id             @ID@,
  org_id         @INT@ NOT NULL REFERENCES org (id),
  kind           TEXT NOT NULL,                   -- class of unit of a call: league, park, unit ...
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD, first day it holds
  to_day         @INT@ NOT NULL DEFAULT 99991231, -- YYYYMMDD, last day it holds
  UNIQUE (org_id, kind, from_day)
) @STRICT@;

CREATE TABLE app_user (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  login          TEXT NOT NULL UNIQUE,            -- lower case
  name           TEXT NOT NULL,                   -- shown beside what the person did
  password       TEXT NOT NULL,                   -- argon2id PHC string
  totp           @BLOB@,                          -- sealed secret, NULL: no second factor
  totp_step      @INT@ NOT NULL DEFAULT 0,        -- last TOTP step used, never taken twice
  failures       @INT@ NOT NULL DEFAULT 0,        -- failed sign-ins since the last good one
  locked_until_ms @INT@ NOT NULL DEFAULT 0,       -- real clock
  active         @INT@ NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  demo           TEXT                             -- rehearsal only: text of its sign-in card
) @STRICT@;

CREATE TABLE post (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  org_id         @INT@ NOT NULL REFERENCES org (id),
  role           TEXT NOT NULL,                   -- src/org/role.c
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD
  to_day         @INT@ NOT NULL DEFAULT 99991231, -- YYYYMMDD, handed over the day after
  UNIQUE (user_id, org_id, role, from_day)
) @STRICT@;

CREATE TABLE session (
  token_hash     TEXT PRIMARY KEY,                -- SM3 hex of the cookie's token
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  post_id        @INT@ NOT NULL REFERENCES post (id),
  csrf           TEXT NOT NULL,
  created_ms     @INT@ NOT NULL,                  -- real clock
  seen_ms        @INT@ NOT NULL                   -- real clock; idle for 30 min ends it
) @STRICT@;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX post_user ON post (user_id);
CREATE INDEX post_org ON post (org_id);

CREATE TABLE setting (
  name           TEXT PRIMARY KEY,                -- clock_offset_ms: a rehearsal for ever
  value          TEXT NOT NULL
) @STRICT@;
