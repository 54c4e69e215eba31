// SPDX-License-Identifier: MIT
#include "base/text/csv_reader.h"

#include <algorithm>
#include <optional>

#include "base/text/text.h"

namespace base {
namespace {

bool ends_line(char c) { return c == '\n' || c == '\r'; }

// Returns the most frequent separator in the first row, outside quotes.
char separator_of(std::string_view text) {
  std::ptrdiff_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (ends_line(c)) break;
    commas += c == ',';
    semicolons += c == ';';
    tabs += c == '\t';
  }
  if (semicolons > commas) return semicolons > tabs ? ';' : '\t';
  return tabs > commas ? '\t' : ',';
}

// Reads the first line "sep=;", which Excel interprets and hides.
std::optional<char> declared_separator(std::string_view text) {
  if (!iequals(text.substr(0, 4), "sep=") || text.size() < 5) return {};
  return text.size() == 5 || ends_line(text[5]) ? std::optional(text[4]) : std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text), separator_(separator_of(text)) {
    if (const auto declared = declared_separator(text)) {
      separator_ = *declared;
      rest_.remove_prefix(5);
      end_line();
    }
  }

  bool at_end() const { return rest_.empty(); }

  CsvRow row() {
    CsvRow row{line_, {cell()}};
    while (rest_.starts_with(separator_)) {
      rest_.remove_prefix(1);
      row.cells.push_back(cell());
    }
    end_line();
    return row;
  }

 private:
  std::string cell() { return rest_.starts_with('"') ? quoted_cell() : plain_cell(); }

  std::string plain_cell() {
    const auto end = std::ranges::find_if(rest_, [this](char c) { return c == separator_ || ends_line(c); });
    const std::string cell(rest_.begin(), end);
    rest_.remove_prefix(cell.size());
    return cell;
  }

  std::string quoted_cell() {
    const int opened = line_;
    std::string cell;
    rest_.remove_prefix(1);
    while (true) {
      if (rest_.empty()) fail(opened, "the quote is never closed");
      const char c = rest_.front();
      if (c == '"' && !rest_.starts_with("\"\"")) break;
      if (ends_line(c) && !rest_.starts_with("\r\n")) ++line_;
      cell += c;
      rest_.remove_prefix(c == '"' ? 2 : 1);
    }
    rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.front() != separator_ && !ends_line(rest_.front())) {
      fail(line_, "there is text after a closing quote; a quote inside a quoted cell is written twice");
    }
    return cell;
  }

  void end_line() {
    if (rest_.empty()) return;
    rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
    ++line_;
  }

  [[noreturn]] static void fail(int line, const std::string& what) {
    throw CsvError("line " + std::to_string(line) + ": " + what);
  }

  std::string_view rest_;
  char separator_;
  int line_ = 1;
};

bool blank(const CsvRow& row) { return std::ranges::all_of(row.cells, &std::string::empty); }

}  // namespace

std::vector<CsvRow> parse_csv(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<CsvRow> rows;
  for (Reader reader(text); !reader.at_end();) {
    CsvRow row = reader.row();
    if (!blank(row)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace base
