-- SPDX-License-Identifier: Apache-2.0
-- The library of experts: profiles, works, employers, memberships, and an index of their words.

CREATE TABLE expert (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  identity       TEXT UNIQUE,                     -- blind index of the identity document, or NULL
  mobile_index   TEXT,                            -- blind index of the mobile, or NULL
  personal       @BLOB@,                          -- sealed JSON: document, mobile, birthday ...
  name           TEXT NOT NULL,
  org_id         @INT@ REFERENCES org (id),       -- employer, if it is a unit known here
  org_name       TEXT NOT NULL,                   -- employer's full name
  post           TEXT NOT NULL DEFAULT '',        -- 行政职务
  title_series   TEXT NOT NULL DEFAULT '',        -- 职称系列, reference/titles.csv
  title_name     TEXT NOT NULL DEFAULT '',
  title_level    @INT@ NOT NULL DEFAULT 0,        -- 0 unknown 1 初级 2 中级 3 副高级 4 正高级
  discipline     TEXT NOT NULL DEFAULT '',        -- GB/T 13745, first level
  industry       TEXT NOT NULL DEFAULT '',        -- GB/T 4754, section
  specialty      TEXT NOT NULL DEFAULT '',        -- 研究方向和擅长领域
  honours        TEXT NOT NULL DEFAULT '',        -- codes, one blank between two
  regions        TEXT NOT NULL DEFAULT '',        -- where they would serve: codes, '' anywhere
  days_per_year  @INT@ NOT NULL DEFAULT 0,        -- days available a year, 0 not said
  free_time      TEXT NOT NULL DEFAULT '',        -- when
  offers         TEXT NOT NULL DEFAULT '',        -- 可提供的服务
  achievements   TEXT NOT NULL DEFAULT '',        -- 主要成果和业绩
  history        TEXT NOT NULL DEFAULT '',        -- 以往服务基层情况
  exception      TEXT NOT NULL DEFAULT '',        -- 破格说明
  healthy        @INT@ NOT NULL DEFAULT 0 CHECK (healthy IN (0, 1)),   -- declared by the person
  willing        @INT@ NOT NULL DEFAULT 0 CHECK (willing IN (0, 1)),
  adaptable      @INT@ NOT NULL DEFAULT 0 CHECK (adaptable IN (0, 1)),
  ministry       @INT@ NOT NULL DEFAULT 0 CHECK (ministry IN (0, 1)),  -- 同意推荐人社部库
  state          TEXT NOT NULL,                   -- active | consent (waits for it) | left
  reason         TEXT NOT NULL DEFAULT '',        -- of the last change of state
  source         TEXT NOT NULL,                   -- application | department
  checked_year   @INT@ NOT NULL DEFAULT 0,        -- last 年度核验 that found the profile right
  revision       @INT@ NOT NULL DEFAULT 0,        -- counts changes
  search_text    TEXT NOT NULL DEFAULT '',        -- what expert_gram was made of, two lines
  search_facets  TEXT NOT NULL DEFAULT '',        -- the same of filters: words, blanks between
  created_ms     @INT@ NOT NULL,
  changed_ms     @INT@ NOT NULL
) @STRICT@;
CREATE INDEX expert_mobile ON expert (mobile_index);
CREATE INDEX expert_org ON expert (org_id);
CREATE INDEX expert_state ON expert (state, id);

-- Works and past service, one row a piece: each is a text of its own for matching.
CREATE TABLE expert_work (
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  n              @INT@ NOT NULL,                  -- 1.., as listed
  kind           TEXT NOT NULL,                   -- project | paper | patent | award | service
  title          TEXT NOT NULL,
  source         TEXT NOT NULL DEFAULT '',        -- programme, journal; of a service: where
  role           TEXT NOT NULL DEFAULT '',        -- part taken; of a service: what came of it
  year           @INT@ NOT NULL DEFAULT 0,        -- 0 not said
  PRIMARY KEY (expert_id, n)
) @STRICT@;

-- Employers through the years: who was where on a day decides conflicts of interest.
CREATE TABLE expert_employer (
  id             @ID@,
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  org_id         @INT@ REFERENCES org (id),       -- if it is a unit known here
  org_name       TEXT NOT NULL,
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD, 0 not known
  to_day         @INT@ NOT NULL DEFAULT 99991231, -- YYYYMMDD
  consent_day    @INT@ NOT NULL DEFAULT 0,        -- day of the employer's consent, 0 none yet
  consent_by     TEXT NOT NULL DEFAULT ''         -- document or person that gave it
) @STRICT@;
CREATE INDEX expert_employer_expert ON expert_employer (expert_id, to_day);

CREATE TABLE expert_member (
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  level          TEXT NOT NULL CHECK (level IN ('regional', 'national')), -- 区级 部级
  year           @INT@ NOT NULL,
  application_id @INT@ REFERENCES application (id), -- by which, or NULL: entered
  basis          TEXT NOT NULL DEFAULT '',        -- document
  PRIMARY KEY (expert_id, level, year)
) @STRICT@;

-- Bases the expert is linked with.
CREATE TABLE expert_base (
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  entry_id       @INT@ NOT NULL REFERENCES register_entry (id),
  from_day       @INT@ NOT NULL,                  -- YYYYMMDD
  note           TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (expert_id, entry_id)
) @STRICT@;

CREATE TABLE expert_check (
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  year           @INT@ NOT NULL,
  result         TEXT NOT NULL,                   -- right | changed | unreachable
  note           TEXT NOT NULL DEFAULT '',
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL,
  PRIMARY KEY (expert_id, year)
) @STRICT@;

-- 回避 that the expert declared: a unit, or whatever the words say.
CREATE TABLE expert_declared (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  expert_id      @INT@ NOT NULL REFERENCES expert (id),
  org_id         @INT@ REFERENCES org (id),
  org_name       TEXT NOT NULL,                   -- of the unit
  reason         TEXT NOT NULL,
  at_ms          @INT@ NOT NULL
) @STRICT@;
CREATE INDEX expert_declared_expert ON expert_declared (expert_id);

-- Who was recommended by whom: one row a sent application that names a person.
CREATE TABLE expert_nomination (
  application_id @INT@ PRIMARY KEY REFERENCES application (id),
  call           TEXT NOT NULL,
  identity       TEXT NOT NULL,                   -- as expert.identity
  recommender_id @INT@ NOT NULL REFERENCES org (id),
  expert_id      @INT@ REFERENCES expert (id)     -- entered in the library from it
) @STRICT@;
CREATE INDEX expert_nomination_identity ON expert_nomination (identity, call);

-- Which experts have a word: experts of a block of 60 as bits, so that a common word stays short.
CREATE TABLE expert_gram (
  space          @INT@ NOT NULL,                  -- 0 filter, 1 open text, 2 text that tells who
  gram           @INT@ NOT NULL,                  -- key of a word or of a filter
  block          @INT@ NOT NULL,                  -- expert.id / 60
  bits           @INT@ NOT NULL,                  -- bit expert.id % 60
  PRIMARY KEY (space, gram, block)
) @STRICT@;
