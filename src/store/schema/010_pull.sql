-- SPDX-License-Identifier: MIT
--
-- Which box this is, for clients that know several: stays the same over restores, as the epoch does not.

INSERT OR IGNORE INTO settings (key, value) VALUES ('box', lower(hex(randomblob(4))));

-- Whether the box has a file already is asked about an exhibitor's own files alone.
CREATE INDEX media_sha256 ON media (owner_id, sha256);
