// SPDX-License-Identifier: MIT
#pragma once

// The countries of booths. A new database contains ISO 3166-1; an import may replace the list.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "store/engine/database.h"
#include "store/id_list.h"
#include "store/limit_offset.h"

namespace store {

using CountryId = base::Id<struct CountryTag>;

struct Country {
  CountryId id;
  std::string name;
  std::string code;
};

bool country_exists(Database& engine, CountryId id);
std::int64_t count_countries(Database& engine);
std::vector<Country> countries(Database& engine, LimitOffset window = {});   // by id
std::vector<Country> countries_by_ids(Database& engine, const IdList& ids);  // by id

// Replaces the list. Other countries are deleted unless a booth refers to them. Rejection::already_exists if
// an id that booths refer to would get another code.
void replace_countries(WriteBatch& write, const std::vector<Country>& countries);

// For a single country. Names and codes are compared case-insensitively. Rejection::already_exists if another
// country has one of them.
void add_country(WriteBatch& write, std::string_view name, std::string_view code);  // returns (id)
// An absent field stays unchanged. Rejection::not_found. Returns a row for read_returned_country().
void update_country(WriteBatch& write, CountryId id, const std::optional<std::string>& name,
                    const std::optional<std::string>& code);
void delete_country(WriteBatch& write,
                    CountryId id);  // Rejection::not_found; invalid_reference if a booth refers to it
std::optional<Country> country_by_id(Database& engine, CountryId id);
Country read_returned_country(const Rows& rows);
struct CountryConflict {
  bool name = false, code = false;
};
// Returns which of the two another country than `id` already has.
CountryConflict find_country_conflict(Database& engine, CountryId id, const std::optional<std::string>& name,
                                      const std::optional<std::string>& code);

}  // namespace store
