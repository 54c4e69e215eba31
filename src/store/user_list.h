// SPDX-License-Identifier: MIT
#pragma once

// Lists accounts for administrators, with the usage and the last request of each.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/engine/database.h"
#include "store/limit_offset.h"
#include "store/users.h"

namespace store {

struct UserSummary {
  UserId id;
  std::string email, name, stand;
  std::int64_t booth_limit = 0, booths = 0;
  QuotaLimits limits = {};
  std::int64_t media_bytes = 0, text_bytes = 0;  // used
  bool active = true, admin = false;
  bool has_password = false;
  bool has_code = false;  // an unused login code
  std::optional<base::UnixSeconds> seen_at;
  struct LastError {
    base::UnixSeconds at = 0;
    std::int64_t status = 0;
    std::string request, detail;
  };
  std::optional<LastError> last_error;
};

struct UserFilter {
  std::string search;                             // in e-mail address, name or stand; ignores ASCII case
  std::optional<bool> admin;                      // only administrators, or only others
  std::optional<base::UnixSeconds> silent_since;  // no request since then
};

std::vector<UserSummary> list_users(Database& engine, const UserFilter& filter,
                                    LimitOffset window = {});  // by name
std::int64_t count_listed_users(Database& engine, const UserFilter& filter);
std::optional<UserSummary> user_summary(Database& engine, UserId id);

// Returns the account as the write's earlier statements leave it; pass the rows to read_returned_user().
void return_user(WriteBatch& write, std::string_view email);  // Rejection::not_found
void return_user(WriteBatch& write, UserId id);               // Rejection::not_found
UserSummary read_returned_user(const Rows& rows);

}  // namespace store
