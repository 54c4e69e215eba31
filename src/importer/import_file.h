// SPDX-License-Identifier: MIT
#pragma once

// What an import file says, read and checked as far as the file alone goes. JSON brings users, countries and
// the signing key; CSV brings users. Pure.

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

// Nothing was imported: what() is for people, a line for each fault. race: the file is good, but somebody
// else changed the accounts at the same moment.
struct ImportError : std::runtime_error {
  enum class Why { data, race };
  ImportError(Why reason, const std::string& sentence, std::vector<std::string> faults = {})
      : std::runtime_error(sentence), why(reason), lines(std::move(faults)) {}
  Why why;
  std::vector<std::string> lines;  // of the fault in the file, without the sentence before them
};

// One account. What the file does not say stays as it is, or is as usual for a new account.
struct UserEntry {
  std::string where;  // "line 3", "user 3"; no two have the same
  std::optional<std::int64_t> id;
  std::string email;                    // "": the account with the id
  std::optional<std::string> password;  // plain or a hash; never ""
  std::optional<std::int64_t> booth_limit;
  std::optional<bool> active, admin;
  std::optional<std::string> name, stand;
  store::QuotaLimits limits = {};
};

// What is wrong and where, in the order it was found.
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
  ImportFaults of_file;            // nothing can be brought in
  ImportFaults of_users;           // those users cannot; the places are theirs

  void refuse_if_any_fault() const;  // throws ImportError (data)
};

// Each throws ImportError (data) when the file cannot be read at all, else tells the faults.
ImportFile read_json_import(std::string_view text);
ImportFile read_csv_import(std::string_view text);
// By the end of the name, ".json" or ".csv", else by the first character.
ImportFile read_import(std::string_view name, std::string_view bytes);

// What can be wrong with one account, and with several beside each other. Surrounding blanks are cut.
void check_users(ImportFile& file);

}  // namespace api
