-- SPDX-License-Identifier: MIT
--
-- Ids that clients see are never used again (AUTOINCREMENT). client_id is the name a phone gives to a row
-- before the box has seen it, unique for each owner; version counts a row's changes; changes is the feed that
-- phones pull. Versions and feed are kept by the triggers below, so that no statement can forget them.

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  password TEXT NOT NULL,
  booth_limit INTEGER NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
  generation INTEGER NOT NULL,
  name TEXT NOT NULL,
  stand TEXT NOT NULL,
  code_sha256 TEXT UNIQUE,
  code_used_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE countries (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  code TEXT NOT NULL
) STRICT;

CREATE TABLE booths (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES users (id),
  client_id TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  category TEXT NOT NULL,
  country_id INTEGER NOT NULL REFERENCES countries (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (client_id, owner_id)
) STRICT;

CREATE INDEX booths_owner ON booths (owner_id);
CREATE INDEX booths_country ON booths (country_id);

-- owner_id of items and media repeats the booth's: client ids are unique for each owner, and the feed must
-- know whose a row was when its booth is already gone.

CREATE TABLE items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  booth_id INTEGER NOT NULL REFERENCES booths (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  price TEXT,
  quantity INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (client_id, owner_id)
) STRICT;

CREATE INDEX items_booth ON items (booth_id);

-- collection: 1 images of a booth, 2 videos of a booth, 3 images of an item.
CREATE TABLE media (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  collection INTEGER NOT NULL CHECK (collection BETWEEN 1 AND 3),
  booth_id INTEGER NOT NULL REFERENCES booths (id) ON DELETE CASCADE,
  item_id INTEGER REFERENCES items (id) ON DELETE CASCADE,
  parent_id INTEGER GENERATED ALWAYS AS (ifnull(item_id, booth_id)) VIRTUAL,
  file TEXT NOT NULL UNIQUE,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
  created_at INTEGER NOT NULL,
  UNIQUE (client_id, owner_id),
  CHECK ((item_id IS NOT NULL) = (collection = 3))
) STRICT;

CREATE INDEX media_booth ON media (booth_id, collection, item_id);
CREATE INDEX media_item ON media (item_id) WHERE item_id IS NOT NULL;
CREATE UNIQUE INDEX media_primary ON media (collection, parent_id) WHERE is_primary;

-- Rows that go with their booth or item need no successor.
CREATE TRIGGER media_next_primary AFTER DELETE ON media
WHEN old.is_primary
  AND EXISTS (SELECT 1 FROM booths WHERE id = old.booth_id)
  AND (old.item_id IS NULL OR EXISTS (SELECT 1 FROM items WHERE id = old.item_id))
BEGIN
  UPDATE media SET is_primary = 1
  WHERE id = (SELECT min(id) FROM media
              WHERE booth_id = old.booth_id AND collection = old.collection AND item_id IS old.item_id);
END;

-- A row is here once for its owner, at the seq of its latest change. owner_id is NULL for what is everyone's.
-- The version of a deleted row is the one its deletion gave it; countries have none.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('booth', 'item', 'image', 'video', 'country')),
  id INTEGER NOT NULL,
  owner_id INTEGER,
  client_id TEXT,
  version INTEGER,
  op TEXT NOT NULL CHECK (op IN ('put', 'delete', 'revoke'))
) STRICT;

CREATE UNIQUE INDEX changes_row ON changes (kind, id, owner_id);
CREATE INDEX changes_feed ON changes (owner_id, seq);

CREATE TRIGGER changes_once BEFORE INSERT ON changes
BEGIN
  DELETE FROM changes WHERE kind = new.kind AND id = new.id AND owner_id IS new.owner_id;
END;

CREATE TRIGGER booths_added AFTER INSERT ON booths
BEGIN
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('booth', new.id, new.owner_id, new.client_id, new.version, 'put');
END;

CREATE TRIGGER booths_changed
AFTER UPDATE OF name, description, category, country_id, updated_at ON booths
BEGIN
  UPDATE booths SET version = old.version + 1 WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('booth', new.id, new.owner_id, new.client_id, old.version + 1, 'put');
END;

CREATE TRIGGER booths_deleted AFTER DELETE ON booths
BEGIN
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('booth', old.id, old.owner_id, old.client_id, old.version + 1, 'delete');
END;

CREATE TRIGGER items_added AFTER INSERT ON items
BEGIN
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('item', new.id, new.owner_id, new.client_id, new.version, 'put');
END;

CREATE TRIGGER items_changed
AFTER UPDATE OF name, description, price, quantity, updated_at ON items
BEGIN
  UPDATE items SET version = old.version + 1 WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('item', new.id, new.owner_id, new.client_id, old.version + 1, 'put');
END;

CREATE TRIGGER items_deleted AFTER DELETE ON items
BEGIN
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('item', old.id, old.owner_id, old.client_id, old.version + 1, 'delete');
END;

CREATE TRIGGER media_added AFTER INSERT ON media
BEGIN
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES (iif(new.collection = 2, 'video', 'image'), new.id, new.owner_id, new.client_id, new.version, 'put');
END;

CREATE TRIGGER media_changed AFTER UPDATE OF is_primary ON media
WHEN new.is_primary <> old.is_primary
BEGIN
  UPDATE media SET version = old.version + 1 WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES (iif(new.collection = 2, 'video', 'image'), new.id, new.owner_id, new.client_id, old.version + 1,
          'put');
END;

CREATE TRIGGER media_deleted AFTER DELETE ON media
BEGIN
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES (iif(old.collection = 2, 'video', 'image'), old.id, old.owner_id, old.client_id, old.version + 1,
          'delete');
END;

CREATE TRIGGER countries_added AFTER INSERT ON countries
BEGIN
  INSERT INTO changes (kind, id, op) VALUES ('country', new.id, 'put');
END;

CREATE TRIGGER countries_changed AFTER UPDATE ON countries
WHEN new.name <> old.name OR new.code <> old.code
BEGIN
  INSERT INTO changes (kind, id, op) VALUES ('country', new.id, 'put');
END;

CREATE TRIGGER countries_deleted AFTER DELETE ON countries
BEGIN
  INSERT INTO changes (kind, id, op) VALUES ('country', old.id, 'delete');
END;
