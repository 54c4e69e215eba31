// SPDX-License-Identifier: MIT
#pragma once

// Removes personal data from log lines. Each IP address, e-mail address and account is replaced by a number
// in order of appearance, so that its actions can still be followed. Names are removed. Paths keep only
// numbers and segments known to the program.
// Thread safety: an object belongs to one thread.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/admin/log_lines.h"

namespace api {

class Redactor {
 public:
  struct Known {
    std::set<std::string, std::less<>> words;  // path segments without personal data
    std::vector<std::string> names;            // of people and booths; e-mail addresses
    std::string folder;                        // the data folder
  };

  explicit Redactor(Known known);

  std::string line(const LogEntry& line);  // in the format of the log on stderr

 private:
  std::string field(std::string_view key, const std::string& value);
  std::string number(std::string_view kind, const std::string& of);  // for example "address-1"
  std::string path(std::string_view path);
  std::string text(std::string text);
  std::string word(std::string_view word);

  Known known_;
  std::map<std::string, std::map<std::string, std::size_t>, std::less<>> numbers_;  // by kind
};

}  // namespace api
