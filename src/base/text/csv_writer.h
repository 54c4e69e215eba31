// SPDX-License-Identifier: MIT
#pragma once

// CSV as spreadsheets read it: UTF-8 with a byte-order mark, ',' between the cells, CRLF (RFC 4180). A text
// that a spreadsheet would take for a formula (it begins with '=', '+', '-', '@', a tab or a carriage return)
// gets a "'" before it: what an exhibitor typed must do nothing on the machine that opens the file. So does
// one that looks as if it had got one, so that unescape_cell() gives every text back. Appends to a string as
// it is told; one thread.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace base {

// What a cell of text() stands for, once a reader has taken off its quotes.
std::string_view unescape_cell(std::string_view cell);

class CsvWriter {
 public:
  explicit CsvWriter(std::string& out) : out_(out) {}

  CsvWriter& header(std::initializer_list<std::string_view> names);  // the byte-order mark before it
  CsvWriter& text(std::string_view text);                            // somebody's
  CsvWriter& raw(std::string_view text);  // this program's own, a number's digits for one: no formula
  CsvWriter& number(std::int64_t number) { return raw(std::to_string(number)); }
  CsvWriter& boolean(bool truth) { return raw(truth ? "true" : "false"); }
  CsvWriter& end_row();

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace base
