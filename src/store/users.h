// SPDX-License-Identifier: MIT
#pragma once

// Accounts. E-mail addresses are compared case-insensitively and stored as given.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/engine/database.h"
#include "store/quotas.h"

namespace store {

using UserId = base::Id<struct UserTag>;

struct User {
  UserId id;
  std::string email;
  std::string password;  // a hash in Django's text format; empty: login by code only
  std::int64_t booth_limit = 0;
  bool active = true;
  bool admin = false;
  std::int64_t generation = 0;  // incremented to invalidate all tokens of the account
  std::string name;
  std::string stand;
  QuotaLimits limits = {};  // loaded only by all_users() and ExportReader
};

// The changes to an account; an absent field stays unchanged.
struct UserChange {
  std::optional<std::string> email = {}, password = {}, name = {}, stand = {};
  std::optional<std::int64_t> booth_limit = {};
  std::optional<bool> active = {}, admin = {};
  QuotaChange limits = {};
};

std::optional<User> user_by_id(Database& engine, UserId id);
std::optional<User> user_by_email(Database& engine, std::string_view email);
// The hash of the next account in alphabetical order, or of the first; nullopt if no account has one.
std::optional<std::string> decoy_password_hash(Database& engine, std::string_view email);
std::vector<User> all_users(Database& engine);
std::int64_t count_users(Database& engine);
std::int64_t latest_user_id(
    Database& engine);  // the largest assigned, or the start of the id range (store/box_number.h)
std::vector<UserId> active_exhibitors(Database& engine);  // without administrators
bool has_admin(Database& engine);                         // an active one with a password or a login code

// Each function appends its statements to the write. Rejection::not_found if the account does not exist;
// already_exists if the e-mail address is taken. add_user() replaces an id of 0, and returns the row (id).
void add_user(WriteBatch& write, const User& user, base::UnixSeconds now, std::string_view code_sha256 = "");
// Revokes the account's credentials if the password, `active` or `admin` changes. To revoke is to increment
// the generation, which invalidates tokens and sessions, and to delete the login code.
void update_user(WriteBatch& write, UserId user, const UserChange& change);
void require_remaining_admin(
    WriteBatch& write);  // Rejection::version_mismatch if earlier statements leave no active one
void revoke_tokens(WriteBatch& write, UserId user);                        // revokes
void set_password(WriteBatch& write, UserId user, std::string_view hash);  // revokes
// Creates the account if necessary, and makes it an active administrator with this password. Invalidates its
// earlier tokens and login code.
void make_admin(WriteBatch& write, std::string_view email, std::string_view password_hash,
                base::UnixSeconds now);
void set_active(WriteBatch& write, UserId user, bool active);  // revokes
void set_login_code(WriteBatch& write, UserId user,
                    std::string_view code_sha256);  // replaces the earlier one

// Returns the account of a printed login code. The first use starts a grace period of ten minutes, in which
// the code still works, since the response may have been lost. After that it is invalid.
std::optional<User> use_login_code(Database& engine, std::string_view code_sha256, base::UnixSeconds now);

}  // namespace store
