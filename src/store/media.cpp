// SPDX-License-Identifier: MIT
#include "store/media.h"

#include "store/quota_checks.h"

namespace store {
namespace {

// Reads: id, collection, parent_id, file, is_primary.
Media read_media(const Row& row) {
  return {
      .id = {row.integer(0)},
      .collection = static_cast<MediaCollection>(row.integer(1)),
      .parent = row.integer(2),
      .file = std::string(row.text(3)),
      .primary = row.integer(4) != 0,
  };
}

// Reads the same, and version.
Media read_one(const Row& row) {
  Media media = read_media(row);
  media.version = row.integer(5);
  return media;
}

constexpr std::string_view by_itself =
    "SELECT id, collection, parent_id, file, is_primary, version FROM media "
    "WHERE id = ? AND collection = ? AND parent_id = ?";
constexpr std::string_view of_booth =
    "SELECT id, collection, booth_id, file, is_primary FROM media "
    "WHERE booth_id = ? AND collection < 3 ORDER BY collection, item_id, id";
constexpr std::string_view of_item =
    "SELECT id, collection, item_id, file, is_primary FROM media WHERE item_id = ? ORDER BY id";

int number_of(MediaCollection collection) { return static_cast<int>(collection); }

// An existing parent is identified by its id. A parent created by the same write is identified by its client
// id. Other owners may use the same client id, so it is the newest row with it.
struct Parent {
  std::optional<std::int64_t> id = {};
  std::optional<std::string_view> client_id = {};
};

void add(WriteBatch& write, const Parent& parent, const NewMedia& media, base::UnixSeconds now) {
  constexpr std::string_view to_booth =
      "INSERT INTO media (owner_id, client_id, collection, booth_id, file, content_type, size, sha256, "
      "is_primary, created_at, sent_sha256) "
      "SELECT owner_id, ?3, ?4, id, ?5, ?6, ?7, ?8, NOT EXISTS (SELECT 1 FROM media "
      "WHERE collection = ?4 AND parent_id = booths.id AND is_primary), ?9, ?10 "
      "FROM booths WHERE id = ifnull(?1, (SELECT max(id) FROM booths WHERE client_id = ?2)) "
      "RETURNING id, is_primary";
  constexpr std::string_view to_item =
      "INSERT INTO media (owner_id, client_id, collection, booth_id, item_id, file, content_type, size, "
      "sha256, is_primary, created_at, sent_sha256) "
      "SELECT owner_id, ?3, ?4, booth_id, id, ?5, ?6, ?7, ?8, NOT EXISTS (SELECT 1 FROM media "
      "WHERE collection = ?4 AND parent_id = items.id AND is_primary), ?9, ?10 "
      "FROM items WHERE id = ifnull(?1, (SELECT max(id) FROM items WHERE client_id = ?2)) "
      "RETURNING id, is_primary";
  write.require_returning(Rejection::not_found,
                          media.collection == MediaCollection::item_images ? to_item : to_booth, parent.id,
                          parent.client_id, media.client_id, number_of(media.collection), media.file,
                          media.content_type, media.size, media.sha256, now, media.sent_sha256);
  check_new_media(write);
}

}  // namespace

std::vector<Media> media_of_booth(Database& engine, BoothId booth) {
  return query_all(engine, read_media, of_booth, booth);
}

std::vector<Media> media_of_item(Database& engine, ItemId item) {
  return query_all(engine, read_media, of_item, item);
}

std::optional<Media> media_by_id(Database& engine, MediaParent shelf, MediaId id) {
  return query_one(engine, read_one, by_itself, id, number_of(shelf.collection), shelf.parent);
}

void keep_media(WriteBatch& write, MediaParent shelf, MediaId id) {
  write.require_returning(Rejection::not_found, by_itself, id, number_of(shelf.collection), shelf.parent);
}

Media read_returned_medium(const Rows& rows) { return read_one(rows.at(0)); }

void keep_media_of_booth(WriteBatch& write, BoothId booth) { write.returning(of_booth, booth); }

void keep_media_of_item(WriteBatch& write, ItemId item) { write.returning(of_item, item); }

std::vector<Media> read_returned_media(const Rows& rows) {
  std::vector<Media> media;
  for (const OwnedRow& row : rows) media.push_back(read_media(row));
  return media;
}

std::vector<Media> media_of_owner_booths(Database& engine, UserId owner, BoothId first, BoothId last) {
  return query_all(engine, read_media,
                   "SELECT media.id, collection, booth_id, file, is_primary "
                   "FROM booths CROSS JOIN media ON booth_id = booths.id AND collection < 3 "
                   "WHERE booths.owner_id = ? AND booths.id BETWEEN ? AND ? "
                   "ORDER BY booths.id, collection, item_id, media.id",
                   owner, first, last);
}

std::vector<Media> media_of_items_in(Database& engine, BoothId booth, ItemId first, ItemId last) {
  return query_all(engine, read_media,
                   "SELECT id, collection, item_id, file, is_primary FROM media "
                   "WHERE booth_id = ? AND collection = 3 AND item_id BETWEEN ? AND ? ORDER BY item_id, id",
                   booth, first, last);
}

std::vector<Media> media_of_booths(Database& engine, const IdList& booths) {
  return query_all(engine, read_media,
                   "SELECT id, collection, booth_id, file, is_primary FROM media "
                   "WHERE booth_id IN (SELECT value FROM json_each(?)) AND collection < 3 "
                   "ORDER BY booth_id, collection, item_id, id",
                   booths.json());
}

std::vector<Media> media_of_items(Database& engine, const IdList& items) {
  return query_all(engine, read_media,
                   "SELECT id, collection, item_id, file, is_primary FROM media "
                   "WHERE item_id IN (SELECT value FROM json_each(?)) ORDER BY item_id, id",
                   items.json());
}

std::vector<Media> media_by_ids(Database& engine, const IdList& ids) {
  return query_all(engine, read_one,
                   "SELECT id, collection, parent_id, file, is_primary, version FROM media "
                   "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                   ids.json());
}

std::optional<MediaFileInfo> media_file_info(Database& engine, bool items, std::int64_t parent,
                                             std::string_view file) {
  const auto read = [](const Row& row) {
    return MediaFileInfo{std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)),
                         row.integer(2)};
  };
  return query_one(engine, read,
                   "SELECT content_type, size, created_at FROM media "
                   "WHERE file = ? AND parent_id = ? AND (item_id IS NOT NULL) = ?",
                   file, parent, items);
}

