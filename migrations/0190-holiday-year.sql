-- SPDX-License-Identifier: Apache-2.0
-- Arrangements of holidays that became known after the program was built, and which of them count.

CREATE TABLE holiday_year (
  id          @ID@,
  year        @INT@ NOT NULL,
  state       TEXT NOT NULL,                    -- proposed | in_force | replaced
  csv         TEXT NOT NULL,                    -- rows of this year; '' the program's own
  source      TEXT NOT NULL,                    -- notice that arranged the year, '' not told
  proposed_ms @INT@ NOT NULL,
  decided_by  @INT@ REFERENCES app_user (id),   -- NULL: nothing moved, nobody was asked
  decided_ms  @INT@ NOT NULL DEFAULT 0
) @STRICT@;
CREATE INDEX holiday_year_state ON holiday_year (state, year);
INSERT INTO holiday_year (year, state, csv, source, proposed_ms)
  VALUES (2026, 'in_force', '', '', 0);

-- Dates that a year's arrangement may move.
CREATE INDEX application_due ON application (due_ms);
CREATE INDEX application_paper_due ON application (paper_due_ms);
CREATE INDEX package_letter_due ON package (letter_due_ms);
CREATE INDEX package_letter_paper_due ON package (letter_paper_due_ms);
