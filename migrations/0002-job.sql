-- SPDX-License-Identifier: Apache-2.0
-- Work done in the background, claimed by lease so that several servers share it.

CREATE TABLE job (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random, what the page polls
  user_id        @INT@ NOT NULL,                  -- app_user.id who asked, 0 the system itself
  kind           TEXT NOT NULL,                   -- row of the server's table of kinds
  payload        TEXT NOT NULL,                   -- JSON: ids of what to work on; never personal
  state          TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed')),
  lease          TEXT NOT NULL,                   -- random, of the worker that has it, '' nobody
  due_ms         @INT@ NOT NULL,                  -- real clock: not before; while leased: its end
  attempts       @INT@ NOT NULL,                  -- times it was claimed
  error          TEXT NOT NULL,                   -- reason of the last failure, '' none
  progress_done  @INT@ NOT NULL,                  -- of progress_total, in units of the kind
  progress_total @INT@ NOT NULL,                  -- 0 not known yet
  result         TEXT NOT NULL,                   -- JSON: ids of what came out, '' none yet
  created_ms     @INT@ NOT NULL,                  -- real clock
  finished_ms    @INT@ NOT NULL                   -- real clock, 0 while open
) @STRICT@;
CREATE INDEX job_due ON job (state, due_ms);
