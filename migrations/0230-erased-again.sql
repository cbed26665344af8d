-- SPDX-License-Identifier: Apache-2.0
-- An application may be filled and erased again: the table is made anew without its UNIQUE, and
-- keeps what an application was when it was erased. Acts are named by public_id, never by id.

CREATE TABLE erasure_new (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- named by the event
  subject_kind   TEXT NOT NULL,                   -- user application expert
  subject_id     TEXT NOT NULL,                   -- public id of the thing
  reason         TEXT NOT NULL,                   -- who asked, why; no personal values
  legal_basis    TEXT NOT NULL,                   -- law or decision
  user_id        @INT@ NOT NULL REFERENCES app_user (id), -- who did it
  at_ms          @INT@ NOT NULL,                  -- business clock
  revision       @INT@ NOT NULL DEFAULT 0,        -- application.revision then
  version_n      @INT@ NOT NULL DEFAULT 0         -- last version of the application then, 0 none
) @STRICT@;

INSERT INTO erasure_new (public_id, subject_kind, subject_id, reason, legal_basis, user_id, at_ms,
                         revision, version_n)
  SELECT e.public_id, e.subject_kind, e.subject_id, e.reason, e.legal_basis, e.user_id, e.at_ms,
         coalesce((SELECT a.revision FROM application a
                    WHERE e.subject_kind = 'application' AND a.public_id = e.subject_id), 0),
         coalesce((SELECT max(v.n) FROM application a
                     JOIN application_version v ON v.application_id = a.id
                    WHERE e.subject_kind = 'application' AND a.public_id = e.subject_id), 0)
    FROM erasure e ORDER BY e.id;

DROP TABLE erasure;
ALTER TABLE erasure_new RENAME TO erasure;
CREATE INDEX erasure_subject ON erasure (subject_kind, subject_id);
CREATE UNIQUE INDEX erasure_once ON erasure (subject_kind, subject_id)
  WHERE subject_kind <> 'application';
