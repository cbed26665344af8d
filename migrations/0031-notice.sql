-- SPDX-License-Identifier: Apache-2.0
-- What a unit is told when a call changes under its applications, and who has read it.

CREATE TABLE notice (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  org_id         @INT@ NOT NULL REFERENCES org (id), -- who is told
  call           TEXT NOT NULL,
  before_n       @INT@ NOT NULL,                  -- version that held until then
  n              @INT@ NOT NULL,                  -- version published
  item_count     @INT@ NOT NULL,                  -- its applications touched, at that moment
  at_ms          @INT@ NOT NULL,
  UNIQUE (org_id, call, n)
) @STRICT@;

CREATE TABLE notice_read (
  notice_id      @INT@ NOT NULL REFERENCES notice (id),
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  read_ms        @INT@ NOT NULL,
  PRIMARY KEY (notice_id, user_id)
) @STRICT@;
