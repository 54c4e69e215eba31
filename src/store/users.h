// SPDX-License-Identifier: MIT
#pragma once

// Accounts. E-mail addresses are compared without case and kept as given.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/engine/engine.h"
#include "store/quotas.h"

namespace store {

using UserId = base::Id<struct UserTag>;

struct User {
  UserId id;
  std::string email;
  std::string password;  // a hash in Django's text form; empty: none, a login code is the way in
  std::int64_t booth_limit = 0;
  bool active = true;
  bool admin = false;
  std::int64_t generation = 0;  // raised to make every token of the account void
  std::string name;
  std::string stand;
  QuotaLimits limits = {};  // read by all_users() alone
};

// What becomes of an account; what is absent stays as it is.
struct UserChange {
  std::optional<std::string> email = {}, password = {}, name = {}, stand = {};
  std::optional<std::int64_t> booth_limit = {};
  std::optional<bool> active = {}, admin = {};
  QuotaChange limits = {};
};

std::optional<User> user_by_id(Database& engine, UserId id);
std::optional<User> user_by_email(Database& engine, std::string_view email);
// The hash of the account that follows in the alphabet, or of the first; nothing when no account has one.
std::optional<std::string> decoy_password_hash(Database& engine, std::string_view email);
std::vector<User> all_users(Database& engine);
std::int64_t count_users(Database& engine);
std::int64_t latest_user_id(
    Database& engine);  // that was given, or before which none is (store/box_number.h)
std::vector<UserId> active_exhibitors(Database& engine);  // no administrators
bool has_admin(Database& engine);                         // one who can sign in

// Each appends its statements to the write; Rejection::not_found when there is no such account, taken for the
// e-mail. A user with id 0 gets the next free one. Row kept: the id.
void add_user(WriteBatch& write, const User& user, base::UnixSeconds now, std::string_view code_sha256 = "");
// Revokes what was given out for the account when that changes the password or whether the account is active
// or an administrator's. To revoke is to raise the generation, which ends tokens and sessions, and to void
// the login code.
void update_user(WriteBatch& write, UserId user, const UserChange& change);
void require_remaining_admin(
    WriteBatch& write);  // Rejection::version_mismatch when the statements before have left no active one
void revoke_tokens(WriteBatch& write, UserId user);                        // revokes
void set_password(WriteBatch& write, UserId user, std::string_view hash);  // revokes
// The account of this e-mail address, made at need, is an active administrator with this password; its
// earlier tokens and login code are void.
void make_admin(WriteBatch& write, std::string_view email, std::string_view password_hash,
                base::UnixSeconds now);
void set_active(WriteBatch& write, UserId user, bool active);  // revokes
void set_login_code(WriteBatch& write, UserId user,
                    std::string_view code_sha256);  // replaces the earlier one

// The account a printed login code belongs to. The first use starts a grace of ten minutes in which the code
// works again (the reply may have been lost); after that it is void.
std::optional<User> use_login_code(Database& engine, std::string_view code_sha256, base::UnixSeconds now);

}  // namespace store
