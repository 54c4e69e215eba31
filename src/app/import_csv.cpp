// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <span>

#include "app/arguments.h"
#include "app/csv.h"
#include "app/import_file.h"
#include "app/stop.h"
#include "base/text.h"

namespace app {
namespace {

std::optional<bool> truth_of(std::string_view text) {
  for (const std::string_view yes : {"true", "1", "yes"}) {
    if (base::same_word(text, yes)) return true;
  }
  for (const std::string_view no : {"false", "0", "no"}) {
    if (base::same_word(text, no)) return false;
  }
  return {};
}

constexpr std::array<std::string_view, 6> columns = {"email",     "password", "booth_limit",
                                                     "is_active", "name",     "stand"};

// Puts a cell where its column says.
void read_cell(std::string_view column, const std::string& cell, UserEntry& user, Complaints& complaints) {
  const std::string_view text = base::trim(cell);
  if (text.empty()) return;
  if (column == "email") user.email = text;
  if (column == "password") user.password = text;
  if (column == "name") user.name = text;
  if (column == "stand") user.stand = text;
  if (column == "booth_limit") {
    user.booth_limit = base::whole_number(text);
    if (!user.booth_limit)
      complaints.add(user.where, "booth_limit “" + std::string(text) + "” is not a whole number");
  }
  if (column == "is_active") {
    user.active = truth_of(text);
    if (!user.active)
      complaints.add(user.where, "is_active “" + std::string(text) + "” is not true or false");
  }
}

std::vector<std::string> read_header(const CsvRow& row, ImportFile& file, Complaints& complaints) {
  std::vector<std::string> header;
  const std::string where = "line " + std::to_string(row.line);
  for (const std::string& cell : row.cells) {
    const std::string name = base::lower(base::trim(cell));
    if (std::ranges::find(columns, name) == columns.end()) {
      file.notes.push_back("column “" + name + "” is ignored" + did_you_mean(name, columns));
    } else if (std::ranges::find(header, name) != header.end()) {
      complaints.add(where, "the column " + name + " is there twice");
    }
    header.push_back(name);
  }
  if (std::ranges::find(header, "email") == header.end()) {
    complaints.add(where, "this line has to name the columns, and email among them");
  }
  return header;
}

UserEntry read_row(const CsvRow& row, const std::vector<std::string>& header, Complaints& complaints) {
  UserEntry user;
  user.where = "line " + std::to_string(row.line);
  if (row.cells.size() != header.size()) {
    complaints.add(user.where, "has " + std::to_string(row.cells.size()) + " cells, the first line has " +
                                   std::to_string(header.size()));
  }
  for (std::size_t at = 0; at < std::min(row.cells.size(), header.size()); ++at) {
    read_cell(header[at], row.cells[at], user, complaints);
  }
  return user;
}

std::vector<CsvRow> rows_of(std::string_view text) {
  if (const std::size_t good = base::utf8_prefix(text); good < text.size()) {
    const auto line = 1 + std::ranges::count(text.substr(0, good), '\n');
    throw Stop(Exit::data, "line " + std::to_string(line) + ": not UTF-8; save the sheet as “CSV UTF-8”");
  }
  try {
    return parse_csv(text);
  } catch (const CsvError& error) {
    throw Stop(Exit::data, error.what());
  }
}

}  // namespace

ImportFile read_csv_import(std::string_view text) {
  const std::vector<CsvRow> rows = rows_of(text);
  if (rows.empty()) throw Stop(Exit::data, "the file is empty");
  ImportFile file;
  Complaints complaints;
  const std::vector<std::string> header = read_header(rows.front(), file, complaints);
  complaints.stop_if_any("nothing was imported:");
  for (const CsvRow& row : std::span(rows).subspan(1)) {
    file.users.push_back(read_row(row, header, complaints));
  }
  check_users(file, complaints);
  complaints.stop_if_any("nothing was imported:");
  return file;
}

}  // namespace app
