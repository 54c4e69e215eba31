// SPDX-License-Identifier: MIT
#include "store/countries.h"

namespace store {
namespace {

Country read_country(const Row& row) {
  return {{row.integer(0)}, std::string(row.text(1)), std::string(row.text(2))};
}

}  // namespace

bool country_exists(Database& engine, CountryId id) {
  bool found = false;
  query_rows(
      engine, [&](const Row&) { found = true; }, "SELECT 1 FROM countries WHERE id = ?", id);
  return found;
}

std::int64_t count_countries(Database& engine) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT count(*) FROM countries");
}

std::vector<Country> countries(Database& engine, LimitOffset window) {
  return query_all(engine, read_country, "SELECT id, name, code FROM countries ORDER BY id LIMIT ? OFFSET ?",
                   window.limit, window.offset);
}

std::vector<Country> countries_by_ids(Database& engine, const IdList& ids) {
  return query_all(
      engine, read_country,
      "SELECT id, name, code FROM countries WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
      ids.json());
}

void replace_countries(WriteBatch& write, const std::vector<Country>& countries) {
  IdList ids;
  for (const Country& country : countries) ids.add(country.id.value);
  write.run(
      "DELETE FROM countries WHERE id NOT IN (SELECT value FROM json_each(?)) "
      "AND NOT EXISTS (SELECT 1 FROM booths WHERE country_id = countries.id)",
      ids.json());
  for (const Country& country : countries) {
    write.require(
        Rejection::already_exists,
        "INSERT INTO countries (id, name, code) VALUES (?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, code = excluded.code "
        "WHERE code = excluded.code OR NOT EXISTS (SELECT 1 FROM booths WHERE country_id = countries.id)",
        country.id, country.name, country.code);
  }
}

// Does not reuse the id of a deleted country, which a client may still refer to. The feed contains all ids.
void add_country(WriteBatch& write, std::string_view name, std::string_view code) {
  write.require_returning(
      Rejection::already_exists,
      "INSERT INTO countries (id, name, code) "
      "SELECT 1 + (SELECT ifnull(max(id), 0) FROM changes WHERE kind = 'country'), ?1, ?2 "
      "WHERE NOT EXISTS (SELECT 1 FROM countries "
      "WHERE name = ?1 COLLATE NOCASE OR code = ?2 COLLATE NOCASE) RETURNING id",
      name, code);
}

void update_country(WriteBatch& write, CountryId id, const std::optional<std::string>& name,
                    const std::optional<std::string>& code) {
  write.require(Rejection::not_found, "SELECT 1 FROM countries WHERE id = ?", id);
  write.require_returning(
      Rejection::already_exists,
      "UPDATE countries SET name = ifnull(?2, name), code = ifnull(?3, code) WHERE id = ?1 "
      "AND NOT EXISTS (SELECT 1 FROM countries AS other WHERE other.id <> ?1 "
      "AND (other.name = ?2 COLLATE NOCASE OR other.code = ?3 COLLATE NOCASE)) "
      "RETURNING id, name, code",
      id, name, code);
}

void delete_country(WriteBatch& write, CountryId id) {
  write.require(Rejection::not_found, "DELETE FROM countries WHERE id = ?", id);
}

std::optional<Country> country_by_id(Database& engine, CountryId id) {
  return query_one(engine, read_country, "SELECT id, name, code FROM countries WHERE id = ?", id);
}

CountryConflict find_country_conflict(Database& engine, CountryId id, const std::optional<std::string>& name,
                                      const std::optional<std::string>& code) {
  return *query_one(
      engine,
      [](const Row& row) {
        return CountryConflict{row.integer(0) != 0, row.integer(1) != 0};
      },
      "SELECT EXISTS (SELECT 1 FROM countries WHERE id <> ?1 AND name = ?2 COLLATE NOCASE), "
      "EXISTS (SELECT 1 FROM countries WHERE id <> ?1 AND code = ?3 COLLATE NOCASE)",
      id, name, code);
}

Country read_returned_country(const Rows& rows) { return read_country(rows.at(0)); }

}  // namespace store
