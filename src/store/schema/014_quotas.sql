-- SPDX-License-Identifier: MIT
--
-- Quotas. A limit of an account is what its column says; NULL: what the setting of the same name says, or the
-- default of the program. usage has the sums that are compared with the limits. The triggers below keep it, so
-- that no statement can forget it.

ALTER TABLE users ADD COLUMN media_bytes_limit INTEGER;
ALTER TABLE users ADD COLUMN text_bytes_limit INTEGER;
ALTER TABLE users ADD COLUMN row_bytes_limit INTEGER;
ALTER TABLE users ADD COLUMN booth_items_limit INTEGER;
ALTER TABLE users ADD COLUMN booth_media_limit INTEGER;
ALTER TABLE users ADD COLUMN item_media_limit INTEGER;
ALTER TABLE users ADD COLUMN upload_bytes_limit INTEGER;

ALTER TABLE booths ADD COLUMN text_bytes INTEGER GENERATED ALWAYS AS (
  length(CAST(name AS BLOB)) + length(CAST(description AS BLOB)) + length(CAST(category AS BLOB))) VIRTUAL;
ALTER TABLE items ADD COLUMN text_bytes INTEGER GENERATED ALWAYS AS (
  length(CAST(name AS BLOB)) + length(CAST(description AS BLOB))) VIRTUAL;

-- What a record takes, roughly: 256 for its numbers, hashes and index entries.
ALTER TABLE pushed ADD COLUMN bytes INTEGER GENERATED ALWAYS AS (
  256 + length(CAST(op_id AS BLOB)) + length(CAST(details AS BLOB))) VIRTUAL;
ALTER TABLE replays ADD COLUMN bytes INTEGER GENERATED ALWAYS AS (
  256 + length(CAST(request AS BLOB)) + length(CAST(key AS BLOB))) VIRTUAL;
ALTER TABLE conflicts ADD COLUMN bytes INTEGER GENERATED ALWAYS AS (
  256 + length(CAST(yours AS BLOB)) + length(CAST(server AS BLOB))) VIRTUAL;

CREATE INDEX pushed_user ON pushed (user_id);
CREATE INDEX replays_user ON replays (user_id);

