-- SPDX-License-Identifier: Apache-2.0
-- Applications, their values, versions, attachments; packages, receipts, acceptance, arrivals.

CREATE TABLE application (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  code           TEXT NOT NULL UNIQUE,            -- short, on paper and for the scanner
  call           TEXT NOT NULL,
  track          TEXT NOT NULL,
  capacity       TEXT NOT NULL,                   -- kind in which the unit files
  quota_capacity TEXT NOT NULL,                   -- kind whose places it uses, of the recommender
  org_id         @INT@ NOT NULL REFERENCES org (id),
  recommender_id @INT@ NOT NULL REFERENCES org (id), -- whose places it uses
  notify_id      @INT@ REFERENCES org (id),       -- gets a 知会 copy once sent, or NULL
  desk_id        @INT@ NOT NULL REFERENCES org (id),
  direct         @INT@ NOT NULL CHECK (direct IN (0, 1)), -- no unit in between
  state          TEXT NOT NULL,                   -- src/application/lifecycle.c
  form_version   @INT@ NOT NULL,                  -- call version of its form
  revision       @INT@ NOT NULL DEFAULT 0,        -- counts saves
  title          TEXT NOT NULL DEFAULT '',        -- from the field with role title
  period_from    @INT@ NOT NULL DEFAULT 0,        -- YYYYMMDD, role period
  period_to      @INT@ NOT NULL DEFAULT 0,
  budget_fen     @INT@ NOT NULL DEFAULT 0,        -- role budget_total
  blocking_count @INT@ NOT NULL DEFAULT 0,        -- problems that refuse, at the last save
  rank           @INT@ NOT NULL DEFAULT 0,        -- of the recommender's in the track, 0 none
  opinion        TEXT,                            -- recommender's opinion or reason against
  over_quota     TEXT,                            -- reason given for a place above a soft quota
  quota_held     @INT@ NOT NULL DEFAULT 0 CHECK (quota_held IN (0, 1)),
  return_count   @INT@ NOT NULL DEFAULT 0,        -- by the desk
  due_ms         @INT@ NOT NULL DEFAULT 0,        -- mending: end of the electronic period
  paper_due_ms   @INT@ NOT NULL DEFAULT 0,
  extended_ms    @INT@ NOT NULL DEFAULT 0,        -- deadline of its own given by the head, 0 none
  digest         TEXT NOT NULL DEFAULT '',        -- SM3 of the canonical values, when frozen
  created_ms     @INT@ NOT NULL,
  saved_ms       @INT@ NOT NULL,
  saved_by       @INT@ REFERENCES app_user (id),
  up_ms          @INT@ NOT NULL DEFAULT 0,        -- first seen by the recommending unit
  sent_ms        @INT@ NOT NULL DEFAULT 0,        -- the act that counts
  changed_ms     @INT@ NOT NULL,                  -- last change of any kind, orders the lists
  channel        TEXT NOT NULL DEFAULT 'online',  -- online | paper | email | usb
  judged_by      @INT@ NOT NULL DEFAULT 0         -- call version of the last step
) @STRICT@;
CREATE INDEX application_org ON application (org_id, changed_ms);
CREATE INDEX application_recommender ON application (recommender_id, changed_ms);
CREATE INDEX application_notify ON application (notify_id, changed_ms);
CREATE INDEX application_desk ON application (desk_id, sent_ms);
CREATE INDEX application_sent ON application (sent_ms);
CREATE INDEX application_changed ON application (changed_ms);
CREATE INDEX application_org_state ON application (org_id, state, changed_ms);
CREATE INDEX application_recommender_state ON application (recommender_id, state, changed_ms);
CREATE INDEX application_desk_state ON application (desk_id, state, changed_ms);
CREATE INDEX application_state ON application (state, call);

CREATE TABLE application_values (
  application_id @INT@ PRIMARY KEY REFERENCES application (id),
  sealed         @BLOB@ NOT NULL                  -- canonical JSON of the values, encrypted
) @STRICT@;

CREATE TABLE application_save (
  application_id @INT@ NOT NULL REFERENCES application (id),
  revision       @INT@ NOT NULL,
  paths          TEXT NOT NULL,                   -- JSON pointers changed, one a line; no values
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL,
  PRIMARY KEY (application_id, revision)
) @STRICT@;

