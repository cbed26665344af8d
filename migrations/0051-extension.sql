-- SPDX-License-Identifier: Apache-2.0
-- Deadlines made later, with reason and number; the server's heartbeat and its measured outages.

CREATE TABLE extension (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  call           TEXT NOT NULL,
  track          TEXT NOT NULL,                   -- '' every track of the call
  org_id         @INT@ REFERENCES org (id),       -- what it files or recommends; NULL every unit
  until_ms       @INT@ NOT NULL,                  -- the first instant that is too late now
  number         TEXT NOT NULL,                   -- of the decision
  reason         TEXT NOT NULL,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL
) @STRICT@;
CREATE INDEX extension_call ON extension (call);

CREATE TABLE heartbeat (
  minute         @INT@ PRIMARY KEY                -- business clock, Unix minutes: served in it
) @STRICT@;

CREATE TABLE outage (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  call           TEXT NOT NULL,
  deadline       TEXT NOT NULL,                   -- code of the call's deadline
  from_ms        @INT@ NOT NULL,                  -- end of the last minute served
  to_ms          @INT@ NOT NULL,                  -- first beat after it, or the deadline
  state          TEXT NOT NULL,                   -- proposed | accepted | declined
  reason         TEXT NOT NULL DEFAULT '',        -- of who declined
  extension_id   @INT@ REFERENCES extension (id), -- what it led to, or NULL
  user_id        @INT@ REFERENCES app_user (id),  -- who decided
  at_ms          @INT@ NOT NULL DEFAULT 0,
  UNIQUE (call, deadline, from_ms)
) @STRICT@;

ALTER TABLE application ADD COLUMN overdue_from TEXT NOT NULL DEFAULT ''; -- where it stood
