-- SPDX-License-Identifier: MIT
--
-- Uploads that come in pieces. Of an unfinished one as many bytes are good as received says: the file may be longer
-- after a crash, and is then cut back. The file has its final name from the beginning; the write that makes the media
-- row is the one that finishes the upload. touched_at is a second of the box's uptime.

CREATE TABLE uploads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order they came
  name TEXT NOT NULL UNIQUE,             -- in its URL; at random, as no URL may mean another upload after a restore
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,  -- who sends it
  client_id TEXT NOT NULL,               -- of the media row to be
  collection INTEGER NOT NULL CHECK (collection BETWEEN 1 AND 3),
  booth_id INTEGER NOT NULL,
  item_id INTEGER,
  wants_primary INTEGER NOT NULL CHECK (wants_primary IN (0, 1)),
  file_name TEXT NOT NULL,               -- as sent
  metadata TEXT NOT NULL,                -- as sent
  sha256 TEXT,                           -- what the whole shall have, in hex
  size INTEGER NOT NULL,
  received INTEGER NOT NULL DEFAULT 0,
  file TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL DEFAULT 'receiving' CHECK (state IN ('receiving', 'finished', 'failed')),
  fault_status INTEGER,                  -- of a failed one: what its sender was answered
  fault TEXT,                            -- as JSON
  media_id INTEGER,                      -- of a finished one
  touched_at INTEGER NOT NULL,
  UNIQUE (user_id, client_id)
) STRICT;

CREATE INDEX uploads_sha256 ON uploads (user_id, sha256) WHERE state = 'receiving';
CREATE INDEX uploads_touched ON uploads (touched_at);
