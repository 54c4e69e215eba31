// SPDX-License-Identifier: MIT
#include "config/arguments.h"

#include <algorithm>

#include "base/exit.h"
#include "base/text/text.h"

namespace app {
namespace {

const Flag& known_flag(std::string_view name, std::span<const Flag> known) {
  const auto found = std::ranges::find(known, name == "h" ? "help" : name, &Flag::name);
  if (found != known.end()) return *found;
  std::vector<std::string_view> names;
  for (const Flag& flag : known) names.push_back(flag.name);
  throw CommandError(ExitCode::usage,
                     "unknown flag --" + std::string(name) + did_you_mean(name, names, "--"));
}

// Removes the first flag and its value from the arguments.
void take_flag(std::span<const std::string>& arguments, std::span<const Flag> known, Arguments& parsed) {
  std::string_view name = arguments.front();
  arguments = arguments.subspan(1);
  name.remove_prefix(name.starts_with("--") ? 2 : 1);
  const std::size_t equals = std::min(name.find('='), name.size());
  const bool joined = equals < name.size();
  const Flag& flag = known_flag(name.substr(0, equals), known);
  const std::string shown = "--" + std::string(flag.name);

  std::string& value = parsed.flags[std::string(flag.name)];
  if (flag.bare) {
    if (joined) throw CommandError(ExitCode::usage, shown + " takes no value");
  } else if (joined) {
    value = name.substr(equals + 1);
  } else if (!arguments.empty() && !arguments.front().starts_with("--")) {
    value = arguments.front();
    arguments = arguments.subspan(1);
  } else {
    throw CommandError(ExitCode::usage, shown + " needs a value");
  }
}

}  // namespace

std::optional<std::string> Arguments::value(std::string_view name) const {
  const auto found = flags.find(name);
  return found == flags.end() ? std::nullopt : std::optional(found->second);
}

Arguments parse_arguments(std::span<const std::string> arguments, std::span<const Flag> known) {
  Arguments parsed;
  while (!arguments.empty() && arguments.front() != "--") {
    if (arguments.front().starts_with('-') && arguments.front() != "-") {
      take_flag(arguments, known, parsed);
    } else {
      parsed.words.push_back(arguments.front());
      arguments = arguments.subspan(1);
    }
  }
  if (!arguments.empty()) parsed.words.insert(parsed.words.end(), arguments.begin() + 1, arguments.end());
  return parsed;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates,
                         std::string_view before) {
  const auto near = base::closest_match(word, candidates);
  return near ? ", did you mean " + std::string(before) + std::string(*near) + "?" : "";
}

}  // namespace app
