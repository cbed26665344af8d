-- SPDX-License-Identifier: Apache-2.0
-- 公开前审查: what a named person found before something became public.

CREATE TABLE publication_review (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- named by the event
  subject_kind   TEXT NOT NULL,                   -- call, demand ...
  subject_id     TEXT NOT NULL,                   -- code or public id of the thing
  version        @INT@ NOT NULL DEFAULT 0,        -- of the thing; 0 it has none
  sm3            TEXT NOT NULL,                   -- hex, of exactly what was reviewed
  good           @INT@ NOT NULL CHECK (good IN (0, 1)),
  opinion        TEXT NOT NULL,                   -- 审查意见
  finding_count  @INT@ NOT NULL DEFAULT 0,        -- what the machine had found and the person saw
  user_id        @INT@ REFERENCES app_user (id),  -- who reviewed; NULL nobody had an account
  at_ms          @INT@ NOT NULL                   -- business clock
) @STRICT@;
CREATE INDEX publication_review_subject ON publication_review (subject_kind, subject_id, version);
