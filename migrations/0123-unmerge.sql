-- SPDX-License-Identifier: Apache-2.0
-- What a merge of demands changed, so that it can be taken back as it was.

ALTER TABLE demand ADD COLUMN merged_people @INT@ NOT NULL DEFAULT 0; -- seats given to the other
ALTER TABLE demand ADD COLUMN merged_state TEXT NOT NULL DEFAULT '';  -- state before the merge
