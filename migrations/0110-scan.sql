-- SPDX-License-Identifier: Apache-2.0
-- What the machine saw on the pages of an attachment: our QR codes. It decides nothing.

CREATE TABLE attachment_scan (
  attachment_id  @INT@ PRIMARY KEY REFERENCES attachment (id),
  state          TEXT NOT NULL,                   -- read | unreadable
  page_count     @INT@ NOT NULL,                  -- pages of the file
  unread         TEXT NOT NULL,                   -- pages not looked at: "3,7", "" none
  read_ms        @INT@ NOT NULL
) @STRICT@;

CREATE TABLE attachment_scan_code (
  attachment_id  @INT@ NOT NULL REFERENCES attachment (id),
  n              @INT@ NOT NULL,                  -- 0.., in the order of the file
  file_page      @INT@ NOT NULL,                  -- page of the file, from 1
  code           TEXT NOT NULL,                   -- of ours, as printed; others are not kept
  PRIMARY KEY (attachment_id, n)
) @STRICT@;
