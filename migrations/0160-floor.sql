-- SPDX-License-Identifier: Apache-2.0
-- What the server proves to itself, browsers an account has signed in from, and failed sign-ins
-- counted by name and place.

CREATE TABLE site_check (
  name           TEXT PRIMARY KEY,                -- keys | pulse
  value          TEXT NOT NULL,                   -- keys: blind index of a constant
  key_id         TEXT NOT NULL,                   -- keys: the signing key of the first start
  sealed         @BLOB@,                          -- keys: the constant under the field key
  changed_ms     @INT@ NOT NULL                   -- pulse: real clock, written to see that one can
) @STRICT@;

CREATE TABLE known_browser (
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  browser        TEXT NOT NULL,                   -- SM3 of the cookie's random value
  seen_ms        @INT@ NOT NULL,                  -- real clock, of the last sign-in
  PRIMARY KEY (user_id, browser)
) @STRICT@;

ALTER TABLE sign_in_try ADD COLUMN user_id @INT@ NOT NULL DEFAULT 0;  -- app_user.id, 0 nobody's
ALTER TABLE sign_in_try ADD COLUMN untold @INT@ NOT NULL DEFAULT 0;   -- failures not in the log yet
ALTER TABLE sign_in_try ADD COLUMN told_ms @INT@ NOT NULL DEFAULT 0;  -- real clock, when last
