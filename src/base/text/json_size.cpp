// SPDX-License-Identifier: MIT
#include "base/text/json_size.h"

namespace base {
namespace {

// Returns the end of the string that starts at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at;
}

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::size_t count_json_values(std::string_view text) {
  std::size_t values = 1;
  bool opened = false;  // in an array or object that is still empty
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (blank(c)) continue;
    if (c == ',' || (opened && c != ']' && c != '}')) ++values;
    opened = c == '[' || c == '{';
    if (c == '"') at = end_of_string(text, at);
  }
  return values;
}

}  // namespace base
