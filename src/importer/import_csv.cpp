// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <span>

#include "base/text/csv_reader.h"
#include "base/text/csv_writer.h"
#include "base/text/text.h"
#include "base/text/unicode.h"
#include "importer/import_file.h"

namespace api {
namespace {

// As search keys (base/text/unicode.h): English, German, French, Persian.
constexpr std::array<std::string_view, 9> yes = {"true", "1", "yes", "ja", "wahr", "oui", "vrai", "بله", "فعال"};
constexpr std::array<std::string_view, 9> no = {"false", "0", "no", "nein", "falsch", "non", "faux", "خیر", "غیرفعال"};

std::optional<bool> truth_of(std::string_view text) {
  const std::string key = base::search_key(text);
  if (std::ranges::count(yes, key) > 0) return true;
  return std::ranges::count(no, key) > 0 ? std::optional(false) : std::nullopt;
}

// Accepts digits of any script. Spreadsheets may write 3 as "3.0" or "3,0".
std::optional<std::int64_t> count_of(std::string_view text) {
  const std::string key = base::search_key(text);
  const std::string_view digits = key;
  const std::size_t point = digits.find_first_of(".,");
  const bool whole = point == digits.npos || digits.find_first_not_of('0', point + 1) == digits.npos;
  return whole ? base::parse_int(digits.substr(0, point)) : std::nullopt;
}

constexpr auto columns = [] {
  constexpr auto own =
      std::to_array<std::string_view>({"email", "password", "booth_limit", "is_active", "name", "stand"});
  std::array<std::string_view, own.size() + store::quotas.size()> all;
  std::ranges::copy(own, all.begin());
  std::ranges::transform(store::quotas, all.begin() + own.size(), &store::QuotaRule::setting);
  return all;
}();

struct Synonym {
  std::string_view column;
  std::string_view names;  // search keys without separators between words
};
constexpr std::array<Synonym, 6> synonyms = {{
    {"email", "email mail emailaddress emailadresse mailadresse courriel adresseemail ایمیل نشانیایمیل رایانامه "
              "پستالکترونیک"},
    {"password", "password passwort kennwort motdepasse گذرواژه رمزعبور"},
    {"booth_limit", "boothlimit limit booths anzahlstande nombredestands سقفغرفه تعدادغرفه سقفغرفهها"},
    {"is_active", "isactive active aktiv actif فعال"},
    {"name", "name exhibitor company firma aussteller nom societe entreprise exposant نام شرکت نامشرکت غرفهدار"},
    {"stand", "stand standno standnumber booth boothno boothnumber standnummer standnr numerodestand جایگاه غرفه "
              "شمارهغرفه شمارهجایگاه"},
}};

std::optional<std::string_view> column_meant(std::string_view written) {
  std::string key = base::search_key(written);
  std::erase_if(key, [](char c) { return c == ' ' || c == '_' || c == '-' || c == '.' || c == '#'; });
  const auto found = std::ranges::find_if(synonyms, [&](const Synonym& one) {
    const auto names = base::split(one.names, " ");
    return std::ranges::count(names, std::string_view(key)) > 0;
  });
  return found == synonyms.end() ? std::nullopt : std::optional(found->column);
}

// Stores a cell in the field of its column.
void read_cell(std::string_view column, const std::string& cell, UserEntry& user, ImportFaults& faults) {
  const std::string_view text = base::trim(cell);
  if (text.empty()) return;
  if (column == "email") user.email = base::unescape_cell(text);
  if (column == "password") user.password = text;
  if (column == "name") user.name = base::unescape_cell(text);
  if (column == "stand") user.stand = base::unescape_cell(text);
  if (column == "booth_limit") {
    user.booth_limit = count_of(text);
    if (!user.booth_limit)
      faults.add(user.where, "booth_limit “" + std::string(text) + "” is not a whole number");
  }
  for (std::size_t at = 0; at < store::quotas.size(); ++at) {
    if (column != store::quotas.at(at).setting) continue;
    user.limits.at(at) = base::parse_int(text);
    if (!user.limits.at(at))
      faults.add(user.where, std::string(column) + " “" + std::string(text) + "” is not a whole number");
  }
  if (column == "is_active") {
    user.active = truth_of(text);
    if (!user.active) faults.add(user.where, "is_active “" + std::string(text) + "” is not true or false");
  }
}

std::string did_you_mean(std::string_view name) {
  const auto near = base::closest_match(name, columns);
  return near ? ", did you mean " + std::string(*near) + "?" : "";
}

// Returns the column of each cell, "" if it is ignored. Exact names take precedence over synonyms: a sheet
// may have both "Name" and "Company".
std::vector<std::string> read_header(const base::CsvRow& row, ImportFile& file) {
  std::vector<std::string> names, header(row.cells.size());
  for (const std::string& cell : row.cells) names.push_back(base::ascii_lower(base::trim(cell)));
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

// Spreadsheets omit empty cells at the end of a row, and sometimes add some.
UserEntry read_row(const base::CsvRow& row, const std::vector<std::string>& header, ImportFaults& faults) {
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

[[noreturn]] void refuse(const std::string& line) { throw ImportError(ImportError::Why::data, line, {line}); }

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

// Returns the number of rows above the header row; 0 if none of the first rows is a header.
std::size_t count_titles(const std::vector<base::CsvRow>& rows) {
  constexpr std::size_t max_titles = 10;
  for (std::size_t at = 0; at < std::min(rows.size(), max_titles + 1); ++at) {
    const auto names_email = [](const std::string& cell) { return column_meant(base::trim(cell)) == "email"; };
    if (std::ranges::any_of(rows[at].cells, names_email)) return at;
  }
  return 0;
}

}  // namespace

ImportFile read_csv_import(std::string_view text) {
  const std::vector<base::CsvRow> rows = rows_of(text);
  if (rows.empty()) refuse("the file is empty");
  ImportFile file;
  const std::size_t titles = count_titles(rows);
  for (const base::CsvRow& row : std::span(rows).first(titles)) {
    file.notes.push_back("line " + std::to_string(row.line) + " is a title and is ignored");
  }
  const std::vector<std::string> header = read_header(rows[titles], file);
  if (!file.of_file.empty()) return file;  // the rows below are meaningless
  for (const base::CsvRow& row : std::span(rows).subspan(titles + 1)) {
    file.users.push_back(read_row(row, header, file.of_users));
  }
  check_users(file);
  return file;
}

}  // namespace api
