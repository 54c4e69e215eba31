// SPDX-License-Identifier: MIT
#pragma once

// Reads an import file and checks it as far as possible without the store. JSON contains users, countries and
// the signing key; CSV contains users.
// Thread safety: pure functions.

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/countries.h"
#include "store/quotas.h"

namespace api {

inline constexpr std::int64_t max_booths = 2147483647;
inline constexpr std::size_t max_text_length = 255;

// Nothing was imported. what() is for people, with one line per fault. race: the file is valid, but the
// accounts were changed concurrently.
struct ImportError : std::runtime_error {
  enum class Why { data, race };
  ImportError(Why reason, const std::string& sentence, std::vector<std::string> faults = {})
      : std::runtime_error(sentence), why(reason), lines(std::move(faults)) {}
  Why why;
  std::vector<std::string> lines;  // the faults in the file, without the sentence before them
};

// One account. Absent fields keep their value, or have the default in a new account.
struct UserEntry {
  std::string where;  // "line 3", "user 3"; unique
  std::optional<std::int64_t> id;
  std::string email;                    // "": the account with the id
  std::optional<std::string> password;  // plain or hashed; never ""
  std::optional<std::int64_t> booth_limit;
  std::optional<bool> active, admin;
  std::optional<std::string> name, stand;
  store::QuotaLimits limits = {};
};

// Faults with their locations, in the order found.
class ImportFaults {
 public:
  using ByPlace = std::map<std::string, std::vector<std::string>, std::less<>>;

  void add(const std::string& where, const std::string& what) { all_.emplace_back(where, what); }
  void add(const ImportFaults& more) { all_.insert(all_.end(), more.all_.begin(), more.all_.end()); }
  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }
  ByPlace by_place() const;
  void throw_if_any(const std::string& before) const;  // throws ImportError (data)

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct ImportFile {
  std::vector<UserEntry> users;
  std::optional<std::vector<store::Country>> countries;
  std::string signing_key;         // "": none
  std::vector<std::string> notes;  // what was ignored
  ImportFaults of_file;            // nothing can be imported
  ImportFaults of_users;           // these users cannot be imported; located by UserEntry::where

  void refuse_if_any_fault() const;  // throws ImportError (data)
};

// Both record faults in the result. Throws: ImportError (data) if the file is unreadable as a whole.
ImportFile read_json_import(std::string_view text);
ImportFile read_csv_import(std::string_view text);
// Chooses the format by the extension, ".json" or ".csv", else by the first character.
ImportFile read_import(std::string_view name, std::string_view bytes);

// Checks each account, and all of them for duplicates. Trims white space.
void check_users(ImportFile& file);

}  // namespace api
