// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <span>

#include "api/import_file.h"
#include "base/csv.h"
#include "base/csv_writer.h"
#include "base/text.h"

namespace api {
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

struct Synonym {
  std::string_view written, meant;  // written: in small letters, without blanks, '_', '-', '.' and '#'
};
constexpr std::array synonyms = {
    Synonym{"email", "email"},
    Synonym{"mail", "email"},
    Synonym{"emailaddress", "email"},
    Synonym{"password", "password"},
    Synonym{"boothlimit", "booth_limit"},
    Synonym{"limit", "booth_limit"},
    Synonym{"booths", "booth_limit"},
    Synonym{"isactive", "is_active"},
    Synonym{"active", "is_active"},
    Synonym{"name", "name"},
    Synonym{"exhibitor", "name"},
    Synonym{"company", "name"},
    Synonym{"stand", "stand"},
    Synonym{"standno", "stand"},
    Synonym{"standnumber", "stand"},
    Synonym{"booth", "stand"},
    Synonym{"boothno", "stand"},
    Synonym{"boothnumber", "stand"},
};

std::optional<std::string_view> column_meant(std::string written) {
  std::erase_if(written, [](char c) { return c == ' ' || c == '_' || c == '-' || c == '.' || c == '#'; });
  const auto found = std::ranges::find(synonyms, written, &Synonym::written);
  return found == synonyms.end() ? std::nullopt : std::optional(found->meant);
}

// Puts a cell where its column says.
void read_cell(std::string_view column, const std::string& cell, UserEntry& user, Faults& faults) {
  const std::string_view text = base::trim(cell);
  if (text.empty()) return;
  if (column == "email") user.email = base::text_of_cell(text);
  if (column == "password") user.password = text;
  if (column == "name") user.name = base::text_of_cell(text);
  if (column == "stand") user.stand = base::text_of_cell(text);
  if (column == "booth_limit") {
    user.booth_limit = base::whole_number(text);
    if (!user.booth_limit)
      faults.add(user.where, "booth_limit “" + std::string(text) + "” is not a whole number");
  }
  if (column == "is_active") {
    user.active = truth_of(text);
    if (!user.active) faults.add(user.where, "is_active “" + std::string(text) + "” is not true or false");
  }
}

std::string did_you_mean(std::string_view name) {
  const auto near = base::nearest(name, columns);
  return near ? ", did you mean " + std::string(*near) + "?" : "";
}

// The columns as they are meant, "" for those ignored. A column by its own name goes before one by another
// name for it: a sheet may have "Name" and "Company".
std::vector<std::string> read_header(const base::CsvRow& row, ImportFile& file) {
  std::vector<std::string> names, header(row.cells.size());
  for (const std::string& cell : row.cells) names.push_back(base::lower(base::trim(cell)));
  const auto is_taken = [&](std::string_view column) {
    return std::ranges::find(header, column) != header.end();
  };
  const std::string where = "line " + std::to_string(row.line);
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (std::ranges::find(columns, names[at]) == columns.end()) continue;
    if (is_taken(names[at])) file.of_file.add(where, "the column " + names[at] + " is there twice");
    header[at] = names[at];
  }
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (!header[at].empty() || names[at].empty()) continue;
    const auto meant = column_meant(names[at]);
    if (meant && !is_taken(*meant)) {
      header[at] = *meant;
    } else {
      file.notes.push_back("column “" + names[at] + "” is ignored" + (meant ? "" : did_you_mean(names[at])));
    }
  }
  if (!is_taken("email")) {
    file.of_file.add(where, "this line has to name the columns, and email among them");
  }
  return header;
}

// Spreadsheets leave out empty cells at the end of a row, and add some.
UserEntry read_row(const base::CsvRow& row, const std::vector<std::string>& header, Faults& faults) {
  UserEntry user;
  user.where = "line " + std::to_string(row.line);
  std::size_t cells = row.cells.size();
  while (cells > header.size() && base::trim(row.cells[cells - 1]).empty()) --cells;
  if (cells > header.size()) {
    faults.add(user.where, "has " + std::to_string(cells) + " cells, the first line has " +
                               std::to_string(header.size()));
  }
  for (std::size_t at = 0; at < std::min(cells, header.size()); ++at) {
    read_cell(header[at], row.cells[at], user, faults);
  }
  return user;
}

[[noreturn]] void refuse(const std::string& line) {
  throw ImportRefused(ImportRefused::Why::data, line, {line});
}

bool is_blank(const base::CsvRow& row) {
  return std::ranges::all_of(row.cells, [](const std::string& cell) { return base::trim(cell).empty(); });
}

std::vector<base::CsvRow> rows_of(std::string_view text) {
  if (const std::size_t good = base::utf8_prefix(text); good < text.size()) {
    const auto line = 1 + std::ranges::count(text.substr(0, good), '\n');
    refuse("line " + std::to_string(line) + ": not UTF-8; save the sheet as “CSV UTF-8”");
  }
  try {
    std::vector<base::CsvRow> rows = base::parse_csv(text);
    std::erase_if(rows, is_blank);
    return rows;
  } catch (const base::CsvError& error) {
    refuse(error.what());
  }
}

}  // namespace

ImportFile read_csv_import(std::string_view text) {
  const std::vector<base::CsvRow> rows = rows_of(text);
  if (rows.empty()) refuse("the file is empty");
  ImportFile file;
  const std::vector<std::string> header = read_header(rows.front(), file);
  if (!file.of_file.empty()) return file;  // what is below it means nothing
  for (const base::CsvRow& row : std::span(rows).subspan(1)) {
    file.users.push_back(read_row(row, header, file.of_users));
  }
  check_users(file);
  return file;
}

}  // namespace api
