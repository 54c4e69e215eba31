// SPDX-License-Identifier: MIT
#include "importer/import_file.h"

#include <algorithm>
#include <array>
#include <map>

#include "auth/email_address.h"
#include "auth/password_hasher.h"
#include "base/text/charset.h"
#include "base/text/text.h"

namespace api {
namespace {

std::string quoted(std::string_view text) { return "“" + std::string(text) + "”"; }

void check_text(std::optional<std::string>& text, std::string_view what, const std::string& where,
                ImportFaults& faults) {
  if (!text) return;
  text = std::string(base::trim(*text));
  if (base::count_code_points(*text) > max_text_length) faults.add(where, std::string(what) + " is too long");
}

// Django stores "!" and random text for an account without a password.
bool no_password(std::string_view text) {
  return text.empty() || (text.starts_with('!') && text.size() == 41);
}

bool other_hash(std::string_view text) {
  constexpr std::array<std::string_view, 6> prefixes = {"pbkdf2_sha256$", "pbkdf2_sha1$",   "argon2$",
                                                        "bcrypt$",        "bcrypt_sha256$", "scrypt$"};
  const auto begins = [&](std::string_view prefix) { return text.starts_with(prefix); };
  return std::ranges::any_of(prefixes, begins) && !auth::is_password_hash(text);
}

void check_password(UserEntry& user, ImportFaults& faults) {
  if (!user.password) return;
  *user.password = base::trim(*user.password);  // the login trims it too
  if (no_password(*user.password)) {
    user.password.reset();
  } else if (other_hash(*user.password)) {
    faults.add(user.where, "the password is a hash that cannot be used; only whole pbkdf2_sha256 ones can");
  }
}

void check(UserEntry& user, ImportFaults& faults) {
  const std::string typed(base::trim(user.email));
  user.email = auth::canonical_email(typed);
  if (user.email.empty() && !user.id) faults.add(user.where, "there is no e-mail address");
  if (!user.email.empty() && !auth::is_email(user.email)) {
    faults.add(user.where, quoted(typed) + " is no e-mail address");
  }
  if (user.id && *user.id <= 0) faults.add(user.where, "the id is not a positive whole number");
  if (user.booth_limit && (*user.booth_limit < 0 || *user.booth_limit > max_booths)) {
    faults.add(user.where, "booth_limit is not from 0 to " + std::to_string(max_booths));
  }
  for (std::size_t at = 0; at < store::quotas.size(); ++at) {
    const store::QuotaRule& rule = store::quotas.at(at);
    if (user.limits.at(at).value_or(0) >= 0 && user.limits.at(at).value_or(0) <= rule.most) continue;
    faults.add(user.where, std::string(rule.setting) + " is not from 0 to " + std::to_string(rule.most));
  }
  check_password(user, faults);
  check_text(user.name, "name", user.where, faults);
  check_text(user.stand, "stand", user.where, faults);
}

void check_for_doubles(const std::vector<UserEntry>& users, ImportFaults& faults) {
  std::map<std::string, std::string> emails;
  std::map<std::int64_t, std::string> ids;
  for (const UserEntry& user : users) {
    if (!user.email.empty()) {
      const auto [first, is_new] = emails.emplace(base::ascii_lower(user.email), user.where);
      if (!is_new) faults.add(user.where, user.email + " is in " + first->second + " already");
    }
    if (user.id) {
      const auto [first, is_new] = ids.emplace(*user.id, user.where);
      if (!is_new)
        faults.add(user.where, "id " + std::to_string(*user.id) + " is in " + first->second + " already");
    }
  }
}

}  // namespace

ImportFaults::ByPlace ImportFaults::by_place() const {
  ByPlace places;
  for (const auto& [where, what] : all_) places[where].push_back(what);
  return places;
}

void ImportFaults::throw_if_any(const std::string& before) const {
  if (all_.empty()) return;
  std::string text = before;
  std::vector<std::string> lines;
  for (const auto& [where, what] : all_) text += "\n" + lines.emplace_back(where + ": " + what);
  throw ImportError(ImportError::Why::data, text, std::move(lines));
}

void ImportFile::refuse_if_any_fault() const {
  ImportFaults all = of_file;
  all.add(of_users);
  all.throw_if_any("nothing was imported:");
}

void check_users(ImportFile& file) {
  for (UserEntry& user : file.users) check(user, file.of_users);
  check_for_doubles(file.users, file.of_users);
}

ImportFile read_import(std::string_view name, std::string_view bytes) {
  const std::string decoded = base::utf8_from_file(bytes);
  const std::string_view text = decoded;
  const std::string end = base::ascii_lower(name.substr(name.size() - std::min<std::size_t>(name.size(), 5)));
  if (end == ".json") return read_json_import(text);
  if (end.ends_with(".csv")) return read_csv_import(text);
  std::string_view begin = text;
  if (begin.starts_with("\xef\xbb\xbf")) begin.remove_prefix(3);
  begin = base::trim(begin);
  return begin.starts_with('{') || begin.starts_with('[') ? read_json_import(text) : read_csv_import(text);
}

}  // namespace api
