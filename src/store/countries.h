// SPDX-License-Identifier: MIT
#pragma once

// Countries a booth can be of. A fresh database holds ISO 3166-1; an import may bring another list.

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "store/engine.h"
#include "store/page.h"

namespace store {

using CountryId = base::Id<struct CountryTag>;

struct Country {
  CountryId id;
  std::string name;
  std::string code;
};

bool country_exists(Engine& engine, CountryId id);
std::int64_t count_countries(Engine& engine);
std::vector<Country> countries(Engine& engine, Window window = {});  // by id

// The list becomes this one: others go unless a booth is of them. Refusal::taken when an id in use by booths
// would become another country (other code).
void replace_countries(Write& write, const std::vector<Country>& countries);

}  // namespace store
