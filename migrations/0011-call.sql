-- SPDX-License-Identifier: Apache-2.0
-- Calls as they were loaded and published: files whole, immutable once published.

CREATE TABLE call_version (
  id             @ID@,
  call           TEXT NOT NULL,                   -- code, "nmg-2025"
  n              @INT@ NOT NULL,                  -- 1..
  sm3            TEXT NOT NULL,                   -- hex, over the files in order of path
  loaded_ms      @INT@ NOT NULL,
  published_ms   @INT@ NOT NULL DEFAULT 0,        -- 0: not yet
  published_by   @INT@ REFERENCES app_user (id),
  UNIQUE (call, n)
) @STRICT@;

CREATE TABLE call_file (
  call_version_id @INT@ NOT NULL REFERENCES call_version (id),
  path           TEXT NOT NULL,                   -- "call.yaml", "forms/overseas.yaml"
  bytes          @BLOB@ NOT NULL,
  PRIMARY KEY (call_version_id, path)
) @STRICT@;
