// SPDX-License-Identifier: MIT
#pragma once

// CSV as RFC 4180 has it and as spreadsheets write it: a byte-order mark, CRLF, LF or CR, and ',', ';' or tab
// between the cells, whichever the first row has most of, or the one that a first line "sep=;" names. Pure.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace base {

struct CsvRow {
  int line = 0;  // in the file, where the row begins
  std::vector<std::string> cells;
};

struct CsvError : std::runtime_error {
  using std::runtime_error::runtime_error;  // "line 3: …"
};

// Rows without anything in them are left out. Throws CsvError for a quote that does not end or ends too
// early.
std::vector<CsvRow> parse_csv(std::string_view text);

}  // namespace base
