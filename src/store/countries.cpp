// SPDX-License-Identifier: MIT
#include "store/countries.h"

namespace store {
namespace {

Country read_country(const Row& row) {
  return {{row.integer(0)}, std::string(row.text(1)), std::string(row.text(2))};
}

std::string json_array_of_ids(const std::vector<Country>& countries) {
  std::string text = "[";
  for (const Country& country : countries) {
    if (text.size() > 1) text += ',';
    text += std::to_string(country.id.value);
  }
  return text + "]";
}

}  // namespace

bool country_exists(Engine& engine, CountryId id) {
  bool found = false;
  each_row(
      engine, [&](const Row&) { found = true; }, "SELECT 1 FROM countries WHERE id = ?", id);
  return found;
}

std::int64_t count_countries(Engine& engine) {
  return *first_row(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT count(*) FROM countries");
}

std::vector<Country> countries(Engine& engine, Window window) {
  return all_rows(engine, read_country, "SELECT id, name, code FROM countries ORDER BY id LIMIT ? OFFSET ?",
                  window.limit, window.offset);
}

void replace_countries(Write& write, const std::vector<Country>& countries) {
  write.run(
      "DELETE FROM countries WHERE id NOT IN (SELECT value FROM json_each(?)) "
      "AND NOT EXISTS (SELECT 1 FROM booths WHERE country_id = countries.id)",
      json_array_of_ids(countries));
  for (const Country& country : countries) {
    write.must(
        Refusal::taken,
        "INSERT INTO countries (id, name, code) VALUES (?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, code = excluded.code "
        "WHERE code = excluded.code OR NOT EXISTS (SELECT 1 FROM booths WHERE country_id = countries.id)",
        country.id, country.name, country.code);
  }
}

}  // namespace store