void add_media(WriteBatch& write, MediaParent shelf, const NewMedia& media, base::UnixSeconds now) {
  NewMedia on_shelf = media;
  on_shelf.collection = shelf.collection;
  add(write, {.id = shelf.parent}, on_shelf, now);
}

void add_media_of_new(WriteBatch& write, std::string_view parent_client_id, const NewMedia& media,
                      base::UnixSeconds now) {
  add(write, {.client_id = parent_client_id}, media, now);
}

void set_primary(WriteBatch& write, MediaParent shelf, MediaId id) {
  // Clears the flag first: two rows must never have it, not even between two statements.
  write.run(
      "UPDATE media SET is_primary = 0 WHERE collection = ? AND parent_id = ? AND is_primary AND id <> ?",
      number_of(shelf.collection), shelf.parent, id);
  write.require(Rejection::not_found,
                "UPDATE media SET is_primary = 1 WHERE id = ? AND collection = ? AND parent_id = ?", id,
                number_of(shelf.collection), shelf.parent);
}

void delete_media(WriteBatch& write, MediaParent shelf, MediaId id) {
  write.require_returning(
      Rejection::not_found,
      "DELETE FROM media WHERE id = ? AND collection = ? AND parent_id = ? RETURNING file", id,
      number_of(shelf.collection), shelf.parent);
}

std::vector<std::string> hashes_of(Database& engine, UserId owner, const std::vector<std::string>& hashes) {
  std::string list;  // hashes need no escaping
  for (const std::string& hash : hashes) list.append(list.empty() ? "[\"" : ",\"").append(hash).append("\"");
  return query_all(
      engine, [](const Row& row) { return std::string(row.text(0)); },
      "SELECT sha256 FROM media WHERE owner_id = ?1 AND sha256 IN (SELECT value FROM json_each(?2)) "
      "UNION SELECT sent_sha256 FROM media "
      "WHERE owner_id = ?1 AND sent_sha256 IN (SELECT value FROM json_each(?2)) ORDER BY 1",
      owner, (list.empty() ? "[" : list) + "]");
}

MediaTotals media_totals(Database& engine) {
  const auto read = [](const Row& row) {
    return MediaTotals{row.integer(0), static_cast<std::uint64_t>(row.integer(1))};
  };
  return *query_one(engine, read, "SELECT count(*), ifnull(sum(size), 0) FROM media");
}

void each_media_file(Database& engine, const std::function<void(std::string_view file)>& call) {
  query_rows(
      engine, [&](const Row& row) { call(row.text(0)); }, "SELECT file FROM media ORDER BY file");
}

std::optional<MediaParent> parent_of_media(Database& engine, MediaId media) {
  const auto read = [](const Row& row) {
    return MediaParent{static_cast<MediaCollection>(row.integer(0)), row.integer(1)};
  };
  return query_one(engine, read, "SELECT collection, parent_id FROM media WHERE id = ?", media);
}

}  // namespace store
