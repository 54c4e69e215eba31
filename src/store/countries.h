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

bool country_exists(Engine& engine, CountryId id);
std::int64_t count_countries(Engine& engine);
std::vector<Country> countries(Engine& engine, Window window = {});       // by id
std::vector<Country> countries_among(Engine& engine, const IdList& ids);  // by id

// The list becomes this one: others go unless a booth is of them. Refusal::taken when an id in use by booths
// would become another country (other code).
void replace_countries(Write& write, const std::vector<Country>& countries);

// One at a time. Names and codes are compared without case; Refusal::taken when another country has one of
// them.
void add_country(Write& write, std::string_view name, std::string_view code);  // row kept: (id)
// What is absent stays. Refusal::gone. Row kept: for kept_country().
void update_country(Write& write, CountryId id, const std::optional<std::string>& name,
                    const std::optional<std::string>& code);
void delete_country(Write& write, CountryId id);  // Refusal::gone; broken_reference when a booth is of it
std::optional<Country> country_by_id(Engine& engine, CountryId id);
Country kept_country(const Rows& rows);
struct TakenCountry {
  bool name = false, code = false;
};
// Which of the two another country than `id` has already.
TakenCountry taken_country(Engine& engine, CountryId id, const std::optional<std::string>& name,
                           const std::optional<std::string>& code);

}  // namespace store
