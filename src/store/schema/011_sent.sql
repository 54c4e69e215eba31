-- SPDX-License-Identifier: MIT
--
-- What a phone sent is not what is kept when a location was overwritten in it: then this is the hash of what it sent,
-- by which it asks for the file later.

ALTER TABLE media ADD COLUMN sent_sha256 TEXT;
CREATE INDEX media_sent ON media (owner_id, sent_sha256) WHERE sent_sha256 IS NOT NULL;

-- Set before the first byte of a whole upload is overwritten: its own hash is then no longer that of its bytes, all of
-- which are on the drive whatever received says.
ALTER TABLE uploads ADD COLUMN sent_sha256 TEXT;
