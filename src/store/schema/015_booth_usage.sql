-- SPDX-License-Identifier: MIT
--
-- How many items and media a booth has, for its quotas: the checks of a new row read one number and count no
-- rows. The triggers below keep them.

CREATE TABLE booth_usage (
  booth_id INTEGER PRIMARY KEY REFERENCES booths (id) ON DELETE CASCADE,
  items INTEGER NOT NULL DEFAULT 0,
  media INTEGER NOT NULL DEFAULT 0  -- without those of its items
) STRICT;

INSERT INTO booth_usage (booth_id, items, media)
SELECT id, (SELECT count(*) FROM items WHERE booth_id = b.id),
  (SELECT count(*) FROM media WHERE booth_id = b.id AND item_id IS NULL)
FROM booths b;

CREATE TRIGGER booths_booth_usage_added AFTER INSERT ON booths
BEGIN
  INSERT INTO booth_usage (booth_id) VALUES (new.id);
END;

CREATE TRIGGER items_booth_usage_added AFTER INSERT ON items
BEGIN
  UPDATE booth_usage SET items = items + 1 WHERE booth_id = new.booth_id;
END;

CREATE TRIGGER items_booth_usage_deleted AFTER DELETE ON items
BEGIN
  UPDATE booth_usage SET items = items - 1 WHERE booth_id = old.booth_id;
END;

CREATE TRIGGER media_booth_usage_added AFTER INSERT ON media WHEN new.item_id IS NULL
BEGIN
  UPDATE booth_usage SET media = media + 1 WHERE booth_id = new.booth_id;
END;

CREATE TRIGGER media_booth_usage_deleted AFTER DELETE ON media WHEN old.item_id IS NULL
BEGIN
  UPDATE booth_usage SET media = media - 1 WHERE booth_id = old.booth_id;
END;
