-- SPDX-License-Identifier: Apache-2.0
-- A recommending unit's work in a call: its inner deadlines, reminders, declarations of zero.

-- 盟市内部截止: warns the units of the area, never refuses.
CREATE TABLE inner_deadline (
  round_id       @INT@ NOT NULL REFERENCES league_round (id),
  track          TEXT NOT NULL,                   -- code, '' all tracks
  due_ms         @INT@ NOT NULL,                  -- first instant too late
  decision       TEXT NOT NULL,                   -- number of the unit's own notice
  words          TEXT NOT NULL,                   -- what it says beside, may be ''
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL,
  PRIMARY KEY (round_id, track)
) @STRICT@;

-- Log of reminders.
CREATE TABLE reminder (
  id             @ID@,
  round_id       @INT@ NOT NULL REFERENCES league_round (id),
  org_id         @INT@ NOT NULL REFERENCES org (id), -- who was reminded
  how            TEXT NOT NULL,                   -- system | phone | message | letter | visit
  note           TEXT NOT NULL,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL
) @STRICT@;
CREATE INDEX reminder_round ON reminder (round_id);
CREATE INDEX reminder_org ON reminder (org_id);

-- 零申报: a unit files nothing this year, said by itself or by its recommending unit.
CREATE TABLE zero_report (
  call           TEXT NOT NULL,
  org_id         @INT@ NOT NULL REFERENCES org (id),
  by_org_id      @INT@ NOT NULL REFERENCES org (id),
  reason         TEXT NOT NULL,
  user_id        @INT@ NOT NULL REFERENCES app_user (id),
  at_ms          @INT@ NOT NULL,
  PRIMARY KEY (org_id, call)
) @STRICT@;
