// SPDX-License-Identifier: MIT
#include "api/spreadsheet.h"

#include <algorithm>

namespace api {
namespace {

bool begins_formula(std::string_view text) { return text.find_first_of("=+-@\t\r") == 0; }

// Apostrophes, perhaps none, and then what would be a formula.
bool may_be_taken_for_formula(std::string_view text) {
  return begins_formula(text.substr(std::min(text.find_first_not_of('\''), text.size())));
}

std::string quoted(std::string_view cell) {
  std::string text = "\"";
  for (const char c : cell) text.append(c == '"' ? 2 : 1, c);
  return text += '"';
}

}  // namespace

std::string text_cell(std::string_view text) {
  std::string cell(may_be_taken_for_formula(text) ? "'" : "");
  cell += text;
  return cell.find_first_of(",;\t\"\r\n") == std::string::npos ? cell : quoted(cell);
}

std::string_view from_text_cell(std::string_view cell) {
  const bool marked = cell.starts_with('\'') && may_be_taken_for_formula(cell);
  return marked ? cell.substr(1) : cell;
}

}  // namespace api
