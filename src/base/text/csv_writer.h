// SPDX-License-Identifier: MIT
#pragma once

// Appends CSV (RFC 4180) to a string as spreadsheets read it: UTF-8 with a byte order mark, ',' and CRLF.
// A text that a spreadsheet would run as a formula (it begins with '=', '+', '-', '@', a tab or a carriage
// return) gets a leading "'". So does a text that looks escaped already, so that unescape_cell() restores
// every text.
// Thread safety: an object belongs to one thread.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace base {

// Returns the text that a cell of text() represents, after the quotes are removed.
std::string_view unescape_cell(std::string_view cell);

class CsvWriter {
 public:
  explicit CsvWriter(std::string& out) : out_(out) {}

  CsvWriter& header(std::initializer_list<std::string_view> names);  // writes the byte order mark first
  CsvWriter& text(std::string_view text);                            // user input
  CsvWriter& raw(std::string_view text);  // trusted text such as digits; not escaped as a formula
  CsvWriter& number(std::int64_t number) { return raw(std::to_string(number)); }
  CsvWriter& boolean(bool truth) { return raw(truth ? "true" : "false"); }
  CsvWriter& end_row();

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace base
