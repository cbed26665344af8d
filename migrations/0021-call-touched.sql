-- SPDX-License-Identifier: Apache-2.0
-- Whom a new version of a call touches is counted by call and track.

CREATE INDEX application_call ON application (call, track, state);
