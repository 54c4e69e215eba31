-- SPDX-License-Identifier: MIT
--
-- What administrators did. A row is added in the transaction of the write that it tells of. The oldest go in
-- the transaction that adds one too many; ids have no gaps, so the first one tells how many are gone.

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,      -- the box's time
  uptime INTEGER NOT NULL,  -- and its uptime, which no administrator can set
  clock TEXT NOT NULL,      -- the id of the clock whose uptime that is
  user_id INTEGER,          -- NULL: the command line
  user TEXT NOT NULL,       -- the e-mail address then
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_bounded AFTER INSERT ON audit
BEGIN
  DELETE FROM audit WHERE id <= new.id - 50000;
END;

-- Refresh tokens that a phone has signed out with all that came from them, until they would have ended anyway:
-- by the box's time and by its uptime.
CREATE TABLE revoked_tokens (
  family TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  ends_at INTEGER NOT NULL,
  ends_uptime INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_tokens_user ON revoked_tokens (user_id);
