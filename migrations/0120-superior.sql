-- SPDX-License-Identifier: Apache-2.0
-- Legal superiors of units through the years: for conflicts of interest, not for reporting.

CREATE TABLE org_superior (
  id             @ID@,
  org_id         @INT@ NOT NULL REFERENCES org (id),
  superior_id    @INT@ NOT NULL REFERENCES org (id),
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD, 0 not known
  to_day         @INT@ NOT NULL DEFAULT 99991231, -- YYYYMMDD, last day
  basis          TEXT NOT NULL DEFAULT ''         -- document
) @STRICT@;
CREATE INDEX org_superior_org ON org_superior (org_id, from_day);
CREATE INDEX org_name_of ON org (name);
