-- SPDX-License-Identifier: Apache-2.0
-- The outbox: letters by e-mail that wait, were sent or were given up.

CREATE TABLE mail (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random; the letter's Message-ID for ever
  subject_kind   TEXT NOT NULL,                   -- what it is about: "invitation"
  subject_id     TEXT NOT NULL,                   -- its public id
  template       TEXT NOT NULL,                   -- reference/mail/CODE.txt
  shown          TEXT NOT NULL,                   -- masked address: "w***@example.cn"
  sealed         @BLOB@ NOT NULL,                 -- JSON: to, subject, text; empty once sent
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'cancelled')),
  lease          TEXT NOT NULL,                   -- random, of the worker that has it, '' nobody
  due_ms         @INT@ NOT NULL,                  -- real clock: not before; while leased: its end
  attempts       @INT@ NOT NULL,                  -- times it was claimed
  error          TEXT NOT NULL,                   -- what the server said last, '' nothing
  created_ms     @INT@ NOT NULL,                  -- real clock
  ended_ms       @INT@ NOT NULL                   -- real clock; 0 while waiting
) @STRICT@;
CREATE INDEX mail_due ON mail (state, due_ms);
CREATE INDEX mail_subject ON mail (subject_kind, subject_id);
