// SPDX-License-Identifier: MIT
#include "app/import_file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "app/stop.h"
#include "auth/account_rules.h"
#include "auth/password.h"
#include "base/text.h"

namespace app {
namespace {

constexpr std::int64_t most_booths = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t longest_text = 255;

std::string quoted(std::string_view text) { return "“" + std::string(text) + "”"; }

void check_text(std::optional<std::string>& text, std::string_view what, const std::string& where,
                Complaints& complaints) {
  if (!text) return;
  text = std::string(base::trim(*text));
  if (base::code_points(*text) > longest_text) complaints.add(where, std::string(what) + " is too long");
}

// Django writes "!" and a random text for an account without a password.
bool no_password(std::string_view text) {
  return text.empty() || (text.starts_with('!') && text.size() == 41);
}

bool other_hash(std::string_view text) {
  constexpr std::array<std::string_view, 6> prefixes = {"pbkdf2_sha256$", "pbkdf2_sha1$",   "argon2$",
                                                        "bcrypt$",        "bcrypt_sha256$", "scrypt$"};
  const auto begins = [&](std::string_view prefix) { return text.starts_with(prefix); };
  return std::ranges::any_of(prefixes, begins) && !auth::is_password_hash(text);
}

void check_password(UserEntry& user, Complaints& complaints) {
  if (!user.password) return;
  *user.password = base::trim(*user.password);  // the login forgives them too
  if (no_password(*user.password)) {
    user.password.reset();
  } else if (other_hash(*user.password)) {
    complaints.add(user.where,
                   "the password is a hash that cannot be used; only whole pbkdf2_sha256 ones can");
  }
}

void check_for_doubles(const std::vector<UserEntry>& users, Complaints& complaints) {
  std::map<std::string, std::string> emails;
  std::map<std::int64_t, std::string> ids;
  for (const UserEntry& user : users) {
    if (!user.email.empty()) {
      const auto [first, fresh] = emails.emplace(base::lower(user.email), user.where);
      if (!fresh) complaints.add(user.where, user.email + " is in " + first->second + " already");
    }
    if (user.id) {
      const auto [first, fresh] = ids.emplace(*user.id, user.where);
      if (!fresh)
        complaints.add(user.where, "id " + std::to_string(*user.id) + " is in " + first->second + " already");
    }
  }
}

}  // namespace

void Complaints::stop_if_any(const std::string& before) const {
  if (!text_.empty()) throw Stop(Exit::data, before + "\n" + text_.substr(0, text_.size() - 1));
}

void check(UserEntry& user, Complaints& complaints) {
  user.email = base::trim(user.email);
  if (user.email.empty() && !user.id) complaints.add(user.where, "there is no e-mail address");
  if (!user.email.empty() && !auth::is_email(user.email)) {
    complaints.add(user.where, quoted(user.email) + " is no e-mail address");
  }
  if (user.id && *user.id <= 0) complaints.add(user.where, "the id is not a positive whole number");
  if (user.booth_limit && (*user.booth_limit < 0 || *user.booth_limit > most_booths)) {
    complaints.add(user.where, "booth_limit is not from 0 to " + std::to_string(most_booths));
  }
  check_password(user, complaints);
  check_text(user.name, "name", user.where, complaints);
  check_text(user.stand, "stand", user.where, complaints);
}

void check_users(ImportFile& file, Complaints& complaints) {
  for (UserEntry& user : file.users) check(user, complaints);
  check_for_doubles(file.users, complaints);
}

}  // namespace app
