-- SPDX-License-Identifier: Apache-2.0
-- Failed sign-ins are counted by the name that was typed, whether anybody has it or not: an answer
-- does not tell which names exist.

CREATE TABLE sign_in_try (
  login_key      TEXT PRIMARY KEY,                -- blind index of the name, lower case
  failures       @INT@ NOT NULL DEFAULT 0,        -- since the last good sign-in or lock
  locked_until_ms @INT@ NOT NULL DEFAULT 0,       -- real clock
  tried_ms       @INT@ NOT NULL                   -- real clock, of the last failure
) @STRICT@;
CREATE INDEX sign_in_try_tried ON sign_in_try (tried_ms);
ALTER TABLE app_user DROP COLUMN failures;
ALTER TABLE app_user DROP COLUMN locked_until_ms;
