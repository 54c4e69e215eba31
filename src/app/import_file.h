// SPDX-License-Identifier: MIT
#pragma once

// What an import file says, read and checked as far as the file alone goes. JSON brings users, countries and
// the signing key; CSV brings users. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/countries.h"

namespace app {

// One account. What the file does not say stays as it is, or is as usual for a new account.
struct UserEntry {
  std::string where;  // "line 3", "user 3"
  std::optional<std::int64_t> id;
  std::string email;                    // "": the account with the id
  std::optional<std::string> password;  // plain or a hash; never ""
  std::optional<std::int64_t> booth_limit;
  std::optional<bool> active, admin;
  std::optional<std::string> name, stand;
};

struct ImportFile {
  std::vector<UserEntry> users;
  std::optional<std::vector<store::Country>> countries;
  std::string signing_key;         // "": none
  std::vector<std::string> notes;  // what was ignored
};

// What is wrong, all of it, a line each.
class Complaints {
 public:
  void add(const std::string& where, const std::string& what) { text_ += where + ": " + what + "\n"; }
  void stop_if_any(const std::string& before) const;  // throws Stop (data)

 private:
  std::string text_;
};

ImportFile read_json_import(std::string_view text);  // throws Stop (data)
ImportFile read_csv_import(std::string_view text);   // throws Stop (data)

// What can be wrong with one account, and with several beside each other. Surrounding blanks are cut.
void check(UserEntry& user, Complaints& complaints);
void check_users(ImportFile& file, Complaints& complaints);

}  // namespace app
