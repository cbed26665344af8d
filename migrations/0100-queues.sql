-- SPDX-License-Identifier: Apache-2.0
-- What the desk's queue, the league's board and its ledger read, without opening sealed values and
-- without walking over all that is stored.

ALTER TABLE application ADD COLUMN place TEXT; -- of the form's role; NULL: not known
ALTER TABLE application ADD COLUMN expert_count @INT@ NOT NULL DEFAULT 0; -- of the form, 0 none

CREATE INDEX application_queue ON application (desk_id, state, sent_ms, id, call);
CREATE INDEX application_ledger ON application (recommender_id, call, rank, id);
CREATE INDEX application_board ON application (recommender_id, call, org_id, state, up_ms, sent_ms);
CREATE INDEX package_call ON package (org_id, call);
