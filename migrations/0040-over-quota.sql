-- SPDX-License-Identifier: Apache-2.0
-- A place above a soft quota waits for a decision of the department, and is timely meanwhile.

ALTER TABLE application
  ADD COLUMN over_state TEXT NOT NULL DEFAULT '';  -- '' within | waiting | agreed | declined
CREATE INDEX application_over ON application (sent_ms) WHERE over_state <> '';
