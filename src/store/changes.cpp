// SPDX-License-Identifier: MIT
#include "store/changes.h"

namespace store {

Change latest_change(Engine& engine, std::optional<UserId> owner) {
  return *first_row(
      engine,
      [](const Row& row) {
        return Change{std::string(row.text(0)), row.integer(1)};
      },
      "SELECT value, (SELECT ifnull(max(seq), 0) FROM changes WHERE owner_id IS ?) "
      "FROM settings WHERE key = 'epoch'",
      owner);
}

}  // namespace store
