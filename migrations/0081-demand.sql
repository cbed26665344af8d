-- SPDX-License-Identifier: Apache-2.0
-- What the grassroots ask for, its public list, and experts who claim from it.

CREATE TABLE demand (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  number         TEXT UNIQUE,                     -- 盟市码-年-流水, when confirmed; NULL before
  state          TEXT NOT NULL,                   -- draft submitted confirmed closed merged dropped
  org_id         @INT@ NOT NULL REFERENCES org (id),  -- who entered it
  reporting_id   @INT@ REFERENCES org (id),       -- reporting unit of its area, or NULL
  county_id      @INT@ REFERENCES org (id),       -- county's office of its region, or NULL
  unit_name      TEXT NOT NULL,                   -- 需求单位
  uscc           TEXT NOT NULL DEFAULT '',
  region         TEXT NOT NULL DEFAULT '',        -- GB/T 2260 code
  industry       TEXT NOT NULL DEFAULT '',        -- GB/T 4754, section
  kind           TEXT NOT NULL DEFAULT 'other',   -- src/demand/demand.c
  title          TEXT NOT NULL,
  detail         TEXT NOT NULL DEFAULT '',
  tried          TEXT NOT NULL DEFAULT '',        -- 已有基础、已尝试办法
  goal           TEXT NOT NULL DEFAULT '',        -- 期望目标
  discipline     TEXT NOT NULL DEFAULT '',        -- GB/T 13745, first level
  specialty      TEXT NOT NULL DEFAULT '',        -- 希望的专业方向
  title_level    @INT@ NOT NULL DEFAULT 0,        -- at least; 0 any
  people         @INT@ NOT NULL DEFAULT 1,        -- experts wanted
  mode           TEXT NOT NULL DEFAULT 'any',     -- onsite | remote | long | any
  from_day       @INT@ NOT NULL DEFAULT 0,        -- YYYYMMDD, when; 0 open
  to_day         @INT@ NOT NULL DEFAULT 0,
  urgency        TEXT NOT NULL DEFAULT 'middle',  -- high | middle | low
  offers         TEXT NOT NULL DEFAULT '',        -- 可提供条件
  contact        @BLOB@,                          -- sealed JSON: name, post, phone
  source         TEXT NOT NULL,                   -- entered | application | import
  application_id @INT@ REFERENCES application (id),
  source_row     @INT@ NOT NULL DEFAULT 0,        -- 1.., row of the application's table
  source_version @INT@ NOT NULL DEFAULT 0,        -- version of the application it was taken from
  merged_into    @INT@ REFERENCES demand (id),
  reason         TEXT NOT NULL DEFAULT '',        -- of the last step: sent back, dropped, merged
  result         TEXT NOT NULL DEFAULT '',        -- 办结情况
  satisfaction   @INT@ NOT NULL DEFAULT 0,        -- 1..5 by the unit, 0 not said
  revision       @INT@ NOT NULL DEFAULT 0,
  created_ms     @INT@ NOT NULL,
  changed_ms     @INT@ NOT NULL,
  UNIQUE (application_id, source_row)
) @STRICT@;
CREATE INDEX demand_org ON demand (org_id, changed_ms);
CREATE INDEX demand_reporting ON demand (reporting_id, changed_ms);
CREATE INDEX demand_county ON demand (county_id, changed_ms);
CREATE INDEX demand_changed ON demand (changed_ms);
CREATE INDEX demand_state ON demand (state, id);
CREATE INDEX demand_merged ON demand (merged_into);

CREATE TABLE demand_counter (
  name           TEXT PRIMARY KEY,                -- 152200-2025, or public-2025
  last           @INT@ NOT NULL
) @STRICT@;

-- The words the public reads: written by one person, reviewed by another, withdrawn at once.
CREATE TABLE demand_public (
  demand_id      @INT@ PRIMARY KEY REFERENCES demand (id),
  number         TEXT UNIQUE,                     -- 2025-001, given when first public; NULL before
  title          TEXT NOT NULL,
  text           TEXT NOT NULL,
  state          TEXT NOT NULL,                   -- written | public | rejected | withdrawn
  reason         TEXT NOT NULL DEFAULT '',        -- of a rejection or withdrawal
  written_by     @INT@ NOT NULL REFERENCES app_user (id),
  written_ms     @INT@ NOT NULL,
  reviewed_by    @INT@ REFERENCES app_user (id),  -- 公开前审查
  reviewed_ms    @INT@ NOT NULL DEFAULT 0,
  withdrawn_by   @INT@ REFERENCES app_user (id),
  withdrawn_ms   @INT@ NOT NULL DEFAULT 0
) @STRICT@;
CREATE INDEX demand_public_state ON demand_public (state, reviewed_ms);

-- 认领: an expert offers to take one on.
CREATE TABLE demand_claim (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  demand_id      @INT@ NOT NULL REFERENCES demand (id),
  expert_id      @INT@ REFERENCES expert (id),    -- found by the mobile in the library, or NULL
  personal       @BLOB@ NOT NULL,                 -- sealed JSON: name, org, title, mobile, words
  client         TEXT NOT NULL,                   -- blind index of the address, for the limit
  state          TEXT NOT NULL,                   -- new | accepted | declined
  reason         TEXT NOT NULL DEFAULT '',
  at_ms          @INT@ NOT NULL,
  real_ms        @INT@ NOT NULL,                  -- real clock, for the limit
  judged_by      @INT@ REFERENCES app_user (id),
  judged_ms      @INT@ NOT NULL DEFAULT 0
) @STRICT@;
CREATE INDEX demand_claim_demand ON demand_claim (demand_id, state);
CREATE INDEX demand_claim_client ON demand_claim (client, real_ms);
