-- SPDX-License-Identifier: MIT
--
-- A booth that gets another owner takes its items and media with it. The earlier owner is told that the rows are
-- theirs no longer, the new one that they are there.

CREATE TRIGGER booths_moved AFTER UPDATE OF owner_id ON booths
WHEN new.owner_id <> old.owner_id
BEGIN
  UPDATE booths SET version = old.version + 1 WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('booth', new.id, old.owner_id, new.client_id, old.version + 1, 'revoke'),
         ('booth', new.id, new.owner_id, new.client_id, old.version + 1, 'put');
  UPDATE items SET owner_id = new.owner_id WHERE booth_id = new.id;
  UPDATE media SET owner_id = new.owner_id WHERE booth_id = new.id;
END;

CREATE TRIGGER items_moved AFTER UPDATE OF owner_id ON items
WHEN new.owner_id <> old.owner_id
BEGIN
  UPDATE items SET version = old.version + 1 WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES ('item', new.id, old.owner_id, new.client_id, old.version + 1, 'revoke'),
         ('item', new.id, new.owner_id, new.client_id, old.version + 1, 'put');
END;

CREATE TRIGGER media_moved AFTER UPDATE OF owner_id ON media
WHEN new.owner_id <> old.owner_id
BEGIN
  UPDATE media SET version = old.version + 1 WHERE id = new.id;
  INSERT INTO changes (kind, id, owner_id, client_id, version, op)
  VALUES (iif(new.collection = 2, 'video', 'image'), new.id, old.owner_id, new.client_id, old.version + 1,
          'revoke'),
         (iif(new.collection = 2, 'video', 'image'), new.id, new.owner_id, new.client_id, old.version + 1,
          'put');
END;
