// SPDX-License-Identifier: MIT
#pragma once

// Takes out of log lines whom they are about: each address and account gets a number in the order it is met,
// so that what one of them did can still be followed; names and e-mail addresses go. Of what a client wrote
// only the words stay that this program knows. One thread.

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
    std::set<std::string, std::less<>> words;  // segments of paths that say nothing of anybody
    std::vector<std::string> names;            // of people, booths; e-mail addresses
    std::string folder;                        // of the data
  };

  explicit Redactor(Known known);

  std::string line(const LogEntry& line);  // as the log has it on stderr

 private:
  std::string field(std::string_view key, const std::string& value);
  std::string number(std::string_view kind, const std::string& of);  // "address-1"
  std::string path(std::string_view path);
  std::string text(std::string text);
  std::string word(std::string_view word);

  Known known_;
  std::map<std::string, std::map<std::string, std::size_t>, std::less<>> numbers_;  // by kind
};

}  // namespace api
