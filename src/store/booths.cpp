// SPDX-License-Identifier: MIT
#include "store/booths.h"

#include "store/quota_checks.h"

namespace store {
namespace {

// Reads: id, owner_id, name, description, category, country_id, created_at, updated_at, version.
Booth read_booth(const Row& row) {
  return {
      .id = {row.integer(0)},
      .owner = {row.integer(1)},
      .name = std::string(row.text(2)),
      .description = std::string(row.text(3)),
      .category = std::string(row.text(4)),
      .country = {row.integer(5)},
      .created_at = row.integer(6),
      .updated_at = row.integer(7),
      .version = row.integer(8),
  };
}

constexpr std::string_view one_booth =
    "SELECT id, owner_id, name, description, category, country_id, created_at, updated_at, version "
    "FROM booths WHERE id = ?";

}  // namespace

std::optional<Booth> booth_by_id(Database& engine, BoothId id) {
  return query_one(engine, read_booth, one_booth, id);
}

void return_booth(WriteBatch& write, BoothId id) {
  write.require_returning(Rejection::not_found, one_booth, id);
}

Booth read_returned_booth(const Rows& rows) { return read_booth(rows.at(0)); }

std::optional<UserId> owner_of(Database& engine, BoothId id) {
  return query_one(
      engine, [](const Row& row) { return UserId{row.integer(0)}; },
      "SELECT owner_id FROM booths WHERE id = ?", id);
}

std::int64_t count_booths(Database& engine, UserId owner) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT count(*) FROM booths WHERE owner_id = ?",
      owner);
}

bool has_booths(Database& engine) {
  const auto one = query_one(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT 1 FROM booths LIMIT 1");
  return one.has_value();
}

std::vector<Booth> booths_of_owner(Database& engine, UserId owner, BatchCursor& cursor) {
  const auto size = [](const Booth& booth) {
    return booth.name.size() + booth.description.size() + booth.category.size();
  };
  return read_batch(
      engine, cursor, std::pair(&read_booth, size),
      "SELECT id, owner_id, name, description, category, country_id, created_at, updated_at, version "
      "FROM booths WHERE owner_id = ? AND id > ? ORDER BY id LIMIT ? OFFSET ?",
      owner, cursor.last, cursor.window.limit, cursor.window.offset);
}

std::vector<Booth> booths_by_ids(Database& engine, const IdList& ids) {
  return query_all(
      engine, read_booth,
      "SELECT id, owner_id, name, description, category, country_id, created_at, updated_at, version "
      "FROM booths WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
      ids.json());
}

void add_booth(WriteBatch& write, UserId owner, const BoothFields& fields, std::string_view client_id,
               base::UnixSeconds now) {
  write.require_returning(
      Rejection::quota_exceeded,
      "INSERT INTO booths (owner_id, client_id, name, description, category, country_id, "
      "created_at, updated_at) "
      "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7 "
      "WHERE (SELECT count(*) FROM booths WHERE owner_id = ?1) < (SELECT booth_limit FROM users "
      "WHERE id = ?1) "
      "RETURNING id",
      owner, client_id, fields.name.value_or(""), fields.description.value_or(""),
      fields.category.value_or(""), fields.country.value_or(CountryId{}), now);
  check_new_booth(write);
}

void update_booth(WriteBatch& write, BoothId id, const BoothFields& fields, base::UnixSeconds now) {
  check_booth_update(write, id.value,
                     {bytes_of(fields.name), bytes_of(fields.description), bytes_of(fields.category)});
  write.require(Rejection::not_found,
                "UPDATE booths SET name = ifnull(?2, name), description = ifnull(?3, description), "
                "category = ifnull(?4, category), country_id = ifnull(?5, country_id), updated_at = ?6 "
                "WHERE id = ?1",
                id, fields.name, fields.description, fields.category, fields.country, now);
}

void delete_booth(WriteBatch& write, BoothId id) {
  write.returning("SELECT file FROM media WHERE booth_id = ? ORDER BY id", id);
  write.require(Rejection::not_found, "DELETE FROM booths WHERE id = ?",
                id);  // cascades to its items and media
}

}  // namespace store
