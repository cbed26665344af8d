-- SPDX-License-Identifier: Apache-2.0
-- The audit chain: who did what to which thing when, each event sealed to the one before it.
-- Only src/event/event.c writes here, and nothing ever updates or deletes an event.

CREATE TABLE event (
  seq            @INT@ NOT NULL PRIMARY KEY CHECK (seq > 0), -- 1, 2, 3 ... without gaps
  at_ms          @INT@ NOT NULL,                  -- business clock, Unix ms
  real_ms        @INT@ NOT NULL,                  -- real clock, Unix ms
  actor_user_id  @INT@ NOT NULL,                  -- app_user.id, 0 nobody (a job, the command line)
  actor_post_id  @INT@ NOT NULL,                  -- post.id the person acted from, 0 none
  actor_org_id   @INT@ NOT NULL,                  -- org.id of that post, 0 none
  request_id     TEXT NOT NULL,                   -- as in the log, '' none
  action         TEXT NOT NULL,                   -- stable code: application.recommend
  subject_kind   TEXT NOT NULL,                   -- application, org, user ...
  subject_id     TEXT NOT NULL,                   -- public id of the thing, '' none
  org_id         @INT@ NOT NULL,                  -- org.id whose matter it is, 0 none
  data           TEXT NOT NULL,                   -- JSON: ids, decisions, digests; never personal
  prev_hash      TEXT NOT NULL,                   -- hash of seq - 1, 64 zeros for the first
  hash           TEXT NOT NULL                    -- SM3, 64 hex digits; layout in src/event/event.h
) @STRICT@;
CREATE INDEX event_subject ON event (subject_kind, subject_id, seq);
CREATE INDEX event_org ON event (org_id, seq);
CREATE INDEX event_actor ON event (actor_user_id, seq);

-- One row: the end of the chain. Its lock makes writers append one after another.
CREATE TABLE chain_head (
  id             @INT@ NOT NULL PRIMARY KEY CHECK (id = 1),
  seq            @INT@ NOT NULL,                  -- of the last event, 0 none
  hash           TEXT NOT NULL                    -- of the last event, 64 zeros when there is none
) @STRICT@;
INSERT INTO chain_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
