-- SPDX-License-Identifier: Apache-2.0
-- The history of an application without its saves, of which a form may have thousands.

CREATE INDEX event_step ON event (subject_kind, subject_id, seq)
  WHERE action <> 'application.save';
