-- SPDX-License-Identifier: Apache-2.0
-- Paper of a package that came to the desk, by the label on its envelope.

CREATE TABLE package_paper (
  package_id     @INT@ PRIMARY KEY REFERENCES package (id),
  at_ms          @INT@ NOT NULL,                  -- business clock
  user_id        @INT@ NOT NULL REFERENCES app_user (id) -- who scanned it at the desk
) @STRICT@;
