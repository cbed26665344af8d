-- SPDX-License-Identifier: Apache-2.0
-- Postdocs whom the ministry allots to demands of the postdoc teams.

CREATE TABLE demand_postdoc (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  demand_id      @INT@ NOT NULL REFERENCES demand (id),
  person_index   TEXT NOT NULL,                   -- blind index of name and station
  personal       @BLOB@ NOT NULL,                 -- sealed JSON: name, mobile, email
  station        TEXT NOT NULL,                   -- who has the station: 博士后设站单位
  specialty      TEXT NOT NULL DEFAULT '',
  basis          TEXT NOT NULL DEFAULT '',        -- the ministry's document
  note           TEXT NOT NULL DEFAULT '',
  reason         TEXT NOT NULL DEFAULT '',        -- taken away again: why; '' in force
  created_by     @INT@ NOT NULL REFERENCES app_user (id),
  created_ms     @INT@ NOT NULL
) @STRICT@;
CREATE INDEX demand_postdoc_demand ON demand_postdoc (demand_id, reason);
