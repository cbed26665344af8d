-- SPDX-License-Identifier: Apache-2.0
-- Runs and invitations of an expert, found when the expert leaves or changes the employer.

CREATE INDEX match_pair_of ON match_pair (expert_id, run_id);
CREATE INDEX invitation_expert ON invitation (expert_id, state);
