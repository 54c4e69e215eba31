-- SPDX-License-Identifier: MIT
--
-- What phones push. The version at which each field last changed says whether an edit that builds on an older row
-- touches the same field. Of the rows that are here already nobody knows: their fields count as changed last.

ALTER TABLE booths ADD COLUMN name_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE booths ADD COLUMN description_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE booths ADD COLUMN category_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE booths ADD COLUMN country_version INTEGER NOT NULL DEFAULT 1;
UPDATE booths SET name_version = version, description_version = version, category_version = version,
                  country_version = version;

ALTER TABLE items ADD COLUMN name_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE items ADD COLUMN description_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE items ADD COLUMN price_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE items ADD COLUMN quantity_version INTEGER NOT NULL DEFAULT 1;
UPDATE items SET name_version = version, description_version = version, price_version = version,
                 quantity_version = version;

DROP TRIGGER booths_changed;
CREATE TRIGGER booths_changed
AFTER UPDATE OF name, description, category, country_id, updated_at ON booths
BEGIN
  UPDATE booths SET
    version = old.version + 1,
    name_version = iif(new.name IS old.name, old.name_version, old.version + 1),
    description_version = iif(new.description IS old.description, old.description_version, old.version + 1),
    category_version = iif(new.category IS old.category, old.category_version, old.version + 1),
    country_version = iif(new.country_id IS old.country_id, old.country_version, old.version + 1)
  WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('booth', new.id, new.owner_id, new.client_id, old.version + 1, 'put');
END;

DROP TRIGGER items_changed;
CREATE TRIGGER items_changed
AFTER UPDATE OF name, description, price, quantity, updated_at ON items
BEGIN
  UPDATE items SET
    version = old.version + 1,
    name_version = iif(new.name IS old.name, old.name_version, old.version + 1),
    description_version = iif(new.description IS old.description, old.description_version, old.version + 1),
    price_version = iif(new.price IS old.price, old.price_version, old.version + 1),
    quantity_version = iif(new.quantity IS old.quantity, old.quantity_version, old.version + 1)
  WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('item', new.id, new.owner_id, new.client_id, old.version + 1, 'put');
END;

-- What became of an operation, written together with what it did: a phone that got no answer sends it again.
CREATE TABLE pushed (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order they came: the oldest go first
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  op_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,             -- of all the operation says
  status TEXT NOT NULL,
  row_id INTEGER,
  version INTEGER,                       -- of the row, when it was done
  told INTEGER NOT NULL CHECK (told IN (0, 1)),  -- whether the phone knows the whole row by it
  details TEXT NOT NULL,                 -- JSON members of the result
  UNIQUE (user_id, op_id)
) STRICT;

-- Values that lost: one was sent for a field that had got another one meanwhile. Both are JSON.
CREATE TABLE conflicts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('booth', 'item')),
  row_id INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  field TEXT NOT NULL,
  yours TEXT NOT NULL,
  server TEXT NOT NULL,
  base_version INTEGER NOT NULL,
  server_version INTEGER NOT NULL,
  settled TEXT NOT NULL DEFAULT 'open' CHECK (settled IN ('open', 'used', 'dismissed')),
  settled_at INTEGER
) STRICT;

CREATE INDEX conflicts_settled ON conflicts (settled, id);
CREATE INDEX conflicts_owner ON conflicts (owner_id, id);
