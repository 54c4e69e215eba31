-- SPDX-License-Identifier: MIT
--
-- Upload-Concat, as it was sent: 'partial' of a part, which becomes no media row by itself, 'final;' and the URLs of
-- parts of what joins them. NULL: an upload by itself.

ALTER TABLE uploads ADD COLUMN concat TEXT;
