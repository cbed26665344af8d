-- SPDX-License-Identifier: Apache-2.0
-- Tries to sign in are counted by name and place together, and by name wherever they come from.

ALTER TABLE sign_in_try ADD COLUMN name_key TEXT NOT NULL DEFAULT ''; -- of the name; '' its own row
CREATE INDEX sign_in_try_name ON sign_in_try (name_key);
