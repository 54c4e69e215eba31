// SPDX-License-Identifier: MIT
#include "base/text/csv_writer.h"

namespace base {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Matches any number of apostrophes, followed by a formula.
bool may_be_taken_for_formula(std::string_view text) {
  const std::size_t begin = text.find_first_not_of('\'');
  return begin != text.npos && text.find_first_of("=+-@\t\r", begin) == begin;
}

}  // namespace

std::string_view unescape_cell(std::string_view cell) {
  return cell.starts_with('\'') && may_be_taken_for_formula(cell) ? cell.substr(1) : cell;
}

CsvWriter& CsvWriter::header(std::initializer_list<std::string_view> names) {
  out_ += byte_order_mark;
  for (const std::string_view name : names) raw(name);
  return end_row();
}

CsvWriter& CsvWriter::text(std::string_view text) {
  std::string safe;
  if (may_be_taken_for_formula(text)) {
    safe.append("'").append(text);
    text = safe;
  }
  return raw(text);
}

CsvWriter& CsvWriter::raw(std::string_view text) {
  if (!first_) out_ += ',';
  first_ = false;
  if (text.find_first_of(",\"\r\n;\t") == text.npos) {
    out_ += text;
    return *this;
  }
  out_ += '"';
  for (const char c : text) out_.append(c == '"' ? 2 : 1, c);
  out_ += '"';
  return *this;
}

CsvWriter& CsvWriter::end_row() {
  out_ += "\r\n";
  first_ = true;
  return *this;
}

}  // namespace base
