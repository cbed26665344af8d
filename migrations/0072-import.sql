-- SPDX-License-Identifier: Apache-2.0
-- Lists read from workbooks and judged, waiting for the word of who brought them.

CREATE TABLE import_list (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  user_id        @INT@ NOT NULL REFERENCES app_user (id), -- who brought it
  org_id         @INT@ NOT NULL REFERENCES org (id),      -- from whose post
  kind           TEXT NOT NULL,                   -- applications | units | demands
  call           TEXT NOT NULL,                   -- '' none
  track          TEXT NOT NULL,                   -- '' none
  sm3            TEXT NOT NULL,                   -- of the file
  row_count      @INT@ NOT NULL,
  blocking_count @INT@ NOT NULL,                  -- mistakes that keep it from being entered
  sealed         @BLOB@,                          -- rows as understood; NULL once entered
  state          TEXT NOT NULL,                   -- checked | entered
  created_ms     @INT@ NOT NULL                   -- business clock; removed after a day
) @STRICT@;
CREATE INDEX import_list_created ON import_list (created_ms);
