-- SPDX-License-Identifier: Apache-2.0
-- Rows of a list in pieces, none of which is large. Lists that wait are brought anew.

CREATE TABLE import_part (
  id        @ID@,
  list_id   @INT@ NOT NULL REFERENCES import_list (id),
  n         @INT@ NOT NULL,  -- from 1, in the order of the rows
  sealed    @BLOB@ NOT NULL, -- lines [line, {field: value}], as understood
  UNIQUE (list_id, n)
) @STRICT@;
DELETE FROM import_list WHERE state = 'checked';
ALTER TABLE import_list DROP COLUMN sealed;
