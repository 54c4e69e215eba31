// SPDX-License-Identifier: MIT
#pragma once

// Reads CSV (RFC 4180) as spreadsheets write it: a byte order mark, CRLF, LF or CR, and ',', ';' or tab as
// the separator. The separator is the most frequent one in the first row, or the one in a first line "sep=;".
// Thread safety: pure functions.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace base {

struct CsvRow {
  int line = 0;  // line number in the file at which the row begins
  std::vector<std::string> cells;
};

struct CsvError : std::runtime_error {
  using std::runtime_error::runtime_error;  // "line 3: …"
};

// Skips empty rows. Throws: CsvError for an unclosed quote or text after a closing one.
std::vector<CsvRow> parse_csv(std::string_view text);

}  // namespace base
