-- SPDX-License-Identifier: Apache-2.0
-- 移交清单: boxes of accepted items, handed by the desk to the department.

CREATE TABLE handover (
  id             @ID@,
  public_id      TEXT NOT NULL UNIQUE,            -- random
  number         TEXT NOT NULL,                   -- per desk: 2025-001
  call           TEXT NOT NULL,
  desk_id        @INT@ NOT NULL REFERENCES org (id),
  state          TEXT NOT NULL,                   -- made | checked | received
  note           TEXT NOT NULL DEFAULT '',        -- of who made it
  made_by        @INT@ NOT NULL REFERENCES app_user (id),
  made_ms        @INT@ NOT NULL,
  checked_by     @INT@ REFERENCES app_user (id),  -- second person of the desk: it is all there
  checked_ms     @INT@ NOT NULL DEFAULT 0,
  received_by    @INT@ REFERENCES app_user (id),  -- of the department
  received_ms    @INT@ NOT NULL DEFAULT 0,
  remark         TEXT NOT NULL DEFAULT '',        -- of who received it: what was not as listed
  UNIQUE (desk_id, number)
) @STRICT@;

CREATE TABLE handover_item (
  application_id @INT@ PRIMARY KEY REFERENCES application (id), -- in one list only
  handover_id    @INT@ NOT NULL REFERENCES handover (id),
  box            @INT@ NOT NULL,                  -- 1..
  place          @INT@ NOT NULL                   -- order in the list, 1..
) @STRICT@;
CREATE INDEX handover_item_list ON handover_item (handover_id, place);
