-- SPDX-License-Identifier: MIT
--
-- A list of booths or items shows all their images: the index has what it needs of each, in the order it needs.

DROP INDEX media_booth;
CREATE INDEX media_booth ON media (booth_id, collection, item_id, id, file, is_primary);
