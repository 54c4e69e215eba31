-- SPDX-License-Identifier: MIT
--
-- What a POST with an Idempotency-Key has made, written together with it, so that the same request sent again is
-- answered and not done again. The row is told by its client id, which is known before it has an id.

CREATE TABLE replays (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order they came: the oldest go first
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  request TEXT NOT NULL,                 -- method and path
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,             -- of the fields and files
  owner_id INTEGER NOT NULL,             -- of the row
  client_id TEXT NOT NULL,
  UNIQUE (user_id, request, key)
) STRICT;

-- The feed remembers the client ids of deleted rows too, whatever their kind.
CREATE INDEX changes_client ON changes (owner_id, client_id);
