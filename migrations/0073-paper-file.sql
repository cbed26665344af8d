-- SPDX-License-Identifier: Apache-2.0
-- Files made in the background for one person: print queues and dossiers, kept for a day.

CREATE TABLE paper_file (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  user_id        @INT@ NOT NULL REFERENCES app_user (id), -- who asked: nobody else gets it
  post_id        @INT@ NOT NULL,                  -- from which post: what is seen is seen as this
  org_id         @INT@ NOT NULL REFERENCES org (id),
  role           @INT@ NOT NULL,                  -- enum role of the post
  kind           TEXT NOT NULL,                   -- pdf | zip | dossier
  ids            TEXT NOT NULL,                   -- public ids of applications, one a line
  item_count     @INT@ NOT NULL,
  done_count     @INT@ NOT NULL DEFAULT 0,
  size           @INT@ NOT NULL DEFAULT 0,        -- bytes, 0: not made yet
  type           TEXT NOT NULL DEFAULT '',        -- media type
  error          TEXT NOT NULL DEFAULT '',        -- reason key when it could not be made
  asked_ms       @INT@ NOT NULL                   -- business clock; removed after 24 h
) @STRICT@;
CREATE INDEX paper_file_user ON paper_file (user_id, id);
CREATE INDEX paper_file_asked ON paper_file (asked_ms);

CREATE TABLE paper_file_chunk (
  file_id        @INT@ NOT NULL REFERENCES paper_file (id),
  n              @INT@ NOT NULL,                  -- 0.., 1 MiB each but the last
  sealed         @BLOB@ NOT NULL,                 -- holds personal data: encrypted
  PRIMARY KEY (file_id, n)
) @STRICT@;
