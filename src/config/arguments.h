// SPDX-License-Identifier: MIT
#pragma once

// The command line taken apart: words, and flags with their values ("--port 80" or "--port=80"; "--" ends the
// flags; a value that itself begins with two dashes needs the second form). Pure.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace app {

struct Flag {
  std::string_view name;  // without its dashes
  bool bare = false;      // takes no value
};

struct Arguments {
  std::vector<std::string> words;
  std::map<std::string, std::string, std::less<>> flags;  // the last one of a name wins

  bool has(std::string_view name) const { return flags.contains(name); }
  std::optional<std::string> value(std::string_view name) const;
};

// Throws CommandError (usage), naming the known flag most like an unknown one.
Arguments parse_arguments(std::span<const std::string> arguments, std::span<const Flag> known);

// ", did you mean --port?" when a candidate is near, else nothing; `before` is put before the candidate.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates,
                         std::string_view before = "");

}  // namespace app
