-- SPDX-License-Identifier: Apache-2.0
-- Values that found no place when an application moved to a newer form: kept, never thrown away.

CREATE TABLE application_kept (
  application_id @INT@ NOT NULL REFERENCES application (id),
  n              @INT@ NOT NULL,                  -- 1..
  form_version   @INT@ NOT NULL,                  -- call version of the form it was typed on
  field          TEXT NOT NULL,                   -- id of the field there
  sealed         @BLOB@ NOT NULL,                 -- JSON {label, kind, value, text}, encrypted
  user_id        @INT@ REFERENCES app_user (id),  -- who moved the application
  at_ms          @INT@ NOT NULL,
  PRIMARY KEY (application_id, n)
) @STRICT@;
