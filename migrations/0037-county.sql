-- SPDX-License-Identifier: Apache-2.0
-- A county office between the unit and the recommending unit, where the call's route has one.

ALTER TABLE application ADD COLUMN county_id @INT@ REFERENCES org (id); -- of the step, NULL none
ALTER TABLE application ADD COLUMN county_ms @INT@ NOT NULL DEFAULT 0;  -- handed to it, 0 never
CREATE INDEX application_county ON application (county_id, changed_ms);
