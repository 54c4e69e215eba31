// SPDX-License-Identifier: MIT
#pragma once

// Splits the command line into words, and flags with their values ("--port 80" or "--port=80"). "--" ends the
// flags. A value that itself begins with two dashes requires the second form.
// Thread safety: may be called from any thread.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace app {

struct Flag {
  std::string_view name;  // without dashes
  bool bare = false;      // has no value
};

struct Arguments {
  std::vector<std::string> words;
  std::map<std::string, std::string, std::less<>> flags;  // the last flag of a name wins

  bool has(std::string_view name) const { return flags.contains(name); }
  std::optional<std::string> value(std::string_view name) const;
};

// Throws CommandError (usage). For an unknown flag, the message names the most similar known one.
Arguments parse_arguments(std::span<const std::string> arguments, std::span<const Flag> known);

// Returns ", did you mean --port?" if a candidate is similar, else "". `before` precedes the candidate.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates,
                         std::string_view before = "");

}  // namespace app
