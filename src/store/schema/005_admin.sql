-- SPDX-License-Identifier: MIT
--
-- What the administrators' page needs. ends_at is a second of the box's uptime, as clocks are set; times otherwise
-- are the box's.

CREATE TABLE sessions (
  token_sha256 TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,  -- of the account, when the session began
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When an account was last in touch, and what last went wrong for it.
CREATE TABLE contacts (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  seen_at INTEGER NOT NULL,
  error_at INTEGER,
  error_status INTEGER,
  error_request TEXT,
  error_detail TEXT
) STRICT;

-- One unread message of each code; it counts how often its cause came back.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
  detail TEXT NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;

CREATE UNIQUE INDEX messages_unread ON messages (code) WHERE read_at IS NULL;