CREATE TABLE usage (
  user_id INTEGER PRIMARY KEY,  -- 0: of all accounts, records only
  media_bytes INTEGER NOT NULL DEFAULT 0,
  text_bytes INTEGER NOT NULL DEFAULT 0,      -- of booths and items
  pushed_bytes INTEGER NOT NULL DEFAULT 0,    -- of records
  replay_bytes INTEGER NOT NULL DEFAULT 0,
  conflict_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO usage (user_id, media_bytes, text_bytes, pushed_bytes, replay_bytes, conflict_bytes)
SELECT user_id, sum(media), sum(text), sum(pushed), sum(replays), sum(conflicts) FROM (
  SELECT 0 AS user_id, 0 AS media, 0 AS text, 0 AS pushed, 0 AS replays, 0 AS conflicts
  UNION ALL SELECT id, 0, 0, 0, 0, 0 FROM users
  UNION ALL SELECT owner_id, size, 0, 0, 0, 0 FROM media
  UNION ALL SELECT owner_id, 0, text_bytes, 0, 0, 0 FROM booths
  UNION ALL SELECT owner_id, 0, text_bytes, 0, 0, 0 FROM items
  UNION ALL SELECT user_id, 0, 0, bytes, 0, 0 FROM pushed
  UNION ALL SELECT 0, 0, 0, bytes, 0, 0 FROM pushed
  UNION ALL SELECT user_id, 0, 0, 0, bytes, 0 FROM replays
  UNION ALL SELECT 0, 0, 0, 0, bytes, 0 FROM replays
  UNION ALL SELECT owner_id, 0, 0, 0, 0, bytes FROM conflicts
  UNION ALL SELECT 0, 0, 0, 0, 0, bytes FROM conflicts
) GROUP BY user_id;

CREATE TRIGGER users_usage AFTER INSERT ON users
BEGIN
  INSERT INTO usage (user_id) VALUES (new.id);
END;

CREATE TRIGGER users_usage_deleted AFTER DELETE ON users
BEGIN
  DELETE FROM usage WHERE user_id = old.id;
END;

CREATE TRIGGER media_usage_added AFTER INSERT ON media
BEGIN
  UPDATE usage SET media_bytes = media_bytes + new.size WHERE user_id = new.owner_id;
END;

CREATE TRIGGER media_usage_deleted AFTER DELETE ON media
BEGIN
  UPDATE usage SET media_bytes = media_bytes - old.size WHERE user_id = old.owner_id;
END;

CREATE TRIGGER media_usage_moved AFTER UPDATE OF owner_id ON media
WHEN new.owner_id <> old.owner_id
BEGIN
  UPDATE usage SET media_bytes = media_bytes - old.size WHERE user_id = old.owner_id;
  UPDATE usage SET media_bytes = media_bytes + new.size WHERE user_id = new.owner_id;
END;

CREATE TRIGGER booths_usage_added AFTER INSERT ON booths
BEGIN
  UPDATE usage SET text_bytes = text_bytes + new.text_bytes WHERE user_id = new.owner_id;
END;

CREATE TRIGGER booths_usage_changed AFTER UPDATE OF name, description, category ON booths
WHEN new.text_bytes <> old.text_bytes
BEGIN
  UPDATE usage SET text_bytes = text_bytes - old.text_bytes + new.text_bytes WHERE user_id = new.owner_id;
END;

CREATE TRIGGER booths_usage_deleted AFTER DELETE ON booths
BEGIN
  UPDATE usage SET text_bytes = text_bytes - old.text_bytes WHERE user_id = old.owner_id;
END;

CREATE TRIGGER booths_usage_moved AFTER UPDATE OF owner_id ON booths
WHEN new.owner_id <> old.owner_id
BEGIN
  UPDATE usage SET text_bytes = text_bytes - old.text_bytes WHERE user_id = old.owner_id;
  UPDATE usage SET text_bytes = text_bytes + new.text_bytes WHERE user_id = new.owner_id;
END;

CREATE TRIGGER items_usage_added AFTER INSERT ON items
BEGIN
  UPDATE usage SET text_bytes = text_bytes + new.text_bytes WHERE user_id = new.owner_id;
END;

CREATE TRIGGER items_usage_changed AFTER UPDATE OF name, description ON items
WHEN new.text_bytes <> old.text_bytes
BEGIN
  UPDATE usage SET text_bytes = text_bytes - old.text_bytes + new.text_bytes WHERE user_id = new.owner_id;
END;

CREATE TRIGGER items_usage_deleted AFTER DELETE ON items
BEGIN
  UPDATE usage SET text_bytes = text_bytes - old.text_bytes WHERE user_id = old.owner_id;
END;

CREATE TRIGGER items_usage_moved AFTER UPDATE OF owner_id ON items
WHEN new.owner_id <> old.owner_id
BEGIN
  UPDATE usage SET text_bytes = text_bytes - old.text_bytes WHERE user_id = old.owner_id;
  UPDATE usage SET text_bytes = text_bytes + new.text_bytes WHERE user_id = new.owner_id;
END;

CREATE TRIGGER pushed_usage_added AFTER INSERT ON pushed
BEGIN
  UPDATE usage SET pushed_bytes = pushed_bytes + new.bytes WHERE user_id IN (0, new.user_id);
END;

CREATE TRIGGER pushed_usage_deleted AFTER DELETE ON pushed
BEGIN
  UPDATE usage SET pushed_bytes = pushed_bytes - old.bytes WHERE user_id IN (0, old.user_id);
END;

CREATE TRIGGER replays_usage_added AFTER INSERT ON replays
BEGIN
  UPDATE usage SET replay_bytes = replay_bytes + new.bytes WHERE user_id IN (0, new.user_id);
END;

CREATE TRIGGER replays_usage_deleted AFTER DELETE ON replays
BEGIN
  UPDATE usage SET replay_bytes = replay_bytes - old.bytes WHERE user_id IN (0, old.user_id);
END;

CREATE TRIGGER conflicts_usage_added AFTER INSERT ON conflicts
BEGIN
  UPDATE usage SET conflict_bytes = conflict_bytes + new.bytes WHERE user_id IN (0, new.owner_id);
END;

CREATE TRIGGER conflicts_usage_deleted AFTER DELETE ON conflicts
BEGIN
  UPDATE usage SET conflict_bytes = conflict_bytes - old.bytes WHERE user_id IN (0, old.owner_id);
END;
