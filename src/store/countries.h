// SPDX-License-Identifier: MIT
#pragma once

// Countries a booth can be of. A fresh database holds ISO 3166-1; an import may bring another list.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "store/engine/engine.h"
#include "store/id_list.h"
#include "store/window.h"

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

// The list becomes this one: others go unless a booth is of them. Rejection::already_exists when an id in use
// by booths would become another country (other code).
void replace_countries(WriteBatch& write, const std::vector<Country>& countries);

// One at a time. Names and codes are compared without case; Rejection::already_exists when another country
// has one of them.
void add_country(WriteBatch& write, std::string_view name, std::string_view code);  // row kept: (id)
// What is absent stays. Rejection::not_found. Row kept: for read_returned_country().
void update_country(WriteBatch& write, CountryId id, const std::optional<std::string>& name,
                    const std::optional<std::string>& code);
void delete_country(WriteBatch& write,
                    CountryId id);  // Rejection::not_found; broken_reference when a booth is of it
std::optional<Country> country_by_id(Database& engine, CountryId id);
Country read_returned_country(const Rows& rows);
struct CountryConflict {
  bool name = false, code = false;
};
// Which of the two another country than `id` has already.
CountryConflict find_country_conflict(Database& engine, CountryId id, const std::optional<std::string>& name,
                                      const std::optional<std::string>& code);

}  // namespace store
