-- SPDX-License-Identifier: Apache-2.0
-- Whatever finds a person who is erased, found without reading whole tables.

CREATE INDEX match_pair_person ON match_pair (expert_id);
CREATE INDEX invitation_person ON invitation (expert_id);
CREATE INDEX demand_claim_person ON demand_claim (expert_id);
CREATE INDEX expert_nomination_person ON expert_nomination (expert_id);
