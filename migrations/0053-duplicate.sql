-- SPDX-License-Identifier: Apache-2.0
-- Traits by which applications that resemble one another are found without opening any.

CREATE TABLE application_trait (
  application_id @INT@ NOT NULL REFERENCES application (id),
  trait          TEXT NOT NULL,                   -- t… of the title, e… an expert (blind index)
  PRIMARY KEY (application_id, trait)
) @STRICT@;
CREATE INDEX application_trait_trait ON application_trait (trait);