CREATE TABLE application_version (
  application_id @INT@ NOT NULL REFERENCES application (id),
  n              @INT@ NOT NULL,                  -- 1..
  kind           TEXT NOT NULL,                   -- named | frozen | sent | mended
  name           TEXT,                            -- of a named save
  form_version   @INT@ NOT NULL,
  digest         TEXT NOT NULL,                   -- SM3 of the canonical values
  sealed         @BLOB@ NOT NULL,
  user_id        @INT@ REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL,
  PRIMARY KEY (application_id, n)
) @STRICT@;

CREATE TABLE attachment (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  application_id @INT@ NOT NULL REFERENCES application (id),
  kind           TEXT NOT NULL,                   -- material code of the call: stamped_scan ...
  name           TEXT NOT NULL,                   -- file name as given
  size           @INT@ NOT NULL,                  -- bytes announced
  state          TEXT NOT NULL,                   -- uploading | checking | ready | rejected
  reason         TEXT,                            -- message key of a rejection
  type           TEXT,                            -- sniffed media type
  sm3            TEXT,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  created_ms     @INT@ NOT NULL
) @STRICT@;
CREATE INDEX attachment_application ON attachment (application_id);

CREATE TABLE attachment_chunk (
  attachment_id  @INT@ NOT NULL REFERENCES attachment (id),
  n              @INT@ NOT NULL,                  -- 0.., 1 MiB each but the last
  bytes          @BLOB@ NOT NULL,
  PRIMARY KEY (attachment_id, n)
) @STRICT@;

CREATE TABLE quota_use (
  call           TEXT NOT NULL,
  track          TEXT NOT NULL,
  org_id         @INT@ NOT NULL REFERENCES org (id),
  capacity       TEXT NOT NULL,
  used           @INT@ NOT NULL DEFAULT 0,
  PRIMARY KEY (call, track, org_id, capacity)
) @STRICT@;

CREATE TABLE package (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  number         TEXT NOT NULL,                   -- per unit: 2025-003
  call           TEXT NOT NULL,
  track          TEXT NOT NULL,
  org_id         @INT@ NOT NULL REFERENCES org (id),
  desk_id        @INT@ NOT NULL REFERENCES org (id),
  letter         @BLOB@,                          -- sealed JSON: number, date, contact, phone
  courier        TEXT,
  sent_ms        @INT@ NOT NULL,
  sent_by        @INT@ REFERENCES app_user (id),
  receipt        TEXT NOT NULL,                   -- signed JSON, verifiable offline
  receipt_number TEXT NOT NULL,
  UNIQUE (org_id, number)
) @STRICT@;
CREATE INDEX package_desk ON package (desk_id, sent_ms);

CREATE TABLE package_item (
  package_id     @INT@ NOT NULL REFERENCES package (id),
  application_id @INT@ NOT NULL REFERENCES application (id),
  rank           @INT@ NOT NULL,
  version_n      @INT@ NOT NULL,
  PRIMARY KEY (package_id, application_id)
) @STRICT@;
CREATE INDEX package_item_application ON package_item (application_id);

CREATE TABLE acceptance (
  id             @ID@,
  application_id @INT@ NOT NULL REFERENCES application (id),
  action         TEXT NOT NULL,                   -- accept | return | refuse
  reasons        TEXT NOT NULL,                   -- JSON [{code, text}]
  due_ms         @INT@ NOT NULL DEFAULT 0,
  paper_due_ms   @INT@ NOT NULL DEFAULT 0,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL
) @STRICT@;
CREATE INDEX acceptance_application ON acceptance (application_id);

CREATE TABLE arrival (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,
  application_id @INT@ NOT NULL REFERENCES application (id),
  desk_id        @INT@ NOT NULL REFERENCES org (id),
  channel        TEXT NOT NULL,                   -- paper | email | usb
  arrived_ms     @INT@ NOT NULL,                  -- arrival or postmark: the instant that counts
  evidence       TEXT NOT NULL,                   -- what proves it
  registered_by  @INT@ NOT NULL REFERENCES app_user (id),
  registered_ms  @INT@ NOT NULL,
  checked_by     @INT@ REFERENCES app_user (id),
  checked_ms     @INT@ NOT NULL DEFAULT 0,
  state          TEXT NOT NULL,                   -- registered | agreed | disputed
  note           TEXT
) @STRICT@;
CREATE INDEX arrival_desk ON arrival (desk_id, registered_ms);
CREATE INDEX arrival_application ON arrival (application_id);
