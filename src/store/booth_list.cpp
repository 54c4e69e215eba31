// SPDX-License-Identifier: MIT
#include "store/booth_list.h"

#include "base/text/unicode.h"

namespace store {
namespace {

Owner read_owner(const Row& row, int first) {
  return {{row.integer(first)},
          std::string(row.text(first + 1)),
          std::string(row.text(first + 2)),
          std::string(row.text(first + 3))};
}

BoothSummary read_booth(const Row& row) {
  return {
      .id = {row.integer(0)},
      .name = std::string(row.text(1)),
      .category = std::string(row.text(2)),
      .country = {{row.integer(3)}, std::string(row.text(4)), std::string(row.text(5))},
      .owner = read_owner(row, 6),
      .items = row.integer(10),
      .images = row.integer(11),
      .videos = row.integer(12),
      .primary_image = row.optional_text(13),
      .created_at = row.integer(14),
      .updated_at = row.integer(15),
  };
}

MediaSummary read_media(const Row& row) {
  const auto item = row.optional_integer(3);
  return {
      .id = {row.integer(0)},
      .collection = static_cast<MediaCollection>(row.integer(1)),
      .booth = {row.integer(2)},
      .item = item ? std::optional(ItemId{*item}) : std::nullopt,
      .booth_name = std::string(row.text(4)),
      .file = std::string(row.text(5)),
      .content_type = std::string(row.text(6)),
      .size = row.integer(7),
      .owner = read_owner(row, 8),
      .created_at = row.integer(12),
  };
}

std::optional<std::string> key_of(const std::optional<std::string>& text) {
  return text ? std::optional(base::search_key(*text)) : std::nullopt;
}

// Details of the booths in `page`, looked up only for these.
constexpr std::string_view listed =
    "SELECT booths.id, booths.name, category, country_id, countries.name, countries.code, booths.owner_id, "
    "email, users.name, stand, (SELECT count(*) FROM items WHERE booth_id = booths.id), "
    "(SELECT count(*) FROM media WHERE booth_id = booths.id AND collection = 1), "
    "(SELECT count(*) FROM media WHERE booth_id = booths.id AND collection = 2), "
    "(SELECT file FROM media WHERE collection = 1 AND parent_id = booths.id AND is_primary), "
    "booths.created_at, booths.updated_at "
    "FROM page JOIN booths ON booths.id = page.id JOIN users ON users.id = booths.owner_id "
    "JOIN countries ON countries.id = country_id ORDER BY booths.name COLLATE NOCASE, booths.id";

constexpr std::string_view wanted =
    "FROM booths JOIN users ON users.id = owner_id "
    "WHERE (?1 IS NULL OR contains_key(booths.name, ?1) OR contains_key(description, ?1) "
    "OR contains_key(users.name, ?1) OR contains_key(email, ?1)) "
    "AND (?2 IS NULL OR country_id = ?2) AND (?3 IS NULL OR category = ?3) AND (?4 IS NULL OR owner_id = ?4) "
    "AND (NOT ?5 OR NOT EXISTS (SELECT 1 FROM media WHERE booth_id = booths.id AND collection = 1)) ";

const std::string& one_listed() {
  static const std::string sql = std::string("WITH page AS (SELECT ? AS id) ").append(listed);
  return sql;
}

}  // namespace

std::int64_t count_booths(Database& engine, const BoothFilter& search) {
  static const std::string sql = std::string("SELECT count(*) ").append(wanted);
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, sql, key_of(search.text), search.country,
      search.category, search.owner, search.without_images);
}

std::vector<BoothSummary> search_booths(Database& engine, const BoothFilter& search, LimitOffset window) {
  static const std::string sql =
      std::string("WITH page AS MATERIALIZED (SELECT booths.id ")
          .append(wanted)
          .append("ORDER BY booths.name COLLATE NOCASE, booths.id LIMIT ?6 OFFSET ?7) ")
          .append(listed);
  return query_all(engine, read_booth, sql, key_of(search.text), search.country, search.category,
                   search.owner, search.without_images, window.limit, window.offset);
}

std::optional<BoothSummary> booth_summary(Database& engine, BoothId id) {
  return query_one(engine, read_booth, one_listed(), id);
}

std::vector<std::string> booth_categories(Database& engine) {
  return query_all(
      engine, [](const Row& row) { return std::string(row.text(0)); },
      "SELECT DISTINCT category FROM booths WHERE category <> '' ORDER BY category COLLATE NOCASE, category");
}

void move_booth(WriteBatch& write, BoothId id, UserId owner) {
  write.require(Rejection::invalid_reference, "SELECT 1 FROM users WHERE id = ? AND is_active", owner);
  // Triggers update its items and media.
  write.require(Rejection::not_found, "UPDATE booths SET owner_id = ?2 WHERE id = ?1", id, owner);
  write.returning(one_listed(), id);
}

BoothSummary read_returned_booth_summary(const Rows& rows) { return read_booth(rows.at(0)); }

std::int64_t count_media(Database& engine) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT count(*) FROM media");
}

std::vector<MediaSummary> media_by_size(Database& engine, LimitOffset window) {
  return query_all(engine, read_media,
                   "WITH page AS MATERIALIZED (SELECT id FROM media ORDER BY size DESC, id LIMIT ? OFFSET ?) "
                   "SELECT media.id, collection, booth_id, item_id, booths.name, file, content_type, size, "
                   "media.owner_id, "
                   "email, users.name, stand, media.created_at FROM page JOIN media ON media.id = page.id "
                   "JOIN booths ON booths.id = booth_id JOIN users ON users.id = media.owner_id "
                   "ORDER BY size DESC, media.id",
                   window.limit, window.offset);
}

}  // namespace store
